"""Reports as Word documents: real lists, merged cells, a head and a foot with page fields, changes and comments left in."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run as WordRun
from lxml.etree import _Element

from tests.documents.archives import steady
from tests.documents.designs import Design, Layout
from tests.documents.structure import (
    BULLETS,
    Cell,
    Element,
    Report,
    Run,
    caption,
    ends,
    placed,
    rows,
    runs,
    totals,
    width,
)

Place: TypeAlias = WordDocument | _Cell
MADE = datetime(2025, 1, 1)
SIDE = Cm(6)
SIZES = {"h1": 16, "h2": 13, "h3": 11, "subtitle": 13, "rating": 11, "source": 8, "small": 8}


def document(report: Report, design: Design, layout: Layout) -> bytes:
    """The bytes of a report's DOCX in a layout; what `design.docx` names is in it."""
    writer = Writer(report, design, layout)
    writer.write()
    target = io.BytesIO()
    writer.word.save(target)
    return steady(target.getvalue())


def office_layout(design: Design, lang: str) -> Layout:
    """The layout of the DOCX itself: that of the one-column PDF, in a font that Word has."""
    return replace(design.one, font={"zh-HK": "PMingLiU", "en": "Arial"}.get(lang, "SimSun"))


class Writer:
    """Writes one report into one document."""

    def __init__(self, report: Report, design: Design, layout: Layout) -> None:
        self.report, self.design, self.layout = report, design, layout
        self.features = design.docx
        self.word = Document()
        self.tables = 0
        self.changed = False
        self.commented = False
        self._styles()

    def write(self) -> None:
        self._furniture()
        self._part(self.report.header, self.word)
        if self.report.aside:
            self._aside()
        if self.layout.columns > 1:
            section = self.word.add_section(WD_SECTION.CONTINUOUS)
            _columns(section._sectPr, self.layout.columns)
        self._part(self.report.main, self.word)
        if self.layout.columns > 1:  # the columns end here: so they become equally long
            _columns(self.word.add_section(WD_SECTION.CONTINUOUS)._sectPr, 1)

    def _styles(self) -> None:
        normal = self.word.styles["Normal"]
        normal.font.name, normal.font.size = "Times New Roman", Pt(10)
        if self.report.lang == "en":
            normal.font.name = self.layout.font
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), self.layout.font)
        for name in ("Heading 1", "Heading 2", "Heading 3"):
            style = self.word.styles[name]
            style.font.color.rgb = RGBColor.from_string(self.layout.colour.upper())
            style.font.size = Pt(SIZES[f"h{name[-1]}"])
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            fonts.attrib.clear()
            for script in ("ascii", "hAnsi", "eastAsia"):
                fonts.set(qn(f"w:{script}"), self.layout.font)
        properties = self.word.core_properties
        properties.author, properties.title = self.design.broker, self.design.title
        properties.created = properties.modified = MADE

    def _furniture(self) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(2.2)
        for paragraph, left in (
            (section.header.paragraphs[0], self.design.broker),
            (section.footer.paragraphs[0], self.design.foot),
        ):
            paragraph.add_run(left + "\t\t").font.size = Pt(8)
        section.header.paragraphs[0].add_run(self.design.title).font.size = Pt(8)
        foot = section.footer.paragraphs[0]
        _field(foot, "PAGE")
        foot.add_run(" / ").font.size = Pt(8)
        _field(foot, "NUMPAGES")

    def _part(self, part: list[Element], place: Place) -> None:
        for block in part:
            if block.tag == "table":
                self._table(block, place)
            else:
                self._line(block, place)

    def _line(self, block: Element, place: Place) -> Paragraph:
        kind = block.get("class") or block.tag
        if block.tag in ("h1", "h2", "h3"):
            paragraph = place.add_paragraph(style=f"Heading {block.tag[1]}")
        else:
            paragraph = place.add_paragraph()
        form = paragraph.paragraph_format
        form.space_after = Pt(2 if kind in ("ends", "line", "source", "small") else 6)
        if kind == "p":
            form.alignment, form.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Pt(20)
        found = list(runs(block))
        if kind == "item" and "list" in self.features:
            _bulleted(paragraph, self.word, found[0].text[0])
            found = _without_bullet(found)
        if kind == "ends":
            found = _tabbed(ends(block), "\t" if isinstance(place, WordDocument) else " ")
            _tab_stops(form, len(ends(block)))
        self._runs(found, paragraph, SIZES.get(kind), kind)
        return paragraph

    def _runs(self, found: Iterable[Run], paragraph: Paragraph, size: int | None, kind: str) -> None:
        for run in found:
            for text, bold in self._split(run, kind):
                made = paragraph.add_run(text)
                made.bold = bold or kind in ("subtitle", "rating") or None
                made.font.superscript = run.raised or None
                if size and kind not in ("h1", "h2", "h3"):
                    made.font.size = Pt(size)
                if kind in ("subtitle", "rating"):
                    made.font.color.rgb = RGBColor.from_string(self.layout.colour.upper())
        if kind == "p" and "tracked" in self.features and not self.changed:
            self._change(paragraph)
        if kind in ("p", "item") and "comments" in self.features and not self.commented:
            self.commented = True
            _comment(self.word, paragraph.runs[-1:])

    def _split(self, run: Run, kind: str) -> list[tuple[str, bool]]:
        """A run's text and look; a number of a paragraph begins bold and ends plain where `split` is asked for."""
        digits = [place for place, each in enumerate(run.text) if each == "."]
        if "split" not in self.features or kind not in ("p", "item") or run.bold or not digits:
            return [(run.text, run.bold)]
        start, end = digits[0] - 1, digits[0] + 1
        return [(run.text[:start], False), (run.text[start:end], True), (run.text[end:], False)]

    def _change(self, paragraph: Paragraph) -> None:
        """A change that nobody accepted: what was deleted before the last run, and that run as inserted."""
        self.changed = True
        last = paragraph.runs[-1]._r
        deleted, inserted = _tracked("w:del", 901), _tracked("w:ins", 902)
        gone = OxmlElement("w:r")
        text = OxmlElement("w:delText")
        text.text = "同比增长66.6%至888.8亿元，"
        gone.append(text)
        deleted.append(gone)
        last.addprevious(deleted)
        last.addprevious(inserted)
        inserted.append(last)

    def _aside(self) -> None:
        if not self.layout.side:
            return self._part(self.report.aside, self.word)
        holder = self.word.add_table(1, 1)
        _floating(holder, self.layout.side)
        place = holder.cell(0, 0)
        _shade(place, "F2F2F2")
        holder.columns[0].width = place.width = SIDE
        self._part(self.report.aside, place)
        place._element.remove(place.paragraphs[0]._element)
        return None

    def _table(self, element: Element, place: Place) -> None:
        self.tables += 1
        head = caption(element)
        merged = "merged" in self.features
        if head and not merged:
            paragraph = place.add_paragraph()
            paragraph.add_run(head).bold = True
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_after = Pt(2)
        if "nested" in self.features and self.tables == 2:
            outer = place.add_table(1, 1)
            outer.style = "Table Grid"
            place = outer.cell(0, 0)
        grid = place.add_table(len(rows(element)), width(element))
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        self._fill(grid, element)
        if head and merged:
            _headed(grid, head)
        _look(grid, self.layout.tables, len(rows(element, "thead")) + bool(head and merged))
        if isinstance(place, WordDocument):
            place.add_paragraph().paragraph_format.space_after = Pt(0)

    def _fill(self, grid: Table, element: Element) -> None:
        sums = totals(element)
        for number, column, each in placed(rows(element)):
            place = grid.cell(number, column)
            if each.across > 1 or each.down > 1:
                place = place.merge(grid.cell(number + each.down - 1, column + each.across - 1))
            paragraph = place.paragraphs[0]
            _fit(paragraph, column, each)
            for run in each.runs:
                made = paragraph.add_run(run.text)
                made.font.size = Pt(8)
                made.font.superscript = run.raised or None
                made.bold = (each.head or number in sums) or None


