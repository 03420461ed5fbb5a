"""The picture of the review page in docs/: the sample, read by rule, its doubtful figure chosen.

python -m tests.browser.picture
"""

import io
import sys
from pathlib import Path

from PIL import Image

from extractor import documents, pipeline
from extractor.explain import PHRASES
from extractor.review.page import Entry, Page, html
from tests.browser import chromium

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "golden" / "reports" / "bingxing" / "listing.txt"
PICTURE = ROOT / "docs" / "pictures" / "review.png"
_COLOURS = 128


def entries() -> list[Entry]:
    """The sample's reports."""
    document = documents.read(str(SAMPLE))
    reports = pipeline.extract_document(document)
    return [Entry(one, document, (one.source.start or 0, one.source.end or 0)) for one in reports]


def main() -> int:
    """Draw it; the exit code."""
    if said := chromium.missing():
        print(f"not drawn: {said}", file=sys.stderr)
        return 2
    with chromium.launched() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_content(html(Page("run.jsonl", entries(), PHRASES)))
        page.keyboard.press("n")
        drawn = Image.open(io.BytesIO(page.screenshot()))
    drawn.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
