"""The steps of a dossier, and those of them that an award asks for."""

from enum import StrEnum

from domain.award_campaign.policy import Award, BodyStep


class Step(StrEnum):
    """Where a dossier is on its way."""

    NOMINATED = "nominated"
    SUBMITTED = "submitted"
    CONSOLIDATED = "consolidated"
    APPRAISED = "appraised"
    GRANTED = "granted"
    DECLINED = "declined"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


DONE = {BodyStep.CONSOLIDATION: Step.CONSOLIDATED, BodyStep.APPRAISAL: Step.APPRAISED}
"""Where a dossier is when a body has done its step, in the order of the steps."""


def way(award: Award) -> tuple[Step, ...]:
    """Where a dossier for this award is from its submission on; at the last of these it waits for the decision."""
    return Step.SUBMITTED, *(step for each, step in DONE.items() if each in award.steps)


def next_step(award: Award, step: Step) -> BodyStep | None:
    """What is to be done by a body with a dossier on its way; none where it waits for the decision."""
    following = dict(zip(way(award), (each for each in DONE if each in award.steps), strict=False))
    return following.get(step)
