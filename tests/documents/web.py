"""Reports as web pages of different makes, with all that such pages hold beside the report."""

import re
from collections.abc import Callable, Iterable
from html import escape

from tests.documents.designs import Design
from tests.documents.structure import BULLETS, Cell, Element, Report, Run, caption, ends, rows, runs

Make = Callable[[Report, Design], str]

NAVIGATION = {
    "zh-CN": ("首页", "研究报告", "行情中心", "登录"),
    "zh-HK": ("主頁", "研究報告", "行情", "登入"),
    "en": ("Home", "Research", "Markets", "Sign in"),
}
COPYRIGHT = {"zh-CN": "版权所有 沪ICP备00000000号", "zh-HK": "版權所有 不得轉載", "en": "All rights reserved"}
NAMED = {"“": "&ldquo;", "”": "&rdquo;", "·": "&middot;", "—": "&mdash;", "–": "&ndash;", "±": "&plusmn;", "≥": "&ge;"}


def page(report: Report, design: Design) -> bytes:
    """The bytes of a report's web page."""
    text = MAKES[design.html](report, design)
    return text.encode(design.encoding, errors="xmlcharrefreplace")


def markup(found: Iterable[Run], bold: str = "b") -> str:
    """Runs as inline HTML."""
    return "".join(_inline(run, bold) for run in found)


def _inline(run: Run, bold: str) -> str:
    text = escape(run.text, quote=False)
    if run.raised:
        text = f"<sup>{text}</sup>"
    if run.link:
        text = f'<a href="{run.link}">{text}</a>'
    return f"<{bold}>{text}</{bold}>" if run.bold else text


def blocks(report: Report) -> list[Element]:
    return [*report.header, *report.aside, *report.main]


# semantic: HTML5 as it is meant, with a script, hidden words and a navigation around it


def semantic(report: Report, design: Design) -> str:
    """HTML5 elements for what they are for."""
    links = "".join(f'<li><a href="#">{word}</a></li>' for word in NAVIGATION[report.lang])
    return f"""<!DOCTYPE html>
<html lang="{report.lang}">
<head>
<meta charset="{design.encoding}">
<title>{escape(design.title)}</title>
<style>table {{ border-collapse: collapse }} td {{ text-align: right }} .away {{ display: none }}</style>
<script>var report = {{"revenue": "999.99亿元", "yoy": "+88.8%"}}; document.title += " 1,234.5%";</script>
</head>
<body>
<nav><ul>{links}</ul></nav>
<noscript>请启用 JavaScript，净利润 77.7亿元</noscript>
<!-- 初稿：营业收入同比增长 66.6% -->
<article>
<header>
{_semantic_part(report.header)}
</header>
<aside>
{_semantic_part(report.aside)}
</aside>
<p hidden>内部备注：目标价 555.5元</p>
<div class="away" style="display:none">旧版：归母净利润 44.4亿元</div>
{_semantic_part(report.main)}
</article>
<footer><p>© 2025 {escape(design.broker)} {COPYRIGHT[report.lang]}</p></footer>
</body>
</html>
"""


def _semantic_part(part: list[Element]) -> str:
    lines, listed = [], False
    for block in part:
        if (block.get("class") == "item") != listed:
            lines.append("</ul>" if listed else '<ul style="list-style: none">')
            listed = not listed
        lines.append(_semantic_block(block))
    return "\n".join([*lines, "</ul>"] if listed else lines)


def _semantic_block(block: Element) -> str:
    kind = block.get("class")
    if block.tag == "table":
        return table(block)
    if kind == "item":
        return f"<li>{markup(runs(block), 'strong')}</li>"
    if kind == "ends":
        return "<p>" + " ".join(f"<span>{markup(part)}</span>" for part in ends(block)) + "</p>"
    if kind in ("source", "small"):
        return f"<p><small>{markup(runs(block))}</small></p>"
    tag = block.tag
    return f"<{tag}>{markup(runs(block), 'strong')}</{tag}>"


def table(element: Element) -> str:
    """A table with caption, head and body."""
    lines = ["<table>"]
    if caption(element):
        lines.append(f"<caption>{escape(caption(element) or '')}</caption>")
    for part in ("thead", "tbody"):
        found = rows(element, part)
        if found:
            lines += [f"<{part}>", *map(row, found), f"</{part}>"]
    if element.find("tbody") is None:
        lines += map(row, rows(element))
    return "\n".join([*lines, "</table>"])


def row(cells: list[Cell]) -> str:
    return "<tr>" + "".join(map(_cell, cells)) + "</tr>"


def _cell(each: Cell) -> str:
    tag = "th" if each.head else "td"
    indent = "&emsp;" if each.sub else ""
    return f"<{tag}{spans(each)}>{indent}{markup(each.runs)}</{tag}>"


def spans(each: Cell) -> str:
    """The attributes of a cell that takes several columns or rows."""
    across = f' colspan="{each.across}"' if each.across > 1 else ""
    return across + (f' rowspan="{each.down}"' if each.down > 1 else "")


def _bare(each: Cell) -> str:
    return spans(each).replace('"', "")


