"""The kinds of rule in published annexes, said in the format of a set file.

Two excerpts: the district set of Đồng Tháp, and a district annex published without its province's name. They call
kinds otherwise (an additive checklist, tiers by count, a ÷ b × max) and give points where the format has shares.
"""

from decimal import Decimal

import pytest

from application.sets.checks import check_file
from application.sets.workbook_writing import write_workbook
from domain.rules.checklist import Checklist
from domain.rules.levels import Levels
from domain.rules.ratio import Ratio
from domain.rules.tiers import Tiers
from tests.application.sets.texts import yaml_file

HEAD = """\
code: huyen-2022
version: 1.0.0
province: dong-thap
name: Trích bộ chỉ số cấp huyện
unit_kinds: [district]
period: "2022"
places: 2
provenance: published
"""

DONG_THAP = (
    HEAD
    + """\
max_points: 30
groups:
  - code: "1"
    name: Nhận thức số
    max_points: 30
    provenance: published
    source: cds.tpcaolanh.dongthap.gov.vn
    indicators:
      - code: "1.1"
        name: Người đứng đầu huyện, thành phố là Trưởng ban BCĐ chuyển đổi số
        max_points: 10
        rule:
          kind: levels
          levels:
            - {code: dung-dau, when: Trưởng ban là Bí thư/Chủ tịch, share: 1}
            - {code: cap-pho, when: Trưởng ban là Phó Bí thư/Phó Chủ tịch, share: 0.5}
            - {code: chua-co, when: chưa có BCĐ hoặc Trưởng ban không phải lãnh đạo, share: 0}
        evidence: Có trích dẫn số hiệu, tên văn bản, ngày văn bản, trích yếu đầy đủ
        examples:
          - {inputs: {level: cap-pho}, points: 5}
        provenance: published
      - code: "1.2"
        name: Người đứng đầu chủ trì, chỉ đạo chuyển đổi số
        max_points: 10
        rule:
          kind: checklist
          items:
            - {code: hop-tinh, when: tham gia đầy đủ các phiên họp CĐS của Tỉnh, share: 0.5}
            - {code: hop-huyen, when: chủ trì các cuộc họp CĐS của huyện, share: 0.5}
        examples:
          - {inputs: {hop-tinh: có}, points: 5}
          - {inputs: {hop-tinh: có, hop-huyen: có}, points: 10}
        provenance: published
      - code: "1.3"
        name: Văn bản chỉ đạo chuyên đề về CĐS do người đứng đầu ký
        max_points: 10
        rule: {kind: ratio, a: số văn bản do người đứng đầu ký, b: tổng số văn bản, if_b_is_zero: zero}
        examples:
          - {inputs: {a: "3", b: "4"}, points: 7.5}
        provenance: published
"""
)

UNNAMED = (
    HEAD
    + """\
max_points: 60
groups:
  - code: "1"
    name: Nhận thức số
    max_points: 60
    provenance: published
    source: thuvienphapluat.vn
    indicators:
      - code: "1.1"
        name: BCĐ chuyển đổi số cấp huyện tổ chức các cuộc họp trong năm
        max_points: 20
        rule:
          kind: tiers
          counted: cuộc họp
          tiers:
            - {at_least: 4, share: 1}
            - {at_least: 3, share: 0.75}
            - {at_least: 2, share: 0.5}
            - {at_least: 1, share: 0.25}
        evidence: Văn bản, tài liệu chứng minh
        data_source: UBND huyện, thị xã, thành phố cung cấp
        verifier: Sở Thông tin và Truyền thông
        examples:
          - {inputs: {count: "5"}, points: 20}
          - {inputs: {count: "3"}, points: 15}
          - {inputs: {count: "2"}, points: 10}
          - {inputs: {count: "1"}, points: 5}
          - {inputs: {count: "0"}, points: 0}
        provenance: published
      - code: "1.2"
        name: Bí thư/Chủ tịch chủ trì các cuộc họp về CĐS
        max_points: 20
        rule: {kind: ratio, a: số cuộc họp có Bí thư/Chủ tịch chủ trì, b: tổng số cuộc họp, if_b_is_zero: zero}
        examples:
          - {inputs: {a: "1", b: "3"}, points: 6.67}
        provenance: published
      - code: "1.3"
        name: Văn bản chỉ đạo chuyên đề do người đứng đầu ký
        max_points: 20
        rule: {kind: ratio, a: số văn bản do người đứng đầu ký, b: tổng số văn bản theo yêu cầu, if_b_is_zero: zero}
        evidence: Văn bản, tài liệu chứng minh
        data_source: UBND huyện cung cấp
        verifier: Sở Thông tin và Truyền thông
        provenance: published
"""
)


@pytest.mark.parametrize(
    ("text", "kinds", "total"),
    [(DONG_THAP, [Levels, Checklist, Ratio], 30), (UNNAMED, [Tiers, Ratio, Ratio], 60)],
    ids=["Đồng Tháp", "unnamed"],
)
def test_the_rule_kinds_of_published_annexes_load_and_earn_what_the_annex_says(tmp_path, text, kinds, total):
    checked = check_file(yaml_file(tmp_path, text))
    assert checked.faults == ()
    assert checked.definition is not None
    assert [type(indicator.rule) for indicator in checked.definition.indicators()] == kinds
    assert checked.definition.max_points == Decimal(total)
    write_workbook(checked.definition, tmp_path / "set.xlsx")
    assert check_file(tmp_path / "set.xlsx") == checked
