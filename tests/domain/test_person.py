"""A person: named by a reference that proves the name as long as it is kept, and tells nothing afterwards."""

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.metadata import Role
from domain.person.commands import EraseName
from domain.person.events import NameErased
from domain.person.reference import is_of, is_reference, names_nobody, normalised, reference_of
from domain.person.refusals import PersonUnknown
from domain.refusal import ReasonRequired, RoleNotAllowed
from tests.domain.builders import COUNCIL, ask
from tests.domain.specification import person

SALT = bytes(range(16))
REFERENCE = reference_of(SALT, "Nguyễn Văn A")
salts = st.binary(min_size=16, max_size=16)
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


# --- References -------------------------------------------------------------------------------------------------------


def test_a_reference_is_the_digest_of_salt_and_name_as_any_tool_makes_it():
    assert "person:" + hashlib.sha256(SALT + "Nguyễn Văn A".encode()).hexdigest() == REFERENCE
    assert is_reference(REFERENCE)


@given(salts, names)
def test_salt_and_name_prove_a_reference_however_the_name_is_composed(salt: bytes, name: str):
    reference = reference_of(salt, name)
    assert all(is_of(reference, salt, unicodedata.normalize(form, name)) for form in ("NFC", "NFD"))


@given(salts, salts, names, names)
def test_another_salt_or_name_proves_nothing(salt: bytes, other_salt: bytes, name: str, other_name: str):
    proven = is_of(reference_of(salt, name), other_salt, other_name)
    composed, other_composed = (unicodedata.normalize("NFC", text) for text in (name, other_name))
    assert proven == ((salt, composed) == (other_salt, other_composed))


@pytest.mark.parametrize("salt", [b"", SALT[1:], SALT + b"\0"])
def test_a_salt_has_sixteen_bytes(salt: bytes):
    assert not is_of(REFERENCE, salt, "Nguyễn Văn A")
    with pytest.raises(ValueError, match="16 bytes"):
        reference_of(salt, "Nguyễn Văn A")


@pytest.mark.parametrize("text", ["", "person:", REFERENCE[:-1], REFERENCE + "0", REFERENCE.upper(), f" {REFERENCE}"])
def test_what_only_looks_like_a_reference_is_none(text: str):
    assert not is_reference(text)


def test_a_name_is_kept_composed_and_with_single_blanks():
    assert normalised(unicodedata.normalize("NFD", "  Nguyễn\u00a0 Văn A\n")) == "Nguyễn Văn A"


@pytest.mark.parametrize("text", [*Role, "system:import", "system:trinh-dien-2022"])
def test_roles_and_programs_are_nobody(text: str):
    assert names_nobody(text)


@pytest.mark.parametrize("text", ["lan", "reviewer lan", "administrator2", "system:", "system:Lan", "system:lan\n"])
def test_everybody_else_may_be_somebody(text: str):
    assert not names_nobody(text)


# --- Erasing ----------------------------------------------------------------------------------------------------------


def test_a_name_is_erased_once():
    person().when(ask(EraseName, reference=REFERENCE)).then(NameErased(reference=REFERENCE))


def test_what_was_erased_may_be_erased_again_even_though_nobody_knows_it():
    erased = person(known=False).given(NameErased(reference=REFERENCE))
    erased.when(ask(EraseName, reference=REFERENCE)).then_nothing()


def test_somebody_unknown_is_not_erased():
    command = ask(EraseName, reference=REFERENCE)
    person(known=False).when(command).then_rejected(PersonUnknown, reference=REFERENCE)


def test_only_an_administrator_erases_and_says_why():
    person().when(ask(EraseName, reference=REFERENCE, actor=COUNCIL)).then_rejected(RoleNotAllowed)
    person().when(ask(EraseName, reference=REFERENCE, reason=None)).then_rejected(ReasonRequired)
