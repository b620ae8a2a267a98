"""A campaign's last days and the rounds of its years: which fit, and how they are changed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.award_campaign.calendar import require_fitting
from domain.award_campaign.commands import ChangeAwardCalendar, OpenCampaign, SubmitDossier
from domain.award_campaign.events import AwardCalendarChanged, CampaignListed, Deadlines
from domain.award_campaign.policy import Year
from domain.award_campaign.refusals import CampaignInvalid, CampaignUnknown, DossierLate
from domain.award_campaign.state import EMPTY_REGISTER, listed
from domain.metadata import Code, Role
from domain.refusal import DecisionRequired, ReasonRequired, Refusal, RoleNotAllowed
from tests.domain.campaigns import (
    ACTORS,
    CAMPAIGN,
    DEADLINES,
    POLICY,
    ask,
    campaign,
    documented,
    opened,
    running,
    submitted,
)

LATER = Deadlines(dossiers=date(2026, 1, 16), decision=date(2026, 1, 26))
AFTER = datetime(2026, 1, 12, 3, tzinfo=UTC)
OPENING: dict[str, Any] = {"name": "Khen thưởng", "policy": POLICY, "deadlines": DEADLINES}


def test_last_days_are_changed_and_the_rounds_stay_as_they_are():
    changed = AwardCalendarChanged(deadlines=LATER, rounds={2023: "2023"})
    campaign().given(opened(rounds={2023: "2023"})).when(ask(ChangeAwardCalendar, deadlines=LATER)).then(changed)


def test_rounds_are_changed_and_the_last_days_stay_as_they_are():
    changed = AwardCalendarChanged(deadlines=DEADLINES, rounds={2023: "2023", 2024: "2024"})
    running().when(ask(ChangeAwardCalendar, rounds={2023: "2023", 2024: "2024"})).then(changed)


def test_what_is_as_asked_already_is_not_changed():
    running().when(ask(ChangeAwardCalendar)).then()
    running().when(ask(ChangeAwardCalendar, deadlines=DEADLINES, rounds={})).then()


def test_a_later_last_day_takes_dossiers_that_were_too_late():
    running(*documented()).when(ask(SubmitDossier, at=AFTER)).then_rejected(DossierLate)
    extended = AwardCalendarChanged(deadlines=LATER, rounds={})
    running(*documented(), extended).when(ask(SubmitDossier, at=AFTER)).then(submitted(submitted_on=date(2026, 1, 12)))


@pytest.mark.parametrize(
    ("rounds", "problem"),
    [
        ({2023: "2023", 2024: "2023"}, "round '2023' is used for 2 years"),
        ({1999: "1999"}, "1999 is none of the policy's years"),
    ],
)
def test_one_result_is_not_that_of_two_years_nor_of_a_year_that_nobody_looks_at(rounds: dict[Year, Code], problem: str):
    running().when(ask(ChangeAwardCalendar, rounds=rounds)).then_rejected(CampaignInvalid)
    with pytest.raises(CampaignInvalid, match=problem):
        require_fitting(ask(OpenCampaign, **OPENING, rounds=rounds))


def test_a_campaign_is_not_related_to_itself():
    require_fitting(ask(OpenCampaign, **OPENING, related=("khac",)))
    with pytest.raises(CampaignInvalid, match="related to itself"):
        require_fitting(ask(OpenCampaign, **OPENING, related=(CAMPAIGN,)))


def test_a_campaign_that_there_is_not_has_no_calendar():
    campaign().when(ask(ChangeAwardCalendar, deadlines=LATER)).then_rejected(CampaignUnknown)


def test_it_takes_an_administrator_a_reason_and_a_decision():
    ask(ChangeAwardCalendar).authorise()
    missing: dict[str, type[Refusal]] = {"reason": ReasonRequired, "source_document": DecisionRequired}
    for field, refusal in missing.items():
        with pytest.raises(refusal):
            ask(ChangeAwardCalendar, **{field: None}).authorise()
    with pytest.raises(RoleNotAllowed):
        ask(ChangeAwardCalendar, actor=ACTORS[Role.UNIT]).authorise()


def test_the_register_knows_who_looks_at_what_and_who_names_whom():
    one = CampaignListed(province="vinh-long", campaign="mot", rounds=("2023",), related=("hai",))
    again = CampaignListed(province="vinh-long", campaign="mot", rounds=("2024",), related=("hai",))
    register = listed(listed(EMPTY_REGISTER, one), again)
    assert (register.looking_at("2023"), register.looking_at("2024")) == ((), ("mot",))
    assert (register.naming("hai"), register.naming("mot")) == (("mot",), ())
