"""The golden set: wide enough, derived from its annotations, and a lint that finds what is planted in it."""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor import documents, golden, prompts, sections
from extractor.errors import GoldenError
from extractor.golden import blank, lint, settle, sheet
from extractor.golden.sheet import Decided, Sheet
from extractor.schema import Event, Fact, Report, dumps, loads

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "golden"
TEXT = (
    "远岫证券 | 公司点评\n澜沧轴承（688123.SH） 买入（维持）\n2025年营收12.5亿元，同比+8.4%；净利润-0.32亿元。\n"
    "我们预计2026年营收13.6亿元。公司公告拟回购不超过5000万元。\n风险提示：需求放缓；汇率波动。\n"
)


def fact(**changed: object) -> dict[str, Any]:
    base = {
        "metric": "revenue", "label": "营收", "subject": None, "period": "2025", "basis": "actual", "measure": "level",
        "value": 1250000000, "value_to": None, "unit": "CNY", "qualifier": "exact", "base": None, "credited_to": None,
        "quote": "2025年营收12.5亿元", "printed": "12.5",
    }  # fmt: skip
    return {**base, **changed}


def annotation(*facts: dict[str, Any], **more: object) -> Report:
    header = {"institution": "远岫证券", "company": "澜沧轴承", "rating": "买入"}
    return Report.model_validate({"header": header, "facts": list(facts), "risks": ["需求放缓", "汇率波动"], **more})


def settled(first: Report, second: Report, told: Sheet | None = None) -> Report:
    document = documents.from_text(TEXT)
    return settle.settle(first, second, told or plain_sheet(), document, sections.split(document)[0])


def plain_sheet(*decided: Decided, **header: object) -> Sheet:
    return Sheet(
        industry="bearings",
        market="A",
        language="zh-Hans",
        kind="results",
        layout="page",
        decided=list(decided),
        header=header,
    )


def test_the_set_is_wide() -> None:
    reports = golden.load(GOLDEN / "reports")
    assert len(reports) >= 30
    assert sum(len(one.report.facts) for one in reports) >= 1_000
    seen = {name: Counter(value for one in reports for value in one.slices[name]) for name in reports[0].slices}
    assert set(seen["market"]) == {"A", "BSE", "HK"}
    assert set(seen["language"]) == {"zh-Hans", "zh-Hant", "en"}
    assert set(seen["length"]) == {"short", "medium", "long"}
    assert len(seen["industry"]) >= 20
    assert min(seen["trap"].values()) >= 3


def test_nothing_is_wrong_with_the_set() -> None:
    assert lint.lint(GOLDEN / "reports", GOLDEN / "annotations") == []


def test_what_both_say_stands_in_its_shorter_form() -> None:
    first = annotation(fact(label="营收", quote="2025年营收12.5亿元，同比+8.4%"))
    second = annotation(fact(label="营收12.5", quote="营收12.5亿元"))
    one = settled(first, second).facts[0]
    assert (one.label, one.quote) == ("营收", "营收12.5亿元")
    assert one.span
    assert TEXT[slice(*one.span)] == "12.5"


def test_a_difference_wants_a_decision() -> None:
    first, second = annotation(fact()), annotation(fact(basis="forecast"))
    assert [one.apart for one in settle.open_ends(first, second, plain_sheet())] == [("basis",)]
    with pytest.raises(GoldenError, match="not decided"):
        settled(first, second)
    told = Decided(first=0, second=0, takes="second", by="a third", why="for the test")
    assert [one.basis for one in settled(first, second, plain_sheet(told)).facts] == ["forecast"]


def test_a_decision_can_drop_a_fact_or_write_its_own() -> None:
    first, second = (
        annotation(fact()),
        annotation(fact(), fact(metric="net_profit", quote="净利润-0.32亿元", printed="0.32", value=-32000000)),
    )
    drop = Decided(second=1, takes="drop", by="a third", why="for the test")
    assert len(settled(first, second, plain_sheet(drop)).facts) == 1
    own = Decided(
        second=1,
        takes="neither",
        fields={"metric": "net_profit_parent"},
        cleared=["period"],
        by="a third",
        why="for the test",
    )
    assert [(one.metric, one.period) for one in settled(first, second, plain_sheet(own)).facts] == [
        ("revenue", "2025"), ("net_profit_parent", None),
    ]  # fmt: skip


def test_headers_that_differ_are_decided_in_the_sheet() -> None:
    first, second = annotation(fact()), annotation(fact())
    second.header.institution = "远岫"
    with pytest.raises(GoldenError, match="header institution"):
        settled(first, second)
    assert settled(first, second, plain_sheet(institution="远岫")).header.institution == "远岫"


def test_an_event_that_one_alone_names_is_left_out() -> None:
    both = Event.model_validate({"type": "buyback", "summary": "回购", "quote": "公司公告拟回购不超过5000万元"})
    alone = Event.model_validate({"type": "guidance", "summary": "营收", "quote": "我们预计2026年营收"})
    report = settled(annotation(fact(), events=[both, alone]), annotation(fact(), events=[both]))
    assert [event.type for event in report.events] == ["buyback"]


