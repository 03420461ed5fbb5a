"""What a page of the documentation shows, as a shell session: its commands run in order, and what they say is compared.

A page is one session in one folder. A ```console block holds commands behind `$ ` and, if shown, what they say: `…` stands for
anything, where nothing is shown nothing is compared. A block whose fence names a file is that file. ```python is run as it is.
"""

import contextlib
import io
import os
import re
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from extractor.cli import extract, main

ROOT = Path(__file__).parent.parent
WIDTH = 118
"""Columns of the terminal that pages show."""

_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ENTRY = "import sys; from extractor.cli import extract, main; {'extract': extract, 'extractor': main}[sys.argv[1]](sys.argv[2:])"


@dataclass(frozen=True)
class Step:
    """A command and what it says, a file and its text, or (named `python`) a piece of code."""

    kind: str
    name: str
    text: str


def steps(page: str) -> Iterator[Step]:
    """What a page has a reader do, in order."""
    for kind, name, text in _BLOCK.findall(page):
        if kind == "console":
            for one in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, said = one.partition("\n")
                yield Step("command", command, said)
        elif name:
            yield Step("file", name, text)
        elif kind == "python":
            yield Step("python", "python", text)


def told(page: str) -> Iterator[tuple[str, str]]:
    """The blocks of a page that are neither commands nor files nor code: their kind and text."""
    for kind, name, text in _BLOCK.findall(page):
        if kind not in ("console", "python") and not name:
            yield kind, text


def inline(page: str) -> list[str]:
    """The code within a page's sentences."""
    prose = re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
    return [" ".join(one.split()) for one in re.findall(r"`([^`]+)`", prose)]


def plain(text: str) -> str:
    """A text without what changes from run to run or from screen to screen: colours, blanks at ends, addresses."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"http://127\.0\.0\.1:\d+/[\w-]{22}/", "http://127.0.0.1:PORT/TOKEN/", text)
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def alike(shown: str, came: str) -> bool:
    """Whether a text is what a page shows: `…` is any text within a line, alone on a line any lines."""
    pattern = "(?:.*\n)*".join(
        ".*".join(map(re.escape, part.split("…")))
        for part in re.split(r"^\s*…\n", plain(shown) + "\n", flags=re.MULTILINE)
    )
    return re.fullmatch(pattern, plain(came) + "\n") is not None


class Screen(io.StringIO):
    """One of a session's streams; all write to the same screen."""

    def __init__(self, written: list[str], terminal: bool) -> None:
        super().__init__()
        self._written, self._terminal = written, terminal

    def isatty(self) -> bool:
        return self._terminal

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError("a stream of text")  # what click asks a stream for, to tell its kind
        self._written.append(text)
        return len(text)


@dataclass
class Session:
    """A shell in a folder: `addresses` are where those of a page lead instead, `serving` is done at what serves a page."""

    folder: Path
    addresses: Mapping[str, str] = field(default_factory=dict)
    serving: Callable[[str], None] = lambda address: None
    names: dict[str, object] = field(default_factory=dict)

    def run(self, command: str) -> tuple[int, str]:
        """Run a command: its exit code, and what stands on the screen."""
        for shown, real in self.addresses.items():
            command = re.sub(rf"{re.escape(shown)}(?=\s|$)", real, command)
        words = shlex.split(command, comments=True)
        if words[0] == "export":
            os.environ.update({name: value for name, _, value in (word.partition("=") for word in words[1:])})
            return 0, ""
        if "--serve" in words:
            return self._served(words)
        code, said = self._ours(words) if words[0] in DOORS else _shell(command)
        for shown, real in self.addresses.items():
            said = said.replace(real, shown)
        return code, said.replace(str(self.folder), "/home/you/yanbao-extractor").replace(
            os.environ["HOME"], "/home/you"
        )

    def _ours(self, words: list[str]) -> tuple[int, str]:
        """A command of this project, in this process: starting Python for each would take minutes."""
        written: list[str] = []
        out: io.TextIOBase = Screen(written, terminal=True)
        if ">" in words:
            out = Path(words.pop()).open("w", encoding="utf-8")  # noqa: SIM115
            words.remove(">")
        with out, contextlib.redirect_stdout(out), contextlib.redirect_stderr(Screen(written, terminal=False)):
            try:
                DOORS[words[0]](words[1:])
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
        return code, "".join(written)

    def _served(self, words: list[str]) -> tuple[int, str]:
        """A command that serves until ctrl-C, and what is done at its address meanwhile."""
        with subprocess.Popen(
            [sys.executable, "-c", _ENTRY, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as process:  # fmt: skip
            assert process.stdout is not None
            said = process.stdout.readline()
            self.serving(said.split()[2])
            process.send_signal(signal.SIGINT)
            more, _ = process.communicate(timeout=60)
        return process.returncode, said + more


def _shell(command: str) -> tuple[int, str]:
    done = subprocess.run(
        ["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, f"$ {command}\n{done.stdout}"
    return 0, done.stdout


def _python(words: list[str]) -> None:
    """Run a script as `python` does."""
    path = Path(words[0]).absolute()
    with mock.patch.object(sys, "argv", [str(path), *words[1:]]):
        runpy.run_path(str(path), run_name="__main__")


DOORS: Mapping[str, Callable[[list[str]], object]] = {
    "extract": lambda words: extract(words, "extract"), "extractor": lambda words: main(words, "extractor"), "python": _python,
}  # fmt: skip
"""The commands of this project by their first word."""


def clone(folder: Path, sets: tuple[str, ...]) -> Path:
    """A folder that looks like a clone of this repository, with few sets of the golden ones."""
    for kind in ("reports", "annotations/first", "annotations/second"):
        for name in sets:
            shutil.copytree(ROOT / "golden" / kind / name, folder / "golden" / kind / name)
    for name in ("baseline.json", "history.jsonl"):
        shutil.copy(ROOT / "golden" / name, folder / "golden")
    for name in ("tests", "prompts", "eval.py"):
        (folder / name).symlink_to(ROOT / name)
    return folder
