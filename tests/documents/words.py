"""The words of the documents that were made, furniture and blanks aside, to compare with those of the golden text."""

import re
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

import lxml.html
import pypdfium2
from docx import Document

from tests.documents.designs import Design
from tests.documents.structure import BULLETS, Report, rows, squeezed

UNREAD = "//script|//style|//noscript|//template|//nav|//footer|//title|//comment()|//*[@hidden]|//dialog"


def words_of(path: Path, design: Design) -> str:
    """The words of one document in the order in which it holds them."""
    if path.suffix == ".html":
        return _web(path, design)
    return _word(path) if path.suffix == ".docx" else _printed(path, design)


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


def _web(path: Path, design: Design) -> str:
    root = lxml.html.fromstring(path.read_bytes().decode(design.encoding))
    hidden = [each for each in root.iter() if "display:none" in squeezed(str(each.get("style", ""))).lower()]
    places = root.xpath(UNREAD) + root.xpath("//*[@id='nav']|//*[@id='footer']") + hidden
    for each in places:
        if each.getparent() is not None:
            each.drop_tree()
    return root.text_content()


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
