"""The review page without a browser: its data, what hostile text becomes, decisions, the server, the command."""

import http.client
import json
import re
import socket
import threading
from array import array
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import extractor
from extractor import documents, export, pipeline
from extractor.cli import main
from extractor.documents import Document
from extractor.errors import OutputError, ReviewError
from extractor.explain import PHRASES
from extractor.review import charts, decisions, facts, groups, pictures, series, server, sources, written
from extractor.review import page as pages
from extractor.review.decisions import Action, Decision
from extractor.review.desk import Desk
from extractor.review.page import Entry, Page
from extractor.schema import (
    Basis,
    Check,
    Evidence,
    Fact,
    Header,
    Measure,
    Qualifier,
    Report,
    Source,
    Status,
    Unclaimed,
    loads,
)
from extractor.views import tabulate

TEXT = (
    "岚舟精工(301997)2025年三季报点评\n"
    "公司2025年前三季度实现营业收入9.75亿元,同比增长28.0%;实现归母净利润1.30亿元。\n"
    "| 项目 | 2025E | 2026E |\n|---|---|---|\n| 归母净利润(亿元) | 1.85 | 2.40 |\n"
    "现金流   表现良好,研发人员312人。\n"
)


def fact(**changed: Any) -> Fact:
    given: dict[str, Any] = {
        "metric": "revenue", "label": "营业收入", "period": "2025Q1-Q3", "value": Decimal(975000000), "unit": "CNY",
        "quote": "实现营业收入9.75亿元",
    }  # fmt: skip
    return Fact.model_validate({**given, **changed})


def entry(*stated: Fact, text: str = TEXT, **more: Any) -> Entry:
    """A checked report on a text with its document."""
    report = extractor.check(text, Report(facts=list(stated or [fact()]), **more))
    document = documents.from_text(text)
    report.source = Source(path="report.txt", sha256=document.sha256, start=0, end=len(text))
    return Entry(report, document, (0, len(text)))


def data(*entries: Entry) -> Any:
    return pages.data(Page("run.jsonl", entries, PHRASES))


# Figures as they are written


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("734000000", "CNY", "7.34 亿元"), ("122291700", "CNY", "12,229.17 万元"), ("25000000", "CNY", "0.25 亿元"),
        ("1465350", "share", "1,465,350 股"), ("432", "person", "432 人"), ("2000000", "核", "200 万核"),
        ("0.82", "CNY/share", "0.82 元/股"), ("69.25", "%", "69.25%"), ("10.4", "x", "10.4 倍"), ("-3", "pp", "-3 pp"),
        ("1E+900000", "CNY", "1E+900000 元"),
    ],
)  # fmt: skip
def test_figures_are_written_as_reports_print_them(value: str, unit: str, shown: str) -> None:
    assert written.value(fact(value=Decimal(value), unit=unit)) == shown


def test_growth_bears_its_sign_and_ranges_both_ends() -> None:
    assert written.value(fact(value="28", unit="%", measure="yoy", qualifier="about")) == "约+28%"
    assert written.value(fact(value="85", value_to="90", unit="%")) == "85 ~ 90%"
    assert written.value(fact(value="-2300000000", value_to="-210000000.5")) == "-2,300,000,000 ~ -210,000,000.5 元"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15))
def test_what_is_written_is_exact(value: Decimal) -> None:
    scale, _ = written.scale_of(value, "CNY")
    assert Decimal(written.number(value / scale).replace(",", "")) * scale == value


# Groups


def listed(found: list[groups.Group]) -> list[int]:
    cells = [cell for group in found for rows in group.parts.values() for row in rows for cell in row.cells]
    return sorted(place for cell in cells for one in cell for place in (one["fact"], *one.get("before", ())))


