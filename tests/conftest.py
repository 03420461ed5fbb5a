"""What tests share: the sample listing, and reading one figure of a text."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from extractor import attribution
from extractor.attribution import Reading
from extractor.folding import fold

ROOT = Path(__file__).parent.parent
PUBLISHED = date(2025, 10, 30)


@pytest.fixture(scope="session")
def sample() -> Path:
    return ROOT / "golden" / "reports" / "bingxing" / "listing.txt"


@pytest.fixture(scope="session")
def read_figure() -> Callable[..., Reading]:
    """The reading of the one figure of a text that is printed as given (its `nth`, if it occurs more often)."""

    def read(text: str, printed: str, nth: int = 0) -> Reading:
        folded = fold(text)
        found = [r for r in attribution.read(folded, PUBLISHED) if folded.text[slice(*r.figure.number)] == printed]
        assert len(found) > nth, f"no figure {printed} in {text}"
        return found[nth]

    return read
