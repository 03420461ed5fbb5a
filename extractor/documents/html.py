"""Web pages to text: what a browser would show, tables with their spans, nothing run and nothing fetched."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree, html

from extractor.documents.blocks import Block, Piece, Spanning, spread
from extractor.documents.superscripts import raised
from extractor.errors import NotText

_MARK = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I | re.S)
_DROPPED = frozenset({
    "script", "style", "noscript", "template", "head", "svg", "iframe", "object", "embed", "select", "button", "input",
    "textarea", "nav", "canvas", "audio", "video", "map", "datalist", "dialog",
})  # fmt: skip
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
    "li", "dl", "dt", "dd", "blockquote", "pre", "figure", "figcaption", "address", "form", "fieldset", "hr", "center",
    "body", "html", "details", "summary", "tr", "caption",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_NAME = re.compile(r"[.#][\w-]+|\[hidden\]")
_BLANKS = re.compile(r"[ \t\r\f\v\u3000\u00a0\u200b]*\n[ \t\r\f\v\u00a0\u200b]*")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_SPACE_RUN = re.compile(r" {2,}")
_INVISIBLE = re.compile(r"[\x00\u200b-\u200d\u2060\ufeff]")
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*>")
_MOST_SPAN = 1000


def is_page(data: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    return _MARK.match(data[:4000].lstrip(b"\xef\xbb\xbf")) is not None


def blocks(text: str, name: str) -> list[Block]:
    """What a page shows, in order.

    Raises:
        NotText: there is no page in it.
    """
    parser = html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_PROLOGUE.sub("", _INVISIBLE.sub("", text)), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotText(f"{name}: a web page that cannot be read ({str(error).splitlines()[0].lower()})") from None
    return list(_Walk(_hidden_names(root)).blocks(root))


def _hidden_names(root: html.HtmlElement) -> frozenset[str]:
    """Classes and ids that the page's own styles hide."""
    styles = "\n".join(style.text or "" for style in root.iter("style"))
    return frozenset(
        name for selectors, rules in _RULE.findall(styles) if _HIDDEN.search(rules)
        for selector in selectors.split(",") if _NAME.fullmatch(name := selector.strip())
    )  # fmt: skip


class _Walk:
    """One pass over a page, iterative: pages nest as deep as they like."""

    def __init__(self, hidden: frozenset[str]) -> None:
        self._hidden = hidden

    def blocks(self, root: html.HtmlElement) -> Iterator[Block]:
        words: list[str] = []
        for event, element in self._events(root):
            if event == "text":
                words.append(str(element))
            elif event == "break":
                yield from _paragraphs(words)
                words = []
            elif event == "table":
                yield from _paragraphs(words)
                words = []
                yield from self._table(element)
        yield from _paragraphs(words)

    def _events(self, root: html.HtmlElement) -> Iterator[tuple[str, object]]:
        """Text, breaks between blocks, and tables, in order; a table's inside is left to its reading."""
        stack: list[tuple[str, html.HtmlElement]] = [("open", root)]
        while stack:
            at, element = stack.pop()
            if at != "open":
                if at == "close" and element.tag in _BLOCKS:
                    yield "break", None
                if element.tail and element is not root:
                    yield "text", _spaced(element.tail, element.getparent())
                continue
            if self._is_left_out(element):
                stack.append(("tail", element))
                continue
            if element.tag == "table" and element is not root:
                yield "table", element
                stack.append(("tail", element))
                continue
            yield from self._opening(element)
            stack.append(("close", element))
            stack.extend(("open", child) for child in reversed(element) if isinstance(child.tag, str))

    def _opening(self, element: html.HtmlElement) -> Iterator[tuple[str, object]]:
        if element.tag in _BLOCKS:
            yield "break", None
        if element.tag == "br":
            yield "text", "\n"
        text = element.text or ""
        if text:
            yield "text", _spaced(raised(text) if element.tag == "sup" else text, element)

    def _is_left_out(self, element: html.HtmlElement) -> bool:
        if element.tag in _DROPPED or element.get("hidden") is not None:
            return True
        if element.tag == "footer" and next(element.iterancestors("article", "main"), None) is None:
            return True
        if _HIDDEN.search(element.get("style") or ""):
            return True
        names = [f".{name}" for name in (element.get("class") or "").split()] + [f"#{element.get('id')}"]
        return not self._hidden.isdisjoint(names)

    def _table(self, table: html.HtmlElement) -> Iterator[Block]:
        """A table of data; of one that only places other blocks, those blocks."""
        for caption in table.iterchildren("caption"):
            yield from self.blocks(caption)
        rows = [row for row in _rows(table) if not self._is_left_out(row)]
        cells = [[cell for cell in row.iterchildren("td", "th") if not self._is_left_out(cell)] for row in rows]
        if any(cell.find(".//table") is not None for row in cells for cell in row) or all(len(row) < 2 for row in cells):
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell)
            return
        yield spread([_spanning(cell, self._cell(cell)) for cell in row] for row in cells)

    def _cell(self, cell: html.HtmlElement) -> Piece:
        """The text of a cell, its blocks on lines of their own."""
        return Piece("\n".join(block.text for block in self.blocks(cell) if isinstance(block, Piece)))


def _spaced(text: str, element: html.HtmlElement) -> str:
    """Blanks as they count: in preformatted text each, elsewhere many as one."""
    kept = element.tag == "pre" or next(element.iterancestors("pre"), None) is not None
    return text.replace(" ", "\u00a0").expandtabs(8) if kept else _SPACE.sub(" ", text)


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _spanning(cell: html.HtmlElement, piece: Piece) -> Spanning:
    return Spanning(piece, _span(cell.get("rowspan")), _span(cell.get("colspan")))


def _span(value: str | None) -> int:
    digits = re.match(r"\s*(\d{1,4})", value or "")
    return min(max(int(digits[1]), 1), _MOST_SPAN) if digits else 1


def _paragraphs(words: Sequence[str]) -> Iterator[Piece]:
    """The lines of a block: blanks run together as a browser shows them, empty lines left out."""
    text = _SPACE_RUN.sub(" ", "".join(words))
    for line in _BLANKS.sub("\n", text).split("\n"):
        line = line.strip(" \u00a0\u3000\t")
        if line:
            yield Piece(line.replace("\u00a0", " "))

