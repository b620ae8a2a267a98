"""A receipt as a QR code, to be printed and scanned."""

from io import BytesIO

import msgspec

from projections.transparency import Receipt

SCALE = 3
"""Pixels to a module of the code."""


def receipt_code(receipt: Receipt) -> bytes | None:
    """The code as an SVG image; nothing where so many have signed the checkpoint that the receipt fits into none."""
    # Only those who print receipts wait for it.
    import segno  # noqa: PLC0415

    try:
        code = segno.make(msgspec.json.encode(receipt), error="l", micro=False)
    except segno.DataOverflowError:
        return None
    image = BytesIO()
    code.save(image, kind="svg", scale=SCALE, light="#fff", xmldecl=False, omitsize=True)
    return image.getvalue()
