"""The review page in a real browser: what an analyst clicks, types and presses, and text of reports that means harm.

A dialog, an error on the console or a request to anywhere else fails any of these tests.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import extractor
from extractor import documents, pipeline
from extractor.explain import PHRASES
from extractor.review import decisions, pictures, server
from extractor.review.desk import Desk
from extractor.review.page import Entry, Page, html
from extractor.schema import Evidence, Fact, Header, Report, Source
from tests.browser import chromium

_MISSING = chromium.missing()
if _MISSING and os.environ.get("REQUIRE_BROWSER") != "1":
    pytest.skip(f"the review page in a browser is left out: {_MISSING}", allow_module_level=True)

TEXT = (
    "岚舟精工(301997)2025年三季报点评\n"
    "公司2025年前三季度实现营业收入9.75亿元,同比增长28.0%;实现归母净利润1.30亿元。\n"
    "| 项目 | 2025E | 2026E |\n|---|---|---|\n| 归母净利润(亿元) | 1.85 | 2.40 |\n"
    "研发人员312人。\n"
)
PDF = Path(__file__).parents[1] / "documents" / "chipdesign" / "report.two.pdf"
REVENUE: dict[str, Any] = {
    "metric": "revenue", "label": "营业收入", "period": "2025Q1-Q3", "value": Decimal(975000000), "unit": "CNY",
    "quote": "实现营业收入9.75亿元",
}  # fmt: skip
PROFIT: dict[str, Any] = {
    "metric": "net_profit_parent", "label": "归母净利润", "period": "2025Q1-Q3", "value": Decimal(130000000), "unit": "CNY",
    "quote": "归母净利润1.30亿元",
}  # fmt: skip
FORECAST = {**PROFIT, "period": "2025", "basis": "forecast", "value": 185000000, "quote": "归母净利润(亿元) | 1.85"}
WRONG = {**PROFIT, "value": Decimal(310000000)}
HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"
    '"><a href="javascript:alert(4)">x</a>\u2028\u2029\u202e\x00{{7*7}}'
)


def entry(*stated: dict[str, Any], text: str = TEXT, day: str = "2025-10-30", broker: str = "朔望证券") -> Entry:
    header = Header(company="岚舟精工", ticker="301997.SZ", institution=broker, published=day)
    facts = [Fact.model_validate(one) for one in stated or (REVENUE, WRONG)]
    document = documents.from_text(text)
    report = extractor.check(text, Report(header=header, facts=facts))
    report.source = Source(path="report.txt", sha256=document.sha256, start=0, end=len(text))
    return Entry(report, document, (0, len(text)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    assert not _MISSING, _MISSING
    with chromium.launched() as found:
        yield found


class Reviewed:
    """A page under review, with what must not happen on it counted."""

    def __init__(self, browser: Any, width: int = 1280) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 800}, accept_downloads=True)
        self.page, self.wrong, self.allowed = self.context.new_page(), list[str](), "file:"
        self.page.set_default_timeout(5000)
        self.page.on("dialog", self._asked)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error {error}"))
        self.page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        self.page.on("request", self._requested)

    def _asked(self, dialog: Any) -> None:
        self.wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Any) -> None:
        if not request.url.startswith((self.allowed, "data:", "blob:")):
            self.wrong.append(f"request {request.url}")

    def open(self, address: str) -> Any:
        self.allowed = address if address.startswith("http") else "file:"
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready]")
        return self.page

    def file(self, folder: Path, *entries: Entry) -> Any:
        path = folder / "run.html"
        path.write_text(html(Page("run.jsonl", entries, PHRASES)), encoding="utf-8")
        return self.open(path.as_uri())


@pytest.fixture
def reviewed(browser: Any) -> Iterator[Reviewed]:
    one = Reviewed(browser)
    yield one
    one.context.close()
    assert one.wrong == []


def count(page: Any, selector: str) -> int:
    found: int = page.locator(selector).count()
    return found


def text(page: Any, selector: str) -> str:
    found: str = page.locator(selector).first.text_content()
    return found


def test_it_opens_with_verdicts_by_shape_and_word(reviewed: Reviewed, tmp_path: Path) -> None:
    page = reviewed.file(tmp_path, entry())
    assert text(page, "[data-status=verified]") == "✓ 1 verified"
    assert text(page, "[data-status=refuted]") == "✗ 1 refuted"
    labels = [one.get_attribute("aria-label") for one in page.locator(".fact").all()]
    assert "营业收入 2025Q1-Q3: 9.75 亿元, verified" in labels
    assert "value mismatch" in text(page, ".fact.refuted")
    assert count(page, ".cells td") == 6
    assert count(page, ".mark.unclaimed") == 5


def test_a_click_on_a_fact_shows_its_figure_and_why(reviewed: Reviewed, tmp_path: Path) -> None:
    page = reviewed.file(tmp_path, entry())
    page.click(".fact.verified")
    assert text(page, "#text .mark.chosen") == "9.75亿元"
    assert "verified" in text(page, "#detail .verdict")
    assert text(page, "#detail blockquote mark") == "9.75亿元"
    assert "the nearest name before it" in text(page, ".evidence")
    page.keyboard.press("Escape")
    assert page.locator("#detail").is_hidden()
    assert count(page, ".chosen") == 0


def test_a_click_on_a_figure_shows_its_facts_in_turn(reviewed: Reviewed, tmp_path: Path) -> None:
    page = reviewed.file(tmp_path, entry(REVENUE, {**REVENUE, "period": "2024"}))
    page.click("#text .mark:has-text('9.75亿元')")
    assert count(page, ".fact.chosen.refuted") == 1
    page.click("#text .mark:has-text('9.75亿元')")
    assert count(page, ".fact.chosen.verified") == 1
    page.click("#text .mark.unclaimed:has-text('312人')")
    assert "No fact claims this figure" in text(page, "#detail")


def test_filters_and_search_narrow_both_sides(reviewed: Reviewed, tmp_path: Path) -> None:
    page = reviewed.file(tmp_path, entry(REVENUE, PROFIT, {**REVENUE, "measure": "yoy", "value": 82, "unit": "%"}))
    page.click("[data-status=verified]")
    assert text(page, "#found") == "2 of 3 facts"
    assert count(page, ".fact.off") == 1
    page.click("[data-status=verified]")
    page.fill("#search", "归母")
    assert text(page, "#found") == "1 of 3 facts"
    assert page.locator("tr:has-text('营业收入')").first.is_hidden()
    assert count(page, "#text .mark.off") > 0
    page.fill("#search", "")
    page.click("[data-only=unclaimed]")
    assert text(page, "#found") == "0 of 3 facts"
    assert count(page, "#text .mark.unclaimed:not(.off)") == count(page, "#text .mark.unclaimed") > 0


def test_keys_go_from_figure_to_figure_and_to_the_doubtful_of_all_reports(reviewed: Reviewed, tmp_path: Path) -> None:
    page = reviewed.file(tmp_path, entry(REVENUE, PROFIT), entry(PROFIT, WRONG, broker="拓衡证券"))
    page.keyboard.press("j")
    assert text(page, ".mark.chosen") == "9.75亿元"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert text(page, ".mark.chosen") == "28.0%"
    page.keyboard.press("n")
    assert "拓衡证券" in text(page, "#listed")
    assert count(page, ".fact.chosen.refuted") == 1
    page.keyboard.press("[")
    assert "朔望证券" in text(page, "#listed")
    page.keyboard.press("/")
    page.keyboard.type("njk?")
    assert page.input_value("#search") == "njk?"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()


def test_accept_and_undo_by_key_and_button_are_kept_and_downloaded(reviewed: Reviewed, tmp_path: Path) -> None:
    one = entry()
    page = reviewed.file(tmp_path, one)
    page.keyboard.press("n")
    page.keyboard.press("a")
    assert "accepted" in page.locator(".fact.decided").get_attribute("aria-label")
    page.keyboard.press("n")
    assert text(page, "#said") == "no doubtful figure is left"
    page.reload()
    page.wait_for_selector(".fact.decided")
    with page.expect_download() as saving:
        page.click("#save")
    saved = tmp_path / "saved.jsonl"
    saving.value.save_as(saved)
    assert [made.action for made in decisions.load(saved, decisions.by_digest([one.report])).values()] == ["accept"]
    page.click(".fact.decided")
    page.click("#detail [data-act=undo]")
    assert count(page, ".fact.decided") == 0
    page.reload()
    page.wait_for_selector(".fact")
    assert count(page, ".fact.decided") == 0


def test_what_the_page_was_made_with_counts_where_it_is_younger(reviewed: Reviewed, tmp_path: Path) -> None:
    one = entry()
    page = reviewed.file(tmp_path, one)
    page.keyboard.press("n")
    page.keyboard.press("a")
    named = {"digest": decisions.digest(one.report), "fact": 1, "action": "correct", "fields": {"value": "130000000"}}
    later = decisions.Decision.model_validate({**named, "at": "2999-01-01T00:00:00Z"})
    made = html(Page("run.jsonl", [one], PHRASES, standing=decisions.standing([later])))
    (tmp_path / "run.html").write_text(made, encoding="utf-8")
    page.reload()
    page.wait_for_selector(".fact.decided")
    assert "corrected" in page.locator(".fact.decided").get_attribute("aria-label")


def test_a_correction_is_typed_as_text_and_stays_exact(reviewed: Reviewed, tmp_path: Path) -> None:
    one = entry()
    page = reviewed.file(tmp_path, one)
    page.keyboard.press("n")
    page.keyboard.press("c")
    page.fill("[name=value]", "1.3e8")
    page.keyboard.press("Enter")
    assert "not a plain decimal" in text(page, ".error")
    page.fill("[name=value]", "130,000,000.00000000000000001")
    page.keyboard.press("Enter")
    page.wait_for_selector(".fact.decided")
    with page.expect_download() as saving:
        page.click("#save")
    (line,) = Path(saving.value.path()).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["fields"] == {"value": "130000000.00000000000000001"}


@contextmanager
def served(folder: Path, one: Entry) -> Iterator[server.Server]:
    """A server of one report; its decisions stand in a folder."""

    def judge(_: str, fact: Fact) -> Fact:
        assert one.document is not None
        return pipeline.check_document(one.document, one.report.model_copy(update={"facts": [fact]})).facts[0]

    desk = Desk(Page("run.jsonl", [one], PHRASES, token=server.token()), folder / "run.review.jsonl", judge)
    with server.Server(desk) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield serving
        finally:
            serving.shutdown()
            thread.join()


def test_served_decisions_are_saved_at_once_and_judged(reviewed: Reviewed, tmp_path: Path) -> None:
    one = entry()
    with served(tmp_path, one) as serving:
        page = reviewed.open(serving.address)
        page.keyboard.press("n")
        page.keyboard.press("c")
        page.fill("[name=value]", "130000000")
        page.keyboard.press("Enter")
        page.wait_for_selector(".fact.decided.verified >> nth=0")
        assert len(decisions.load(serving.desk.path, decisions.by_digest([one.report]))) == 1
        page.reload()
        page.wait_for_selector(".fact.decided.verified")


def test_an_answer_that_comes_late_leaves_the_form_of_the_next_fact_open(reviewed: Reviewed, tmp_path: Path) -> None:
    with served(tmp_path, entry(WRONG, {**WRONG, "value": 320000000})) as serving:
        page = reviewed.open(serving.address)
        for key in "nanc":
            page.keyboard.press(key)
        page.wait_for_selector(".fact.decided")
        assert page.input_value("[name=value]") == "320000000"


def test_hostile_text_is_shown_and_does_nothing(reviewed: Reviewed, tmp_path: Path) -> None:
    source = f"公司营业收入9.75亿元。{HOSTILE}\n| {HOSTILE} | 1.85 |\n"
    one = entry({**REVENUE, "label": HOSTILE, "subject": HOSTILE, "unit": HOSTILE}, text=source, broker=HOSTILE)
    one.report.header.title = one.report.header.company = HOSTILE
    verdict = one.report.facts[0].verdict
    assert verdict is not None
    verdict.notes, verdict.reasons = [HOSTILE], [HOSTILE]
    verdict.evidence = [Evidence(field="subject", value=HOSTILE, rule=HOSTILE, words=HOSTILE)]
    one.report.risks = [HOSTILE]
    others = [entry(FORECAST, broker=name) for name in (HOSTILE, "朔望证券")]
    page = reviewed.file(tmp_path, one, *others)
    page.click(".fact")
    assert "<img src=x onerror=alert(2)>" in text(page, "#text")
    assert "<img src=x onerror=alert(2)>" in text(page, "#detail")
    page.keyboard.press("c")
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    page.click("[data-view=charts]")
    assert count(page, "#charts svg") > 0
    assert count(page, "img, a, svg[onload], body > script") == 2  # the data's and the page's own script
    assert page.evaluate("document.body.innerText.match(/[\\u0000\\u2028\\u2029\\u202e]/)") is None


def test_charts_are_drawn_where_brokers_forecast_the_same(reviewed: Reviewed, tmp_path: Path) -> None:
    higher = {**FORECAST, "value": 190000000, "quote": "归母净利润(亿元) | 1.90"}
    page = reviewed.file(tmp_path, entry(FORECAST), entry(higher, broker="拓衡证券", text=TEXT.replace("1.85", "1.90")))
    page.click("[data-view=charts]")
    assert "归母净利润 2025" in page.locator("#charts").text_content()
    page.click(".fact")
    assert text(page, "#text .mark.chosen") == "1.85"


def test_pages_of_a_pdf_have_boxes_that_are_figures(reviewed: Reviewed, tmp_path: Path) -> None:
    data = PDF.read_bytes()
    document = documents.from_bytes(data, str(PDF))
    (report,) = pipeline.extract_document(document)
    section = (report.source.start or 0, report.source.end or 0)
    first, last = document.pages_of(*section) or (0, 0)
    drawn = pictures.data_uris(data, range(first, last + 1), str(PDF))
    page = reviewed.file(tmp_path, Entry(report, document, section, drawn))
    assert count(page, ".sheet img") == last - first + 1
    assert page.evaluate("[...document.images].every(one => one.naturalWidth > 500)")
    page.keyboard.press("n")
    doubtful = page.locator(".fact.chosen").get_attribute("aria-label")
    box = page.locator(".sheet .box.chosen")
    assert box.is_visible()
    number = box.get_attribute("data-mark")
    page.keyboard.press("Escape")
    page.click(f".sheet .box[data-mark='{number}']")
    assert page.locator(".fact.chosen").get_attribute("aria-label") == doubtful
    page.keyboard.press("v")
    assert page.locator("#text .mark.chosen").is_visible()
    assert page.locator("#pages").is_hidden()


def test_it_fits_a_phone(browser: Any, tmp_path: Path) -> None:
    one = Reviewed(browser, width=360)
    page = one.file(tmp_path, entry(), entry(PROFIT))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("#source").is_hidden()
    page.click(".fact.verified")
    page.keyboard.press("a")
    assert "1 decided" in text(page, "#found")
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 360
    page.click("[data-act=there]")
    assert page.locator("#text .mark.chosen").is_visible()
    assert page.locator("#facts").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    one.context.close()
    assert one.wrong == []
