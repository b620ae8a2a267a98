"""Wordings that differ by the form of the file: YAML has fields and quotes, a workbook headings and cell formats."""

from domain.wording import Wording


class ByForm(Wording):
    """What is said of a YAML file, together with what is said of a workbook."""

    in_workbook: Wording


def by_form(in_yaml: Wording, in_workbook: Wording) -> ByForm:
    """Both wordings as one."""
    both = ByForm(*in_yaml)
    both.in_workbook = in_workbook
    return both


def for_workbook(wording: Wording) -> Wording:
    """What is said of a workbook."""
    return wording.in_workbook if isinstance(wording, ByForm) else wording
