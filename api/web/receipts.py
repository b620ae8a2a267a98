"""A receipt as its page shows it."""

import msgspec
from markupsafe import Markup

from api.awards_public import require_receipt
from api.context import platform
from api.freshness import Freshness, of_projection
from api.receipt_code import receipt_code
from api.signing import signed_publicly
from application.proof.checkpoints import Checkpoint
from projections.transparency import Receipt


class ReceiptPage(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt, the checkpoint that it stands under, and its QR code, where it fits into one."""

    receipt: Receipt
    checkpoint: Checkpoint
    code: Markup | None
    freshness: Freshness


def receipt_page(position: int) -> ReceiptPage:
    """The receipt of the event at a position; refuses one that there is not, and a log that nobody signs.

    Strangers are refused that of an event about a nomination that is not public.
    """
    require_receipt(position)
    fresh = of_projection("transparency")
    with signed_publicly():
        made = platform().receipts.receipt(position)
        checkpoint = made.proven(platform().checkpoints)
    code = receipt_code(made)
    # The image has nothing in it but squares.
    image = None if code is None else Markup(code.decode())  # noqa: S704
    return ReceiptPage(receipt=made, checkpoint=checkpoint, code=image, freshness=fresh)


def gives_receipts() -> bool:
    """Whether the log is signed, so that there are receipts."""
    return platform().checkpoints.can_sign
