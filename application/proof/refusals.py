"""Refusals of signed notes, checkpoints and keys."""

from domain.refusal import Refusal, RefusalKind


class NoteMalformed(Refusal):
    """A text is no signed note."""

    code = "note-malformed"
    kind = RefusalKind.INVALID
    vi = "Đây không phải văn bản ký (signed note) đúng khuôn dạng: {problem_vi}."
    en = "This is no well-formed signed note: {problem_en}."
    advice_vi = "Lấy lại văn bản từ nơi phát hành; sao chép nguyên vẹn, kể cả dòng trống và dấu xuống dòng cuối."
    advice_en = "Get it again from where it was published; copy it whole, with its empty line and its last line end."


class NoteUnsigned(Refusal):
    """None of the keys that count has signed a note."""

    code = "note-unsigned"
    kind = RefusalKind.INVALID
    vi = "Văn bản không có chữ ký của khóa nào được biết; các khóa đã ký: {signers}."
    en = "The note has no signature by a known key; it is signed by: {signers}."
    advice_vi = "Kiểm tra danh sách khóa công khai (bangvang keys show) và nguồn của văn bản."
    advice_en = "Check the list of public keys (bangvang keys show), and where the note comes from."


class SignatureWrong(Refusal):
    """A signature by a known key does not fit the text."""

    code = "signature-wrong"
    kind = RefusalKind.INVALID
    vi = "Chữ ký của «{name}» không khớp với nội dung."
    en = "The signature by '{name}' does not fit the text."
    advice_vi = "Không tin văn bản này: nội dung hoặc chữ ký đã bị sửa. Lấy lại từ nơi phát hành."
    advice_en = (
        "Do not trust this note: its text or its signature was altered. Get it again from where it was published."
    )


class NotesDiffer(Refusal):
    """The signatures of two notes can't be put together, for their texts are not the same."""

    code = "notes-differ"
    vi = "Hai văn bản ký có nội dung khác nhau nên không gộp chữ ký được."
    en = "The two notes have different texts, so their signatures can't be put together."
    advice_vi = "Giữ cả hai: nếu cùng kích thước nhật ký, đó là bằng chứng nhật ký bị rẽ nhánh."
    advice_en = "Keep both: if they are of the same size, they prove that the log has forked."


class CheckpointMalformed(Refusal):
    """The text of a note is no checkpoint."""

    code = "checkpoint-malformed"
    kind = RefusalKind.INVALID
    vi = "Đây không phải điểm kiểm (checkpoint) đúng khuôn dạng: {problem_vi}."
    en = "This is no well-formed checkpoint: {problem_en}."
    advice_vi = "Điểm kiểm gồm ba dòng: tên nhật ký, kích thước, mã gốc 32 byte viết bằng base64."
    advice_en = "A checkpoint has three lines: the log's name, its size, and the root of 32 bytes in base64."


class CheckpointUnknown(Refusal):
    """The store has no checkpoint of that size and text."""

    code = "checkpoint-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Không có điểm kiểm nào ở kích thước {size} với nội dung này."
    en = "There is no checkpoint of size {size} with this text."
    advice_vi = "Chỉ thêm chữ ký vào điểm kiểm do chính nhật ký này phát hành."
    advice_en = "Signatures are only added to checkpoints that this log has published."


class CheckpointsInconsistent(Refusal):
    """A witness was shown a log that is not the one it has seen before."""

    code = "checkpoints-inconsistent"
    vi = "Nhật ký kích thước {size} không nối tiếp nhật ký kích thước {previous} đã thấy trước đó."
    en = "The log of size {size} does not go on from the log of size {previous} that was seen before."
    advice_vi = "Không ký. Giữ cả hai điểm kiểm làm bằng chứng và hỏi người giữ nhật ký."
    advice_en = "Do not sign. Keep both checkpoints as evidence, and ask whoever keeps the log."


class KeyMalformed(Refusal):
    """A text is no key."""

    code = "key-malformed"
    kind = RefusalKind.INVALID
    vi = "Đây không phải khóa đúng khuôn dạng: {problem_vi}."
    en = "This is no well-formed key: {problem_en}."
    advice_vi = "Chép lại nguyên dòng khóa: TÊN+MÃ+NỘI DUNG; tên không có khoảng trắng và dấu cộng."
    advice_en = "Copy the key's whole line again: NAME+HASH+CONTENT; a name has no spaces and no plus signs."


class KeyRetired(Refusal):
    """A key has signed a checkpoint that is larger than the log was when the key was retired."""

    code = "key-retired"
    kind = RefusalKind.INVALID
    vi = "Khóa {key} chỉ có giá trị đến kích thước {until}, nhưng điểm kiểm có kích thước {size}."
    en = "The key {key} counts up to size {until}, but the checkpoint has size {size}."
    advice_vi = "Không tin điểm kiểm này, trừ khi khóa đang dùng cũng đã ký."
    advice_en = "Do not trust this checkpoint unless the key in use has signed it, too."


class KeysThere(Refusal):
    """Keys would be made where there are some."""

    code = "keys-there"
    vi = "Thư mục «{folder}» đã có khóa."
    en = "The folder '{folder}' has keys already."
    advice_vi = "Dùng khóa đang có, hoặc thay khóa bằng bangvang keys rotate."
    advice_en = "Use the keys there are, or replace the private one with bangvang keys rotate."


class KeysMissing(Refusal):
    """There is no key to sign with, or no list of those to verify with."""

    code = "keys-missing"
    kind = RefusalKind.NOT_FOUND
    vi = "Thư mục khóa «{folder}» không có tệp {file}."
    en = "The key folder '{folder}' has no file {file}."
    advice_vi = "Tạo khóa bằng bangvang keys init, hoặc đặt BANGVANG_KEYS trỏ đến thư mục khóa."
    advice_en = "Make keys with bangvang keys init, or have BANGVANG_KEYS name the folder that has them."


class KeyExposed(Refusal):
    """Others than the owner may read or replace the private key."""

    code = "key-exposed"
    vi = "Người khác có thể đọc «{path}» (quyền {mode}); khóa bí mật không được dùng như vậy."
    en = "Others have access to '{path}' (mode {mode}); a private key is not used like this."
    advice_vi = "Chạy: chmod {wanted} {path} — nếu có thể đã lộ, thay khóa bằng bangvang keys rotate."
    advice_en = "Run: chmod {wanted} {path} — and if somebody may have read it, then bangvang keys rotate."


class KeyUnlisted(Refusal):
    """The private key is none that the public list has in use."""

    code = "key-unlisted"
    vi = "Khóa bí mật trong «{folder}» không phải khóa đang dùng ghi trong verifiers.txt."
    en = "The private key in '{folder}' is not the one that verifiers.txt has in use."
    advice_vi = "Khôi phục log.key và verifiers.txt của cùng một bản sao lưu."
    advice_en = "Restore log.key and verifiers.txt from the same backup."


class WitnessUnknown(Refusal):
    """A cosignature is by nobody whom this log knows as a witness."""

    code = "witness-unknown"
    kind = RefusalKind.FORBIDDEN
    vi = "«{name}» không phải nhân chứng mà nhật ký này biết."
    en = "'{name}' is no witness that this log knows."
    advice_vi = "Ghi khóa công khai của nhân chứng vào witnesses.txt trong thư mục khóa, mỗi dòng một khóa."
    advice_en = "Enter the witness's public key in witnesses.txt of the key folder, one key a line."
