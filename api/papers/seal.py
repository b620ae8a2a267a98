"""What a paper is held against the log by: the signed checkpoint that covers its last decision."""

from base64 import b64encode

from api.papers.paper import Seal
from api.papers.reading import CampaignRead, acts
from application.proof import notes
from projections.dossiers.answer import DossierStanding
from projections.platform import Platform
from projections.transparency.checkpointing import Checkpointing


def seal(platform: Platform, campaign: CampaignRead) -> Seal:
    """Nothing is signed for it: a decision has its checkpoint soon after it, where the log has keys.

    Refuses like ``Checkpointing.covering`` where what is kept as a checkpoint is none.
    """
    decisions = [position for each in campaign.found.dossiers for position in _decisions(each)]
    last = max(decisions or [each.position for each in acts(campaign.found)])
    made = Seal(position=campaign.found.position, last=last, decided=bool(decisions))
    covering = platform.checkpoints.covering(last)
    if covering is None:
        return made
    checkpoint = covering.checkpoint
    return Seal(
        position=made.position,
        last=last,
        decided=made.decided,
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=b64encode(checkpoint.root).decode(),
        note=_own(platform.checkpoints, covering.note),
    )


def _decisions(dossier: DossierStanding) -> list[int]:
    """The positions at which it was decided on the dossier, and at which the award was taken back."""
    return [each.act.position for each in (dossier.decided, dossier.revoked) if each]


def _own(checkpointing: Checkpointing, note: str) -> str:
    """The note with the log's own signatures alone: witnesses may add theirs at any time."""
    opened = notes.verified(note, [key.verifier for key in checkpointing.public_keys()])
    return str(notes.Note(opened.text, tuple(each.signature for each in opened.signatures)))
