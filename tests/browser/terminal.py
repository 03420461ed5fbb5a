"""The picture of the terminal in docs/: the sample read by rule, and why its doubtful figure is in doubt.

python -m tests.browser.terminal
"""

import io
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.segment import Segment
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.browser import chromium

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "pictures" / "terminal.png"
SAMPLE = "golden/reports/bingxing/listing.txt"
COMMANDS = (
    f"extract {SAMPLE} -o run.jsonl",
    f"extract {SAMPLE}",
    f"extractor check {SAMPLE} run.jsonl --explain --only uncertain",
)
"""What is run; the first is not drawn."""

WIDTH = 108
_LAST = "并行科技 920493.BJ  华源证券 赵昊、万枭 2025-11-12"
_COLOURS, _SCALE = 64, 1.5
_PROMPT, _CUT = "\x1b[1;34m$\x1b[0m ", "\x1b[2m⋮\x1b[0m"
_ENTRY = "import sys; from extractor.cli import extract, main; {'extract': extract, 'extractor': main}[sys.argv[1]](sys.argv[2:])"
_GREY, _GREEN, _AMBER, _RED, _BLUE, _VIOLET, _CYAN = (
    (110, 118, 129), (26, 127, 55), (154, 103, 0), (207, 34, 46), (9, 105, 218), (130, 80, 223), (27, 124, 131)
)  # fmt: skip
_PALETTE = [(36, 41, 47), _RED, _GREEN, _AMBER, _BLUE, _VIOLET, _CYAN, _GREY]
THEME = TerminalTheme((255, 255, 255), (36, 41, 47), _PALETTE, _PALETTE)
STYLE = """
@font-face { font-family: marks; src: local("DejaVu Sans Mono"); unicode-range: U+201C-201D, U+22EE, U+25B8, U+25C2; size-adjust: 83% }
body { margin: 0; padding: 14px; background: #fff; display: inline-block }
main { border: 1px solid #d0d7de; border-radius: 8px; padding: 12px 18px; font: 14px/20px marks, "Noto Sans Mono CJK SC", monospace }
div { white-space: pre; height: 20px } span { display: inline-block; vertical-align: top; height: 20px }
"""


def said(command: str, folder: Path) -> str:
    """What a command prints on a terminal, with its colours."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    with subprocess.Popen(
        [sys.executable, "-c", _ENTRY, *command.split()], cwd=folder, env=environment, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        read = bytearray()
        try:
            while chunk := os.read(ours, 65536):
                read += chunk
        except OSError:  # how Linux says that the other end is closed
            pass
    os.close(ours)
    return read.decode().replace("\r\n", "\n")


def line(text: str) -> str:
    """A line as HTML: each stretch of one style as wide as its cells, whatever the font makes of it."""
    console, spans = Console(width=WIDTH, color_system="truecolor"), []
    for text_, style, _ in Text.from_ansi(text).render(console):
        css = style.get_html_style(THEME) if style else ""
        spans.append(f'<span style="width:{Segment(text_).cell_length / 2}em;{css}">{escape(text_)}</span>')
    return f"<div>{''.join(spans)}</div>"


def drawn(folder: Path) -> str:
    """The page: of the first command that is shown parts of its last report, of the second why the figure is in doubt."""
    said(COMMANDS[0], folder)
    summary, why = (said(command, folder).strip("\n").split("\n") for command in COMMANDS[1:])
    last = next(_starting(summary, _LAST))
    doubt = next(place for place in _starting(summary, " ? ") if place > last)
    its_doubt = next(_starting(why, _LAST))
    shown = [
        f"{_PROMPT}{COMMANDS[1]}", summary[0], _CUT, *summary[last : last + 11], _CUT, *summary[doubt - 2 : doubt + 4], _CUT,
        *summary[-5:-2], "", f"{_PROMPT}{COMMANDS[2]}", _CUT, *why[its_doubt:-5],
    ]  # fmt: skip
    return f"<meta charset=utf-8><style>{STYLE}</style><main>{''.join(map(line, shown))}</main>"


def _starting(lines: Sequence[str], words: str) -> Iterator[int]:
    """The places of the lines that start with these words, whatever their colours."""
    return (place for place, text in enumerate(lines) if Text.from_ansi(text).plain.startswith(words))


def main() -> int:
    """Draw it; the exit code."""
    if missing := chromium.missing():
        print(f"not drawn: {missing}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, chromium.launched() as browser:
        (Path(folder) / "golden").symlink_to(ROOT / "golden")
        page = browser.new_page(device_scale_factor=_SCALE)
        page.set_content(drawn(Path(folder)))
        image = Image.open(io.BytesIO(page.locator("body").screenshot()))
    image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
