"""Reports printed to PDF by programs with a page of their own: Chromium from HTML, LibreOffice from DOCX."""

import re
import subprocess
import tempfile
from dataclasses import replace
from html import escape
from pathlib import Path

from tests.documents import web, word
from tests.documents.designs import Design, Layout
from tests.documents.structure import HERE, Cell, Element, Report, caption, ends, rows, runs, totals, width

CHROMIUM = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--no-pdf-header-footer")  # fmt: skip
OFFICE = ("soffice", "--headless", "--norestore", "--convert-to", "pdf")
SECONDS = 180
LENT = {
    "AR PL UMing CN": "WenQuanYi Zen Hei",
    "AR PL UKai CN": "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei": "WenQuanYi Zen Hei",
    "WenQuanYi Zen Hei": "WenQuanYi Micro Hei",
}
"""Fonts without a bold of their own, and the font that stands in for it."""


def chromium(report: Report, design: Design, layout: Layout) -> bytes:
    """The PDF of a report as Chromium prints it."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(_page(report, design, layout), encoding="utf-8")
        outline = "--generate-pdf-document-outline" if layout.bookmarks else "--disable-pdf-tagging"
        profile = f"--user-data-dir={folder}/profile"
        _run([*CHROMIUM, profile, outline, f"--print-to-pdf={target}", source.as_uri()])
        return _dated(target.read_bytes())


def libreoffice(report: Report, design: Design, layout: Layout) -> bytes:
    """The PDF of a report's Word document as LibreOffice writes it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "report.docx")
        plain = replace(design, docx=design.docx & {"list", "nested", "merged"})
        source.write_bytes(word.document(report, plain, layout))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        _run([*OFFICE, profile, "--outdir", folder, str(source)])
        return _dated(source.with_suffix(".pdf").read_bytes())


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)


def _dated(data: bytes) -> bytes:
    """A PDF with day and number of its making set to one value, so that it changes only when its pages do."""
    data = re.sub(rb"(/(?:Creation|Mod)Date ?\(D:)\d{14}", rb"\g<1>20250101000000", data)
    return re.sub(rb"(/ID \[ <|>\s<|/DocChecksum /)[0-9A-F]{32}", rb"\g<1>" + b"0" * 32, data)


def _page(report: Report, design: Design, layout: Layout) -> str:
    looks = [layout.tables] + (["side", layout.side] if layout.side else []) + (["columns"] * (layout.columns > 1))
    looks += [] if layout.bookmarks else ["loose"]
    looks += ["lent"] if layout.font in LENT else []
    return f"""<!DOCTYPE html>
<html lang="{report.lang}"><head><meta charset="utf-8"><title>{escape(design.title)}</title>
<style>
:root {{ --font: "{layout.font}"; --bold: "{LENT.get(layout.font, layout.font)}"; --colour: #{layout.colour}; }}
@page {{ size: A4; margin: 22mm 16mm 20mm; {_furniture(design, layout)} }}
{(HERE / "press.css").read_text(encoding="utf-8")}
</style></head>
<body class="{" ".join(looks)}">
<div class="room"></div>
<header>{_part(report.header, layout)}</header>
{f"<aside>{_part(report.aside, layout)}</aside>" if report.aside else ""}
<main>{_part(report.main, layout)}</main>
</body></html>"""


def _furniture(design: Design, layout: Layout) -> str:
    text = f'font: 7.5pt "{layout.font}", "Liberation Sans"; color: #666; white-space: nowrap;'
    line = "border-bottom: 0.5pt solid #999; vertical-align: bottom; padding-bottom: 2mm; margin-bottom: 3mm;"
    boxes = {
        "top-left": (f'"{design.broker}"', line),
        "top-right": (f'"{design.title}"', line),
        "bottom-left": (f'"{design.foot}"', ""),
        "bottom-right": ('counter(page) " / " counter(pages)', ""),
    }
    return " ".join(f"@{place} {{ content: {content}; {text} {more} }}" for place, (content, more) in boxes.items())


def _part(part: list[Element], layout: Layout) -> str:
    return "\n".join(_table(block) if block.tag == "table" else _block(block, layout) for block in part)


def _block(block: Element, layout: Layout) -> str:
    kind = block.get("class")
    text = web.markup(runs(block))
    if kind == "ends":
        text = "".join(f"<span>{web.markup(part)}</span>" for part in ends(block))
    if block.tag == "h1" and layout.bookmarks:
        text = f'<a href="https://research.example/reports">{text}</a>'
    look = f' class="{kind}"' if kind else ""
    return f"<{block.tag}{look}>{text}</{block.tag}>"


def _table(element: Element) -> str:
    wide = ' class="across"' if width(element) > 6 else ""
    head = f"<caption>{escape(caption(element) or '')}</caption>" if caption(element) else ""
    heads, sums = len(rows(element, "thead")), totals(element)
    lines = [_row(cells, number in sums) for number, cells in enumerate(rows(element))]
    first = f"<thead>{''.join(lines[:heads])}</thead>" if heads else ""
    return f"<table{wide}>{head}{first}<tbody>{''.join(lines[heads:])}</tbody></table>"


def _row(cells: list[Cell], total: bool) -> str:
    found = []
    for each in cells:
        tag, look = "th" if each.head else "td", ' class="sub"' if each.sub else ""
        found.append(f"<{tag}{look}{web.spans(each)}>{web.markup(each.runs)}</{tag}>")
    look = ' class="total"' if total else ""
    return f"<tr{look}>{''.join(found)}</tr>"
