"""Bytes to text, text to reports."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import extractor
from extractor import documents, sections
from extractor.errors import NoReport, NotText, TooLarge
from extractor.folding import fold, squeeze

TEXT = "澄海智造(301998)三季报点评:前三季度营收9.75亿元,归母净利润1.30亿元,维持“增持”评级。\n风险提示:竞争加剧。"
TRADITIONAL = "澄海智造(301998)業績點評:營業收入9.75億元,歸母淨利潤1.30億元,維持「增持」評級。"
LISTING = Path(__file__).parent / "reports" / "listing.txt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings(encoding: str) -> None:
    assert documents.from_bytes(TEXT.encode(encoding)).text == TEXT


def test_big5() -> None:
    assert documents.from_bytes(TRADITIONAL.encode("big5")).text == TRADITIONAL


def test_line_ends_stay_as_they_are() -> None:
    text = TEXT.replace("\n", "\r\n")
    assert documents.from_bytes(text.encode()).text == text


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + bytes(range(200)) * 4, b"\x00\x01\x02" * 100]
)
def test_noise_is_not_text(data: bytes) -> None:
    with pytest.raises(NotText):
        documents.from_bytes(data)


@pytest.mark.parametrize("data", [TEXT.encode()[:-1], b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1]])
def test_text_cut_off_inside_a_character_says_where(data: bytes) -> None:
    with pytest.raises(NotText, match="byte"):
        documents.from_bytes(data, "cut.txt")


def test_too_large() -> None:
    with pytest.raises(TooLarge, match="limit"):
        documents.from_bytes(b" " * (documents.MAX_BYTES + 1))


def test_sister_listing_rows_without_bar_from_any_number_and_rating_in_either_order() -> None:
    document = documents.read(str(LISTING))
    first, second = sections.split(document)
    assert (first.row.rating, first.row.change) == ("买入", "首次")
    assert (second.row.rating, second.row.change) == ("增持", "维持")
    assert first.row.analysts == ("林一舟", "何青")
    assert first.row.published == "2025-09-03"
    assert document.text[first.start : first.start + 4] == "21 |"
    assert document.text[first.end - 1] == "|"
    assert document.text[second.end - 1] == "|"


def test_several_analysts_are_no_title_however_short_that_is() -> None:
    row = "| 1 | 远帆证券 | 宋知夏，顾北辰 | 维持 | 增持 | 中报点评 | 2025-10-30 |\n澄海智造(301998) |"
    (section,) = sections.split(documents.from_text(row))
    assert (section.row.analysts, section.row.title) == (("宋知夏", "顾北辰"), "中报点评")


def test_sample_is_four_reports(sample: Path) -> None:
    found = sections.split(documents.read(str(sample)))
    assert [s.row.institution for s in found] == ["开源证券", "华源证券", "开源证券", "华源证券"]
    assert {s.row.change for s in found} == {"维持"}


def test_single_report_is_one_section() -> None:
    document = documents.from_text(TEXT)
    assert [(s.start, s.end) for s in sections.split(document)] == [(0, len(TEXT))]


def test_report_without_figures_is_a_report() -> None:
    assert len(sections.split(documents.from_text("首次覆盖,给予“买入”评级。风险提示:竞争加剧。"))) == 1


@pytest.mark.parametrize("text", ["", "  \n", "明月几时有,把酒问青天。", "hello world"])
def test_text_without_a_report(text: str) -> None:
    with pytest.raises(NoReport):
        sections.split(documents.from_text(text))


def test_sentence_broken_by_a_line_end_is_joined() -> None:
    assert "在技术层面" in fold("公司布局完善。同时,公司在技\n术层面,聚焦应用。").text.replace("技术", "技术")
    assert "\n" not in fold("公司布局完善。公司在技术\n层面,聚焦应用。").text


def test_headings_keep_their_line() -> None:
    assert fold("营收增长151%,结构优化\n公司发布公告").text == "营收增长151%,结构优化\n公司发布公告"


def test_folding_maps_forms_one_to_one() -> None:
    assert fold("歸母淨利潤３．００億元 ⻋ ⑥").text == "归母净利润3.00亿元车⑥"


@given(st.text(alphabet="年营收增 \t\n\r|一亿3.5%,。；()（）－Ａｂ⻋歸\u3000\ufeff", max_size=80))
def test_every_folded_place_leads_back_to_its_character(text: str) -> None:
    for folded in (fold(text), squeeze(text)):
        for i, character in enumerate(folded.text):
            place = folded.at(i)
            assert 0 <= place < len(text)
            assert character in "\n| 。分别同环比" or fold(text[place]).text == character  # words that say the same


@given(st.lists(st.sampled_from(["甲", "12", " ", "|", "\n", "营收", "3亿"]), max_size=30).map("".join))
def test_sections_cover_text_in_order(body: str) -> None:
    row = "| 7 | 远帆证券 | 宋知夏 | 维持 | 增持 | 点评 | 2025-10-30 |\n"
    text = row + body + " |\n" + row.replace("7", "8") + "正文 |"
    found = sections.split(documents.from_text(text))
    assert len(found) == 2
    assert all(a.start < a.body <= a.end for a in found)
    assert found[0].end <= found[1].start


@pytest.mark.parametrize(
    ("line", "times", "is_one"),
    [
        ("公司2025年营收9.75亿元。", 1, True),
        ("本合同自签字之日起生效,双方各执一份。", 60, False),
        ("用户可以增长见识,订单随时查询。", 80, False),
    ],
)
def test_a_long_text_is_a_report_only_where_metrics_have_figures(line: str, times: int, is_one: bool) -> None:
    assert sections.is_report(f"{line}\n" * times) == is_one


ARTICLE = "{name}（{code}.SZ）：订单饱满，新品放量\n蓝湾证券 | 林一舟 | 2025-10-30 | 评级：{rating}（维持）\n公司前三季度营收9.75亿元。\n风险提示：竞争加剧。\n"


def test_articles_one_below_the_other_are_reports_of_their_own() -> None:
    text = "今日研报速览\n" + ARTICLE.format(name="澄海智造", code="301998", rating="买入")
    assert len(sections.split(documents.from_text(text))) == 1
    text += ARTICLE.format(name="澄帆轴承", code="301997", rating="增持")
    first, second = extractor.extract(text)
    assert (first.header.company, first.header.rating) == ("澄海智造", "买入")
    assert (second.header.company, second.header.rating) == ("澄帆轴承", "增持")
    assert [len(report.facts) for report in (first, second)] == [1, 1]
