"""Prompts as plain files, filled in and known by the hash of what they say."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from string import Template

from extractor.errors import SettingsError

_PACKAGED = Path(__file__).parent / "prompt_files"
_CHECKOUT = Path(__file__).parent.parent / "prompts"
_VERSION_LENGTH = 12
_FENCE_LENGTH = 16
_FILES = (
    "instructions.md",
    "metrics.txt",
    "example_report.txt",
    "example_answer.json",
    "report.md",
    "part.md",
    "repair.md",
)


_FOLDER: ContextVar[Path] = ContextVar("_FOLDER", default=_PACKAGED if _PACKAGED.is_dir() else _CHECKOUT)


@contextmanager
def taken_from(folder: Path) -> Iterator[None]:
    """Other prompts for a while, to compare them: a folder with files of the same names.

    Raises:
        SettingsError: one is missing.
    """
    for name in _FILES:
        if not (folder / name).is_file():
            raise SettingsError(f"{folder}: no {name}, which a folder of prompts must have")
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)


def text(name: str) -> str:
    """A prompt file as it stands, from the installed package or, in a checkout, from `prompts/`."""
    return _text(_FOLDER.get(), name)


@lru_cache(maxsize=64)
def _text(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def texts() -> list[str]:
    """All prompt files as they stand."""
    return [text(name) for name in _FILES]


def metric_codes() -> frozenset[str]:
    """The codes that a model may use: a frozen list of their own, so that work on the lexicon leaves prompts alone."""
    return _codes(text("metrics.txt"))


@lru_cache(maxsize=8)
def _codes(metrics: str) -> frozenset[str]:
    return frozenset(line.split()[0] for line in metrics.splitlines() if line)


def version(schema: str) -> str:
    """The hash of all prompt files and the answer's schema, which travels into every result made with them."""
    whole = "\0".join([*texts(), schema])
    return hashlib.sha256(whole.encode()).hexdigest()[:_VERSION_LENGTH]


def system() -> str:
    """What stands before every report, the same to the byte: rules, metric codes, a worked example."""
    return (
        f"{text('instructions.md')}{text('metrics.txt')}\n# example\n"
        f"{_fenced('report.md', text=text('example_report.txt').rstrip())}{text('example_answer.json').rstrip()}"
    )


def report(body: str) -> str:
    """The request for a whole report, fenced as data."""
    return _fenced("report.md", text=body)


def part(body: str, context: str) -> str:
    """The request for one part of a long report, with the report's beginning for context."""
    return _fenced("part.md", text=body, context=context)


def repair(body: str, items: str) -> str:
    """The request for a second look at some items of a report."""
    return _fenced("repair.md", text=body, items=items)


def _fenced(name: str, **given: str) -> str:
    """Fill a template; the fence is made from the text's own hash, so that no text can hold it."""
    digest = hashlib.sha256(given["text"].encode("utf-8", "surrogatepass")).hexdigest()[:_FENCE_LENGTH]
    return Template(text(name)).substitute(given, fence=f"=====report {digest}=====")