# nested: a page of 2005, laid out in tables, with fonts for headings, blanks for places; it says it is UTF-8 whatever it is in


def nested(report: Report, design: Design) -> str:
    """Layout tables in layout tables; market data in a column of their own."""
    claimed = "utf-8" if design.encoding == "gb18030" else design.encoding
    side = _nested_part(report.aside)
    column = f'<TD WIDTH=210 VALIGN=TOP BGCOLOR="#EEEEEE">{side}</TD>' if side else ""
    return f"""<HTML>
<HEAD>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={claimed}">
<TITLE>{escape(design.title)}</TITLE>
<SCRIPT LANGUAGE="JavaScript"><!--
function show() {{ document.write("净利润 123.45亿元，同比+67.8%"); }}
//--></SCRIPT>
</HEAD>
<BODY BGCOLOR="#FFFFFF">
<TABLE WIDTH=760 BORDER=0 CELLSPACING=0 CELLPADDING=4 ALIGN=CENTER>
<TR><TD COLSPAN=2>{_nested_part(report.header)}</TD></TR>
<TR>{column}<TD VALIGN=TOP>
<TABLE WIDTH="100%" BORDER=0><TR><TD>{_nested_part(report.main)}</TD></TR></TABLE>
</TD></TR>
</TABLE>
</BODY>
</HTML>
"""


def _nested_part(part: list[Element]) -> str:
    return "\n".join(_nested_table(block) if block.tag == "table" else _nested_line(block) for block in part)


def _nested_line(block: Element) -> str:
    gap = "&nbsp;" * 8
    text = gap.join(markup(part, "B") for part in ends(block))
    if block.tag in ("h1", "h2", "h3"):
        return f'<FONT SIZE="{6 - int(block.tag[1])}" COLOR="#990000"><B>{_named(_apart(text))}</B></FONT><BR>'
    if block.get("class") in ("source", "small"):
        return f'<FONT SIZE="1">{_named(text)}</FONT><BR>'
    indent = "&nbsp;" * 4 if block.get("class") is None else ""
    return f'<FONT SIZE="2">{indent}{_named(text)}</FONT><BR><BR>'


def _apart(text: str) -> str:
    """A short Chinese heading with blanks between its characters, as old pages spread them."""
    return "&nbsp;".join(text) if re.fullmatch("[一-龥]{2,5}", text) else text


def _named(text: str) -> str:
    return "".join(NAMED.get(each, each) for each in text)


def _nested_table(element: Element) -> str:
    lines = []
    if caption(element):
        lines.append(f'<CENTER><FONT SIZE="2"><B>{_named(escape(caption(element) or ""))}</B></FONT></CENTER>')
    lines.append('<TABLE BORDER=1 CELLSPACING=0 WIDTH="100%">')
    for cells in rows(element):
        lines.append("<TR>" + "".join(map(_nested_cell, cells)) + "</TR>")
    return "\n".join([*lines, "</TABLE><BR>"])


def _nested_cell(each: Cell) -> str:
    text = _named(markup(each.runs)) or "&nbsp;"
    indent = "&nbsp;&nbsp;" if each.sub else ""
    return f'<TD{spans(each).upper()} NOWRAP><FONT SIZE="1">{indent}{text}</FONT></TD>'


# portal: a news site of 2015: one box, lines broken by <br>, paragraphs indented by wide blanks, advertisements hidden


def portal(report: Report, design: Design) -> str:
    """Boxes in boxes; the report's text in one of them."""
    words = " | ".join(NAVIGATION[report.lang])
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={design.encoding}" />
<title>{escape(design.title)}</title>
<style type="text/css">.ad {{ display: none; }} .num {{ text-align: right; }}</style>
</head>
<body>
<div id="nav" class="nav">{words}</div>
<div class="wrap"><div class="content"><div id="ContentBody">
<div class="ad" style="DISPLAY: none">开户送 8.8 元，收益率 99.9%</div>
{_portal_part(report.header)}
<div class="quote">
{_portal_part(report.aside)}
</div>
{_portal_part(report.main)}
</div></div></div>
<div id="footer">{COPYRIGHT[report.lang]}</div>
<script type="text/javascript">//<![CDATA[
var stock = '同比+55.5%';
//]]></script>
</body>
</html>
"""


def _portal_part(part: list[Element]) -> str:
    return "\n".join(_portal_table(block) if block.tag == "table" else _portal_line(block) for block in part)


def _portal_line(block: Element) -> str:
    text = "　　".join(markup(part, "strong") for part in ends(block))
    if block.tag == "h1":
        return f"<h1>{text}</h1>"
    if block.tag in ("h2", "h3"):
        return f"<strong>{text}</strong><br />"
    indent = "　　" if block.get("class") is None else ""
    return f"{indent}{_folded(text)}<br /><br />"


def _folded(text: str) -> str:
    """Markup with line ends where blanks stood behind a stop, as an editor leaves them."""
    return re.sub(r"(?<=[；;.]) (?=\S)", "\n", text)


def _portal_table(element: Element) -> str:
    head = f'<div class="caption">{escape(caption(element) or "")}</div>' if caption(element) else ""
    lines = [f'{head}<table border="0" cellpadding="2" width="620">']
    for cells in rows(element):
        lines.append("  <tr>")
        lines += [f'    <td class="num"{spans(each)}>{_padded(each)}</td>' for each in cells]
        lines.append("  </tr>")
    return "\n".join([*lines, "</table><br />"])


def _padded(each: Cell) -> str:
    return f"\n      {'&nbsp;&nbsp;' if each.sub else ''}{markup(each.runs)}\n    "


# office: what Word saves as a web page: a span around every stretch of Latin letters and digits, margins and lists by style


def office(report: Report, design: Design) -> str:
    """Paragraphs of class MsoNormal; bullets in conditional comments."""
    body = "\n".join(_office_table(block) if block.tag == "table" else _office_line(block) for block in blocks(report))
    charset = {"utf-16": "unicode", "gb18030": "gb2312"}.get(design.encoding, design.encoding)
    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset={charset}">
<meta name=Generator content="Microsoft Word 15">
<title>{escape(design.title)}</title>
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>{escape(design.broker)}</o:Author></o:DocumentProperties></xml><![endif]-->
<style>
<!--
 p.MsoNormal {{margin:0cm; text-align:justify; font-size:10.5pt;}}
-->
</style>
</head>

<body lang={report.lang.upper()} style='text-justify-trim:punctuation'>

<div class=WordSection1>
{body}
</div>

</body>

</html>
"""


