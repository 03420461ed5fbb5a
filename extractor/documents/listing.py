"""A table that lists reports, one a row, set as a listing page sets them: a row of cells, then the report's words."""

import re
from collections.abc import Iterator, Sequence

from extractor.documents.blocks import Block, Piece, Table

_HEADS = {
    "number": r"序号|编号|No\.?|#",
    "code": r"(?:证券|股票)?代码|ts_code|stock_?code|ticker|symbol",
    "name": r"(?:证券|股票|公司)?(?:简称|名称)|公司|name",
    "institution": r"(?:研究|评级)?机构(?:名称|简称)?|券商|研究机构简称|org_?(?:s?name)?|broker",
    "analysts": r"分析师|研究员(?:名称)?|作者|author(?:_name)?|researcher|analysts?",
    "rating": r"(?:投资|东财|最新)?评级|rating|emRatingName",
    "change": r"评级(?:变动|变化|调整)|rating_?change",
    "title": r"(?:报告|研报)(?:名称|题目)|(?:报告|研报)?标题|题目|(?:report_)?title",
    "published": r"(?:发布|报告|更新|评级|研报|摘要)?(?:日期?|时间)|更新日|report_date|publish_?[dD]ate|date",
    "body": r"(?:报告|内容)?摘要|(?:报告)?内容|正文|投资要点|核心观点|abstr(?:act)?|content|summary|text",
}
_PATTERNS = {field: re.compile(f"(?:{pattern})(?:[(（].*[)）])?", re.I) for field, pattern in _HEADS.items()}
_NEEDED = ({"title", "body"}, {"published"}, {"institution", "name", "code"})
_CODE, _DIGITS = re.compile(r"\d{1,6}"), 6
_DATE = re.compile(r"((?:19|20)\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?")


def listed(table: Table) -> list[Block] | None:
    """The reports of a listing, a row and its words each; None if the table lists no reports."""
    for at, row in enumerate(table.rows[:5]):
        fields = _fields([cell.text.strip() for cell in row])
        if all(needed & fields.keys() for needed in _NEEDED) and fields.keys() & {"body", "title"}:
            reports = _gathered(table.rows[at + 1 :], fields)
            _pad_codes(reports, fields.get("code"))
            heads = [cell.text.strip() for cell in row]
            return [block for number, cells in enumerate(reports, 1) for block in _report(cells, heads, fields, number)]
    return None


def _gathered(rows: Sequence[Sequence[Piece]], fields: dict[str, int]) -> list[list[str]]:
    """The cells of each report; a row of one cell over all columns holds more words of the report above it."""
    reports: list[list[str]] = []
    for row in rows:
        cells = [cell.text.strip() for cell in row]
        if reports and len(set(cells)) == 1:
            column = fields.get("body", len(row))
            reports[-1].extend([""] * (column + 1 - len(reports[-1])))
            reports[-1][column] = "\n".join(filter(None, (reports[-1][column], cells[0])))
        else:
            reports.append(cells)
    return reports


def _pad_codes(reports: Sequence[list[str]], column: int | None) -> None:
    """Codes that a spreadsheet took for numbers get their zeros back, where others have six digits."""
    codes = [cells[column] for cells in reports if column is not None and column < len(cells)]
    if column is None or not any(_CODE.fullmatch(code) and len(code) == _DIGITS for code in codes):
        return
    for cells in reports:
        if column < len(cells) and _CODE.fullmatch(cells[column]):
            cells[column] = cells[column].zfill(_DIGITS)


def _fields(heads: Sequence[str]) -> dict[str, int]:
    """What each column holds, by its head; the first column of a kind counts."""
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        for field, pattern in _PATTERNS.items():
            if pattern.fullmatch(head) and field not in found:
                found[field] = at
                break
    return found


def _report(cells: Sequence[str], heads: Sequence[str], fields: dict[str, int], number: int) -> Iterator[Block]:
    """A report: its row in the order of listing pages, its company, what other columns say of it, its words."""
    given = {field: cells[at] for field, at in fields.items() if at < len(cells)}
    row = [
        given.get("number") or str(number),
        *(given.get(field, "") for field in ("institution", "analysts", "change", "rating", "title")),
    ]
    day = given.get("published", "")
    date = _DATE.fullmatch(day)
    if not any(given.values()):
        return
    day = f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}" if date else day
    yield Piece("| " + " | ".join(" ".join(cell.split()).replace("|", "¦") for cell in [*row, day]) + " |")
    code, name = given.get("code", ""), given.get("name", "")
    if name or code:
        yield Piece(f"{name}({code})" if name and code else name or code)
    for at, (head, cell) in enumerate(zip(heads, cells, strict=False)):
        if head and cell and at not in fields.values():
            yield Piece(f"{head}：{cell}")
    for line in given.get("body", "\n".join(cells[len(heads) :])).splitlines():
        if line.strip():
            yield Piece(line.strip())
