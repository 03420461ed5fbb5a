"""PDFs that are odd: turned, scanned in part, with text that nobody sees, broken, encrypted."""

import pytest

from extractor import documents
from extractor.documents import Document
from extractor.errors import NoTextLayer, NotText, TooLarge
from tests.odd import SONG, line, numbered, pdf, stream

FIRST = "澄海智造(301998)三季报点评:营收9.75亿元,同比增长12.5%。"
SECOND = "维持“增持”评级"
TEXT = line(FIRST) + line(SECOND, foot=640)
IMAGE = {
    3: stream(b"\x80" * 100, b"/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8")
}
PICTURE = b"q 500 0 0 700 0 0 cm /I Do Q\n"
UPRIGHT = f"{FIRST}\n{SECOND}\n"


def read(data: bytes) -> Document:
    return documents.from_bytes(data, "report.pdf")


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
def test_a_page_that_is_shown_turned_has_the_same_text_and_its_boxes_as_shown(turn: int) -> None:
    document = read(pdf([TEXT], page=b"/MediaBox[0 0 595 842]/Rotate %d" % turn))
    page, boxes = document.pages[0], document.boxes(0, len(FIRST))
    across, down = max(box.right for box in boxes), max(box.bottom for box in boxes)
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    assert document.text == UPRIGHT
    assert (page.width, page.height) == ((842, 595) if turn % 180 else (595, 842))
    assert 0 <= left < across <= page.width
    assert 0 <= top < down <= page.height
    assert (across - left > down - top) == (turn % 180 == 0)


@pytest.mark.parametrize(
    ("turn", "matrix"),
    [(0, "1 0 0 1 0 0"), (90, "0 1 -1 0 842 0"), (180, "-1 0 0 -1 595 842"), (270, "0 -1 1 0 0 595")],
)
def test_a_page_whose_text_is_turned_against_it_is_upright(turn: int, matrix: str) -> None:
    size = b"842 595" if turn % 180 else b"595 842"
    content = f"q {matrix} cm\n".encode() + TEXT + b"Q"
    document = read(pdf([content], page=b"/MediaBox[0 0 %s]/Rotate %d" % (size, turn)))
    (box,) = document.boxes(0, len(FIRST))
    assert document.text == UPRIGHT
    assert (round(box.left), round(box.right)) == (72, 399)


def test_a_table_that_is_set_sideways_is_read_along_its_lines() -> None:
    assert (
        read(
            pdf([b"q 0 1 -1 0 595 0 cm\n" + TEXT.replace(b"700 Tm", b"500 Tm").replace(b"640 Tm", b"440 Tm") + b"Q"])
        ).text
        == UPRIGHT
    )


def test_a_font_of_negative_size_stands_as_its_matrix_turns_it_back() -> None:
    content = f"BT /F1 -12 Tf -1 0 0 -1 72 700 Tm <{FIRST.encode('utf-16-be').hex()}> Tj ET".encode()
    assert read(pdf([content])).text == f"{FIRST}\n"


def test_pages_of_pictures_say_so_in_one_line() -> None:
    with pytest.raises(NoTextLayer, match=r"report\.pdf: a PDF without text \(2 pages, all pictures\)"):
        read(pdf([PICTURE, PICTURE], others=IMAGE))


def test_an_empty_page_is_no_picture() -> None:
    with pytest.raises(NoTextLayer, match="1 page, all empty"):
        read(pdf([b""]))


def test_pages_of_pictures_among_others_are_named() -> None:
    document = read(pdf([TEXT, PICTURE, PICTURE, b"", TEXT + PICTURE, PICTURE], others=IMAGE))
    assert document.notes == ["report.pdf: no text on pages 2-3, 6, only pictures: not read"]
    assert document.text.count(FIRST) == 2
    assert read(pdf([TEXT])).notes == []


def test_invisible_text_is_left_out_beside_text_that_is_seen() -> None:
    assert "1.1" not in read(pdf([TEXT + line("隐藏1.1亿元", foot=500, before="3 Tr")])).text


def test_characters_recognised_over_a_picture_are_read_although_invisible() -> None:
    assert read(pdf([PICTURE + line(FIRST, before="3 Tr")], others=IMAGE)).text == f"{FIRST}\n"


@pytest.mark.parametrize(("left", "foot"), [(2000, 700), (-900, 500), (72, 5000), (72, -40)])
def test_text_outside_of_the_page_is_left_out(left: float, foot: float) -> None:
    assert read(pdf([TEXT + line("页外1.1亿元", left=left, foot=foot)])).text == UPRIGHT


def test_text_set_twice_to_look_bold_is_read_once() -> None:
    assert read(pdf([line(FIRST) + line(FIRST, left=72.3)])).text == f"{FIRST}\n"


def test_a_raised_digit_is_no_part_of_a_number() -> None:
    content = line("毛利率10.5") + line("1", left=72 + 57, foot=705, size=6) + line("%", left=72 + 61)
    assert read(pdf([content])).text == "毛利率10.5¹%\n"


