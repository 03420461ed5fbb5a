"""Prompts as plain files, known by the hash of what they say."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_PACKAGED = Path(__file__).parent / "prompt_files"
_CHECKOUT = Path(__file__).parent.parent / "prompts"
_VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's text, and the version that travels into every result made with it."""

    text: str
    version: str


@lru_cache(maxsize=8)
def load(name: str) -> Prompt:
    """The prompt file of this name, from the installed package or, in a checkout, from `prompts/`.

    Raises:
        FileNotFoundError: there is none of this name.
    """
    folder = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    text = (folder / f"{name}.md").read_text(encoding="utf-8")
    return Prompt(text, hashlib.sha256(text.encode()).hexdigest()[:_VERSION_LENGTH])
