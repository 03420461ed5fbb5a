"""Listing pages: several reports as the rows of a web page's table, and as an analyst exports them to XLSX and CSV."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from tests.documents.archives import steady
from tests.documents.structure import GOLDEN

HEAD = ("序号", "证券代码", "证券简称", "研究机构", "分析师", "投资评级", "评级变动", "报告标题", "发布日期", "摘要")
WIDTHS = (6, 10, 12, 12, 14, 10, 10, 50, 12, 100)
CODED = {"bingxing": "gb18030", "medlisting": "utf-8-sig"}
"""The listings, and what their CSV files are encoded in."""


@dataclass(frozen=True)
class Entry:
    """A row of a listing; the body's paragraphs, of which the first names company and code."""

    body: tuple[str, ...]
    number: str
    broker: str
    analysts: str
    change: str
    rating: str
    title: str
    day: str

    @property
    def company(self) -> tuple[str, str]:
        """Name and code."""
        found = re.fullmatch(r"(.+)\((\d{6})\)", self.body[0])
        assert found
        return found[1], found[2]


def entries(name: str) -> list[Entry]:
    """The rows of a golden listing."""
    text = (GOLDEN / name / "listing.txt").read_text(encoding="utf-8")
    starts = [match.start() for match in re.finditer(r"^\| \d+ \|", text, re.M)]
    return [_entry(text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _entry(text: str) -> Entry:
    first, *body = text.strip().removesuffix("|").splitlines()
    cells = [each.strip() for each in first.strip("| ").split("|")]
    return Entry(tuple(line.strip() for line in body), *cells)


def web_page(name: str) -> bytes:
    """The listing as a web page: a row of cells for each report, then its text over all columns."""
    rows = "\n".join(line for entry in entries(name) for line in _web_rows(entry))
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>研究报告列表</title>
<style>.list td {{ border: 1px solid #ccc }} .tip {{ display: none }}</style>
<script>var total = 999; var last = "2099-01-01";</script></head>
<body>
<nav><a href="/">首页</a> <a href="/reports">研究报告</a> <a href="/login">登录</a></nav>
<div class="tip" style="display:none">下载 App 查看全部 88 篇</div>
<table class="list">
<thead>
<tr><th rowspan="2">序号</th><th rowspan="2">研究机构</th><th rowspan="2">分析师</th><th colspan="2">投资评级</th>\
<th rowspan="2">报告标题</th><th rowspan="2">更新日</th></tr>
<tr><th>上期评级</th><th>评级变动</th></tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
<footer>版权所有</footer>
</body>
</html>
""".encode()


def _web_rows(entry: Entry) -> Iterator[str]:
    cells = (entry.number, entry.broker, entry.analysts, entry.change, entry.rating, entry.title, entry.day)
    yield "<tr>" + "".join(f"<td>{escape(each, quote=False)}</td>" for each in cells) + "</tr>"
    body = "<br>\n".join(escape(line, quote=False) for line in entry.body)
    yield f'<tr><td colspan="7">{body}</td></tr>'


def cells(entry: Entry) -> tuple[str, ...]:
    """An entry in the columns of `HEAD`."""
    company, code = entry.company
    return (
        entry.number, code, company, entry.broker, entry.analysts, entry.rating, entry.change, entry.title, entry.day,
        "\n".join(entry.body),
    )  # fmt: skip


def comma_separated(name: str) -> bytes:
    """The listing as CSV with Windows line ends; a text with line ends stands in quotes."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([HEAD, *map(cells, entries(name))])
    return target.getvalue().encode(CODED[name])


def workbook(name: str) -> bytes:
    """The listing as XLSX: numbers as numbers, days as days."""
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(2025, 1, 1)
    sheet = book.active
    assert sheet is not None
    sheet.title = "研究报告"
    sheet.append(HEAD)
    for entry in entries(name):
        number, *middle, day, text = cells(entry)
        sheet.append([int(number), *middle, date.fromisoformat(day), text])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
    for row in sheet.iter_rows(min_row=2):
        row[8].number_format = "yyyy/m/d"
        row[9].alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEFGHIJ", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    target = io.BytesIO()
    book.save(target)
    return steady(target.getvalue())
