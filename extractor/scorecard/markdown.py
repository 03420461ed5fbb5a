"""Scores as a Markdown summary, short enough for a pull request."""

from collections.abc import Iterator, Sequence

from extractor.scorecard import Result, account, stamp_lines, told
from extractor.scoring.errors import MEANINGS

_SHOWN = ("attributed", "figures", "metric", "subject", "period", "basis", "measure", "header", "events", "risks")
_MOST = 20
"""How many newly wrong facts are listed."""


def summary(results: Sequence[Result]) -> str:
    """The whole summary."""
    worse = any(result.judgement is not None and result.judgement.worse for result in results)
    return "\n".join([f"## Evaluation: {'regressed' if worse else 'no regression'}", "", *_whole(results)]) + "\n"


def _whole(results: Sequence[Result]) -> Iterator[str]:
    yield "| F1 | " + " | ".join(result.reader for result in results) + " |"
    yield "| --- |" + " --: |" * len(results)
    micros = [result.card.micro() for result in results]
    for name in _SHOWN:
        yield f"| {name} | " + " | ".join(f"{micro[name].f1:.3f}" if name in micro else "-" for micro in micros) + " |"
    for result in results:
        yield from _one(result)
    yield from [
        "",
        "<details><summary>stamps</summary>",
        "",
        *(f"- {_safe(line)}" for line in stamp_lines([r.card for r in results])),
    ]
    yield from ["", "</details>"]


def _one(result: Result) -> Iterator[str]:
    yield from ["", f"### {result.reader}", ""]
    if result.judgement is None:
        yield "- no baseline yet"
    else:
        yield from (f"- {_safe(line)}" for line in result.judgement.lines())
    yield from (f"- {_safe(line)}" for line in account(result.card))
    yield from ["", "| mistake | count | what it is |", "| --- | --: | --- |"]
    yield from (f"| {kind.value} | {len(cases)} | {MEANINGS[kind]} |" for kind, cases in result.kinds.items())
    lost = list(_lost(result))
    if lost:
        yield from ["", f"Newly wrong ({len(lost)}):", "", *lost[:_MOST]]
        if len(lost) > _MOST:
            yield f"- and {len(lost) - _MOST} more"


def _lost(result: Result) -> Iterator[str]:
    """The facts that were right at the baseline and are not."""
    for name, places in (result.judgement.lost if result.judgement else {}).items():
        for mistake in result.card.reports[name].mistakes:
            if mistake.place in places:
                yield f"- `{name}` {_safe(told(mistake))}"


def _safe(text: str) -> str:
    """Other people's text without what Markdown would obey."""
    for character in "\\`*_[]<>|":
        text = text.replace(character, f"\\{character}")
    return text
