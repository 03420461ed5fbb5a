"""eval.py as a person runs it: scores, verdict and exit code, pages and files, comparisons, what it can't do."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import eval as evaluation
from extractor import documents, golden, pipeline, sections, settings
from extractor.golden import settle
from extractor.reader_rules import facts as rule_facts
from extractor.schema import Fact, Report, dumps, loads
from extractor.scorecard import Result, markdown, page, repeated
from extractor.scorecard import scored as scores
from extractor.scoring import card as cards
from tests import readings
from tests.endpoint import Endpoint, Reply, answered
from tests.faults import GOOD, ROWS, TEXT, given

ROOT = Path(__file__).parent.parent
SHEET = 'industry = "gears"\nmarket = "BSE"\nlanguage = "zh-Hans"\nkind = "results"\nlayout = "paragraph"\n'
HOSTILE = '<script>document.title="owned"</script>'


def annotated(text: str) -> Report:
    facts = [
        {"metric": "revenue", "label": "营收", "period": "2025Q1-Q3", "value": 612000000, "unit": "CNY", "quote": "营收6.12亿元", "printed": "6.12"},
        {"metric": "revenue", "label": "营收", "period": "2025Q1-Q3", "measure": "yoy", "value": 8.5, "unit": "%", "quote": "同比增长8.5%", "printed": "8.5"},
    ]  # fmt: skip
    header = {
        "institution": "云栖证券",
        "analysts": ["陆川"],
        "published": "2025-10-28",
        "company": "栖梧传动",
        "ticker": "836901.BJ",
    }
    return Report.model_validate({"header": header, "facts": facts, "risks": ["需求不及预期"]})


def lay_out(folder: Path, names: tuple[str, ...] = ("gears",), text: str = TEXT) -> Path:
    for name in names:
        home = folder / "reports" / name
        home.mkdir(parents=True)
        (home / "report.txt").write_text(text, encoding="utf-8")
        (home / "report.sheet.toml").write_text(SHEET, encoding="utf-8")
        for who in ("first", "second"):
            (folder / "annotations" / who / name).mkdir(parents=True)
            data = dumps(annotated(text)).replace('"span": null, ', "")
            (folder / "annotations" / who / name / "report.json").write_text(data, encoding="utf-8")
        assert evaluation.main(["--golden", str(folder), "--settle", name]) == 0
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_out(tmp_path)


def scored(folder: Path, *words: str) -> int:
    return evaluation.main(["--golden", str(folder), "--backend", "rules", *words])


def test_a_set_is_settled_scored_and_accepted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scored(folder) == 0
    assert "no baseline yet" in capsys.readouterr().out
    assert scored(folder, "--accept") == 0
    assert scored(folder) == 0
    assert "no change since the baseline" in capsys.readouterr().out
    (line,) = (folder / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["stamp"]["reader"] == "rules"
    assert json.loads(line)["f1"]["attributed"] == 1


def test_a_sound_set_has_no_complaints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = lay_out(
        tmp_path, text=TEXT.replace("公司营收", "营收")
    )  # the other words are the prompt's example's as well
    assert evaluation.main(["--golden", str(folder), "--lint"]) == 0
    assert "0 complaints" in capsys.readouterr().out


def test_the_golden_set_holds_its_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluation.main(["--brief"]) == 0
    out = capsys.readouterr().out
    assert "REGRESSED" not in out
    assert "second looks that failed" not in out


def test_a_regression_is_named_and_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scored(folder, "--accept") == 0
    old = rule_facts.facts
    monkeypatch.setattr(rule_facts, "facts", lambda *words: old(*words)[1:])
    assert scored(folder) == 1
    out = capsys.readouterr().out
    assert "REGRESSED: gears/report: revenue 2025Q1-Q3 was right and is wrong" in out
    assert "gears/report: missed: revenue - 2025Q1-Q3 actual level = 612000000 CNY" in out


def test_a_drop_all_over_the_golden_set_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = rule_facts.facts
    monkeypatch.setattr(rule_facts, "facts", lambda *words: [fact for at, fact in enumerate(old(*words)) if at % 12])
    assert evaluation.main(["--brief", "--backend", "rules"]) == 1
    assert "REGRESSED: attributed" in capsys.readouterr().out


def test_pages_and_files_are_written(folder: Path, tmp_path: Path) -> None:
    names = {kind: tmp_path / f"scores.{kind}" for kind in ("html", "markdown", "json")}
    assert scored(folder, *(word for kind, path in names.items() for word in (f"--{kind}", str(path)))) == 0
    assert "<mark>" not in names["html"].read_text(encoding="utf-8")  # nothing is wrong
    assert "| attributed | 1.000 |" in names["markdown"].read_text(encoding="utf-8")
    data = json.loads(names["json"].read_text(encoding="utf-8"))
    assert data["cards"]["rules"]["reports"]["gears/report"]["tallies"]["attributed"] == [2, 2, 2]
    assert cards.loaded(names["json"])["rules"].micro()["attributed"].f1 == 1


def result(folder: Path, found: Report) -> Result:
    reports = golden.load(folder / "reports")
    card = readings.card("rules", reports)
    card.reports = {one.name: scores.report_score(one, found, []) for one in reports}
    return Result(card, None, {one.name: one.text for one in reports})


def test_every_mistake_stands_on_the_page_in_its_text(folder: Path) -> None:
    wrong = annotated(TEXT).facts[0].model_copy(update={"value": 61200000})
    html = page.page([result(folder, Report(facts=[wrong]))])
    assert re.search(r"公司营收<mark>6\.12</mark>亿元", html)
    assert '<span class="kind">scale</span>' in html
    assert "http" not in re.sub(r"http-equiv", "", html)


def test_text_of_reports_can_do_nothing_on_a_page_or_in_a_summary(folder: Path) -> None:
    bad = Fact(metric="other", label=HOSTILE, value=1, unit="`|*", quote="")
    one = result(folder, Report(facts=[bad], header={"company": HOSTILE}))
    html = page.page([one])
    assert HOSTILE not in html
    assert "&lt;script&gt;" in html
    assert HOSTILE not in markdown.summary([one])


def test_agreement_and_blanks_are_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluation.main(["--golden", str(folder), "--agreement"]) == 0
    assert "attributed" in capsys.readouterr().out
    assert evaluation.main(["--blank", str(folder / "reports" / "gears" / "report.txt")]) == 0
    assert [one["printed"] for one in loads(capsys.readouterr().out)["facts"]] == ["6.12亿元", "8.5%"]


def test_what_annotators_left_open_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "annotations" / "second" / "gears" / "report.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"actual"', '"forecast"', 1), encoding="utf-8")
    assert evaluation.main(["--golden", str(folder), "--settle", "gears"]) == 1
    assert "gears/report: first = 0, second = 0 (basis)" in capsys.readouterr().out
    assert evaluation.main(["--golden", str(folder), "--lint"]) == 1
    assert "not decided" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--golden", "{}/nowhere"], "no golden report in it"),
        (["--golden", "{}", "--html", "{}/no/page.html"], "its folder does not exist"),
        (["--golden", "{}", "--settle", "nothing"], "no document"),
        (["--golden", "{}", "--compare", "rules", "{}/none.json"], "no file of scores"),
        (["--golden", "{}", "--compare", "rules", "gpt"], "a reader (rules, llm"),
        (["--golden", "{}", "--compare", "rules", "llm:model"], "NAME=VALUE"),
        (["--golden", "{}", "--compare", "rules", "llm:prompts=nowhere"], "no instructions.md"),
        (["--golden", "{}", "--repeat", "1"], "two times at least"),
        (["--golden", "{}", "--repeat", "2"], "set a key"),
        (["--golden", "{}", "--backend", "llm"], "no report of this golden set is recorded"),
        (["--golden", "{}/nowhere", "--agreement"], "not the same reports"),
        (["--blank", "{}/none.txt"], "none.txt"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    folder: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluation.main([word.replace("{}", str(folder)) for word in words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_scores_of_another_golden_set_are_not_compared(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scored(folder, "--accept") == 0
    home = folder / "reports" / "gears" / "report.json"
    home.write_text(home.read_text(encoding="utf-8").replace("需求不及预期", "需求"), encoding="utf-8")
    lay_out(folder, ("cogs",))
    capsys.readouterr()
    assert scored(folder) == 0
    out = capsys.readouterr().out
    assert "altered, not compared: gears/report" in out
    assert "new, not compared: cogs/report" in out


NOISE = answered(given(ROWS[0].replace("2025Q1-Q3", "2025Q3"), ROWS[1]))


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Reply]]:
    """A live model that gives these replies one after the other."""
    replies = [GOOD, NOISE, GOOD]
    with Endpoint(replies).in_thread() as server:
        for name, value in (("BASE_URL", server.url), ("MODEL", "m"), ("ROUNDS", "0"), ("STORE", ":memory:")):
            monkeypatch.setenv(f"EXTRACTOR_{name}", value)
        yield replies


def test_a_live_model_asked_again_is_compared_with_itself(
    folder: Path, live: list[Reply], capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluation.main(["--golden", str(folder), "--repeat", "3"]) == 0
    out = capsys.readouterr().out
    assert "agreement of 3 runs with one another" in out
    assert "run 2: fully attributed F1 0.5000; calls 1, repairs 0, tokens 1100" in out
    assert "between runs" in out


def test_agreement_and_spread_of_runs_are_what_they_are(tmp_path: Path, live: list[Reply]) -> None:
    folder = lay_out(tmp_path)
    runs = list(readings.repeated(3, golden.load(folder / "reports")))
    assert [card.micro()["attributed"].right for card, _ in runs] == [2, 1, 2]
    agreed = repeated.agreement(runs)
    assert (agreed["period"].right, agreed["period"].expected) == (4, 6)
    assert (agreed["value"].right, agreed["value"].expected) == (6, 6)
    assert repeated.between_runs([card for card, _ in runs]) == pytest.approx(0.2887, abs=1e-3)
    assert repeated.between_reports([card for card, _ in runs]) == 0
    middle = repeated.middle([card for card, _ in runs])
    assert middle.reports["gears/report"].critical["revenue 2025Q1-Q3"]


def test_two_readers_are_compared_with_what_they_took(
    folder: Path, live: list[Reply], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = tmp_path / "rules.json"
    assert scored(folder, "--json", str(stored)) == 0
    live[0] = NOISE
    assert evaluation.main(["--golden", str(folder), "--compare", f"{stored}:rules", "llm:model=other"]) == 0
    out = capsys.readouterr().out
    assert "critical field right in" in out
    assert "1,100" in out


def test_two_prompts_are_compared(
    folder: Path, live: list[Reply], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "prompts"
    mine.mkdir()
    for path in (ROOT / "prompts").iterdir():
        (mine / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (mine / "instructions.md").write_text("Read well.\n", encoding="utf-8")
    assert evaluation.main(["--golden", str(folder), "--compare", "llm", f"llm:prompts={mine}"]) == 0
    out = capsys.readouterr().out
    assert len(set(re.findall(r"prompt ([0-9a-f]{12})", out))) == 2


def test_settling_places_what_a_run_would_add_nowhere(folder: Path) -> None:
    document = documents.read(str(folder / "reports" / "gears" / "report.txt"))
    report = pipeline.extract_document(document, settings.load(backend="rules"))[0]
    assert not {"run", "check", "report_id"} & settle.jsonable(report).keys()
    assert len(sections.split(document)) == 1
