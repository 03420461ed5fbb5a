"""Office files and listings that are odd: parts that lie, macros, entities, links, marks of changes, formats, sizes."""

import csv
import io
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import docx
import pytest
from openpyxl import Workbook

from extractor import documents, pipeline
from extractor.errors import NotText, TooLarge
from tests.odd import archive, line, pdf

FIRST = "澄海智造(301998)三季报点评:营收9.75亿元,同比增长12.5%。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = "word/document.xml"
TYPES = "[Content_Types].xml"
RAISED, NOT_STRUCK = "<w:vertAlign w:val='superscript'/>", "<w:strike w:val='0'/>"


def word(*paragraphs: str) -> bytes:
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def book(fill: Callable[[Workbook], None]) -> bytes:
    made = Workbook()
    fill(made)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return {name: held.read(name) for name in held.namelist()}


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    held = parts(data)
    assert old.encode() in held[part]
    return archive({**held, part: held[part].replace(old.encode(), new.encode(), 1)})


def text(data: bytes, name: str = "report.docx") -> str:
    return documents.from_bytes(data, name).text


def in_body(xml: str) -> str:
    return text(changed(word(FIRST), BODY, "<w:body>", f"<w:body>{xml}"))


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def test_names_do_not_matter() -> None:
    assert text(word(FIRST), "report.pdf") == f"{FIRST}\n"
    assert text(pdf([line(FIRST)]), "report.docx") == f"{FIRST}\n"


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04junk", word(FIRST)[:9000], word(FIRST).replace(b"PK\x01\x02", b"PK\x01\x03")]
)
def test_a_broken_archive(data: bytes) -> None:
    with pytest.raises(NotText, match=r"report\.docx: a broken archive"):
        text(data)


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml"])
def test_broken_xml(part: str) -> None:
    with pytest.raises(NotText, match="that cannot be read"):
        text(archive({part: "<a><b>"}))


@pytest.mark.parametrize("head", ["", f"<!--{'x' * 3_000_000}-->"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aa"><!ENTITY b "&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://192.0.2.1/">%a;',
    ],
)
def test_a_document_type_is_refused_wherever_it_stands(head: str, declared: str) -> None:
    xml = parts(word(FIRST))[BODY].decode().replace("<w:document", f"{head}<!DOCTYPE x [{declared}]><w:document")
    padding = {"word/media/noise": random.Random(1).randbytes(20_000)}
    for encoded in (xml.encode(), xml.replace("UTF-8", "UTF-16").encode("utf-16")):
        with pytest.raises(NotText, match=r"word/document\.xml declares a document type"):
            text(archive({**parts(word(FIRST)), BODY: encoded, **padding}))


@pytest.mark.parametrize(
    "target",
    [
        'Target="http://192.0.2.1/x.dotm" TargetMode="External"',
        'Target="file:///etc/passwd" TargetMode="External"',
        'Target="../../../etc/passwd"',
        'Target="NULL"',
    ],
)
@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "header"])
def test_links_lead_nowhere(target: str, kind: str) -> None:
    link = f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" {target}/>'
    data = changed(word(FIRST), "word/_rels/document.xml.rels", "</Relationships>", f"{link}</Relationships>")
    head = '<w:headerReference w:type="default" r:id="rId99"/>'
    assert text(data) == f"{FIRST}\n"
    data = changed(data, BODY, "<w:pgSz", f"{head}<w:pgSz")
    assert text(data) == f"{FIRST}\n"


