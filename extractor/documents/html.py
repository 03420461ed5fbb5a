"""Web pages to text: what a browser would show, tables with their spans, nothing run and nothing fetched."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractor.documents.blocks import Block, Piece, Room, Spanning, spread
from extractor.documents.listing import listed
from extractor.documents.superscripts import raised
from extractor.errors import NotText

_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.I | re.S,
)
_MARKS = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)|\x00")
"""Marks of an encoding, and the zeros that UTF-16 has."""
_LEFT_OUT = frozenset({
    "script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object", "embed", "select", "button", "input",
    "textarea", "nav", "canvas", "audio", "video", "map", "datalist", "dialog", "del", "s", "strike", "rp", "rt",
})  # fmt: skip
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
    "li", "dl", "dt", "dd", "blockquote", "pre", "figure", "figcaption", "address", "form", "fieldset", "hr", "center",
    "body", "html", "details", "summary", "tr", "caption",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none(?![\w-])|visibility\s*:\s*hidden(?![\w-])", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.I)
_PRINTED = re.compile(
    r"@media[^{}]{0,100}\bprint\b[^{}]{0,100}\{(?:[^{}]{0,500}\{[^{}]{0,5000}\}){0,500}[^{}]{0,500}\}", re.I
)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_NAME = re.compile(r"[.#][\w-]+")
_LINE_END = re.compile(r"[ \t\r\f\v\u3000\u00a0]*\n[ \t\r\f\v\u00a0]*")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_INVISIBLE = re.compile(r"[\x00\u200b-\u200d\u2060\ufeff]")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.I)
_UNCLOSED = frozenset({
    "p", "li", "td", "th", "tr", "br", "hr", "img", "meta", "link", "input", "col", "tbody", "thead", "dt", "dd", "option", "wbr",
    "source", "area", "base", "path", "rect", "circle", "line", "polyline", "polygon", "ellipse", "use", "stop", "image",
})  # fmt: skip
"""Elements that are not closed, or are drawn: they hold no others."""
_XHTML = re.compile(r"\s*<\?xml\b")
_SUBSET = re.compile(r"<!DOCTYPE\b[^<>\[]{0,500}\[[^\]]{0,5000}\]\s*>", re.I)
_ALONE = re.compile(r"<([a-z][\w:-]{0,50})((?:\s[^<>]{0,1000})?)/>", re.I)
_CDATA = re.compile(r"<!\[CDATA\[(.{0,100000}?)\]\]>", re.S)
_DEEPEST = 1_000
_MOST_SPAN = 1_000


def is_page(data: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    return _PAGE.match(_MARKS.sub(b"", data[:8000])) is not None


def blocks(text: str, name: str) -> list[Block]:
    """What a page shows, in order.

    What is hidden by `hidden`, by its own or the page's style (`display`, `visibility`) or struck through is left out; what is
    only small, pale, far off, folded up or kept from screen readers is not.

    Raises:
        NotText: its elements stand in one another more than a thousand deep.
        TooManyCells: its tables have more than can be read.
    """
    text = _as_html(text) if _XHTML.match(text) else text
    if _depth(text) > _DEEPEST:
        raise NotText(f"{name}: a web page whose elements are nested more than {_DEEPEST:,} deep; not read")
    root = LexborHTMLParser(_INVISIBLE.sub("", text)).root
    if root is None:
        return []
    try:
        return list(_Walk(_hidden_names(root)).blocks(root))
    except RecursionError:
        raise NotText(f"{name}: a web page whose tables are nested too deep; not read") from None


def _as_html(text: str) -> str:
    """XHTML in the forms of HTML: elements that hold nothing have an end, character data is text, nothing is declared."""
    text = _CDATA.sub(lambda found: escape(found[1]), _SUBSET.sub("", text))
    return _ALONE.sub(lambda e: e[0] if e[1].lower() in _UNCLOSED else f"<{e[1]}{e[2]}></{e[1]}>", text)


def _depth(text: str) -> int:
    """How deep elements stand in one another, about: parsing takes time that grows with its square."""
    depth = deepest = 0
    for closing, tag in _TAG.findall(text):
        if tag.lower() not in _UNCLOSED:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _hidden_names(root: LexborNode) -> frozenset[str]:
    """Classes and ids that the page's own styles hide."""
    styles = _PRINTED.sub("", "\n".join(style.text() for style in root.css("style")))
    return frozenset(
        name for selectors, rules in _RULE.findall(styles) if _HIDDEN.search(rules)
        for selector in selectors.split(",") if _NAME.fullmatch(name := selector.strip())
    )  # fmt: skip


