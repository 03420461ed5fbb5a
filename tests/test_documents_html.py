"""Web pages and Markdown that are odd: encodings that lie, hidden words, spans, marks of notes, elements without end."""

import pytest

from extractor import documents
from extractor.errors import NotText, TooLarge

REPORT = "澄海智造(301998)三季报点评:营收9.75亿元,同比增长12.5%,维持“买入”评级。"
TRADITIONAL = "澄海智造業績點評:營業收入9.75億元,歸母淨利潤1.30億元,維持「增持」評級。"


def page(body: str, head: str = "") -> str:
    return f"<html><head><title>T</title>{head}</head><body>{body}</body></html>"


def shown(body: str, head: str = "") -> str:
    return documents.from_bytes(page(body, head).encode(), "page.html").text


def marked(text: str) -> str:
    return documents.from_bytes(text.encode(), "notes.md").text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("name", ["page.html", "page.txt"])
def test_the_declared_encoding_is_not_believed(encoding: str, name: str) -> None:
    for charset in ("utf-8", "iso-8859-1", "big5", "none"):
        data = page(f"<p>{REPORT}</p>", f"<meta charset={charset}>").encode(encoding)
        document = documents.from_bytes(data, name)
        assert (document.kind, document.text) == ("html", f"{REPORT}\n")


def test_big5_that_says_utf8() -> None:
    data = page(f"<p>{TRADITIONAL}</p>", "<meta charset=utf-8>").encode("big5")
    assert documents.from_bytes(data).text == f"{TRADITIONAL}\n"


def test_western_quotes() -> None:
    text = "Zephyr Motors’ “core” revenue rose 12.5% to £3m – strong. The company’s café unit follows in 2026."
    assert documents.from_bytes(text.encode("cp1252")).text == text
    assert documents.from_bytes(page(text).encode("cp1252")).text == f"{text}\n"


@pytest.mark.parametrize("words", ["澄海", "澄海智造", "砚川微", "a" * 400 + "澄海"])
def test_few_chinese_words_among_many_latin_letters_stay_chinese(words: str) -> None:
    text = page(f"<p>{words} 2025E 2026E, revenue growth</p>")
    assert words in documents.from_bytes(text.encode("gb18030")).text


def test_a_broken_byte_costs_a_character_and_no_page() -> None:
    data = (
        page(f"<p>{REPORT}</p>" * 3)
        .encode("gb18030")
        .replace("评级".encode("gb18030"), b"\xff" + "评级".encode("gb18030"), 1)
    )
    assert documents.from_bytes(data).text.count("营收9.75亿元") == 3


HIDDEN = [
    "<p hidden>藏</p>", "<p style='display:none'>藏</p>", "<p style='DISPLAY : NONE !important'>藏</p>",
    "<p style='visibility:hidden'>藏</p>", "<template><p>藏</p></template>", "<noscript>藏</noscript>", "<!-- 藏 -->",
    "<script>藏</script>", "<style>藏</style>", "<textarea>藏</textarea>", "<select><option>藏</select>", "<input value=藏>",
    "<svg><text>藏</text></svg>", "<iframe srcdoc=藏>藏</iframe>", "<object>藏</object>", "<img alt=藏>", "<p title=藏></p>",
    "<style>.q{display:none}</style><p class='a q'>藏</p>", "<style>.a,#q{visibility:hidden}</style><p id=q>藏</p>",
    "<del>藏</del>", "<s>藏</s>", "<![CDATA[ 藏 ]]>", "<dialog>藏</dialog>", "<!--[if IE]>藏<![endif]-->",
]  # fmt: skip


@pytest.mark.parametrize("markup", HIDDEN)
def test_hidden_words_are_left_out(markup: str) -> None:
    assert shown(f"<p>前</p>{markup}<p>后</p>") == "前\n后\n"


SEEN = [
    "<p aria-hidden=true>见</p>", "<details>见</details>", "<p style='display:none-such'>见</p>", "<xmp>见</xmp>",
    "<style>@media print{.q{display:none}}</style><p class=q>见</p>",
    "<style>@media print{.a{color:red}.q{display:none}} .b{color:red}</style><p class=q>见</p>",
    "<p style='font-size:0'>见</p>", "<center>见</center>", "<ruby>见<rp>(</rp><rt>jiàn</rt></ruby>",
]  # fmt: skip


@pytest.mark.parametrize("markup", SEEN)
def test_words_that_are_only_set_apart_stay(markup: str) -> None:
    assert shown(f"<p>前</p>{markup}<p>后</p>") == "前\n见\n后\n"


@pytest.mark.parametrize(
    "mark",
    [
        "<sup>1</sup>",
        "<sup><a href=#n>1</a></sup>",
        "<sup><b><i>1</i></b></sup>",
        "<span style='vertical-align: super'>1</span>",
    ],
)
def test_a_raised_digit_is_no_part_of_a_number(mark: str) -> None:
    assert shown(f"<p>毛利率10.5{mark}%,净利率3</p>") == "毛利率10.5¹%,净利率3\n"
    row = f"<tr><td>毛利率<td>10.5{mark}<td>9.8"
    assert shown(f"<table>{row}{row}</table>") == "| 毛利率 | 10.5¹ | 9.8 |\n" * 2 + "\n"


