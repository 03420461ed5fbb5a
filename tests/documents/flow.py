"""Reports set in pages by reportlab: frames for head, side and columns, fonts embedded where they are TrueType."""

import io
from collections.abc import Callable
from html import escape
from typing import Any

from reportlab import rl_config
from reportlab.lib import colors, textsplit
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)
from reportlab.platypus import paragraph as reportlab_paragraph

from tests.documents.designs import Design, Layout
from tests.documents.structure import Cell, Element, Report, Run, caption, ends, placed, rows, runs, totals, width

FONTS = "/usr/share/fonts/truetype/"
CHINESE = {
    "microhei": "wqy/wqy-microhei.ttc",
    "zenhei": "wqy/wqy-zenhei.ttc",
    "uming": "arphic/uming.ttc",
    "ukai": "arphic/ukai.ttc",
    "gbsn": "arphic-gbsn00lp/gbsn00lp.ttf",
}
BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}
LEFT, RIGHT, TOP, BOTTOM = 18 * mm, A4[0] - 18 * mm, A4[1] - 24 * mm, 20 * mm
GAP = 6 * mm
SIDE = 54 * mm
Place = tuple[float, float, float, float]


NEVER_FIRST = textsplit.ALL_CANNOT_START + "，；：！？”％"
"""What begins no line: reportlab knows the Japanese marks only."""


def pages(report: Report, design: Design, layout: Layout) -> bytes:
    """The bytes of a report's PDF."""
    rl_config.invariant = 1
    textsplit.ALL_CANNOT_START = reportlab_paragraph.ALL_CANNOT_START = NEVER_FIRST
    _register(layout.font)
    return Setter(report, design, layout).set()


def _register(font: str) -> None:
    """The font, and another for its bold: these Chinese fonts have none of their own."""
    for name in (font, _bold(font)):
        if name in CHINESE and name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, FONTS + CHINESE[name]))
    pdfmetrics.registerFontFamily(font, normal=font, bold=_bold(font), italic=font, boldItalic=_bold(font))


def _bold(font: str) -> str:
    return BOLD.get(font, "microhei" if font == "zenhei" else "zenhei")


