"""The traps of Chinese research reports, each in words of our own: what must be read, and what must never be verified.

A trap is a block of `tests/traps/*.txt`. Its first line has the trap's number and says what it is; `>` lines are the text;
`+` facts are all that the text states (with a line `~`: facts among others); `-` facts are wrong readings that no check may
verify; `=` lines are fields of the report; `!` values that no fact may have; `@` lines say when it was published, its title,
the company, or that the text is the whole document. A fact reads

    metric[:label] subject period basis measure = value[~value_to] unit [qualifier] [^base] [@credited to]

with `-` for none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import extractor
from extractor import Fact, Report
from extractor.claims import fields_apart
from extractor.schema import Status

FILES = sorted((Path(__file__).parent / "traps").glob("*.txt"))
COUNT = 117

NOT_HERE: Mapping[str, str] = {
    "T106": "compares a broker's reports of two dates: one report alone can't show it",
}
"""Traps that no text of one report can hold, and why."""

OPEN: Mapping[str, str] = {
    "T05 the house's own scale, printed at the end, makes 增持 its top grade": "outperform, and a line of the scale as growth",
    "T08 another broker's target price, quoted in the text": "nobody credited",
    "T21 three metrics in a slash list, with a word where a growth would stand": "the first growth as the last metric's",
    "T25 a list with a hole is not shifted": "both values as the last ratio's, subject 销售/管理",
    "T91 so much of the year's forecast or target is done": "right, but for the base 全年目标",
    "T91 so much of the year's forecast is done, with another verb": "right, but for the base 全年预测",
    "T114 so many more to so many, of a count": "64 as a level",
}
"""Traps that are read wrongly so far, and what is read instead."""

UNSAFE: Mapping[str, str] = {
    "T87 four counts of four things, and one 超 for two of them": "labels that share most of their characters are one by contract",
}
"""Traps of which a wrong reading is verified so far, and which."""


@dataclass(slots=True)
class Trap:
    """One text with what must be read from it."""

    name: str
    options: dict[str, str] = field(default_factory=lambda: {"published": "2025-10-30", "title": "公司点评"})
    text: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    among_others: bool = False

    @property
    def document(self) -> str:
        """The text as a listing's only report, unless it is a whole document."""
        body = "\n".join(self.text)
        if "whole" in self.options:
            return body
        row = f"| 1 | 远帆证券 | 宋知夏 | 维持 | 增持 | {self.options['title']} | {self.options['published']} |"
        return f"{row}\n{self.options.get('about', '澄海智造(301998)')}\n{body} |"


def traps(text: str) -> Iterator[Trap]:
    for block in text.strip().split("\n\n"):
        name, *lines = block.split("\n")
        trap = Trap(name)
        for mark, _, rest in (line.partition(" ") for line in lines):
            match mark:
                case ">":
                    trap.text.append(rest)
                case "+":
                    trap.facts.append(rest)
                case "-":
                    trap.wrong.append(rest)
                case "~":
                    trap.among_others = True
                case "!":
                    trap.absent = rest.split()
                case "=" | "@":
                    key, _, value = rest.partition(" ")
                    (trap.fields if mark == "=" else trap.options)[key] = value
                case _:
                    raise ValueError(f"{name}: {mark} {rest}")
        yield trap


TRAPS = [trap for path in FILES for trap in traps(path.read_text(encoding="utf-8"))]

_FACT = re.compile(
    r"(?P<metric>[a-z_]+)(?::(?P<label>\S+))? (?P<subject>\S+) (?P<period>\S+) (?P<basis>\S+) (?P<measure>\S+) ="
    r" (?P<value>[^ ~]+)(?:~(?P<value_to>\S+))? (?P<unit>\S+)(?: (?P<qualifier>about|over|under))?"
    r"(?: \^(?P<base>\S+))?(?: @(?P<credited_to>\S+))?"
)


