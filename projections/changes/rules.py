"""The rules of the report of unusual changes: what each lists, in a sentence that leaves nothing open."""

from collections.abc import Mapping
from typing import NamedTuple

from projections.changes.marks import Mark


class Words(NamedTuple):
    """The same in both languages."""

    vi: str
    en: str


class Rule(NamedTuple):
    """What falls under a rule, and from where on."""

    lists: Words
    threshold: Words


STATEMENT = Words(
    "Báo cáo này chỉ liệt kê các thay đổi theo những quy tắc nêu dưới đây; nó không kết luận và không cáo buộc ai sai.",
    "This report lists changes by the rules stated below; it draws no conclusion and accuses nobody of anything.",
)

RULES: Mapping[Mark, Rule] = {
    Mark.AFTER_DEADLINE: Rule(
        Words(
            "Được ghi nhận, hoặc có hiệu lực, sau ngày cuối của thời hạn dành cho bước đó theo lịch hiện hành của đợt, "
            "có tính gia hạn của đơn vị; việc sửa phiếu bị trả lại cũng tính theo thời hạn tự chấm.",
            "Recorded, or effective, after the last day that the round's calendar as it stands has for that step, the "
            "unit's extension included; corrections of a returned scorecard are held against self-scoring's last day.",
        ),
        Words("từ 1 ngày sau ngày cuối", "1 day or more after the last day"),
    ),
    Mark.RAISED_BY_REVIEWER: Rule(
        Words(
            "Cơ quan thẩm định điều chỉnh điểm của một chỉ số lên cao hơn điểm thẩm định ngay trước đó.",
            "A reviewing body set the points of an indicator above its reviewed points just before.",
        ),
        Words("tăng hơn 0 điểm", "more than 0 points"),
    ),
    Mark.LARGE_CHANGE: Rule(
        Words(
            "Sau khi đơn vị nộp phiếu lần đầu, điểm chốt đã có của một chỉ số thay đổi từ một nửa điểm tối đa trở lên.",
            "After the unit first handed in, the final points that an indicator had changed by half of its maximum or "
            "more.",
        ),
        Words("từ 50 % điểm tối đa của chỉ số", "50 % of the indicator's maximum or more"),
    ),
    Mark.AFTER_APPEAL: Rule(
        Words(
            "Điểm của một chỉ số thay đổi sau khi đơn vị khiếu nại chỉ số đó, kể cả do chính quyết định giải quyết.",
            "The points of an indicator changed after the unit had appealed on it, the appeal's decision included.",
        ),
        Words("thay đổi hơn 0 điểm", "a change of more than 0 points"),
    ),
    Mark.SAME_PERSON: Rule(
        Words(
            "Cùng một mã người thực hiện vừa nhập tự chấm vừa thẩm định cùng một chỉ số của một phiếu.",
            "The same actor's id stands both at a self-score and at a review of the same indicator of a scorecard.",
        ),
        Words("1 lần mỗi bên", "once on either side"),
    ),
    Mark.REVIEW_SET_ASIDE: Rule(
        Words(
            "Một lần tự chấm mới thay thế điểm mà cơ quan thẩm định đã điều chỉnh cho chỉ số đó.",
            "A new self-score replaced the points that a reviewing body had set for the indicator.",
        ),
        Words("1 lần", "once"),
    ),
    Mark.AFTER_FINALISED: Rule(
        Words(
            "Điểm của một chỉ số thay đổi sau khi phiếu đã được chốt một lần.",
            "The points of an indicator changed after its scorecard had been finalised once.",
        ),
        Words("thay đổi hơn 0 điểm", "a change of more than 0 points"),
    ),
}