def _comment(word: WordDocument, about: list[WordRun]) -> None:
    """A reviewer's remark, with a number in it that the report does not state."""
    made = word.add_comment(about, text="请核对：净利润应为 77.7亿元？", author="审核", initials="SH")
    made._comment_elm.set(qn("w:date"), f"{MADE.isoformat()}Z")


def _headed(grid: Table, head: str) -> None:
    """Put a table's caption into a row of its own above the others, over all columns."""
    row = grid.add_row()._tr  # type: ignore[no-untyped-call, unused-ignore]
    grid._tbl.tr_lst[0].addprevious(row)
    place = grid.cell(0, 0).merge(grid.cell(0, len(grid.columns) - 1))
    made = place.paragraphs[0].add_run(head)
    made.bold, made.font.size = True, Pt(8)


def _fit(paragraph: Paragraph, column: int, each: Cell) -> None:
    form = paragraph.paragraph_format
    form.space_after = Pt(0)
    if each.across > 1:
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif column:
        form.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if each.sub:
        form.left_indent = Pt(8)


def _tabbed(parts: list[tuple[Run, ...]], gap: str) -> list[Run]:
    found: list[Run] = []
    for number, part in enumerate(parts):
        found += ([Run(gap)] if number else []) + list(part)
    return found


def _tab_stops(form: ParagraphFormat, parts: int) -> None:
    """Places for the parts of a line, spread over it; the last ends at the margin."""
    for number in range(1, parts):
        align = WD_TAB_ALIGNMENT.RIGHT if number == parts - 1 else WD_TAB_ALIGNMENT.CENTER
        form.tab_stops.add_tab_stop(Cm(17 * number / (parts - 1)), align)


