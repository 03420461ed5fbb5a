"""What all that a person reads on a terminal has in common: harmless text, marks of verdicts, heads and totals."""

import re
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from extractor import grounds
from extractor.schema import Fact, Report, Status

MARKS: Mapping[Status, tuple[str, str]] = {
    Status.VERIFIED: ("✓", "green"),
    Status.UNCERTAIN: ("?", "yellow"),
    Status.UNSUPPORTED: ("∅", "magenta"),
    Status.REFUTED: ("✗", "red"),
}
"""A verdict's mark and its style."""

# Escape sequences drive a terminal, marks of writing direction reorder what it shows, lone surrogates can't be written.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """Other people's text on one line, without what a terminal would obey: control characters are made visible."""
    return _UNFIT.sub(_picture, re.sub(r"[\t\r\n][ \t\r\n]*", " ", text))


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


def said(text: str, style: str = "") -> Text:
    """Other people's text, printed as it is: never read as markup, nor obeyed."""
    return Text(harmless(text), style)


def status(fact: Fact) -> Status:
    """A fact's verdict; without one it is open."""
    return fact.verdict.status if fact.verdict else Status.UNCERTAIN


def amount(fact: Fact) -> str:
    """A fact's value with its digits in groups, both ends of a range: `1,465,350`, `-5 ~ 3`."""
    upper = "" if fact.value_to is None else f" ~ {fact.value_to:,f}"
    return f"{fact.value:,f}{upper}"


def headline(report: Report) -> Text:
    """Who says it about whom, in one line."""
    header = report.header
    who = " ".join(filter(None, [header.institution, "、".join(header.analysts), header.published]))
    rating = " ".join(
        filter(None, [header.rating, f"({header.rating_change.value})" if header.rating_change else None])
    )
    return said(f"{header.company or '?'} {header.ticker or ''}  {who}  {rating}".strip(), "bold cyan")


def left_open(report: Report, console: Console) -> None:
    """Print what is wrong with a report as a whole, how much arithmetic holds, and which figures no fact claims."""
    for finding in report.check.findings if report.check else ():
        console.print(said(f"  {finding.code}: {finding.message}", "red"))
    if report.check and report.check.relations:
        console.print(said(f"  arithmetic that holds: {len(report.check.relations)}", "dim"))
    if report.check and report.check.unclaimed:
        console.print(said("  unclaimed: " + ", ".join(item.text for item in report.check.unclaimed), "yellow"))
    console.print()


def totals(reports: Sequence[Report], console: Console) -> None:
    """Print the verdicts of all reports, and what stands behind the verified ones."""
    facts = [fact for report in reports for fact in report.facts]
    counts = {one: sum(status(fact) == one for fact in facts) for one in Status}
    told = ", ".join(f"{count} {one.value}" for one, count in counts.items() if count) or "none"
    console.print(Text.assemble((f"{len(reports)} reports, {len(facts)} facts: ", "bold"), told))
    if counts[Status.VERIFIED]:
        console.print(Text(f"evidence: {grounds.count(reports)}"))
    if any(report.run and report.run.attribution_independent is False for report in reports):
        console.print(
            Text(
                "Read by rule, without a model: the checks read attribution with the same code, so it is the same reading "
                "twice, not independently confirmed.",
                "dim",
            )
        )
