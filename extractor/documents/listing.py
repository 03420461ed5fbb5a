"""A table that lists reports, one a row, set as a listing page sets them: a row of cells, then the report's words."""

import re
from collections.abc import Iterator, Sequence

from extractor.documents.blocks import Block, Piece, Table

_HEADS = {
    "number": r"序号|编号|No\.?|#",
    "code": r"(?:证券|股票)?代码|ts_code|stock_?code|ticker|symbol",
    "name": r"(?:证券|股票|公司)(?:简称|名称)|简称|公司|name",
    "institution": r"(?:研究|评级)?机构(?:名称|简称)?|券商|研究机构简称|org_?(?:s?name)?|broker",
    "analysts": r"分析师|研究员(?:名称)?|作者|author(?:_name)?|researcher|analysts?",
    "rating": r"(?:投资|东财|最新)?评级|rating|emRatingName",
    "change": r"评级(?:变动|变化|调整)|rating_?change",
    "title": r"(?:报告|研报)?(?:标题|名称|题目)|(?:report_)?title",
    "published": r"(?:发布|报告|更新|评级|研报)?(?:日期?|时间)|更新日|report_date|publish_?[dD]ate|date",
    "body": r"摘要|内容|正文|投资要点|报告摘要|abstr(?:act)?|content|summary|text",
}
_PATTERNS = {field: re.compile(f"(?:{pattern})(?:[(（].*[)）])?", re.I) for field, pattern in _HEADS.items()}
_NEEDED = ({"title", "body"}, {"published"}, {"institution", "name", "code"})
_DATE = re.compile(r"((?:19|20)\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?")


def listed(table: Table) -> list[Block] | None:
    """The reports of a listing, a row and its words each; None if the table lists no reports."""
    for at, row in enumerate(table.rows[:5]):
        fields = _fields([cell.text.strip() for cell in row])
        if all(needed & fields.keys() for needed in _NEEDED) and fields.keys() & {"body", "title"}:
            reports = [[cell.text.strip() for cell in following] for following in table.rows[at + 1 :]]
            return [block for number, cells in enumerate(reports, 1) for block in _report(cells, fields, number)]
    return None


def _fields(heads: Sequence[str]) -> dict[str, int]:
    """What each column holds, by its head; the first column of a kind counts."""
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        for field, pattern in _PATTERNS.items():
            if pattern.fullmatch(head) and field not in found:
                found[field] = at
                break
    return found


def _report(cells: Sequence[str], fields: dict[str, int], number: int) -> Iterator[Block]:
    """A report: its row in the order of listing pages, its company, its words."""
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
    for line in given.get("body", "").splitlines():
        if line.strip():
            yield Piece(line.strip())