def test_old_forecasts_stand_under_the_new_with_the_revision() -> None:
    new = fact(metric="net_profit_parent", period="2026", basis="forecast", value="35000000")
    old = fact(metric="net_profit_parent", period="2026", basis="prior_forecast", value="54000000")
    lone = fact(metric="eps", period="2027", basis="prior_forecast", value="1.54", unit="CNY/share")
    (group,) = groups.groups([old, new, lone])
    rows = group.parts[""]
    assert (group.key, list(group.columns)) == ("forecasts", ["2026", "2027"])
    assert rows[0].cells[0] == [{"fact": 1, "before": [0], "revision": "-35.2%", "tag": ""}]
    assert rows[1].cells[1] == [{"fact": 2, "tag": "old"}]


def test_results_hold_value_and_growth_in_one_row_and_parts_go_by_subject() -> None:
    growth = fact(measure="yoy", value="28", unit="%")
    part = fact(subject="智算云", value="430000000")
    found = groups.groups(
        [fact(), growth, part, fact(basis="guidance", period="2026"), fact(metric="other", label="机柜")]
    )
    assert [group.key for group in found] == ["results", "plans", "parts", "rest"]
    assert found[0].columns == ["value", "yoy"]
    assert [[one["fact"] for one in cell] for cell in found[0].parts[""][0].cells] == [[0], [1]]
    assert list(found[2].parts) == ["智算云"]


FACTS = st.builds(
    fact, metric=st.sampled_from(["revenue", "eps", "other"]), subject=st.sampled_from([None, "智算云", "公司"]),
    period=st.sampled_from([None, "2025", "2026", "2025Q3", "2023..2028"]), basis=st.sampled_from(list(Basis)),
    measure=st.sampled_from(list(Measure)), value=st.integers(-9, 9),
)  # fmt: skip


@given(st.lists(FACTS, max_size=12))
def test_every_fact_is_in_one_group_once(stated: list[Fact]) -> None:
    assert listed(groups.groups(stated, "岚舟精工")) == list(range(len(stated)))


# The source


def flat(blocks: list[sources.Block]) -> str:
    rows = [cell for block in blocks for row in block.get("rows", [block.get("pieces", [])]) for cell in
            (row if "rows" in block else [row])]  # fmt: skip
    return "".join(piece if isinstance(piece, str) else piece[0] for cell in rows for piece in cell)


def test_lines_between_bars_are_a_table_and_columns_keep_their_blanks() -> None:
    one = entry()
    blocks = sources.blocks(TEXT, sources.marks(one.report, TEXT))
    assert [block["kind"] for block in blocks] == ["text", "text", "table", "columns"]
    assert len(blocks[2]["rows"]) == 2
    assert len(blocks[2]["rows"][0]) == 3


def test_marks_are_the_figures_with_their_facts_and_what_none_claims() -> None:
    one = entry(fact(), fact())
    marked = {TEXT[slice(*mark.span)]: mark for mark in sources.marks(one.report, TEXT)}
    assert marked["9.75亿元"].facts == [0, 1]
    assert marked["28.0%"].unclaimed
    assert not marked["9.75亿元"].unclaimed


SPANS = st.tuples(st.integers(-3, 60), st.integers(-3, 60))


@given(st.text("营9.|\n  \t\r", max_size=50), st.lists(SPANS, max_size=6))
def test_no_character_of_the_source_is_lost(text: str, spans: list[tuple[int, int]]) -> None:
    report = Report(facts=[fact(span=span) for span in spans[::2]])
    report.check = Check(unclaimed=[Unclaimed(text="", span=span) for span in spans[1::2]])
    shown = flat(sources.blocks(text, sources.marks(report, text)))
    assert re.sub(r"[\s|:\-]", "", shown) == re.sub(r"[\s|:\-]", "", text)


