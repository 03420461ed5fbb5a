"""README and the guides: every command that they show is run, in order, and says what they show."""

import dataclasses
import importlib.util
import json
import os
import re
import shlex
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import eval as evaluation
from extractor import settings
from extractor.cli import main
from extractor.review import decisions
from extractor.schema import Report, loads
from tests import shown
from tests.endpoint import Endpoint, Reply, answered, failed
from tests.faults import QUOTE, ROWS, TEXT, given
from tests.shown import ROOT, Session

GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in GUIDES}
PROSE = [*GUIDES, *sorted((ROOT / "docs" / "decisions").glob("*.md")), ROOT / "golden" / "README.md"]
SETS = ("bingxing", "preview")
LARGEST = {"review.png": 300_000, "terminal.png": 200_000}
NOT_RUN = {
    r"python3 -m venv .*": ".ci/run runs README's two commands as they stand, on clean clones",
}
"""Commands that no test here runs, and why."""

COMPANIES = [("栖梧传动", "836901"), ("青禾电驱", "837012"), ("松原液压", "838123")]
"""Whom the three reports of the folder reports/ are about."""

REFUSED, REFUSING = "2.12", "providers.md"
"""What stands in the report that the endpoint refuses at first, and the page on which it does."""


class Provider:
    """A model as the guides meet it: keys, names, and where `refusing`, a report that it refuses once."""

    def __init__(self, refusing: bool) -> None:
        self.endpoint = Endpoint(self.reply)
        self._refusing = refusing

    def reply(self, body: dict[str, Any]) -> Reply:
        if "sk-wrong" in self.endpoint.headers[-1]:
            return failed(401, "Authentication Fails, Your api key is invalid")
        if not body:
            return Reply(
                json.dumps({"object": "list", "data": [{"id": one, "object": "model"} for one in MODELS]}).encode()
            )
        if body["model"] not in MODELS:
            return failed(404, "Model Not Exist")
        said = str(body["messages"][-1]["content"])
        if REFUSED in said and self._refusing:
            self._refusing = False
            return failed(400, "Content Exists Risk")
        found = re.search(r"(\S+)\((83\d{4})\)点评\n.*?营收(\d)\.12亿元", said)
        return answered(_read(*found.groups()) if found else {"header": {}, "groups": []})


def _read(company: str, code: str, digit: str) -> dict[str, object]:
    """What a good model answers to one of the reports."""
    rows = (row.replace("612000000", f"{digit}12000000") for row in ROWS)
    header = {"institution": "云栖证券", "analysts": ["陆川"], "published": "2025-10-28", "company": company}
    answer = given(*rows, quote=QUOTE.replace("6.12", f"{digit}.12"))
    return {**answer, "header": {**header, "ticker": f"{code}.BJ"}, "risks": ["需求不及预期"]}


MODELS = ("deepseek-chat", "deepseek-reasoner", "qwen-plus", "qwen3:14b", "some-model")