def fact(line: str, quote: str) -> Fact:
    """A fact as written in a trap; a qualifier that it does not have is left out."""
    match = _FACT.fullmatch(line)
    assert match, line
    said: dict[str, Any] = {key: None if value == "-" else value for key, value in match.groupdict().items() if value}
    said |= {key: Decimal(said[key]) for key in ("value", "value_to") if key in said}
    return Fact.model_validate({**said, "quote": quote})


def written(found: Fact) -> str:
    """A fact as a trap would write it."""
    metric = f"other:{found.label}" if found.metric == "other" else found.metric
    upper = "" if found.value_to is None else f"~{found.value_to:f}"
    said = [metric, found.subject or "-", found.period or "-", found.basis.value, found.measure.value, "=",
            f"{found.value:f}{upper}", found.unit or "-"]  # fmt: skip
    if found.qualifier.value != "exact":
        said.append(found.qualifier.value)
    said += [f"^{found.base}"] if found.base else []
    said += [f"@{found.credited_to}"] if found.credited_to else []
    return " ".join(said)


def is_read(wanted: Fact, found: Fact) -> bool:
    """Whether a fact says what is wanted, with the base and the third party where they are named."""
    if fields_apart(wanted, found) or wanted.qualifier != found.qualifier:
        return False
    return (not wanted.base or wanted.base in (found.base or "")) and wanted.credited_to == found.credited_to


def read(trap: Trap) -> Report:
    reports = extractor.extract(trap.document)
    assert len(reports) == 1
    return reports[0]


def cases(known: Mapping[str, str]) -> Sequence[Any]:
    """Every trap as a case of a test; those known to fail must fail."""
    expected = {name: [pytest.mark.xfail(strict=True, reason=reason)] for name, reason in known.items()}
    return [pytest.param(trap, id=trap.name, marks=expected.get(trap.name, [])) for trap in TRAPS]


@pytest.mark.parametrize("trap", cases(OPEN))
def test_is_read_right(trap: Trap) -> None:
    report = read(trap)
    left = list(report.facts)
    missed = []
    for line in trap.facts:
        found = next((f for f in left if is_read(fact(line, "-"), f)), None)
        if found is None:
            missed.append(line)
        else:
            left.remove(found)
    also = [] if trap.among_others or (trap.fields and not trap.facts) else [written(f) for f in left]
    assert (missed, also) == ([], []), [written(f) for f in report.facts]
    assert not {f"{f.value:f}" for f in report.facts} & set(trap.absent)
    assert {key: shown(report, key) for key in trap.fields} == trap.fields


def shown(report: Report, key: str) -> str:
    value = report.risks if key == "risks" else getattr(report.header, key)
    return " ".join(value) if isinstance(value, list) else "" if value is None else getattr(value, "value", str(value))


def judged(trap: Trap, lines: Sequence[str]) -> list[tuple[str, Status]]:
    """The verdicts on facts that quote the whole text."""
    facts = [fact(line, "".join(trap.text)) for line in lines]
    checked = extractor.check(trap.document, Report(facts=facts))
    return [(line, f.verdict.status) for line, f in zip(lines, checked.facts, strict=True) if f.verdict is not None]


@pytest.mark.parametrize("trap", cases(UNSAFE))
def test_wrong_readings_are_not_verified(trap: Trap) -> None:
    assert [line for line, status in judged(trap, trap.wrong) if status == Status.VERIFIED] == []


def test_every_trap_is_here_or_said_not_to_be() -> None:
    tried = {trap.name.split()[0] for trap in TRAPS}
    assert not tried & set(NOT_HERE)
    assert tried | set(NOT_HERE) == {f"T{number:02}" for number in range(1, COUNT + 1)}


def test_every_case_has_a_name_of_its_own_and_says_something() -> None:
    names = [trap.name for trap in TRAPS]
    assert len(set(names)) == len(names)
    assert {*OPEN, *UNSAFE} <= set(names)
    assert all(trap.text for trap in TRAPS)
