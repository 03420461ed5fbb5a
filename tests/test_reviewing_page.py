"""The guide to the review page, docs/reviewing.md: its commands run in order, each saying what the guide has it say."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from extractor.review import decisions
from extractor.schema import Report, loads

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "reviewing.md").read_text(encoding="utf-8")
CODE = "import sys; from extractor.cli import extract, main; {'extract': extract, 'extractor': main}[sys.argv[1]](sys.argv[2:])"
MOST_BYTES = 300_000


def shown() -> list[tuple[str, str]]:
    """The commands of the guide, each with the output that it shows."""
    blocks = "".join(re.findall(r"^```console\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL))
    pairs = [one.partition("\n") for one in re.split(r"^\$ ", blocks, flags=re.MULTILINE)[1:]]
    return [(command, said) for command, _, said in pairs]


def started(command: str, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CODE, *shlex.split(command)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def decided(folder: Path) -> list[decisions.Decision]:
    """The decision that the guide shows, and one that accepts the run's first fact."""
    first = Report.model_validate(loads((folder / "run.jsonl").read_text(encoding="utf-8").splitlines()[0]))
    (line,) = re.findall(r"^```json\n(.*?)\n```", GUIDE, re.MULTILINE)
    accepted = decisions.Decision(digest=decisions.digest(first), fact=0, action=decisions.Action.ACCEPT)
    return [accepted, decisions.parse(json.loads(line), "the guide")]


def review(address: str, folder: Path) -> None:
    """Make the decisions on the page at an address."""
    place = urlsplit(address)
    token = place.path.strip("/")
    for decision in decided(folder):
        connection = HTTPConnection(place.netloc, timeout=20)
        headers = {"Content-Type": "application/json", "X-Review-Token": token}
        connection.request("POST", f"{place.path}decisions", decision.model_dump_json(), headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        connection.close()


def run(command: str, folder: Path) -> tuple[int, str]:
    with started(command, folder) as process:
        said = ""
        if "--serve" in command:
            assert process.stdout is not None
            said = process.stdout.readline()
            review(said.split()[2], folder)
            process.send_signal(signal.SIGINT)
        more, _ = process.communicate(timeout=60)
    return process.returncode, said + more


def without_address(text: str) -> str:
    return re.sub(r"http://127\.0\.0\.1:\d+/[\w-]{22}/", "ADDRESS", text).strip()


def test_every_command_of_the_guide_says_what_the_guide_shows(tmp_path: Path) -> None:
    (tmp_path / "golden").symlink_to(ROOT / "golden")
    commands = shown()
    assert len(commands) == 5
    for command, said in commands:
        code, output = run(command, tmp_path)
        assert (command, code, without_address(output)) == (command, 0, without_address(said))
    written = [
        Report.model_validate(one) for one in map(loads, (tmp_path / "settled.jsonl").read_text("utf-8").splitlines())
    ]
    marked = [fact.model_extra for report in written for fact in report.facts if fact.model_extra]
    assert marked == [{"reviewed": "accepted"}, {"reviewed": "corrected"}]


def test_its_marks_and_keys_are_those_of_the_page() -> None:
    page = (ROOT / "extractor" / "review" / "page.html").read_text(encoding="utf-8")
    marks = re.findall(r"<dt class=\"\w+\">(.*?)</dt><dd>(.*?)</dd>", page)
    keys = re.findall(r"<dt>(<kbd>.*?)</dt><dd>(.*?)</dd>", page)
    assert len(marks) == 5
    assert len(keys) > 5
    for mark, meaning in marks:
        assert f"| {mark} | {meaning} |" in GUIDE
    for key in {key for line, _ in keys for key in re.findall("<kbd>(.*?)</kbd>", line)} - {"Esc"}:
        assert f"`{key}`" in GUIDE


def test_its_picture_is_there_and_not_too_large() -> None:
    (name,) = re.findall(r"!\[.*?\]\((.*?)\)", GUIDE)
    assert (ROOT / "docs" / name).stat().st_size <= MOST_BYTES
