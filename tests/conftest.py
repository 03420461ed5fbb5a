"""What tests share: the sample listing, and reading one figure of a text."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from extractor import attribution, settings
from extractor.attribution import Reading
from extractor.folding import fold

KEYS = ("OPENAI_BASE_URL", *(provider.key for provider in settings.providers().values() if provider.key))
"""What in the environment would make a test ask a real model."""

for name in [name for name in os.environ if name.startswith("EXTRACTOR_") or name in KEYS]:
    del os.environ[name]  # also for the processes that tests start

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