def test_entities() -> None:
    assert (
        shown("<p>营收&nbsp;&yen;9.75 &#165;&#xA5; R&D 1&lt;2 &nosuch; &#99999999;</p>")
        == "营收 ¥9.75 ¥¥ R&D 1<2 &nosuch; \ufffd\n"
    )


def test_xhtml_in_an_encoding_of_its_own() -> None:
    data = (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x.js"/></head><body><p>{REPORT}<br/>&x;'
        "<a id='n'/></p><div/><p><![CDATA[1<2]]></p></body></html>"
    ).encode("gb18030")
    assert documents.from_bytes(data, "page.xhtml").text == f"{REPORT}\n&x;\n1<2\n"


def test_spans_of_any_size() -> None:
    table = "<table><tr><td colspan=1000000>题<tr><td>甲<td rowspan=65534>乙<td>丙<tr><td>1<td>3<tr><td>2<td>4</table><p>后</p>"
    assert shown(table) == "题\n| 甲 | 乙 | 丙 |\n| 1 | 乙 | 3 |\n| 2 | 乙 | 4 |\n\n后\n"


def test_few_marks_that_span_many_places_are_refused() -> None:
    row = "<tr>" + "<td rowspan=60000 colspan=20>甲</td>" * 10
    with pytest.raises(TooLarge, match=r"page\.html: tables of more than 1,000,000 cells"):
        shown(f"<table>{row}{'<tr><td>x' * 8000}</table>" + f"<table>{row * 20}</table>" * 20)


def test_tables_in_tables_stand_one_after_the_other() -> None:
    inner = "<table><tr><td>营收<td>9.75<td>12.5<tr><td>净利<td>1.30<td>1.5</table>"
    assert (
        shown(f"<table><tr><td><p>左</p>{inner}<td>右</table>")
        == "左\n\n| 营收 | 9.75 | 12.5 |\n| 净利 | 1.30 | 1.5 |\n\n右\n"
    )


@pytest.mark.parametrize(
    "element",
    ["<div>", "<div ", "<div a='<'>", "<div/>", "<b>", "<x-y>", "<ul><li>", "<table><tr><td>", "<p><a><font>"],
)
def test_elements_without_end_are_refused(element: str) -> None:
    with pytest.raises(NotText, match="nested more than 1,000 deep"):
        shown(element * 100_000 + "x")


@pytest.mark.parametrize(
    "noise",
    [
        "<" * 300_000,
        "</p>" * 100_000,
        "<p " + "a " * 200_000,
        "<style>" + "a{" * 200_000,
        "<style>@media print{" + "a{}" * 100_000,
    ],
)
def test_noise_takes_no_time(noise: str) -> None:
    assert isinstance(shown(noise), str)


def test_svg_pictures_are_not_deep() -> None:
    assert shown("<p>前</p><svg>" + "<path d='M0 0'/>" * 5000 + "</svg><p>后</p>") == "前\n后\n"


def test_text_in_a_file_named_html_is_text() -> None:
    assert documents.from_bytes(REPORT.encode(), "page.html").text.strip() == REPORT


def test_a_web_archive_says_what_it_is() -> None:
    data = b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n--x\r\n"
    with pytest.raises(NotText, match=r"page\.mhtml: a web archive \(MHTML\); open it in a browser"):
        documents.from_bytes(data, "page.mhtml")


def test_markdown() -> None:
    text = (
        "# 题\n\n| 指标 | 2024A | 2025E |\n|---|---:|---:|\n| 营收<br>合计 | 9.75 | 12.5 |\n\n```\n1.5亿\n```\n\n"
        "毛利率10.5<sup>1</sup>%,[**9.75**亿](http://192.0.2.1)~~9.57亿~~<!-- 藏 -->\n<script>藏</script>\n\n- 一\n- PE<20x\n"
    )
    assert (
        marked(text)
        == "题\n\n| 指标 | 2024A | 2025E |\n| 营收合计 | 9.75 | 12.5 |\n\n1.5亿\n毛利率10.5¹%,9.75亿\n一\nPE<20x\n"
    )


@pytest.mark.parametrize(
    "deep",
    [">" * 50_000 + "x", "[" * 20_000, "*a " * 20_000, "".join("`" * n + " " for n in range(500)), "[a](" * 10_000],
)
def test_marks_without_end_take_no_time(deep: str) -> None:
    assert isinstance(marked(deep), str)


def test_too_large_markdown() -> None:
    with pytest.raises(TooLarge, match="the limit is 2,000,000"):
        marked("a" * 2_000_001)


def test_a_table_that_lists_reports_is_read_by_its_heads_and_a_cell_over_all_columns_belongs_to_the_row_above() -> None:
    page = (
        "<html><body><table><tr><th>序号<th>代码<th>名称<th>机构<th>研究员<th>评级<th>标题<th>日期"
        "<tr><td>1<td>301998<td>澄海智造<td>蓝湾证券<td>林一舟<td>买入<td>订单饱满<td>2025-10-30"
        "<tr><td colspan=8>公司前三季度营收9.75亿元。</table></body></html>"
    )
    text = documents.from_bytes(page.encode()).text
    assert text.splitlines() == [
        "| 1 | 蓝湾证券 | 林一舟 |  | 买入 | 订单饱满 | 2025-10-30 |", "澄海智造(301998)", "公司前三季度营收9.75亿元。",
    ]  # fmt: skip