@pytest.mark.parametrize(
    "kind",
    [
        "vnd.ms-word.document.macroEnabled.main+xml",
        "vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_macros_and_templates_are_read_as_text(kind: str) -> None:
    data = changed(word(FIRST), TYPES, "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", kind)
    assert text(archive({**parts(data), "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "report.docm") == f"{FIRST}\n"


def test_a_workbook_with_macros_is_read() -> None:
    data = book(lambda made: made.active.append(["营收", 9.75]))  # type: ignore[union-attr]
    data = changed(
        data,
        TYPES,
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert text(archive({**parts(data), "xl/vbaProject.bin": b"x"}), "list.xlsm") == "营收  9.75\n\n"


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (f"<w:p>{run('10.5')}{run('1', RAISED)}{run('%')}</w:p>", "10.5¹%\n"),
        (f"<w:p><w:del>{run('旧')}</w:del><w:ins>{run('新')}</w:ins></w:p>", "新\n"),
        (f"<w:p>{run('旧', '<w:strike/>')}{run('新', NOT_STRUCK)}</w:p>", "新\n"),
        (f"<w:p>{run('藏', '<w:vanish/>')}{run('见')}</w:p>", "见\n"),
        (f"<w:p>{run('前')}<w:r><w:pict><w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent></w:pict></w:r></w:p>", "前\n框\n"),
        (f"<w:p><w:r><w:instrText>INCLUDETEXT http://192.0.2.1</w:instrText></w:r>{run('见')}</w:p>", "见\n"),
        ("<w:tbl><w:tr>" + "<w:tc><w:tcPr><w:gridSpan w:val='99999999'/></w:tcPr></w:tc>" * 5 + "</w:tr></w:tbl>", ""),
    ],
)  # fmt: skip
def test_what_a_paragraph_says(xml: str, said: str) -> None:
    assert in_body(xml) == f"{said}{FIRST}\n"


def test_notes_stand_behind_the_text() -> None:
    notes = f'<w:footnotes {W}><w:footnote w:type="separator"><w:p/></w:footnote><w:footnote><w:p>{run("注:公司公告")}</w:p></w:footnote></w:footnotes>'
    assert text(archive({**parts(word(FIRST)), "word/footnotes.xml": notes})) == f"{FIRST}\n注:公司公告\n"


@pytest.mark.parametrize("wrapper", ["<w:sdt>|</w:sdt>", "<w:tbl><w:tr><w:tc>|</w:tc></w:tr></w:tbl>"])
def test_elements_without_end(wrapper: str) -> None:
    before, after = wrapper.split("|")
    padding = {"word/media/noise": random.Random(1).randbytes(20_000)}
    xml = parts(word(FIRST))[BODY].decode().replace("<w:body>", f"<w:body>{before * 20_000}{after * 20_000}")
    with pytest.raises(NotText, match="a Word file that cannot be read"):
        text(archive({**parts(word(FIRST)), BODY: xml, **padding}))


def test_tables_in_tables() -> None:
    before, after = "<w:tbl><w:tr><w:tc>" * 60, "</w:tc></w:tr></w:tbl>" * 60
    assert in_body(f"{before}<w:p>{run('内')}</w:p>{after}") == f"内\n{FIRST}\n"


def test_archives_that_unpack_to_too_much() -> None:
    for bomb in (
        {"word/media/a": b"\0" * 250_000_000},
        {f"word/{n}": b"" for n in range(10_001)},
        {"word/media/a": b"\0" * 5_000_000},
    ):
        with pytest.raises(
            TooLarge, match=r"report\.docx: unpacks to [\d,]+ bytes in [\d,]+ parts from [\d,]+; not unpacked"
        ):
            text(archive({BODY: "<a/>", **bomb}))


def test_a_size_that_lies_is_not_believed() -> None:
    data = bytearray(
        archive(
            {**parts(word(FIRST)), BODY: parts(word(FIRST))[BODY].replace(b"<w:body>", b"<w:body>" + b" " * 60_000_000)}
        )
    )
    at = data.rfind(BODY.encode()) - 46
    assert struct.unpack_from("<I", data, at)[0] == 0x02014B50
    struct.pack_into("<I", data, at + 24, 1000)
    with pytest.raises(NotText, match="a broken archive"):
        text(bytes(data))


def test_too_much_text() -> None:
    padding = random.Random(1).randbytes(300_000)
    with pytest.raises(TooLarge, match="bytes of text unpacked, the limit is 50,000,000"):
        text(archive({BODY: b"<a>" + b" " * 50_000_000 + b"</a>", "word/media/noise": padding}))


@pytest.mark.parametrize(
    ("inside", "said"),
    [("EncryptedPackage", "encrypted; save it without a password"), ("WordDocument", "old binary format")],
)
def test_ole_files(inside: str, said: str) -> None:
    with pytest.raises(NotText, match=said):
        text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + inside.encode("utf-16-le"))


FORMATS = [
    (0.1, "0.00", "0.10"), (0.1255, "0.00%", "12.55%"), (1234567.891, "#,##0.00", "1,234,567.89"), (0.1 + 0.2, "General", "0.3"),
    (-5, "_-* #,##0.00_-", "-5.00"), (45960, "yyyy-mm-dd", "2025-10-30"), (date(2025, 10, 30), "yyyy/m/d", "2025-10-30"),
    (datetime(2025, 10, 30), 'yyyy"年"m"月"', "2025-10-30"), ("=1+1", "General", "-"), ("#N/A", "General", "#N/A"), (1e21, "General", "1" + "0" * 21),
]  # fmt: skip


@pytest.mark.parametrize(("value", "shown", "printed"), FORMATS)
def test_numbers_are_printed_as_shown(value: object, shown: str, printed: str) -> None:
    def fill(made: Workbook) -> None:
        sheet = made.active
        sheet.append(["指标", "值", "注"])  # type: ignore[union-attr]
        sheet.append(["营收", value, "甲"])  # type: ignore[union-attr]
        sheet["B2"].number_format = shown  # type: ignore[index]

    assert text(book(fill), "list.xlsx") == f"| 指标 | 值 | 注 |\n| 营收 | {printed} | 甲 |\n\n"


def three(made: Workbook) -> None:
    for row in (["甲", "乙", "丙"], [1, 2, 3], [4, 5, 6]):
        made.active.append(row)  # type: ignore[union-attr]


THREE = "| 甲 | 乙 | 丙 |\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n\n"
SHEET = "xl/worksheets/sheet1.xml"


def test_hidden_sheets_are_left_out_hidden_rows_and_columns_are_read() -> None:
    def fill(made: Workbook) -> None:
        three(made)
        made.active.row_dimensions[3].hidden = True  # type: ignore[union-attr]
        made.active.column_dimensions["B"].hidden = True  # type: ignore[union-attr]
        for state in ("hidden", "veryHidden"):
            sheet = made.create_sheet(state)
            sheet["A1"] = "藏"
            sheet.sheet_state = state

    assert text(book(fill), "list.xlsx") == THREE


@pytest.mark.parametrize("size", ["A1", "A1:B2", "A1:XFD1048576"])
def test_the_size_that_a_sheet_says_it_has_is_not_believed(size: str) -> None:
    assert text(changed(book(three), SHEET, 'ref="A1:C3"', f'ref="{size}"'), "list.xlsx") == THREE


def test_a_cell_far_below_is_read() -> None:
    assert text(changed(book(three), SHEET, '<row r="3"', '<row r="900000"'), "list.xlsx") == THREE


def test_no_sheet() -> None:
    held = parts(book(three))
    assert text(archive({name: data for name, data in held.items() if name != SHEET}), "list.xlsx") == ""


CSV = {
    '代码,名称,营收\n301998,澄海,"9,750.5"\n'.encode("gb18030"): "| 301998 | 澄海 | 9,750.5 |",
    "代码\t名称\t营收\n301998\t澄海\t9.75\n".encode("utf-16"): "| 301998 | 澄海 | 9.75 |",
    "\ufeff代码;名称;营收\n301998;澄海;9,75\n".encode(): "| 301998 | 澄海 | 9,75 |",
    "sep=;\n代码;名称;营收\n301998;澄海;9,75\n".encode(): "| 301998 | 澄海 | 9,75 |",
    '代码,名称,营收\n301998,"澄\n海",9.75\n'.encode(): "| 301998 | 澄海 | 9.75 |",
    "代码,名称,营收\r301998,澄海,9.75\r".encode(): "| 301998 | 澄海 | 9.75 |",
}


@pytest.mark.parametrize("data", CSV)
def test_csv(data: bytes) -> None:
    assert text(data, "list.csv") == f"| 代码 | 名称 | 营收 |\n{CSV[data]}\n\n"


def test_odd_csv() -> None:
    assert text(b"9.75\n3.2\n", "list.csv") == "9.75\n3.2\n\n"
    assert text(b"a,b,c\n1\n1,2,3,4\n", "list.csv") == "| a | b | c | - |\n| 1 | - | - | - |\n| 1 | 2 | 3 | 4 |\n\n"
    assert text(b"a,b,c\n1,2," + b"x" * 300_000, "list.csv").endswith("x\n\n")
    assert text(b'a,b,c\n1,"2,3\n4,5,6\n', "list.csv") == "| a | b | c |\n| 1 | 2,3 4,5,6 | - |\n\n"
    with pytest.raises(NotText):
        text(b"a,b\0,c\n1,2,3\n4,5,6\n", "list.csv")


def test_a_row_much_wider_than_many_others_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"list\.csv: tables of more than 1,000,000 cells"):
        text(b"1\n" * 20_000 + b"," * 98 + b"1\n", "list.csv")


def test_reading_a_csv_file_leaves_the_limit_of_other_csv_files_alone() -> None:
    before = csv.field_size_limit()
    documents.from_bytes(("营收,净利润\n9.75亿元," + "甲" * 200_000).encode(), "x.csv")
    assert csv.field_size_limit() == before


PLAIN_HEADS = "日期,代码,名称,券商,标题,评级,目标价(元),摘要\n2025-10-30,301998,澄海智造,蓝湾证券,订单饱满,买入,38.00,公司前三季度营收9.75亿元。\n"


def test_a_listing_is_read_by_its_heads_and_columns_that_they_do_not_name_are_words_of_the_report() -> None:
    (report,) = pipeline.extract_document(documents.from_bytes(PLAIN_HEADS.encode(), "list.csv"))
    head = report.header
    assert (head.company, head.ticker, head.title, head.institution) == (
        "澄海智造",
        "301998.SZ",
        "订单饱满",
        "蓝湾证券",
    )
    assert {(fact.metric, fact.value) for fact in report.facts} == {
        ("target_price", Decimal(38)),
        ("revenue", Decimal(975_000_000)),
    }


def test_codes_that_a_spreadsheet_took_for_numbers_get_their_zeros_back() -> None:
    data = PLAIN_HEADS + "2025-10-31,2997,澄帆轴承,蓝湾证券,新品放量,增持,9.00,公司前三季度营收1.75亿元。\n"
    assert "澄帆轴承(002997)" in documents.from_bytes(data.encode(), "list.csv").text
