"""The review page at 1,000 facts in a real browser: load to interactive over an empty page, and a click to its mark.

    python -m tests.benchmarks.review_page [ROUNDS]

One report is made of golden ones, read by rule. Both pages are loaded from files in the same run, in turn; interactive is the
first frame after the load event. A click is a real one on a fact's figure; its time ends with the frame that shows the mark.
Exit code 1: the page takes 500 ms longer than the empty one, or a click 50 ms, by the median. Needs playwright and a browser.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from extractor import documents, pipeline
from extractor.explain import PHRASES
from extractor.review.page import Entry, Page, html
from extractor.schema import Check, Fact, Header, Report, Span, Unclaimed
from tests.browser import chromium

FACTS = 1000
MOST_LOAD, MOST_CLICK = 500.0, 50.0
CLICKS = 40
GOLDEN = Path(__file__).parent.parent.parent / "golden" / "reports"
_EMPTY = "<!doctype html><meta charset=utf-8><title>empty</title><p>empty"
_LOADED = """window.ready = new Promise(done => addEventListener('load', () => requestAnimationFrame(() => setTimeout(() => {
  done(performance.now());
}))))"""
_TIMED = """addEventListener('click', event => requestAnimationFrame(() => setTimeout(() => {
  window.told([performance.now() - event.timeStamp, document.querySelectorAll('.mark.chosen').length]);
})), true)"""
_AWAITED = "window.took = new Promise(done => { window.told = done; }); undefined"


def entry() -> Entry:
    """One report of 1,000 facts on one text."""
    texts, facts, unclaimed = list[str](), list[Fact](), list[Unclaimed]()
    for text, report in _golden():
        start = sum(map(len, texts))
        texts.append(text + "\n")
        facts += [fact.model_copy(update={"span": _moved(fact.span, start)}) for fact in report.facts if fact.span]
        for item in report.check.unclaimed if report.check else ():
            unclaimed.append(Unclaimed(text=item.text, span=_moved(item.span, start)))
        if len(facts) >= FACTS:
            break
    made = Report(header=Header(company="All of them"), facts=facts[:FACTS], check=Check(unclaimed=unclaimed))
    document = documents.from_text("".join(texts))
    return Entry(made, document, (0, len(document.text)))


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _golden() -> Iterator[tuple[str, Report]]:
    for path in sorted(GOLDEN.glob("*/*.txt")):
        document = documents.read(str(path))
        for report in pipeline.extract_document(document):
            yield document.text[report.source.start : report.source.end], report


def loaded(browser: Any, path: Path) -> float:
    """Milliseconds from the start of loading to the first frame after it."""
    page = browser.new_page()
    page.add_init_script(_LOADED)
    page.goto(path.as_uri())
    took = float(page.evaluate("window.ready"))
    page.close()
    return took


def clicks(browser: Any, path: Path) -> list[float]:
    """Milliseconds that clicks on facts all over the page took until their marks were shown."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(_TIMED)
    page.goto(path.as_uri())
    took = list[float]()
    found = page.locator("#facts .fact")
    for index in range(0, FACTS, FACTS // CLICKS):
        found.nth(index).scroll_into_view_if_needed()
        page.evaluate(_AWAITED)
        found.nth(index).click()
        time, marked = page.evaluate("window.took")
        assert marked, f"fact {index} has no mark"
        took.append(time)
    page.close()
    return took


def main(words: Sequence[str]) -> int:
    """Print both figures; the exit code."""
    rounds, said = int(words[0]) if words else 7, chromium.missing()
    if said:
        print(f"not measured: {said}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, chromium.launched() as browser:
        empty, full = Path(folder, "empty.html"), Path(folder, "full.html")
        empty.write_text(_EMPTY, encoding="utf-8")
        full.write_text(html(Page("run", [entry()], PHRASES)), encoding="utf-8")
        pairs = [(loaded(browser, empty), loaded(browser, full)) for _ in range(rounds)]
        more = median(there - none for none, there in pairs)
        took = clicks(browser, full)
        print(f"page: {FACTS} facts, {full.stat().st_size / 1e6:.1f} MB")
    print(f"load to interactive, over an empty page: {more:.0f} ms (median of {rounds}; at most {MOST_LOAD:.0f})")
    print(
        f"click to mark: {median(took):.0f} ms (median of {len(took)}, slowest {max(took):.0f}; at most {MOST_CLICK:.0f})"
    )
    return int(more > MOST_LOAD or median(took) > MOST_CLICK)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
