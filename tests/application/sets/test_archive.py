"""What a small workbook can hold that would take long to read."""

import random
from time import process_time
from zipfile import ZipFile

import pytest

from application.sets.checks import check_file
from tests.application.sets.texts import faults_of, repacked, workbook

SHEET = "xl/worksheets/sheet2.xml"
SECONDS = 10
"""What takes time in the square of its length takes minutes; read in one piece, well below a second."""

NOISE = random.Random(7).randbytes(60_000).hex()  # It is to compress badly, not to be secret.


@pytest.mark.parametrize(
    "content",
    [
        f"<worksheet><!--{NOISE * 100}--></worksheet>",
        f"<worksheet {' '.join(f'a{NOISE[at : at + 9]}{at}={chr(34)}1{chr(34)}' for at in range(90_000))}/>",
        f"<worksheet><?x {NOISE * 100}?></worksheet>",
    ],
    ids=["a comment", "attributes", "an instruction"],
)
def test_a_long_token_is_read_once(tmp_path, content):
    path = repacked(workbook(tmp_path), {SHEET: content})
    began = process_time()
    assert faults_of(path)
    assert process_time() - began < SECONDS


def test_a_sound_workbook_with_a_long_comment_is_sound(tmp_path):
    path = workbook(tmp_path)
    with ZipFile(path) as book:
        sheet = book.read(SHEET).decode()
    repacked(path, {SHEET: sheet.replace("<sheetData>", f"<!--{NOISE}--><sheetData>")})
    assert check_file(path).faults == ()