def test_a_number_that_stands_twice_in_its_quote_is_refused() -> None:
    with pytest.raises(GoldenError, match="does not stand once"):
        settled(annotation(fact(printed="5")), annotation(fact(printed="5")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A golden set of one sound report."""
    home = tmp_path / "reports" / "bearings"
    home.mkdir(parents=True)
    (home / "report.txt").write_text(TEXT, encoding="utf-8")
    for who in ("first", "second"):
        (tmp_path / "annotations" / who / "bearings").mkdir(parents=True)
        (tmp_path / "annotations" / who / "bearings" / "report.json").write_text(
            dumps(annotation(fact())), encoding="utf-8"
        )
    (home / "report.sheet.toml").write_text(
        'industry = "bearings"\nmarket = "A"\nlanguage = "zh-Hans"\nkind = "results"\nlayout = "page"\n',
        encoding="utf-8",
    )
    document = documents.read(str(home / "report.txt"))
    report = settle.settle(annotation(fact()), annotation(fact()), plain_sheet(), document, sections.split(document)[0])
    report.source.path = "bearings/report.txt"
    (home / "report.json").write_text(dumps(settle.jsonable(report)), encoding="utf-8")
    return tmp_path


def test_a_sound_report_passes(folder: Path) -> None:
    assert lint.lint(folder / "reports", folder / "annotations") == []


Change = Callable[[dict[str, Any]], object]


def first_fact(**changed: object) -> Change:
    return lambda data: data["facts"][0].update(changed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (first_fact(quote="2025年营收15.2亿元"), "is not in the text"),
        (first_fact(span=None), "no span"),
        (first_fact(span=[0, 4]), "lies outside its quote"),
        (first_fact(value=1520000000), "is not the '12.5'"),
        (first_fact(unit="亿元"), "carries a multiplier"),
        (first_fact(unit="bushel"), "neither a base unit nor in the text"),
        (first_fact(period="2025年"), "no period of the contract"),
        (first_fact(metric="turnover"), "no metric 'turnover'"),
        (first_fact(metric="other", label=""), "neither a code nor a label"),
        (first_fact(metric=None), "not decided: metric"),
        (lambda data: data["facts"].append(data["facts"][0]), "stated 2 times"),
        (lambda data: data["header"].update(company="澜沧齿轮"), "header company"),
        (lambda data: data["header"].update(analysts=["无名"]), "header analysts"),
        (lambda data: data["header"].update(company_name="澜沧轴承"), "no field 'company_name'"),
        (lambda data: data["risks"].append("地震"), "risk '地震'"),
        (lambda data: data["events"].append({"type": "order", "summary": "x", "quote": "中标"}), "event 'x'"),
        (lambda data: data["source"].update(sha256="0" * 64), "has changed since"),
        (lambda data: data["source"].update(end=20), "no report of"),
        (lambda data: data["source"].update(path="bearings/other.txt"), "other.txt"),
        (lambda data: data.update(run={"backend": "rules"}), "was proposed by a reader"),
        (first_fact(label="收入"), "not what the two annotations"),
    ],
)  # fmt: skip
def test_the_lint_finds_what_is_wrong(folder: Path, change: Change, said: str) -> None:
    path = folder / "reports" / "bearings" / "report.json"
    data = loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(dumps(data), encoding="utf-8")
    complaints = lint.lint(folder / "reports", folder / "annotations")
    assert any(said in line and line.startswith("bearings/report: ") for line in complaints), complaints


def test_the_lint_finds_what_leaked_into_prompts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "texts", lambda: ["例：澜沧轴承（688123.SH） 买入（维持）"])
    assert any("stands in a prompt" in line for line in lint.lint(folder / "reports"))


def test_files_that_are_none_are_said(folder: Path) -> None:
    home = folder / "reports" / "bearings"
    (home / "report.sheet.toml").write_text("industry = 3", encoding="utf-8")
    assert any("report.sheet.toml: industry" in line for line in lint.lint(folder / "reports"))
    (home / "report.json").write_text("[", encoding="utf-8")
    assert any("not a golden report" in line for line in lint.lint(folder / "reports"))
    shutil.rmtree(home)
    assert "no golden report" in lint.lint(folder / "reports")[0]


def test_a_blank_has_every_figure_and_decides_nothing() -> None:
    document = documents.from_text(TEXT)
    made = blank.blank(document, sections.split(document)[0])
    assert [one["printed"] for one in made["facts"]] == ["12.5亿元", "+8.4%", "-0.32亿元", "13.6亿元", "5000万元"]
    assert all(one[name] is None for one in made["facts"] for name in blank.UNDECIDED)
    assert [TEXT[slice(*one["span"])] for one in made["facts"]] == [one["printed"] for one in made["facts"]]
    assert not any(made["header"].values())


def test_a_blank_is_linted_as_undecided(folder: Path) -> None:
    document = documents.read(str(folder / "reports" / "bearings" / "report.txt"))
    made = blank.blank(document, sections.split(document)[0])
    (folder / "reports" / "bearings" / "report.json").write_text(json.dumps(made), encoding="utf-8")
    complaints = lint.lint(folder / "reports")
    assert len(complaints) == len(made["facts"])
    assert all("not decided" in line for line in complaints)


def test_a_report_without_a_sheet_is_scored_but_linted(folder: Path) -> None:
    path = folder / "reports" / "bearings" / "report.json"
    sheet.path_of(path).unlink()
    assert golden.load(folder / "reports")[0].slices == {"length": ("short",)}
    assert any("no sheet" in line for line in lint.lint(folder / "reports", folder / "annotations"))


def test_the_digest_follows_file_and_text(folder: Path) -> None:
    before = golden.load(folder / "reports")[0].digest
    assert golden.load(folder / "reports")[0].digest == before
    (folder / "reports" / "bearings" / "report.txt").write_text(TEXT.replace("放缓", "下滑"), encoding="utf-8")
    assert golden.load(folder / "reports")[0].digest != before


def test_golden_facts_are_of_the_contract() -> None:
    for one in golden.load(GOLDEN / "reports"):
        assert all(isinstance(found, Fact) and not found.model_extra for found in one.report.facts), one.name
