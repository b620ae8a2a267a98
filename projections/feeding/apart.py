"""Which projections may be fed by province: those whose rows each stand for one province, not for the whole log."""

from domain.refusal import Refusal
from projections.building import tables_of
from projections.of_province import WHOLE_LOG
from projections.projection import Projection


class FedByLogOnly(Refusal):
    """A projection looks at all provinces together, so that the log itself has to be followed for it."""

    code = "fed-by-log-only"
    vi = "Mô hình đọc «{projection}» cần cả nhật ký theo thứ tự, không thể cấp theo từng tỉnh."
    en = "The read model '{projection}' needs the whole log in its order and can't be fed by province."
    advice_vi = "Để nguyên: `bangvang serve` và `bangvang project` tự cấp cho nó từ nhật ký."
    advice_en = "Leave it: `bangvang serve` and `bangvang project` feed it from the log by themselves."


def has_provinces_apart(projection: Projection) -> bool:
    """Whether nothing in its tables hangs on the order of events of different provinces."""
    return not projection.whole and not any(table.info.get(WHOLE_LOG) for table in tables_of(projection, "")[1])


def require_provinces_apart(projection: Projection) -> None:
    """Refuses a projection of the whole log."""
    if not has_provinces_apart(projection):
        raise FedByLogOnly(projection=projection.name)