def test_a_report_without_its_document_keeps_its_quotes() -> None:
    report = entry(fact(), fact(quote="nowhere 1", value="1")).report
    (shown,) = data(Entry(report, missing="report.txt: no such file"))["reports"]
    assert [flat([block]) for block in shown["blocks"]][:3] == ["实现营业收入9.75亿元", "nowhere 1", "28.0%"]
    assert [mark["facts"] for mark in shown["marks"]][:3] == [[0], [1], []]
    assert shown["missing"] == "report.txt: no such file"
    assert shown["facts"][0]["quote"] == ["实现营业收入", "9.75亿元", ""]


def test_boxes_are_in_percent_of_the_page() -> None:
    sides = array("f", [side for i in range(20) for side in (10 * i, 100, 10 * i + 10, 120)])
    page = documents.Page(0, 20, 200, 400, sides)
    document = Document("x" * 20, "", "a.pdf", "pdf", [page])
    assert sources.boxes(document, 5, [sources.Mark((0, 2))]) == {1: [(0, 25.0, 25.0, 10.0, 5.0)]}


# Hostile text

HOSTILE = "</script><img src=x onerror=alert(1)><!--\u2028\u2029\u202e\x00\ud800 javascript:alert(1)"


def hostile() -> Entry:
    one = entry(fact(label=HOSTILE, subject=HOSTILE, quote=HOSTILE), header=Header(title=HOSTILE, company=HOSTILE))
    (only,) = one.report.facts
    assert only.verdict is not None
    only.verdict.evidence = [Evidence(field="subject", value=HOSTILE, rule=HOSTILE, words=HOSTILE)]
    return one


def test_hostile_text_is_no_markup_and_holds_no_control_characters() -> None:
    made = pages.html(Page(HOSTILE, [hostile()], PHRASES))
    assert made.count("</script>") == 2  # the data's and the script's own
    assert "<img" not in made
    assert not re.search("[\x00\u2028\u2029\u202e\ud800]", made)
    assert made.encode()


def test_the_pages_policy_lets_its_own_script_run_alone() -> None:
    made = pages.html(Page("run", [entry()], PHRASES))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', made)
    assert policy is not None
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]
    assert "connect-src" not in policy[1]
    assert not re.findall(r"""(?:src|href)=["']?(?!data:)\w""", made.split("<script")[0])


def test_hostile_brokers_are_text_in_charts() -> None:
    drawn = charts.charts([forecast("<b>x</b>\u202e", "2025-11-12", 25), forecast("泽", "2026-01-12", 35)])[0]
    assert "<b>" not in drawn
    assert "\u202e" not in drawn
    assert "&lt;b&gt;" in drawn


@given(st.text())
def test_a_data_block_can_not_be_ended_and_says_the_same(text: str) -> None:
    made = pages.block({"a": text})
    assert not set(made) & set("<>&\u2028\u2029")
    assert json.loads(made) == {"a": text}


# Charts


def forecast(broker: str, day: str, value: int, prior: int | None = None) -> Report:
    base = {"metric": "net_profit_parent", "label": "归母净利润", "period": "2026"}
    stated = [fact(**base, basis="forecast", value=value * 10**6)]
    if prior is not None:
        stated.append(fact(**base, basis="prior_forecast", value=prior * 10**6))
    return Report(header=Header(institution=broker, published=day, ticker="301997.SZ"), facts=stated)


