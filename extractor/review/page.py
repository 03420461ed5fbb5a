"""The review page: one self-contained HTML file, in which no text of a report can be markup or script.

All that reports say goes into the page as JSON in a data block, and into its elements as text alone. The page's own script and
style are the only ones that its policy allows, by their hashes; nothing is loaded from elsewhere.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from typing import Any

import simplejson
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from extractor import rationale
from extractor.documents import Document
from extractor.review import charts, facts, groups, sources
from extractor.review.decisions import NUMBER, Decision, Standing, corrected, digest
from extractor.schema import PERIOD, Basis, Fact, Measure, Qualifier, Report, Span, Status
from extractor.terminal import MARKS, harmless

_SCRIPTS = ("base.js", "source.js", "facts.js", "detail.js", "decide.js", "page.js")
_STYLES = ("page.css", "panes.css")
_ESCAPED = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A report of the run with its document; without one it is shown by its quotes, and `missing` says why.

    `span` is the report's place in the document's text; `pictures` are `data:` addresses of its pages, by number from 1.
    """

    report: Report
    document: Document | None = None
    span: Span = (0, 0)
    pictures: Mapping[int, str] = field(default_factory=dict)
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is made of. `rejudged` holds corrected facts as they were judged anew, where that was done.

    `token` is that of the server which takes decisions; without one they stay in the browser until they are downloaded.
    """

    name: str
    entries: Sequence[Entry]
    phrases: facts.Phrases
    standing: Standing = field(default_factory=dict)
    rejudged: Mapping[tuple[str, int], Fact] = field(default_factory=dict)
    token: str = ""


def html(page: Page) -> str:
    """The whole page."""
    environment = Environment(
        loader=PackageLoader("extractor.review", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _assets(_STYLES), _assets(_SCRIPTS)
    drawn = charts.charts([entry.report for entry in page.entries])
    drawings = list(dict.fromkeys(drawn.values()))
    told = {**data(page), "charts": {str(place): drawings.index(drawing) for place, drawing in drawn.items()}}
    return environment.get_template("page.html").render(
        name=harmless(page.name), style=Markup(style), script=Markup(script), policy=policy(bool(page.token)),
        data=Markup(block(told)), drawings=[Markup(drawing) for drawing in drawings],
        statuses=[(status.value, MARKS[status][0]) for status in Status],
    )  # fmt: skip


def _assets(names: Sequence[str]) -> str:
    folder = files("extractor.review")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def policy(served: bool) -> str:
    """The page's content security policy: its own script and style, pictures that it carries, and no address but its server's."""
    style, script = _hash(_assets(_STYLES)), _hash(_assets(_SCRIPTS))
    connect = "connect-src 'self'; " if served else ""
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; img-src data:; {connect}"
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def block(value: object) -> str:
    """JSON that can stand in a script element: it holds no character that ends one."""
    return str(simplejson.dumps(value, ensure_ascii=False, separators=(",", ":"))).translate(_ESCAPED)


def data(page: Page) -> Any:
    """The page's data: reports with their facts, groups, source and findings; every text of theirs made harmless."""
    return _harmless(
        {
            "run": page.name,
            "token": page.token,
            "marks": {status.value: MARKS[status][0] for status in Status},
            "number": NUMBER.pattern,
            "period": PERIOD.pattern,
            "choices": {"basis": list(Basis), "measure": list(Measure), "qualifier": list(Qualifier)},
            "reports": [_report(entry, page) for entry in page.entries],
        }
    )


def _harmless(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.startswith("data:image/") else harmless(value)
    if isinstance(value, Mapping):
        return {key: _harmless(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_harmless(item) for item in value]
    return value


def _report(entry: Entry, page: Page) -> dict[str, Any]:
    report, name = entry.report, digest(entry.report)
    text = entry.document.text[slice(*entry.span)] if entry.document else None
    source = rationale.source(text) if text is not None else None
    head, (relations, beside) = report.header, facts.relations(report)
    return {
        "digest": name,
        "id": report.report_id or name,
        "header": {**head.model_dump(mode="json"), "analysts": "、".join(head.analysts)},
        "path": report.source.path,
        "missing": entry.missing,
        "read": _read_by(report),
        "facts": [
            {**facts.view(fact, source, page.phrases), "beside": places}
            for fact, places in zip(report.facts, beside, strict=True)
        ],
        "relations": relations,
        "groups": [asdict(group) for group in groups.groups(report.facts, head.company)],
        "findings": [
            [one.code.replace("_", " "), one.message, one.field, one.facts]
            for one in (report.check.findings if report.check else ())
        ],
        "events": [[one.date, one.type.value, one.summary] for one in report.events],
        "risks": report.risks,
        "decided": _decided(name, entry, page),
        **_source(entry, text),
    }  # fmt: skip


def _read_by(report: Report) -> str:
    """Who read, and what that means for the verdicts."""
    run = report.run
    if run is None or run.backend is None:
        return ""
    who = " ".join(filter(None, ["read by", run.backend, run.model]))
    alike = "; the checks read attribution by the same rules, which confirms nothing independently"
    return who + (alike if run.attribution_independent is False else "")


def _source(entry: Entry, text: str | None) -> dict[str, Any]:
    """The left side: blocks of text, the figures marked in them, and pages with boxes."""
    if entry.document is None or text is None:
        found, blocks = sources.quotes(entry.report)
        return {"marks": [asdict(mark) for mark in found], "blocks": blocks, "pages": []}
    found = sources.marks(entry.report, text)
    boxes = sources.boxes(entry.document, entry.span[0], found) if entry.pictures else {}
    pages = [
        {
            "number": number, "picture": picture, "boxes": boxes.get(number, []),
            "size": [entry.document.pages[number - 1].width, entry.document.pages[number - 1].height],
        }
        for number, picture in sorted(entry.pictures.items())
    ]  # fmt: skip
    return {"marks": [asdict(mark) for mark in found], "blocks": sources.blocks(text, found), "pages": pages}


def _decided(name: str, entry: Entry, page: Page) -> dict[str, Any]:
    """The decisions on a report that stand, by the fact's index; with what a correction comes to."""
    return {
        str(index): outcome(decision, entry, page)
        for (report, index), decision in page.standing.items()
        if report == name
    }


def outcome(decision: Decision, entry: Entry, page: Page) -> dict[str, Any]:
    """What a decision comes to, for the page: the action, and of a correction the fields and the fact as it now is."""
    told: dict[str, Any] = {"action": decision.action.value, "fields": decision.fields, "at": decision.at}
    if decision.fields:
        fact = page.rejudged.get(decision.key)
        fact = fact or corrected(entry.report.facts[decision.fact], decision.fields, "a decision")
        source = rationale.source(entry.document.text[slice(*entry.span)]) if entry.document else None
        told["fact"] = facts.view(fact, source, page.phrases)
        told["judged"] = fact.verdict is not None
    return told