def _without_bullet(found: list[Run]) -> list[Run]:
    first = found[0]
    return [Run(first.text.lstrip(BULLETS + " "), first.bold), *found[1:]]


def _field(paragraph: Paragraph, name: str) -> None:
    """A field that Word fills in, as the number of a page."""
    for kind in ("begin", "instr", "end"):
        run: WordRun = paragraph.add_run()
        run.font.size = Pt(8)
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.text = name
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _bulleted(paragraph: Paragraph, word: WordDocument, mark: str) -> None:
    """A paragraph of Word's own list, whose mark is no text of the paragraph."""
    paragraph.style = word.styles["List Bullet"]
    number = paragraph.style.element.pPr.numPr.numId.val
    numbering = word.part.numbering_part.element
    (kind,) = numbering.xpath(f"w:num[@w:numId={number}]/w:abstractNumId/@w:val")
    (level,) = numbering.xpath(f"w:abstractNum[@w:abstractNumId={kind}]/w:lvl[@w:ilvl=0]")
    level.find(qn("w:lvlText")).set(qn("w:val"), mark)
    for look in level.findall(qn("w:rPr")):
        level.remove(look)  # a font of symbols


def _tracked(tag: str, number: int) -> _Element:
    element = OxmlElement(tag)
    for key, value in (("id", str(number)), ("author", "编辑"), ("date", "2025-01-01T00:00:00Z")):
        element.set(qn(f"w:{key}"), value)
    return element


def _columns(section: BaseOxmlElement, count: int) -> None:
    columns = section.find(qn("w:cols"))
    if columns is None:
        columns = OxmlElement("w:cols")
        section.append(columns)
    columns.set(qn("w:num"), str(count))
    columns.set(qn("w:space"), "420")


def _floating(table: Table, side: str) -> None:
    """A table that text flows around, at the page's margin."""
    place = OxmlElement("w:tblpPr")
    for key, value in (
        ("leftFromText", "180"),
        ("rightFromText", "180"),
        ("vertAnchor", "text"),
        ("horzAnchor", "margin"),
        ("tblpXSpec", side),
        ("tblpY", "1"),
    ):
        place.set(qn(f"w:{key}"), value)
    table._tbl.tblPr.insert(0, place)
    table.autofit = False


def _look(table: Table, look: str, heads: int) -> None:
    """Borders and shades: `ruled` all around, `three` lines alone, `zebra` shaded in turn."""
    if look == "ruled":
        table.style = "Table Grid"
    last = len(table.rows) - 1
    for number, row in enumerate(table.rows):
        if number < heads:
            _repeated(row._tr)
        for place in row.cells:
            if look == "three":
                _line(place, top=number == 0, bottom=number in (heads - 1, last))
            elif look == "zebra" and number % 2 == 0:
                _shade(place, "E8EEF4")


def _repeated(row: CT_Row) -> None:
    """A head row that stands again on the next page."""
    mark = OxmlElement("w:tblHeader")
    row.get_or_add_trPr().append(mark)


def _line(place: _Cell, top: bool, bottom: bool) -> None:
    borders = OxmlElement("w:tcBorders")
    for edge, wanted in (("top", top), ("bottom", bottom)):
        if wanted:
            line = OxmlElement(f"w:{edge}")
            for key, value in (("val", "single"), ("sz", "8"), ("color", "333333")):
                line.set(qn(f"w:{key}"), value)
            borders.append(line)
    place._tc.get_or_add_tcPr().append(borders)


def _shade(place: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{key}"), value)
    place._tc.get_or_add_tcPr().append(shade)
