"""The limits of a field, as its type has them, in words."""

from typing import Any, get_args

from domain.wording import Wording

ADVICE = ("Sửa giá trị cho trong giới hạn", "Keep to the bounds")


def out_of_bounds(kind: Any) -> Wording:
    """A number or a length beyond what the type admits."""
    for limits in get_args(kind)[1:]:
        if limits.ge is not None or limits.le is not None:
            return _number(limits.ge, limits.le)
        if limits.min_length is not None or limits.max_length is not None:
            return _length(limits.min_length, limits.max_length)
    return Wording("vượt giới hạn", "it is out of bounds", *ADVICE)


def _number(least: Any, most: Any) -> Wording:
    return Wording(f"phải {_vi(least, most)}", f"it must be {_en(least, most)}", *ADVICE)


def _length(least: Any, most: Any) -> Wording:
    return Wording(f"phải dài {_vi(least, most)} ký tự", f"it must have {_en(least, most)} characters", *ADVICE)


def _vi(least: Any, most: Any) -> str:
    if least is None:
        return f"không quá {most}"
    return f"từ {least} trở lên" if most is None else f"từ {least} đến {most}"


def _en(least: Any, most: Any) -> str:
    if least is None:
        return f"at most {most}"
    return f"at least {least}" if most is None else f"from {least} to {most}"
