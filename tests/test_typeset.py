"""The documents that a reader is judged on say what the golden texts say."""

import pytest

from tests.documents.designs import designs
from tests.documents.structure import HERE, golden_words, load, placed, rows, source_words, width

REPORTS = sorted(path.parent.name for path in HERE.glob("*/source.html"))
KINDS = ("report.html", "report.docx", "report.one.pdf", "report.two.pdf")
LISTINGS = ("bingxing", "medlisting")


@pytest.mark.parametrize("name", REPORTS)
def test_a_source_has_the_words_of_the_golden_text_and_no_others(name: str) -> None:
    assert source_words(name) == golden_words(name)


@pytest.mark.parametrize("name", REPORTS)
def test_every_table_fills_its_grid(name: str) -> None:
    report = load(name)
    for table in (block for block in [*report.aside, *report.main] if block.tag == "table"):
        found = rows(table)
        places = [
            (row + down, column + right)
            for row, column, each in placed(found)
            for down in range(each.down)
            for right in range(each.across)
        ]
        assert sorted(places) == [(row, column) for row in range(len(found)) for column in range(width(table))]


def test_every_report_is_there_in_every_kind() -> None:
    assert sorted(designs()) == REPORTS
    wanted = {f"{name}/{kind}" for name in REPORTS for kind in KINDS}
    wanted |= {f"{name}/listing.{kind}" for name in LISTINGS for kind in ("html", "csv", "xlsx")}
    found = {str(path.relative_to(HERE)) for path in HERE.glob("*/*.*") if path.name != "source.html"}
    assert found == wanted


def test_the_set_stays_small() -> None:
    assert sum(path.stat().st_size for path in HERE.glob("*/*.*")) < 6_000_000