def test_series_follow_each_broker_and_old_forecasts_only_start_them() -> None:
    reports = [
        forecast("甲", "2025-11-12", 54),
        forecast("甲", "2026-01-12", 35, 54),
        forecast("乙", "2026-01-09", 36, 40),
    ]
    (one,) = series.series(reports)
    assert [(p.broker, p.day, int(p.value) // 10**6, p.prior) for p in one.points] == [
        ("甲", "2025-11-12", 54, False), ("乙", "2026-01-09", 40, True), ("乙", "2026-01-09", 36, False),
        ("甲", "2026-01-12", 35, False),
    ]  # fmt: skip


def test_consensus_is_of_each_brokers_last_forecast() -> None:
    reports = [forecast("甲", "2025-11-12", 54), forecast("甲", "2026-01-12", 34), forecast("乙", "2026-01-09", 37),
               forecast("丙", "2026-01-10", 40)]  # fmt: skip
    found = series.consensus(series.series(reports)[0])
    assert found is not None
    assert [n / 10**6 for n in (found.low, found.median, found.mean, found.high)] == [34, 37, 37, 40]


def test_the_page_and_the_view_reckon_one_consensus() -> None:
    reports = [forecast("甲", "2026-01-12", 34), forecast("乙", "2026-01-09", 37), forecast("丙", "2026-01-10", 40),
               forecast("丁", "2026-01-11", 99)]  # fmt: skip
    reports[3].facts[0].qualifier = Qualifier.OVER
    found = series.consensus(series.series(reports)[0])
    (row,) = tabulate(reports, "consensus").rows
    assert found is not None
    said = [row.cells[key] for key in ("brokers", "low", "median", "mean", "high")]
    assert [len(found.latest), found.low, found.median, found.mean, found.high] == said


def test_other_companies_multiples_and_refuted_forecasts_are_left_out() -> None:
    other = forecast("乙", "2026-01-09", 36)
    other.header.ticker = "600000.SH"
    assert charts.charts([forecast("甲", "2026-01-12", 35), other]) == {}
    assert charts.charts([forecast("甲", "2026-13-12", 35, 54)]) == {}
    assert set(charts.charts([forecast("甲", "2026-01-12", 35, 54), other])) == {0}


# Decisions


def decision(one: Entry, **changed: Any) -> Decision:
    return Decision.model_validate({"digest": decisions.digest(one.report), "fact": 0, "action": "accept", **changed})


def test_decisions_survive_and_the_last_one_stands(tmp_path: Path) -> None:
    one, path = entry(fact(), fact(period="2024")), tmp_path / "run.review.jsonl"
    for made in (
        decision(one),
        decision(one, fact=1, action="correct", fields={"value": "9.750", "period": None}),
        decision(one, action="undo"),
    ):
        decisions.append(path, made)
    standing = decisions.load(path, decisions.by_digest([one.report]))
    assert {key[1]: made.action for key, made in standing.items()} == {1: Action.CORRECT}
    (settled,) = decisions.settled([one.report], standing, keep=False)
    assert [(f.value, f.period, f.verdict) for f in settled.facts] == [(Decimal("9.750"), None, None)]
    assert settled.facts[0].model_extra == {"reviewed": "corrected"}


def test_a_line_that_a_crash_cut_off_is_neither_read_nor_kept(tmp_path: Path) -> None:
    one, path = entry(), tmp_path / "run.review.jsonl"
    decisions.append(path, decision(one))
    path.write_bytes(path.read_bytes() + b'{"digest": "ab')
    assert len(decisions.load(path, decisions.by_digest([one.report]))) == 1
    decisions.append(path, decision(one, action="undo"))
    assert decisions.load(path, decisions.by_digest([one.report])) == {}
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_a_changed_run_is_refused_but_a_new_verdict_is_no_change(tmp_path: Path) -> None:
    one, path = entry(), tmp_path / "run.review.jsonl"
    decisions.append(path, decision(one, report="ab12"))
    same = one.report.model_copy(update={"facts": [f.model_copy(update={"verdict": None}) for f in one.report.facts]})
    assert len(decisions.load(path, decisions.by_digest([same]))) == 1
    with pytest.raises(ReviewError, match="another version of report ab12"):
        decisions.load(path, decisions.by_digest([entry(fact(value="1")).report]))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"fact": 7}, "no fact 7"), ({"fact": -1}, "no fact -1"),
        ({"action": "correct", "fields": {"value": "1e9"}}, "value: not a plain decimal"),
        ({"action": "correct", "fields": {"value": None}}, "value"),
        ({"action": "correct", "fields": {"period": "last year"}}, "period"),
        ({"action": "correct", "fields": {"verdict": "verified"}}, "not a field"),
    ],
)  # fmt: skip
def test_impossible_decisions_are_refused(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    one, path = entry(), tmp_path / "run.review.jsonl"
    decisions.append(path, decision(one, **changed))
    with pytest.raises(ReviewError, match=said):
        decisions.load(path, decisions.by_digest([one.report]))


@pytest.mark.parametrize("line", ["nonsense", "3", '{"digest": "a"}', '{"digest": "a", "fact": 0, "action": "burn"}'])
def test_a_line_that_is_no_decision_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "run.review.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(ReviewError, match=r"run\.review\.jsonl:1: not"):
        decisions.load(path, decisions.by_digest([]))


def test_decisions_that_can_not_be_written_are_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        decisions.append(tmp_path / "nowhere" / "run.review.jsonl", decision(entry()))


def test_a_fact_in_the_form_comes_back_the_same() -> None:
    given = fact(value=Decimal("975000000.10"), qualifier="about", basis="forecast")
    assert decisions.corrected(given, facts.fields(given), "x") == given


# The server


@pytest.fixture
def served(tmp_path: Path) -> Iterator[server.Server]:
    one = entry()
    desk = Desk(Page("run", [one], PHRASES, token="sesame"), tmp_path / "run.review.jsonl", lambda _, f: judged(one, f))
    with server.Server(desk) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def judged(one: Entry, corrected: Fact) -> Fact:
    assert one.document is not None
    return pipeline.check_document(one.document, one.report.model_copy(update={"facts": [corrected]})).facts[0]


def asked(served: server.Server, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(server.HOST, served.server_port, timeout=10)
    given = {"Content-Type": "application/json", "X-Review-Token": "sesame"} if method == "POST" else {}
    connection.request(
        method, path, body or None, given | {name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, (json.loads(text) if method == "POST" else text)


def accept(served: server.Server, **changed: Any) -> bytes:
    return decision(served.desk.page.entries[0], **changed).model_dump_json().encode()


def test_a_decision_is_saved_at_once_and_on_the_page_when_loaded_anew(served: server.Server) -> None:
    status, told = asked(served, "POST", "/sesame/decisions", accept(served))
    assert (status, told["action"]) == (200, "accept")
    assert len(served.desk.path.read_text(encoding="utf-8").splitlines()) == 1
    status, page = asked(served, "GET", "/sesame/")
    assert status == 200
    assert re.search(r'"decided":\{"0":\{"action":"accept"', page)


def test_a_correction_is_judged_by_the_source(served: server.Server) -> None:
    for value, status in (("957000000", "refuted"), ("975000000", "verified")):
        _, told = asked(
            served,
            "POST",
            "/sesame/decisions",
            accept(served, action="correct", fields={"value": value, "label": "营收"}),
        )
        assert (told["judged"], told["fact"]["status"]) == (True, status)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 404), ("GET", "/guess/", {}, 404), ("GET", "/sesame/decisions", {}, 404),
        ("GET", "/sesame/", {"Host": "evil.example"}, 403), ("GET", "/sesame/", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("POST", "/sesame/decisions", {"Host": "evil.example"}, 403),
        ("POST", "/sesame/decisions", {"Origin": "https://evil.example"}, 403),
        ("POST", "/sesame/decisions", {"Origin": "null"}, 403),
        ("POST", "/sesame/decisions", {"X_Review_Token": "guess"}, 403),
        ("POST", "/sesame/decisions", {"Content_Type": "text/plain"}, 415),
        ("POST", "/guess/decisions", {}, 404), ("POST", "/sesame/", {}, 404),
    ],
)  # fmt: skip
def test_what_does_not_come_from_the_page_is_turned_away(
    served: server.Server, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    assert asked(served, method, path, accept(served) if method == "POST" else b"", **headers)[0] == status
    assert not served.desk.path.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * (server.MAX_BODY + 1), 413),
        (b"not json", 400),
        (b"\xff", 400),
        (b"[" * 60_000, 400),
        (b"{}", 409),
        (b"3", 409),
    ],
)
def test_bodies_that_are_no_decisions_are_turned_away(served: server.Server, body: bytes, status: int) -> None:
    assert asked(served, "POST", "/sesame/decisions", body)[0] == status
    assert not served.desk.path.exists()


