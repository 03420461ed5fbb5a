"""Tables written and read back by others: Parquet equal to the JSON, XLSX to its 15 digits, codes as text, nothing run."""

import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

import extractor
from extractor import export
from extractor.errors import OutputError
from extractor.export import workbook
from extractor.export.sheet_cells import number_format
from extractor.schema import Fact, Header, Report, Status, Verdict, dumps, loads
from extractor.views import VIEWS, tabulate

ROOT = Path(__file__).parent.parent
CODES = ["000001.SZ", "920493.BJ"]


def report(*facts: Fact, ticker: str = "000001.SZ", **head: Any) -> Report:
    return Report(
        report_id="0123456789012345", header=Header(company="云杉仪器", ticker=ticker, **head), facts=list(facts)
    )


def fact(value: str, quote: str = "营收", **more: Any) -> Fact:
    return Fact(metric="revenue", value=Decimal(value), quote=quote, **({"unit": "CNY"} | more))


@pytest.fixture(scope="module")
def reports(sample: Path) -> list[Report]:
    return [*extractor.extract(sample.read_text(encoding="utf-8")), report(fact("0.000001"), fact("-123456789012.5"))]


def by_pyarrow(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def by_polars(path: Path) -> list[dict[str, Any]]:
    return pl.read_parquet(path).to_dicts()


def by_pandas(path: Path) -> list[dict[str, Any]]:
    frame = pd.read_parquet(path).astype(object)
    return frame.where(frame.notna(), None).to_dict("records")  # type: ignore[return-value,unused-ignore]


READERS: list[Callable[[Path], list[dict[str, Any]]]] = [by_pyarrow, by_polars, by_pandas]


def said_in_json(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """The facts as the JSON of a run states them."""
    lines = [loads(line) for line in export.json_lines(reports).splitlines()]
    return [one | {"ts_code": line["header"]["ticker"]} for line in lines for one in line["facts"]]


SAME = ("ts_code", "metric", "label", "subject", "period", "basis", "measure", "value", "value_to", "unit", "qualifier",
        "base", "credited_to", "quote")  # fmt: skip


@pytest.mark.parametrize("read", READERS)
def test_parquet_is_the_json_exactly(reports: list[Report], tmp_path: Path, read: Callable[[Path], Any]) -> None:
    export.write(str(tmp_path / "x.parquet"), reports)
    rows, json = read(tmp_path / "x.parquet"), said_in_json(reports)
    assert [{key: row[key] for key in SAME} for row in rows] == [{key: one[key] for key in SAME} for one in json]
    assert [type(row["value"]) for row in rows] == [Decimal] * len(json)
    assert {row["ts_code"] for row in rows} == set(CODES)
    assert len(read(tmp_path / "x.reports.parquet")) == len(reports)


numbers = st.builds(
    lambda digits, scale: Decimal(digits).scaleb(-scale), st.integers(-(10**22), 10**22), st.integers(0, 12)
)


@given(st.lists(st.tuples(numbers, st.none() | numbers), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_parquet_keeps_any_number(values: list[tuple[Decimal, Decimal | None]]) -> None:
    given = report(*(fact(str(low), value_to=high) for low, high in values))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        export.write(str(path), [given])
        for read in READERS:
            assert [(row["value"], row["value_to"]) for row in read(path)] == values


def test_what_does_not_fit_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    given = report(fact("1"), fact("12345678901234567890123456789.0123456789"))
    with pytest.raises(OutputError, match=r"x\.parquet: value of fact 1 in report 0123456789012345: with 29 digits"):
        export.write(str(tmp_path / "x.parquet"), [given])
    with pytest.raises(OutputError, match="decimal128"):
        extractor.frame([report(fact("1E+25"), fact("1E-25"))])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["1E+37", "1E-38", "-0", "0E-60", "0.10"])
def test_parquet_at_its_limits(tmp_path: Path, value: str) -> None:
    export.write(str(tmp_path / "x.parquet"), [report(fact(value))])
    assert by_pyarrow(tmp_path / "x.parquet")[0]["value"] == Decimal(value)


def sheet_rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def exact(value: object) -> Decimal | None:
    return None if value is None or value != value else Decimal(str(value))


def test_a_workbook_is_the_json(reports: list[Report], tmp_path: Path) -> None:
    path, json = tmp_path / "x.xlsx", said_in_json(reports)
    export.write(str(path), reports)
    texts = [key for key in SAME if key not in ("value", "value_to")]
    rows = sheet_rows(path, "facts")
    assert [{key: row[key] for key in texts} for row in rows] == [{key: one[key] for key in texts} for one in json]
    frame = pd.read_excel(path, sheet_name="facts", dtype={"ts_code": str})
    for column in ("value", "value_to"):
        assert [exact(row[column]) for row in rows] == [one[column] for one in json]
        assert [exact(value) for value in frame[column]] == [one[column] for one in json]
    assert frame["ts_code"].tolist() == [one["ts_code"] for one in json]
    assert all(isinstance(row["report_date"], date) for row in rows if row["report_date"])
    assert openpyxl.load_workbook(path).sheetnames == ["facts", "reports", "quotes"]


def significant(value: Decimal) -> int:
    return len("".join(map(str, value.as_tuple().digits)).strip("0"))


fifteen = st.builds(
    lambda digits, scale: Decimal(digits).scaleb(-scale), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(-20, 30)
)


@given(st.lists(fifteen | numbers, min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_workbook_keeps_fifteen_digits_as_numbers_and_more_as_text(values: list[Decimal]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        export.write(str(path), [report(*(fact(str(value)) for value in values))])
        read = [row["value"] for row in sheet_rows(path, "facts")]
    for value, cell in zip(values, read, strict=True):
        assert Decimal(str(cell)) == value
        assert isinstance(cell, str) == (significant(value) > 15)


def test_the_file_holds_the_digits_themselves(tmp_path: Path) -> None:
    export.write(str(tmp_path / "x.xlsx"), [report(*(fact(value) for value in ("9.2", "64.1", "734000000")))])
    sheet = zipfile.ZipFile(tmp_path / "x.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert all(f"<v>{value}</v>" in sheet for value in ("9.2", "64.1", "734000000"))


@pytest.mark.parametrize("value", ["1234567890123456", "0.1234567890123456", "1E+301", "1E-301", "1E+999999"])
def test_what_a_spreadsheet_would_change_is_text(tmp_path: Path, value: str) -> None:
    export.write(str(tmp_path / "x.xlsx"), [report(fact(value))])
    cell = by_head(openpyxl.load_workbook(tmp_path / "x.xlsx")["facts"], "value")[0]
    assert (cell.data_type, cell.number_format, cell.alignment.horizontal) == ("s", "@", "right")
    assert Decimal(cell.value) == Decimal(value)


def by_head(sheet: Worksheet, name: str) -> list[Any]:
    column = [cell.value for cell in sheet[1]].index(name) + 1
    return [row[0] for row in sheet.iter_rows(2, sheet.max_row, column, column)]


def test_every_figure_leads_to_its_quote_and_back(reports: list[Report], tmp_path: Path) -> None:
    export.write(str(tmp_path / "x.xlsx"), reports)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")

    def followed(cell: Any) -> Any:
        sheet, _, place = cell.hyperlink.location.partition("!")
        return book[sheet.strip("'")][place]

    for figure, quote in zip(by_head(book["facts"], "value"), by_head(book["facts"], "quote"), strict=True):
        assert followed(figure).value == quote.value
    for figure, quote in zip(by_head(book["quotes"], "value"), by_head(book["quotes"], "quote"), strict=True):
        home = followed(figure)
        assert home.parent.title == "facts"
        assert home.value == figure.value
        assert followed(home).coordinate == quote.coordinate


def test_a_sheet_has_its_limits(reports: list[Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_LINKS", 3)
    export.write(str(tmp_path / "x.xlsx"), reports)
    figures = by_head(openpyxl.load_workbook(tmp_path / "x.xlsx")["facts"], "value")
    assert [cell.hyperlink is not None for cell in figures[:5]] == [True, True, True, False, False]
    monkeypatch.setattr(workbook, "_ROWS", 3)
    with pytest.raises(OutputError, match=r"y\.xlsx: \d+ rows are more than the 3 of a sheet"):
        export.write(str(tmp_path / "y.xlsx"), reports)
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]


@pytest.mark.parametrize("columns", ["en", "zh"])
@pytest.mark.parametrize("view", ["forecasts", "consensus", "results"])
def test_figures_of_the_other_views_lead_to_quotes_too(
    reports: list[Report], tmp_path: Path, view: str, columns: str
) -> None:
    export.write(str(tmp_path / "x.xlsx"), reports, view, columns)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    table = tabulate(reports, view, columns)
    assert book.sheetnames == [table.name, "quotes" if columns == "en" else "原文"]
    assert [cell.value for cell in book.worksheets[0][1]] == table.heads
    linked = sum(cell.hyperlink is not None for row in book.worksheets[0].iter_rows() for cell in row)
    assert linked == sum(len(row.cites) for row in table.rows) > 0


def test_heads_are_frozen_filtered_and_verdicts_shaded(tmp_path: Path) -> None:
    judged = [fact("1", verdict=Verdict(status=status)) for status in Status]
    export.write(str(tmp_path / "x.xlsx"), [report(*judged, fact("1"))])
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    assert book["facts"].auto_filter.ref == "A1:Y6"
    shades = [cell.fill.fgColor.rgb for cell in by_head(book["facts"], "status")]
    assert len(set(shades)) == 5
    assert [cell.fill.fgColor.rgb for cell in by_head(book["facts"], "value")] == shades
    assert [cell.value for cell in by_head(book["facts"], "status")] == [*Status, None]


@pytest.mark.parametrize(
    ("value", "unit", "form"),
    [
        ("734000000", "CNY", "#,##0"), ("69.25", "%", '#,##0.00"%"'), ("10.4", "x", '#,##0.0"x"'), ("45", "家", "#,##0"),
        ("0.4", "CNY/share", "#,##0.00"), ("-2", "pp", '#,##0"pp"'), ("1E+3", None, "#,##0"), ("1E-20", "CNY", "General"),
    ],
)  # fmt: skip
def test_numbers_are_shown_in_their_unit(value: str, unit: str | None, form: str) -> None:
    assert number_format(Decimal(value), unit) == form


FORMULAS = ["=1+1", "+69%", "-5%至3%", "@SUM(A1)", "\t=1", "＝1+1", "\n=1", '=HYPERLINK("x")']


@pytest.mark.parametrize("quote", FORMULAS)
def test_no_text_is_run(tmp_path: Path, quote: str) -> None:
    given = report(fact("-5", quote, label=quote), institution=quote)
    export.write(str(tmp_path / "x.xlsx"), [given])
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "b"}
    assert sheet_rows(tmp_path / "x.xlsx", "facts")[0]["quote"] == quote
    row = next(csv.DictReader(io.StringIO(export.csv_text([given], "facts"))))
    assert (row["quote"], row["org_name"], row["value"]) == (f"'{quote}", f"'{quote}", "-5")


def test_text_that_looks_like_something_else_stays_text(tmp_path: Path) -> None:
    quotes = ["000001", "1E5", "#N/A", "TRUE", "2025-07-01", "'1", " 1 ", "a\nb"]
    export.write(str(tmp_path / "x.xlsx"), [report(*(fact("1", quote) for quote in quotes))])
    assert [row["quote"] for row in sheet_rows(tmp_path / "x.xlsx", "facts")] == quotes


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_what_files_cannot_hold_is_no_failure(tmp_path: Path, ending: str) -> None:
    bad = "".join(map(chr, range(32))) + "\x7f\ud800\ufffe\uffff_x0041_" + "长" * 40_000
    export.write(str(tmp_path / f"x{ending}"), [report(fact("1", bad, label=bad), title=bad, published="0001-01-01")])
    if ending == ".xlsx":
        cell = sheet_rows(tmp_path / "x.xlsx", "facts")[0]["quote"]
        assert len(cell) == 32_767
        assert cell.endswith("长…")


def test_csv_is_for_excel_and_keeps_every_digit(reports: list[Report], tmp_path: Path) -> None:
    export.write(str(tmp_path / "x.csv"), reports, columns="zh")
    assert (tmp_path / "x.csv").read_bytes().startswith("\ufeff证券代码,".encode())
    rows = list(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8-sig"))))
    assert [Decimal(row["数值"]) for row in rows] == [one["value"] for one in said_in_json(reports)]
    assert {row["证券代码"] for row in rows} == set(CODES)
    assert not any("E" in row["数值"] for row in rows)
    assert len((tmp_path / "x.reports.csv").read_text(encoding="utf-8").splitlines()) == len(reports) + 1


def test_views_as_json_keep_numbers_exact(reports: list[Report], tmp_path: Path) -> None:
    for name in ("x.jsonl", "x.json"):
        export.write(str(tmp_path / name), reports, "forecasts")
    lines = [loads(line) for line in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert [line["revision"] for line in lines if line["revision"] is not None] == [
        Decimal("-35.19"),
        Decimal("-46.74"),
    ]
    assert lines[0]["report_date"] is None or lines[0]["report_date"].startswith("2026-")
    assert all(line.keys() == {column.key for column in VIEWS["forecasts"].columns} for line in lines)


@pytest.mark.parametrize("view", VIEWS)
def test_frames_hold_what_the_views_hold(reports: list[Report], view: str) -> None:
    laid, frame = tabulate(reports, view, "zh"), extractor.frame(reports, view, "zh")
    assert list(frame.columns) == laid.heads
    assert frame.shape[0] == len(laid.rows)
    wanted = [[row.cells.get(column.key) for column in laid.columns] for row in laid.rows]
    assert [list(row.values()) for row in extractor.table(reports, view, "zh").to_pylist()] == wanted
    kinds = {column.kind.value: str(frame.dtypes[head]) for column, head in zip(laid.columns, laid.heads, strict=True)}
    assert kinds["decimal"].startswith("decimal128(38, ")
    assert kinds["code"] == "string[pyarrow]"


def test_no_reports_are_an_empty_table(tmp_path: Path) -> None:
    for name in ("x.csv", "x.xlsx", "x.parquet"):
        export.write(str(tmp_path / name), [])
    assert by_polars(tmp_path / "x.parquet") == []
    assert list(extractor.frame(iter([])).columns) == [column.key for column in VIEWS["facts"].columns]


def test_a_second_file_that_cannot_be_written_leaves_neither(tmp_path: Path, reports: list[Report]) -> None:
    (tmp_path / "x.csv").write_text("before", encoding="utf-8")
    (tmp_path / "x.reports.csv").mkdir()
    with pytest.raises(OutputError, match=r"x\.reports\.csv: a folder"):
        export.write(str(tmp_path / "x.csv"), reports)
    assert (tmp_path / "x.csv").read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.csv", "x.reports.csv"]


def in_a_new_process(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, cwd=ROOT, timeout=120
    )


def test_importing_waits_for_no_library_of_frames() -> None:
    code = "import sys, extractor, extractor.cli; print({'pandas', 'pyarrow', 'polars'} & set(sys.modules))"
    assert in_a_new_process(code).stdout.strip() == "set()"


@pytest.mark.parametrize("missing", ["pyarrow", "pandas"])
def test_a_missing_library_of_frames_is_one_line_that_says_what_to_do(missing: str) -> None:
    code = (
        f"import sys; sys.modules['{missing}'] = None; import extractor\n"
        "try: extractor.frame([])\n"
        "except extractor.ExtractorError as error: print(error)"
    )
    said = f"this needs {missing}, which is not installed: pip install 'yanbao-extractor[frames]'"
    assert in_a_new_process(code).stdout.strip() == said


def test_the_json_of_a_run_is_what_it_was(reports: list[Report], tmp_path: Path) -> None:
    export.write(str(tmp_path / "x.jsonl"), reports)
    assert (tmp_path / "x.jsonl").read_text(encoding="utf-8") == "".join(dumps(one) + "\n" for one in reports)
