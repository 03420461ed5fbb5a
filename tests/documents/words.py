"""The words of the documents that were made, furniture and blanks aside, to compare with those of the golden text."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import lxml.html
import pypdfium2
from docx import Document
from lxml.etree import _Element
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.documents.designs import Design
from tests.documents.structure import BULLETS, Report, rows, squeezed, table_text, text_of

UNREAD = {"script", "style", "noscript", "template", "nav", "footer", "title", "dialog"}


def words_of(path: Path, design: Design) -> str:
    """The words of one document in the order in which it holds them."""
    if path.suffix == ".html":
        return _shown(path.read_bytes().decode(design.encoding))
    return _word(path) if path.suffix == ".docx" else _printed(path, design)


def moved(found: list[tuple[str, str]], report: Report) -> list[tuple[str, str]]:
    """Differences without those of market data that a program prints behind the text they stand beside."""
    aside = _plain("".join(table_text(block) if block.tag == "table" else text_of(block) for block in report.aside))
    both = [(aside, ""), ("", aside)]
    return [each for each in found if each not in both] if set(both) <= set(found) else found


def heads(report: Report) -> set[str]:
    """The words of the heads of tables, which stand again where a table goes over a page."""
    tables = [block for block in report.main if block.tag == "table"]
    return {_plain("".join(each.text for row in rows(table, "thead") for each in row)) for table in tables}


def differences(made: str, wanted: str) -> list[tuple[str, str]]:
    """What the wanted words have and the made ones say instead, both in one form of characters and without marks of lists."""
    first, second = _plain(wanted), _plain(made)
    codes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return [(first[a:b], second[c:d]) for tag, a, b, c, d in codes if tag != "equal"]


def _plain(text: str) -> str:
    return squeezed(unicodedata.normalize("NFKC", re.sub(f"[{BULLETS}]", "", text.replace("\x02", "-"))))


def words_of_listing(path: Path) -> str:
    """The words of a listing's web page."""
    return _shown(path.read_text(encoding="utf-8"))


def cells_of(path: Path, encoding: str) -> list[str]:
    """What the cells of a table hold."""
    if path.suffix == ".csv":
        return [cell for row in csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline="")) for cell in row]
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]


def _shown(text: str) -> str:
    return "".join(_texts(lxml.html.fromstring(text)))


def _texts(element: _Element) -> Iterator[str]:
    """The text that a browser shows of an element."""
    if not _hidden(element):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def _hidden(element: _Element) -> bool:
    style = squeezed(element.get("style") or "").lower()
    furniture = element.tag in UNREAD or element.get("id") in ("nav", "footer")
    return not isinstance(element.tag, str) or furniture or "hidden" in element.attrib or "display:none" in style


def _word(path: Path) -> str:
    body = Document(str(path)).element.body
    return "".join(each.text or "" for each in body.iter("{*}t"))


def _printed(path: Path, design: Design) -> str:
    found = []
    with pypdfium2.PdfDocument(path) as document:
        count = len(document)
        for number, page in enumerate(document, 1):
            text = squeezed(page.get_textpage().get_text_bounded())
            if text.endswith(tail := squeezed(design.broker + design.title + design.foot + f"{number} / {count}")):
                found.append(text.removesuffix(tail))
                continue
            for furniture in (design.broker, design.title, design.foot, f"{number} / {count}"):
                text = _without(text, squeezed(furniture))
            found.append(text)
    return "".join(found)


def _without(text: str, furniture: str) -> str:
    """A page's text without its furniture, which stands first or last in it."""
    places = [match.start() for match in re.finditer(re.escape(furniture), text)]
    if not places:
        raise ValueError(f"no {furniture} on the page")
    nearest = max(places, key=lambda place: max(-place, place + len(furniture) - len(text)))
    return text[:nearest] + text[nearest + len(furniture) :]
