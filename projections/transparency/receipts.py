"""Receipts: what whoever has handed something in can keep, and hold against the log at any later time."""

from base64 import b64decode
from binascii import Error as NotBase64

import msgspec

from application.log import LogReader
from application.proof import tree
from application.proof.checkpoints import Checkpoint
from application.proof.tree import leaf_hash
from domain.refusal import Refusal, RefusalKind
from projections.transparency.checkpointing import Checkpointing
from projections.transparency.proofs import in_base64
from projections.transparency.query import SizeUnknown, TransparencyQuery

FORMAT = "bangvang-receipt/1"


class ReceiptWrong(Refusal):
    """A receipt does not show what it says."""

    code = "receipt-wrong"
    kind = RefusalKind.INVALID
    vi = "Biên nhận không chứng minh được điều nó ghi: {problem_vi}."
    en = "The receipt does not prove what it says: {problem_en}."
    advice_vi = "Dùng bản gốc của biên nhận. Nếu đó đã là bản gốc, hãy giữ lại và hỏi thanh tra."
    advice_en = "Use the receipt as it was issued. If it is, keep it and ask the auditors."


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log, the path from its hash to a root, and the checkpoint that has that root.

    Hashes are in base64; ``checkpoint`` is a signed note. All of it fits into one QR code.
    """

    format: str = FORMAT
    position: int
    stream: str
    version: int
    event: str
    leaf: str
    path: tuple[str, ...]
    checkpoint: str

    def proven(self, checkpointing: Checkpointing) -> Checkpoint:
        """The checkpoint that the entry is proved to stand under. Refuses with ``ReceiptWrong``, and odd notes."""
        if self.format != FORMAT:
            raise ReceiptWrong(problem_vi=f"định dạng không phải {FORMAT}", problem_en=f"its format is not {FORMAT}")
        checkpoint = checkpointing.verified(self.checkpoint)
        try:
            leaf, *path = (b64decode(each, validate=True) for each in (self.leaf, *self.path))
        except (NotBase64, ValueError):
            raise ReceiptWrong(problem_vi="mã băm không đọc được", problem_en="its hashes can't be read") from None
        if tree.root_by_inclusion(leaf, self.position - 1, checkpoint.size, path) != checkpoint.root:
            raise ReceiptWrong(
                problem_vi="đường băm không dẫn đến mã gốc đã ký",
                problem_en="its path does not lead to the signed root",
            )
        return checkpoint


class Receipts:
    """Makes receipts, and holds them against the log."""

    def __init__(self, log: LogReader, transparency: TransparencyQuery, checkpointing: Checkpointing) -> None:
        """Signs a new checkpoint where an entry stands under none yet."""
        self._log, self._tree, self._checkpointing = log, transparency, checkpointing

    def receipt(self, position: int) -> Receipt:
        """The receipt of the entry at a position. Refuses with ``SizeUnknown``, and like ``Checkpointing.make``."""
        entries = self._log.read(position - 1, 1) if position > 0 else []
        if not entries or entries[0].position != position:
            raise SizeUnknown(self._tree.size(), position)
        signed = self._checkpointing.covering(position) or self._checkpointing.make()
        path = self._tree.inclusion(position, signed.checkpoint.size)
        return Receipt(
            position=position,
            stream=str(entries[0].originator_id),
            version=entries[0].originator_version,
            event=entries[0].name,
            leaf=in_base64(self._tree.leaf(position)),
            path=tuple(map(in_base64, path)),
            checkpoint=signed.note,
        )

    def require_kept(self, receipt: Receipt) -> Checkpoint:
        """The checkpoint of a receipt whose entry still stands in the log as it was; refuses with ``ReceiptWrong``."""
        checkpoint = receipt.proven(self._checkpointing)
        with self._log.entries(receipt.position - 1, receipt.position) as entries:
            kept = [(*entry[1:4], in_base64(leaf_hash(entry))) for entry in entries]
        stream = receipt.stream.replace("-", "").encode()
        if kept != [(stream, b"%d" % receipt.version, receipt.event.encode(), receipt.leaf)]:
            raise ReceiptWrong(
                problem_vi=f"vị trí {receipt.position} của nhật ký chứa nội dung khác",
                problem_en=f"position {receipt.position} of the log holds something else",
            )
        return checkpoint
