"""Documents beside their texts: `python -m tests.benchmarks.documents`.

Every document under `tests/documents/` is read by rule and its facts are compared with those of the golden text it was made
from, field by field; a kind of document has the share of facts that are the same. Then the PDFs are read beside pdfplumber
(its text alone, without tables), best of some rounds in one run, and a PDF of a thousand pages for its time and memory.
"""

import io
import itertools
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pdfplumber
import pypdfium2

from extractor import documents, pipeline, scoring
from extractor.errors import ExtractionError
from extractor.schema import Report

ROOT = Path(__file__).parents[2]
MADE, GOLDEN = ROOT / "tests" / "documents", ROOT / "golden" / "reports"
KINDS = (
    "report.html",
    "report.docx",
    "report.one.pdf",
    "report.two.pdf",
    "listing.html",
    "listing.xlsx",
    "listing.csv",
)
LEAST = 0.98
ROUNDS = 3
PAGES = 1_000


def same(name: str, wanted: Sequence[Report], path: Path) -> tuple[int, int]:
    """How many facts of a document are those of its text, and how many there are in the one that has more."""
    try:
        found = pipeline.extract_document(documents.read(str(path)))
    except ExtractionError as error:
        print(error)
        found = []
    alike = most = 0
    for at in range(max(len(wanted), len(found))):
        one, other = (reports[at] if at < len(reports) else None for reports in (wanted, found))
        if one and other:
            alike += sum(not pair.apart for pair in scoring.compare(name, one, other).matched.pairs)
        most += max(len(report.facts) if report else 0 for report in (one, other))
    return alike, most


def shares() -> Iterator[tuple[str, int, int]]:
    """Each kind of document with its facts that are the same, and all."""
    names = sorted(path.name for path in MADE.iterdir() if path.is_dir() and any(path.glob("*.html")))
    texts = {name: next((GOLDEN / name).glob("*.txt")) for name in names}
    wanted = {name: pipeline.extract_document(documents.read(str(path))) for name, path in texts.items()}
    for kind in KINDS:
        counts = [same(name, wanted[name], MADE / name / kind) for name in names if (MADE / name / kind).exists()]
        yield kind, sum(alike for alike, _ in counts), sum(most for _, most in counts)


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def plumbed(files: Sequence[bytes]) -> None:
    """The text of every page by pdfplumber."""
    for data in files:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages:
                page.extract_text()


def long_one(target: Path) -> None:
    """A PDF of a thousand pages, of those that were made in two columns, each document's many times over."""
    made = pypdfium2.PdfDocument.new()
    sources = [pypdfium2.PdfDocument(path) for path in sorted(MADE.glob("*/report.two.pdf"))]
    for number, source in enumerate(sources, 1):
        many = itertools.islice(itertools.cycle(range(len(source))), PAGES * number // len(sources) - len(made))
        made.import_pages(source, list(many))
    made.save(target)


def weigh(path: str) -> int:
    """Read one document; prints its pages, seconds and the most memory that the process held."""
    start = time.perf_counter()
    document = documents.read(path)
    seconds = time.perf_counter() - start
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(document.pages):,} pages, {len(document.text):,} characters: {seconds:.1f} s, {held:.0f} MB in all")
    return 0


def main() -> int:
    """Print shares and speeds; returns 1 if something falls short."""
    short = False
    for kind, alike, most in shares():
        print(f"{kind}: {alike:,} of {most:,} facts as in the text ({alike / most:.4f})")
        short = short or alike < LEAST * most
    files = [path.read_bytes() for path in sorted(MADE.glob("*/*.pdf"))]
    pages = sum(len(pypdfium2.PdfDocument(data)) for data in files)
    ours = best(lambda: [documents.from_bytes(data, "x.pdf") for data in files])
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    theirs = best(lambda: plumbed(files))
    print(
        f"{pages} PDF pages with places, paragraphs and tables: {theirs / ours:.1f} times pdfplumber's speed for text alone"
    )
    with tempfile.TemporaryDirectory() as folder:
        long_one(Path(folder, "long.pdf"))
        subprocess.run([sys.executable, "-m", "tests.benchmarks.documents", f"{folder}/long.pdf"], cwd=ROOT, check=True)
    return int(short or ours > theirs)


if __name__ == "__main__":
    sys.exit(weigh(sys.argv[1]) if len(sys.argv) > 1 else main())
