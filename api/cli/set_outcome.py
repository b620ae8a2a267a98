"""What ``bangvang sets release`` and ``withdraw`` answer: the set they are about, not the version of a stream."""

from collections.abc import Iterator, Mapping

import msgspec

from api.cli.commands import Act, Form, Given, Tell, command_of, execute
from api.cli.output import print_json, print_text
from api.cli.session import JSON, Session
from api.cli.set_reference import SetName
from application.contexts import INDICATOR_SET
from application.service import Outcome
from application.sets.standing import Withdrawal, withdrawal
from domain.command import Command
from domain.indicator_set.commands import ReleaseIndicatorSet, WithdrawIndicatorSet
from domain.indicator_set.definition import Version
from domain.metadata import Code, Sha256
from projections.platform import Platform

SET_COMMANDS: Mapping[type[Command], tuple[tuple[str, str], tuple[str, str]]] = {
    ReleaseIndicatorSet: (
        ("Đã ban hành {}, sự kiện ở vị trí {}.", "Released {}, event at position {}."),
        ("Không có gì thay đổi: {} đã được ban hành.", "Nothing to change: {} was released before."),
    ),
    WithdrawIndicatorSet: (
        ("Đã thu hồi {}, sự kiện ở vị trí {}.", "Withdrawn: {}, event at position {}."),
        ("Không có gì thay đổi: {} đã bị thu hồi.", "Nothing to change: {} was withdrawn before."),
    ),
}
"""What is said when something was recorded, and when there was nothing to record."""
DIGITS = 12
"""So many digits of a hash are shown to people."""


class SetOutcome(Outcome, frozen=True, kw_only=True):
    """What a command has led to, and the release that it is about as it stands now; ``version`` is the stream's."""

    province: Code
    indicator_set: Code
    release: Version
    content_hash: Sha256
    withdrawal: Withdrawal | None


def set_act(kind: type[Command], form: Form) -> Act:
    """Gives the command and looks up the release that it is about."""

    def act(platform: Platform, given: Given) -> SetOutcome:
        command = command_of(kind, form, platform, given)
        return _with_release(platform, _name(command), execute(platform, command, given))

    return act


def _name(command: Command) -> SetName:
    """The release that the command is about."""
    released = getattr(command, "definition", None)
    names = ("province", "code", "version") if released else ("province", "indicator_set", "version")
    province, indicator_set, version = (getattr(released or command, name) for name in names)
    return SetName(province=province, indicator_set=indicator_set, version=version)


def _with_release(platform: Platform, name: SetName, outcome: Outcome) -> SetOutcome:
    releases = platform.application.load(INDICATOR_SET, outcome.stream).state
    return SetOutcome(
        **msgspec.structs.asdict(outcome),
        province=name.province,
        indicator_set=name.indicator_set,
        release=name.version,
        content_hash=releases.by_version[name.version].content_hash,
        withdrawal=withdrawal(platform.application, outcome.stream, name.version),
    )


def set_tell(kind: type[Command]) -> Tell:
    """Prints what has become of the release; a note where what is released again was withdrawn."""

    def tell(session: Session, outcome: SetOutcome) -> None:
        if session.format == JSON:
            print_json(outcome)
        else:
            print_text(_lines(session, kind, outcome))

    return tell


def _lines(session: Session, kind: type[Command], outcome: SetOutcome) -> Iterator[str]:
    name = f"{outcome.province}/{outcome.indicator_set}@{outcome.release}"
    recorded, unchanged = SET_COMMANDS[kind]
    sentence = session.say(*(recorded if outcome.events else unchanged))
    yield sentence.format(f"{name} (SHA-256 {outcome.content_hash[:DIGITS]}…)", outcome.position)
    if outcome.withdrawal and not outcome.events:
        yield withdrawn_words(session, name, outcome.withdrawal)


def withdrawn_words(session: Session, name: str, withdrawn: Withdrawal) -> str:
    """That a release is withdrawn, since when and why, and what that means."""
    vi = "ĐÃ THU HỒI: {name}, từ ngày {on}; lý do: {reason}. Đợt mới không dùng được bản này."
    en = "WITHDRAWN: {name}, on {on}; reason: {reason}. New rounds can't use this release."
    return session.say(vi, en).format(name=name, on=withdrawn.on, reason=withdrawn.reason or "—")