def _office_line(block: Element) -> str:
    tab = "<span style='mso-tab-count:1'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span>"
    text = tab.join("".join(_office_run(run) for run in part) for part in ends(block))
    if block.tag in ("h1", "h2", "h3"):
        return f"<{block.tag}>{text}</{block.tag}>"
    if block.get("class") == "item" and text[0] in BULLETS:
        text = f"<![if !supportLists]><span style='mso-list:Ignore'>{text[0]}</span><![endif]>{text[1:]}"
    return f"<p class=MsoNormal>{text}<span lang=EN-US><o:p></o:p></span></p>"


def _office_run(run: Run) -> str:
    pieces = re.split(r"([!-~]+(?: [!-~]+)*)", run.text)
    found = (
        f"<span lang=EN-US>{escape(each, quote=False)}</span>" if number % 2 else each
        for number, each in enumerate(pieces)
        if each
    )
    text = "".join(found)
    if run.raised:
        text = f"<sup>{text}</sup>"
    return f"<b>{text}</b>" if run.bold else text


def _office_table(element: Element) -> str:
    head = caption(element)
    lines = [f"<p class=MsoCaption>{escape(head)}</p>"] if head else []
    lines.append("<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>")
    lines += [" <tr>\n" + "\n".join(map(_office_cell, cells)) + "\n </tr>" for cells in rows(element)]
    return "\n".join([*lines, "</table>"])


def _office_cell(each: Cell) -> str:
    text = "".join(_office_run(run) for run in each.runs) or "<span lang=EN-US><o:p>&nbsp;</o:p></span>"
    indent = " style='text-indent:10.5pt'" if each.sub else ""
    return f"  <td{_bare(each)} valign=top>\n  <p class=MsoNormal{indent}>{text}</p>\n  </td>"


# minified: one line, end tags left out where HTML5 lets them, data for scripts beside the text


def minified(report: Report, design: Design) -> str:
    """HTML5 without blanks and without the end tags that may be left out."""
    head = f"<!doctype html><meta charset={design.encoding}><title>{escape(design.title)}</title>"
    data = '<script type="application/json">{"eps":"9.99元","items":["净利润 88.8亿元"]}</script>'
    shelf = "<template><p>样例：营业收入 100.1亿元</template><dialog>登录后查看 12.3%</dialog>"
    menu = "".join(f"<a href=/{number}>{word}</a>" for number, word in enumerate(NAVIGATION[report.lang]))
    body = "".join(
        _minified_table(block) if block.tag == "table" else _minified_line(block) for block in blocks(report)
    )
    return f"{head}{data}<nav>{menu}</nav><main>{body}</main>{shelf}<footer>{COPYRIGHT[report.lang]}</footer>"


def _minified_line(block: Element) -> str:
    text = " ".join(f"<span>{markup(part)}</span>" for part in ends(block)) if block.get("class") == "ends" else ""
    if block.tag in ("h1", "h2", "h3"):
        return f"<{block.tag}>{markup(runs(block))}</{block.tag}>"
    return f"<p>{text or markup(runs(block))}"


def _minified_table(element: Element) -> str:
    head = f"<caption>{escape(caption(element) or '')}</caption>" if caption(element) else ""
    body = "".join("<tr>" + "".join(map(_minified_cell, cells)) for cells in rows(element))
    return f"<table>{head}{body}</table>"


def _minified_cell(each: Cell) -> str:
    tag = "th" if each.head else "td"
    return f"<{tag}{_bare(each)}>{markup(each.runs)}"


MAKES: dict[str, Make] = {
    "semantic": semantic,
    "nested": nested,
    "portal": portal,
    "office": office,
    "minified": minified,
}
