"""The papers of an award campaign, to be signed, printed and filed: as PDF and as workbooks.

They are in Vietnamese, the language of the administration, and laid out after its documents: the national heading, the
issuing body, place and date, a title, numbered tables, signatures. They are drafts for whoever signs; nothing here
claims that a paper meets a regulation's every demand.
"""

from api.papers.choosing import Asked
from api.papers.making import make_paper
from api.papers.paper import Paper, PaperKind
from api.papers.pdf import as_pdf
from api.papers.workbook import as_workbook

__all__ = ["Asked", "Paper", "PaperKind", "as_pdf", "as_workbook", "make_paper"]