@pytest.fixture
def addresses(page: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Where the addresses of providers lead instead: to this machine, each by a path of its own."""
    known = settings.providers()
    with Provider(page == REFUSING).endpoint.in_thread() as server:
        origin = f"http://127.0.0.1:{server.port}"
        places = {one.base_url: f"{origin}/{name}" for name, one in known.items() if one.base_url}
        ours = {
            name: dataclasses.replace(one, base_url=one.base_url and places[one.base_url])
            for name, one in known.items()
        }
        monkeypatch.setattr(settings, "providers", lambda: ours)
        yield {**places, "https://models.example.org/v1": f"{origin}/example"}


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, addresses: dict[str, str]) -> Iterator[Session]:
    """A clone with reports of one's own in it, and a home without anything."""
    folder, home = shown.clone(tmp_path / "clone", SETS), tmp_path / "home"
    (folder / "reports").mkdir()
    home.mkdir()
    for number, (company, code) in enumerate(COMPANIES, 1):
        text = TEXT.replace("栖梧传动", company).replace("836901", code).replace("6.12", f"{number}.12")
        (folder / "reports" / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "report.txt").write_text(TEXT, encoding="utf-8")
    before = dict(os.environ)
    store = home / ".local" / "share" / "yanbao-extractor" / "exchanges.sqlite"
    os.environ.update(HOME=str(home), EXTRACTOR_STORE=str(store), COLUMNS=str(shown.WIDTH), TERM="xterm-256color")
    monkeypatch.chdir(folder)
    yield Session(folder, addresses, lambda address: review(address, folder))
    os.environ.clear()
    os.environ.update(before)


def decided(folder: Path) -> list[decisions.Decision]:
    """The decision that the guide to reviewing shows, and one that accepts the run's first fact."""
    first = Report.model_validate(loads((folder / "run.jsonl").read_text(encoding="utf-8").splitlines()[0]))
    (line,) = (text for kind, text in shown.told(PAGES["reviewing.md"]) if kind == "json")
    accepted = decisions.Decision(digest=decisions.digest(first), fact=0, action=decisions.Action.ACCEPT)
    return [accepted, decisions.parse(json.loads(line), "the guide")]


def review(address: str, folder: Path) -> None:
    """Make the decisions on the page at an address."""
    place = urlsplit(address)
    headers = {"Content-Type": "application/json", "X-Review-Token": place.path.strip("/")}
    for decision in decided(folder):
        connection = HTTPConnection(place.netloc, timeout=20)
        connection.request("POST", f"{place.path}decisions", decision.model_dump_json(), headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        connection.close()


def left_out(command: str) -> bool:
    return any(re.fullmatch(pattern, command) for pattern in NOT_RUN)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_says_what_the_page_shows(page: str, session: Session) -> None:
    for step in shown.steps(PAGES[page]):
        if step.kind == "file":
            (session.folder / step.name).parent.mkdir(parents=True, exist_ok=True)
            (session.folder / step.name).write_text(step.text, encoding="utf-8")
        elif step.kind == "python":
            exec(compile(step.text, page, "exec"), session.names)
        elif not left_out(step.name):
            code, said = session.run(step.name)
            bad = re.search("^(error:|MISSING)", said, re.MULTILINE)
            assert (code == 2) == bool(bad), f"$ {step.name}\n{said}\nexit code {code}"
            assert not step.text.strip() or shown.alike(step.text, said), f"$ {step.name}\n{shown.plain(said)}"
            assert step.text.strip() or not bad, f"$ {step.name}\n{said}"


def test_what_is_not_run_is_shown_and_has_a_reason() -> None:
    commands = [step.name for page in PAGES.values() for step in shown.steps(page) if step.kind == "command"]
    for pattern, reason in NOT_RUN.items():
        assert reason
        assert any(re.fullmatch(pattern, command) for command in commands), pattern
    assert len(commands) > 50


def test_no_command_hides_in_a_block_that_is_not_run() -> None:
    for page in PAGES.values():
        for _, text in shown.told(page):
            assert not re.search(r"^(extract|extractor|python3?|pip) ", text, re.MULTILINE), text


def unknown(words: list[str]) -> list[str]:
    """What a command names that is not there: modules, files, commands, options."""
    if words[:2] == ["python", "-m"]:
        return [] if importlib.util.find_spec(words[2]) else words[2:3]
    if words[0] == "python" and words[1] != "eval.py":
        return [] if (ROOT / words[1]).is_file() else words[1:2]
    if words[0] == "python":
        options = set(evaluation._parser()._option_string_actions)
    else:
        command = main.commands.get(words[words[0] == "extractor"])
        options = {name for one in command.params for name in one.opts} if command else set()
    return [word for word in words if word.startswith("-") and word not in {*options, "-"}]


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_commands_within_sentences_are_known(path: Path) -> None:
    for code in shown.inline(path.read_text(encoding="utf-8")):
        if re.match(r"(extract|extractor|python) \S", code):
            assert not unknown(shlex.split(re.sub(r"\[.*?\]", "", code))), code


@pytest.mark.parametrize(
    ("page", "came", "fits"),
    [
        ("a\n…\nb\n", "a\n1\n2\nb", True), ("a\n…\nb\n", "a\nb", True), ("a\n…\nb\n", "a\n1\n2", False),
        ("a … c\n", "a b c  ", True), ("a … c\n", "a\nc", False), ("a\n", "\x1b[1ma\x1b[0m\n", True), ("a\n", "a\nb", False),
    ],
)  # fmt: skip
def test_what_is_shown_is_compared_but_for_its_gaps(page: str, came: str, fits: bool) -> None:
    assert shown.alike(page, came) is fits


def test_marks_and_keys_of_the_review_page_are_those_of_its_guide() -> None:
    page = (ROOT / "extractor" / "review" / "page.html").read_text(encoding="utf-8")
    marks = re.findall(r"<dt class=\"\w+\">(.*?)</dt><dd>(.*?)</dd>", page)
    keys = re.findall(r"<dt>(<kbd>.*?)</dt><dd>(.*?)</dd>", page)
    assert len(marks) == 5
    assert len(keys) > 5
    for mark, meaning in marks:
        assert f"| {mark} | {meaning} |" in PAGES["reviewing.md"]
    for key in {key for line, _ in keys for key in re.findall("<kbd>(.*?)</kbd>", line)} - {"Esc"}:
        assert f"`{key}`" in PAGES["reviewing.md"]


def test_pictures_and_pages_that_are_linked_are_there() -> None:
    for path in PROSE:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
    for name, most in LARGEST.items():
        assert (ROOT / "docs" / "pictures" / name).stat().st_size <= most
