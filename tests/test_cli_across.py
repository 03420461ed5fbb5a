"""Reports compared by the commands: what is written where, exit codes, and what was read before a run had to stop."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from extractor import documents
from extractor.documents import Document
from extractor.errors import AccessDenied
from extractor.mending import Item, Offer
from extractor.pipeline import Outcome, Pipeline
from extractor.reader_rules import RuleReader
from extractor.schema import Report, loads
from extractor.sections import Section
from tests.test_cli import failed_in_one_line, run

ONE = "青岑证券\n2025-11-12\n云杉仪器(301777)三季报点评\n2025年前三季度,公司实现营业收入7.34亿元,同比增长20.1%。维持“增持”评级。\n"
OTHER = "白榆证券\n2025-11-13\n云杉仪器(301777)三季报点评\n2025年前三季度,公司实现营业收入7.43亿元,同比增长20%。维持“买入”评级。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ONE, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text(OTHER, encoding="utf-8")
    return tmp_path


def listing(*bodies: str) -> str:
    rows = [body.split("\n", 3) for body in bodies]
    return "\n".join(
        f"{number} | {broker} | 宋一石 | 维持 | 增持 | {title} | {day}\n云杉仪器(301777)\n{text.strip()} |"
        for number, (broker, day, title, text) in enumerate(rows, 1)
    )


def conflicts(output: str | bytes) -> list[int]:
    reports = [
        Report.model_validate(loads(line))
        for line in (output.decode() if isinstance(output, bytes) else output).splitlines()
    ]
    return [sum(f.code == "report_conflict" for f in one.check.findings) for one in reports if one.check]


def test_reports_of_one_document_are_written_with_their_findings(tmp_path: Path) -> None:
    document = tmp_path / "listing.txt"
    document.write_text(listing(ONE, OTHER), encoding="utf-8")
    done = run("extract", str(document))
    assert done.returncode == 1
    assert conflicts(done.stdout) == [1, 1]
    assert "found between documents" not in done.stderr.decode()


def test_on_a_pipe_findings_between_documents_are_said(folder: Path) -> None:
    done = run("extract", str(folder / "in"))
    said = [line for line in done.stderr.decode().splitlines() if line.startswith("found between documents")]
    assert done.returncode == 1
    assert conflicts(done.stdout) == [0, 0]
    assert len(said) == 1
    assert "7.43亿元 (白榆证券 2025-11-13" in said[0]


def test_in_a_file_they_are_with_the_reports(folder: Path) -> None:
    out = folder / "facts.jsonl"
    done = run("extract", str(folder / "in"), "-o", str(out))
    assert done.returncode == 1
    assert conflicts(out.read_text(encoding="utf-8")) == [1, 1]
    assert "found between documents" not in done.stderr.decode()
    assert [line for line in done.stderr.decode().splitlines() if line.startswith("found: ") and "7.43亿元" in line]


def test_extractions_are_compared_and_comparing_them_again_changes_nothing(folder: Path) -> None:
    paths = []
    for name in ("a", "b"):
        paths.append(folder / f"{name}.jsonl")
        paths[-1].write_bytes(run("extract", str(folder / "in" / f"{name}.txt")).stdout)
    done = run("extractor", "check", "--across", *map(str, paths))
    assert done.returncode == 1
    assert conflicts(done.stdout) == [1, 1]
    again = run("extractor", "check", "--across", "-", stdin=done.stdout)
    assert again.stdout == done.stdout
    alone = run("extractor", "check", "--across", str(paths[0]))
    assert alone.returncode == 0
    assert alone.stdout == paths[0].read_bytes()


def test_what_is_no_extraction_is_said_and_the_others_are_compared(folder: Path) -> None:
    (folder / "bad.json").write_text('{"facts": 1}', encoding="utf-8")
    (folder / "good.json").write_text('{"facts": []}', encoding="utf-8")
    failed_in_one_line(run("extractor", "check", "--across", str(folder / "bad.json")), "bad.json")
    failed_in_one_line(run("extractor", "check", "--across", str(folder / "none.json")), "none.json")
    done = run("extractor", "check", "--across", str(folder / "bad.json"), str(folder / "good.json"))
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("words", [[], ["one.json"], ["one", "two", "three"]])
def test_without_the_option_a_report_and_an_extraction_are_needed(words: list[str]) -> None:
    done = run("extractor", "check", *words)
    assert done.returncode == 2
    assert "REPORT" in done.stderr.decode()


class Denied(RuleReader):
    """Reads one report, and is let in no further."""

    def __init__(self) -> None:
        super().__init__()
        self.read_before = 0

    async def read(self, document: Document, section: Section) -> Report:
        self.read_before += 1
        if self.read_before > 1:
            raise AccessDenied("no balance left")
        return await super().read(document, section)

    async def repair(self, document: Document, section: Section, items: Sequence[Item]) -> list[Offer]:
        return []


def test_what_was_read_of_a_document_before_a_run_stops_is_not_lost() -> None:
    got: list[Outcome] = []

    async def go() -> None:
        async for outcome in Pipeline(Denied(), "rules").run([documents.from_text(listing(ONE, OTHER))]):
            got.append(outcome)

    with pytest.raises(AccessDenied):
        asyncio.run(go())
    assert [outcome.report is not None for outcome in got] == [True]
