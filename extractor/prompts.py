"""Prompts as plain files, filled in and known by the hash of what they say."""

import hashlib
from functools import lru_cache
from pathlib import Path
from string import Template

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


@lru_cache(maxsize=len(_FILES))
def text(name: str) -> str:
    """A prompt file as it stands, from the installed package or, in a checkout, from `prompts/`."""
    folder = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return (folder / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def metric_codes() -> frozenset[str]:
    """The codes that a model may use: a frozen list of their own, so that work on the lexicon leaves prompts alone."""
    return frozenset(line.split()[0] for line in text("metrics.txt").splitlines() if line)


def version(schema: str) -> str:
    """The hash of all prompt files and the answer's schema, which travels into every result made with them."""
    whole = "\0".join([*(text(name) for name in _FILES), schema])
    return hashlib.sha256(whole.encode()).hexdigest()[:_VERSION_LENGTH]


@lru_cache(maxsize=1)
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