class Setter:
    """Sets one report in one layout."""

    def __init__(self, report: Report, design: Design, layout: Layout) -> None:
        self.report, self.design, self.layout = report, design, layout
        self.colour = colors.HexColor(f"#{layout.colour}")
        self.wrap = None if report.lang == "en" else "CJK"

    def set(self) -> bytes:
        """Set the pages."""
        target = io.BytesIO()
        template = Template(target, self.layout.bookmarks, title=self.design.title, author=self.design.broker)
        head = self._part(self.report.header)
        story: list[Flowable] = [NextPageTemplate("later"), *head]
        if self.layout.side or self.layout.columns > 1:
            story.append(FrameBreak())
        story += self._part(self.report.aside, TA_LEFT)
        if self.layout.side:
            story.append(FrameBreak())
        story += self._part(self.report.main)
        template.addPageTemplates(self._templates(_height(head)))
        template.build(story, canvasmaker=self._canvas())
        return target.getvalue()

    def _templates(self, head: float) -> list[PageTemplate]:
        later = _columns(LEFT, RIGHT, TOP, self.layout.columns)
        first = later if self.layout.columns == 1 and not self.layout.side else self._first(head)
        shade = _shaded(first[1]) if self.layout.side else _plain
        return [PageTemplate("first", _frames(first), onPage=shade), PageTemplate("later", _frames(later))]

    def _first(self, head: float) -> list[Place]:
        """The places of the first page: the head across it, market data at a side, then text."""
        below = TOP - head - 4 * mm
        places = [(LEFT, TOP - head, RIGHT, TOP)]
        if self.layout.side == "left":
            return [*places, (LEFT, BOTTOM, LEFT + SIDE, below), (LEFT + SIDE + GAP, BOTTOM, RIGHT, below)]
        if self.layout.side == "right":
            return [*places, (RIGHT - SIDE, BOTTOM, RIGHT, below), (LEFT, BOTTOM, RIGHT - SIDE - GAP, below)]
        return places + _columns(LEFT, RIGHT, below, self.layout.columns)

    def _canvas(self) -> Callable[..., Canvas]:
        def make(*arguments: Any, **named: Any) -> Canvas:
            return Furnished(*arguments, **named, furniture=(self.design, self.layout))

        return make

    def _style(self, kind: str, align: int | None = None) -> ParagraphStyle:
        size = {
            "h1": 17,
            "h2": 12,
            "h3": 10,
            "subtitle": 12,
            "rating": 10,
            "source": 7,
            "small": 7,
            "ends": 8,
            "line": 8,
        }
        points = size.get(kind, 9)
        heading = kind in ("h1", "h2", "h3", "subtitle", "rating")
        style = ParagraphStyle(
            kind, fontName=self.layout.font, fontSize=points, leading=points * 1.5, wordWrap=self.wrap
        )
        style.spaceAfter = 2 if kind in ("ends", "line") else 5
        style.alignment = TA_LEFT if heading or kind in ("source", "small", "line") else TA_JUSTIFY
        if heading:
            style.fontName, style.textColor = _bold(self.layout.font), self.colour
        if kind == "p" and self.wrap:
            style.firstLineIndent = 2 * points
        if kind == "item":
            style.leftIndent, style.firstLineIndent = 10, -10
        if align is not None:
            style.alignment = align
        return style

    def _part(self, part: list[Element], align: int | None = None) -> list[Flowable]:
        found: list[Flowable] = []
        for block in part:
            if block.tag in ("h2", "h3"):
                found.append(CondPageBreak(30 * mm))
            found += self._table(block) if block.tag == "table" else [self._line(block, align)]
        return found

    def _line(self, block: Element, align: int | None) -> Flowable:
        kind = block.get("class") or block.tag
        parts = ends(block)
        if kind == "ends" and len(parts) > 1 and align is None:
            return self._ends(parts)
        text = "　".join(map(_markup, parts)) if kind == "ends" else _markup(runs(block))
        return Paragraph(text, self._style(kind, align))

    def _ends(self, parts: list[tuple[Run, ...]]) -> Flowable:
        """A line whose parts stand apart."""
        last = len(parts) - 1
        aligns = [TA_RIGHT if number == last else TA_LEFT for number in range(last + 1)]
        cells = [
            Paragraph(_markup(part), self._style("ends", align)) for part, align in zip(parts, aligns, strict=True)
        ]
        line = Table([cells], colWidths=[f"{100 / len(cells):.2f}%"] * len(cells))
        line.setStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)])
        return line

    def _table(self, element: Element) -> list[Flowable]:
        head = caption(element)
        found: list[Flowable] = []
        if head:
            style = self._style("h3", TA_LEFT)
            style.fontSize, style.leading = 8.5, 12
            found.append(CondPageBreak(30 * mm))
            found.append(Paragraph(escape(head, quote=False), style))
        grid: list[list[Any]] = [["" for _ in range(width(element))] for _ in rows(element)]
        commands = self._look(element)
        for number, column, each in placed(rows(element)):
            grid[number][column] = self._cell(each, column, number in totals(element))
            if each.across > 1 or each.down > 1:
                commands.append(("SPAN", (column, number), (column + each.across - 1, number + each.down - 1)))
        made = Table(grid, colWidths=_shares(width(element)), repeatRows=self._repeated(element))
        made.setStyle(commands)
        return [*found, made, Spacer(0, 6)]

    def _repeated(self, element: Element) -> int:
        """Head rows that stand again on the next page: ruled tables have them, others do not."""
        return len(rows(element, "thead")) if self.layout.tables == "ruled" else 0

    def _cell(self, each: Cell, column: int, total: bool) -> Paragraph:
        align = TA_CENTER if each.across > 1 else TA_RIGHT if column else TA_LEFT
        style = self._style("cell", align)
        style.fontSize, style.leading = 7.5, 10
        if each.head or total:
            style.fontName = _bold(self.layout.font)
        if each.head and self.layout.tables == "ruled":
            style.textColor = colors.white
        if each.sub:
            style.leftIndent = 8
        if column:
            style.wordWrap = None
        return Paragraph(_markup(each.runs), style)

    def _look(self, element: Element) -> list[tuple[Any, ...]]:
        heads = len(rows(element, "thead"))
        commands: list[tuple[Any, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
        if self.layout.tables == "ruled":
            commands.append(("GRID", (0, 0), (-1, -1), 0.4, colors.grey))
            commands += [("BACKGROUND", (0, 0), (-1, heads - 1), self.colour)] if heads else []
        elif self.layout.tables == "three":
            commands += [
                ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
                ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
            ]
            commands += [("LINEBELOW", (0, heads - 1), (-1, heads - 1), 0.5, colors.black)] if heads else []
        else:
            commands.append(("ROWBACKGROUNDS", (0, heads), (-1, -1), [colors.white, colors.HexColor("#e8eef4")]))
        return commands


class Template(BaseDocTemplate):  # type: ignore[misc,unused-ignore]
    """A document whose headings become bookmarks where they are asked for."""

    def __init__(self, target: io.BytesIO, bookmarks: bool, **named: Any) -> None:
        super().__init__(target, pagesize=A4, **named)
        self.bookmarks = bookmarks

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (reportlab calls it so)
        """Note a heading's place."""
        if self.bookmarks and isinstance(flowable, Paragraph) and flowable.style.name in ("h1", "h2"):
            key = f"heading{id(flowable)}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, level=int(flowable.style.name[1]) - 1)


class Furnished(Canvas):  # type: ignore[misc,unused-ignore]
    """A canvas that prints head and foot when it knows how many pages there are."""

    def __init__(self, *arguments: Any, furniture: tuple[Design, Layout], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.furniture = furniture
        self.states: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 (reportlab calls it so)
        """Keep the page for later."""
        self.states.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Print the furniture of every page, then the document."""
        for number, state in enumerate(self.states, 1):
            self.__dict__.update(state)
            self._furnish(f"{number} / {len(self.states)}")
            super().showPage()
        super().save()

    def _furnish(self, number: str) -> None:
        design, layout = self.furniture
        self.setFont(layout.font, 7.5)
        self.setFillColor(colors.HexColor("#555555"))
        self.drawString(LEFT, A4[1] - 17 * mm, design.broker)
        self.drawRightString(RIGHT, A4[1] - 17 * mm, design.title)
        self.line(LEFT, A4[1] - 19 * mm, RIGHT, A4[1] - 19 * mm)
        self.drawString(LEFT, 12 * mm, design.foot)
        self.drawRightString(RIGHT, 12 * mm, number)


def _markup(found: tuple[Run, ...]) -> str:
    return "".join(map(_inline, found))


def _inline(run: Run) -> str:
    text = escape(run.text, quote=False)
    if run.raised:
        text = f"<super>{text}</super>"
    if run.link:
        text = f'<a href="{run.link}">{text}</a>'
    return f"<b>{text}</b>" if run.bold else text


def _columns(left: float, right: float, top: float, count: int) -> list[Place]:
    each = (right - left - GAP * (count - 1)) / count
    starts = [left + number * (each + GAP) for number in range(count)]
    return [(start, BOTTOM, start + each, top) for start in starts]


def _shaded(place: Place) -> Callable[[Canvas, BaseDocTemplate], None]:
    """What draws a pale ground behind the market data."""
    x, y, right, top = place

    def draw(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFillColor(colors.HexColor("#f2f2f2"))
        canvas.rect(x - 2 * mm, y, right - x + 4 * mm, top - y + 2 * mm, stroke=0, fill=1)

    return draw


def _plain(_: Canvas, __: BaseDocTemplate) -> None:
    """Draws nothing."""


def _frames(places: list[Place]) -> list[Frame]:
    return [
        Frame(x, y, right - x, top - y, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
        for x, y, right, top in places
    ]


def _shares(columns: int) -> list[str]:
    """Widths of columns in shares of the table's: the labels' and, of equal width, the numbers'."""
    first = {2: 60, 3: 46, 4: 40, 5: 34, 6: 34}.get(columns, 24 if columns < 10 else 16)
    return [f"{first}%"] + [f"{(100 - first) / (columns - 1):.3f}%"] * (columns - 1)


def _height(flowables: list[Flowable]) -> float:
    """How high flowables stand over one another across the page."""
    room = RIGHT - LEFT
    return 6.0 + sum(
        float(each.wrap(room, A4[1])[1] + each.getSpaceBefore() + each.getSpaceAfter()) for each in flowables
    )