def test_actions_scripts_and_attachments_are_ignored() -> None:
    catalog = (
        b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AA<</WC<</S/URI/URI(http://192.0.2.1/)>>>>"
        b"/Names<</JavaScript<</Names[(a)<</S/Launch/F(calc.exe)>>]>>/EmbeddedFiles<</Names[(a)<</Type/Filespec/F(x.exe)>>]>>>>"
    )
    assert read(pdf([TEXT], catalog=catalog)).text == UPRIGHT


@pytest.mark.parametrize(
    "page", [b"", b"/MediaBox[0 0 0 0]", b"/MediaBox[0 0 1e9 1e9]", b"/MediaBox[595 842 0 0]", b"/MediaBox[0 0 x y]"]
)
def test_pages_of_impossible_sizes_are_read(page: bytes) -> None:
    assert FIRST in read(pdf([TEXT], page=page)).text


def test_what_stands_around_a_pdf_does_no_harm() -> None:
    assert read(b"x" * 500 + pdf([TEXT]) + b"\x00" * 5000).text == UPRIGHT


@pytest.mark.parametrize("codes", ["000100020003000400050006", "0001000200030004D800DC01"])
def test_fonts_that_do_not_say_what_their_characters_are(codes: str) -> None:
    font = (
        SONG.replace(b"UniGB-UCS2-H", b"Identity-H")
        .replace(b"Ordering(GB1)", b"Ordering(Identity)")
        .replace(b"STSong-Light", b"ABCDEF+Own")
    )
    with pytest.raises(NotText, match=r"fonts do not say what \d of its \d characters are"):
        read(pdf([f"BT /F1 12 Tf 72 700 Td <{codes}> Tj ET".encode()], font=font))


@pytest.mark.parametrize("handler", [b"/Filter/Standard/V 2/R 3/Length 128/P -44", b"/Filter/Own/V 9/P -44"])
def test_encrypted(handler: bytes) -> None:
    keys = b"/Encrypt<<%s/O<%s>/U<%s>>>/ID[<00><00>]" % (handler, b"ab" * 32, b"cd" * 32)
    with pytest.raises(NotText, match="an encrypted PDF; save it without a password"):
        read(pdf([TEXT], trailer=keys))


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.98])
def test_cut_off(share: float) -> None:
    data = pdf([TEXT] * 5)
    with pytest.raises(NotText, match="a broken PDF"):
        read(data[: int(share * len(data))])


@pytest.mark.parametrize(
    "tree",
    [
        {2: b"<</Type/Pages/Count 0/Kids[]>>"},
        {2: b"<</Type/Pages/Count 3/Kids[2 0 R 2 0 R 2 0 R]>>"},
        {2: b"<</Type/Pages/Count 3/Kids[3 0 R]>>", 3: b"<</Type/Pages/Parent 2 0 R/Count 3/Kids[2 0 R]>>"},
        {2: b"<</Type/Pages/Count 2/Kids[77 0 R]>>"},
    ],
)
def test_a_tree_of_pages_that_is_empty_loops_or_leads_nowhere(tree: dict[int, bytes]) -> None:
    with pytest.raises(NotText, match="a broken PDF"):
        read(numbered({1: b"<</Type/Catalog/Pages 2 0 R>>", **tree}))


def test_a_form_that_holds_itself() -> None:
    form = stream(b"/I Do", b"/Type/XObject/Subtype/Form/BBox[0 0 100 100]/Resources<</XObject<</I 3 0 R>>>>")
    assert read(pdf([TEXT + b"/I Do"], others={3: form})).text == UPRIGHT


def test_too_many_pages() -> None:
    with pytest.raises(TooLarge, match="2,001 pages, the limit is 2,000"):
        read(pdf([b""] * 2001))


def test_too_many_characters_on_a_page() -> None:
    with pytest.raises(TooLarge, match=r"characters on page 2, the limit is 50,000"):
        read(pdf([TEXT, b"".join(line("营收" * 500, left=0, foot=800 - at, size=0.5) for at in range(60))]))


def rows(*lines: tuple[str, float, float]) -> str:
    """The text of a page with lines of 10 points, each with its left edge and foot."""
    return documents.from_bytes(pdf([b"".join(line(text, left, foot, 10) for text, left, foot in lines)])).text


@pytest.mark.parametrize("foot", [640, 646, 652])
def test_a_label_of_two_lines_belongs_to_its_figures_wherever_they_stand_beside_it(foot: float) -> None:
    label = ("归属于上市公司股东的净利润（扣除非", 72, 652), ("经常性损益）", 72, 640)
    figures = [
        (text, left, foot)
        for text, left in (
            (
                "201",
                300,
            ),
            ("341", 360),
            ("485", 420),
        )
    ]
    head = [("项目", 72, 690), ("2024A", 300, 690), ("2025E", 360, 690), ("2026E", 420, 690)]
    above = [("营业收入", 72, 670), ("5,826", 300, 670), ("7,842", 360, 670), ("9,650", 420, 670)]
    below = [("营业成本", 72, 620), ("5,100", 300, 620), ("6,560", 360, 620), ("8,080", 420, 620)]
    assert "| 归属于上市公司股东的净利润（扣除非经常性损益） | 201 | 341 | 485 |" in rows(
        *head, *above, *label, *figures, *below
    )


def test_the_labels_of_a_charts_axis_are_left_out_and_years_in_a_column_are_not() -> None:
    axis = [(f"{value}%", 100.0, 700 - value) for value in range(-40, 80, 20)]
    years = [(str(year), 300.0, 700 - 20 * (year - 2020)) for year in range(2020, 2026)]
    text = rows(*axis, *years, ("公司前三季度营收9.75亿元。", 72, 500))
    assert "20%" not in text
    assert "2024" in text


def test_a_field_of_a_template_is_no_text() -> None:
    assert rows(("[Table_Title] 澄海智造三季报点评", 72, 700)) == "澄海智造三季报点评\n"


def test_a_line_that_breaks_inside_a_bracket_goes_on() -> None:
    lines = ("归母净利润预测上调至8.9亿/11.6亿/14.2亿元（原为8.2亿/10.5", 72, 700), ("亿/12.9亿元）。", 72, 686)
    assert "（原为8.2亿/10.5亿/12.9亿元）" in rows(*lines)