def test_a_decision_on_a_changed_run_is_a_conflict(served: server.Server) -> None:
    status, told = asked(served, "POST", "/sesame/decisions", accept(served, digest="0" * 16))
    assert status == 409
    assert "another version" in told["error"]


def test_the_server_listens_on_loopback_alone_and_says_when_a_port_is_taken(served: server.Server) -> None:
    assert served.server_address[0] == "127.0.0.1"
    with pytest.raises(OutputError, match=f"port {served.server_port}"):
        server.Server(served.desk, served.server_port)
    with socket.create_connection((server.HOST, served.server_port), timeout=10) as raw:
        raw.sendall(
            b"POST /sesame/decisions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Review-Token: sesame\r\nContent-Type: application/json\r\n\r\n"
            % served.server_port
        )
        assert b"411" in raw.recv(100)


# The command


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of one report with its document beside it."""
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    wrong = fact(period="2025", measure="yoy", value="82", unit="%", quote="同比增长28.0%")
    one = entry(fact(), wrong)
    one.report.source.path = str(tmp_path / "report.txt")
    path = tmp_path / "run.jsonl"
    path.write_text(extractor.schema.dumps(one.report) + "\n", encoding="utf-8")
    return path


def invoked(*words: object) -> Result:
    return CliRunner().invoke(main, ["review", *map(str, words)])


def test_the_page_stands_beside_the_run(run: Path) -> None:
    done = invoked(run)
    assert done.exit_code == 1  # a fact is unsupported
    assert "run.html: 1 reports, 1 doubtful" in done.stderr
    assert "9.75亿元" in run.with_suffix(".html").read_text(encoding="utf-8")


def test_a_document_that_is_gone_or_changed_is_one_line_and_nothing_is_lost(run: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT + "x", encoding="utf-8")
    done = invoked(run)
    assert done.exit_code == 2
    assert "sha256 differs" in done.stderr
    (tmp_path / "report.txt").unlink()
    done = invoked(run)
    assert done.exit_code == 2
    assert len([line for line in done.stderr.splitlines() if line.startswith("error:")]) == 1
    assert "9.75亿元" in run.with_suffix(".html").read_text(encoding="utf-8")


def test_documents_that_moved_are_found_by_name(run: Path, tmp_path: Path) -> None:
    (tmp_path / "moved").mkdir()
    (tmp_path / "report.txt").rename(tmp_path / "moved" / "report.txt")
    assert invoked(run, "--source", tmp_path / "moved").exit_code == 1


def test_what_was_decided_is_written_and_checked_anew(run: Path, tmp_path: Path) -> None:
    report = Report.model_validate(loads(run.read_text(encoding="utf-8")))
    beside, name = Path(f"{run}.review.jsonl"), decisions.digest(report)
    corrected = {"value": "28", "period": "2025Q1-Q3", "label": "营业收入"}
    decisions.append(beside, Decision(digest=name, fact=1, action=Action.CORRECT, fields=corrected))
    done = invoked(run, "--write", tmp_path / "out.jsonl")
    assert done.exit_code == 0, done.stderr
    written_out = Report.model_validate(loads((tmp_path / "out.jsonl").read_text(encoding="utf-8")))
    assert [(f.value, f.verdict.status) for f in written_out.facts if f.verdict] == [(Decimal(28), Status.VERIFIED)]
    assert written_out.facts[0].model_extra == {"reviewed": "corrected"}
    assert invoked(run, "--write", tmp_path / "all.jsonl", "--all").exit_code == 0
    assert len(loads((tmp_path / "all.jsonl").read_text(encoding="utf-8"))["facts"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--serve", "-o", "x.html"], "one of"), (["--port", "80"], "--port goes with"), (["--all"], "--all goes with"),
        (["--decisions", "nowhere.jsonl"], "no such file"), (["--write", "x.doc"], "ending"),
    ],
)  # fmt: skip
def test_bad_usage_is_one_line(run: Path, words: list[str], said: str) -> None:
    done = invoked(run, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text("[]", encoding="utf-8")
    assert invoked(tmp_path / "run.jsonl").exit_code == 2
    assert invoked(tmp_path / "nowhere.jsonl").exit_code == 2
    assert invoked("-").exit_code == 2


def test_line_ends_within_a_report_do_not_end_its_line(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    odd = Report(header=Header(title="a\u2028b\x85c\u2029"))
    path.write_text(f"{extractor.schema.dumps(odd)}\n" * 2, encoding="utf-8")
    assert "run.html: 2 reports" in invoked(path).stderr


# Pages of a PDF


PDFS = Path(__file__).parent / "documents"


def test_pages_become_pictures_and_noise_one_line() -> None:
    drawn = pictures.data_uris((PDFS / "chipdesign" / "report.two.pdf").read_bytes(), [1], "a.pdf")
    assert drawn[1].startswith("data:image/webp;base64,")
    with pytest.raises(extractor.errors.UnreadableDocument, match=r"a\.pdf: its pages cannot be drawn"):
        pictures.data_uris(b"noise", [1], "a.pdf")


@pytest.mark.parametrize("name", ["chipdesign/report.two.pdf", "hydropower/report.one.pdf"])
def test_every_figure_of_a_pdf_stands_in_its_boxes(name: str) -> None:
    document = documents.read(str(PDFS / name))
    (report,) = pipeline.extract_document(document)
    start = report.source.start or 0
    text = document.text[start : report.source.end]
    marks = sources.marks(report, text)
    found = dict.fromkeys(range(len(marks)), "")
    with pdfium.PdfDocument(PDFS / name) as drawn:
        for number, boxes in sources.boxes(document, start, marks).items():
            height, width = document.pages[number - 1].height / 100, document.pages[number - 1].width / 100
            for mark, left, top, across, down in boxes:
                sides = (left * width, (100 - top - down) * height, (left + across) * width, (100 - top) * height)
                found[mark] += drawn[number - 1].get_textpage().get_text_bounded(*sides)
    for place, one in enumerate(marks):
        assert "".join(text[slice(*one.span)].split()) in "".join(found[place].split())


def test_the_command_draws_the_pages_of_a_report(tmp_path: Path) -> None:
    run, file = tmp_path / "run.jsonl", PDFS / "citybank" / "report.one.pdf"
    export.write(str(run), list(pipeline.extract_document(documents.read(str(file)))))
    assert invoked(run).exit_code in (0, 1)
    block = re.search(r'id="data">(.*?)</script>', run.with_suffix(".html").read_text(encoding="utf-8"))
    assert block is not None
    (shown,) = json.loads(block[1])["reports"]
    assert [page["number"] for page in shown["pages"]] == [1, 2]
    assert {box[0] for page in shown["pages"] for box in page["boxes"]} == set(range(len(shown["marks"])))


def test_a_figure_that_repeats_anothers_leads_to_its_fact() -> None:
    text = "澄海智造(301998)三季报点评:前三季度营收9.75亿元,同比增长28%。\n我们认为营收9.75亿元好于预期。"
    (report,) = extractor.extract(text)
    first, growth, again = sources.marks(report, text)
    assert (first.facts, growth.facts, again.facts) == ([0], [1], [0])
    assert [mark.again for mark in (first, growth, again)] == [False, False, True]
    assert text[slice(*again.span)] == "9.75亿元"