class _Walk:
    """One pass over a page; only tables within tables take a call each."""

    def __init__(self, hidden: frozenset[str]) -> None:
        self._hidden = hidden
        self._room = Room()

    def blocks(self, root: LexborNode) -> Iterator[Block]:
        """The paragraphs and tables under an element."""
        words: list[str] = []
        kept_blanks = lifted = 0
        for closing, node in self._nodes(root):
            if node.tag == "pre":
                kept_blanks += -1 if closing else 1
            elif _is_raised(node):
                lifted += -1 if closing else 1
            if node.tag == "-text":
                text = _worded(node, kept_blanks > 0)
                words.append(raised(text) if lifted else text)
            elif node.tag == "br":
                words.append("\n")
            elif node.tag == "table" and node != root:
                yield from _paragraphs(words)
                words = []
                yield from self._table(node)
            elif node.tag in _BLOCKS:
                yield from _paragraphs(words)
                words = []
        yield from _paragraphs(words)

    def _nodes(self, root: LexborNode) -> Iterator[tuple[bool, LexborNode]]:
        """The nodes that are shown, in order; elements at their beginning, then (True) at their end. Tables are not entered."""
        stack = [(False, root)]
        while stack:
            closing, node = stack.pop()
            if not closing and self._is_left_out(node):
                continue
            yield closing, node
            if closing or (node.tag == "table" and node != root) or node.tag == "-text":
                continue
            stack.append((True, node))
            stack.extend((False, child) for child in reversed(list(node.iter(include_text=True))))

    def _is_left_out(self, node: LexborNode) -> bool:
        if node.tag == "-text":
            return False
        if node.tag in _LEFT_OUT or (node.tag == "footer" and not _is_inside(node, ("article", "main"))):
            return True
        given = node.attributes
        if "hidden" in given or _HIDDEN.search(given.get("style") or ""):
            return True
        names = [f".{name}" for name in (given.get("class") or "").split()] + [f"#{given.get('id')}"]
        return not self._hidden.isdisjoint(names)

    def _table(self, table: LexborNode) -> Iterator[Block]:
        """A table of data; of one that only places other blocks, those blocks."""
        for caption in _children(table, "caption"):
            yield from self.blocks(caption)
        rows = [row for row in _rows(table) if not self._is_left_out(row)]
        cells = [[cell for cell in _children(row, "td", "th") if not self._is_left_out(cell)] for row in rows]
        if any(cell.css_first("table") is not None for row in cells for cell in row) or all(
            len(row) < 2 for row in cells
        ):
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell)
            return
        laid = spread(([_spanning(cell, self._cell(cell)) for cell in row] for row in cells), self._room)
        yield from listed(laid) or [laid]

    def _cell(self, cell: LexborNode) -> Piece:
        """The text of a cell, its blocks on lines of their own."""
        return Piece("\n".join(block.text for block in self.blocks(cell) if isinstance(block, Piece)))


def _worded(node: LexborNode, kept_blanks: bool) -> str:
    """A text node's words: in preformatted text each blank counts, elsewhere many as one."""
    text = node.text_content or ""
    if kept_blanks:
        return text.expandtabs(8).replace(" ", "\u00a0")
    return _SPACE.sub(" ", text)


def _is_raised(node: LexborNode) -> bool:
    return node.tag == "sup" or (node.tag == "span" and _RAISED.search(node.attributes.get("style") or "") is not None)


def _is_inside(node: LexborNode, tags: Sequence[str]) -> bool:
    parent = node.parent
    while parent is not None and parent.tag not in tags:
        parent = parent.parent
    return parent is not None


def _children(node: LexborNode, *tags: str) -> Iterator[LexborNode]:
    return (child for child in node.iter() if child.tag in tags)


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for part in _children(table, "tr", "thead", "tbody", "tfoot"):
        if part.tag == "tr":
            yield part
        else:
            yield from _children(part, "tr")


def _spanning(cell: LexborNode, piece: Piece) -> Spanning:
    return Spanning(piece, _span(cell.attributes.get("rowspan")), _span(cell.attributes.get("colspan")))


def _span(value: str | None) -> int:
    digits = re.match(r"\s*(\d{1,4})", value or "")
    return min(max(int(digits[1]), 1), _MOST_SPAN) if digits else 1


def _paragraphs(words: Sequence[str]) -> Iterator[Piece]:
    """The lines of a block, blanks run together as a browser shows them, empty lines left out."""
    text = re.sub(r" {2,}", " ", "".join(words))
    for line in _LINE_END.sub("\n", text).split("\n"):
        stripped = line.strip(" \u00a0\u3000\t")
        if stripped:
            yield Piece(stripped.replace("\u00a0", " "))
