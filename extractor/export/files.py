"""Files written whole or not at all, several together."""

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from extractor.errors import OutputError

Fill = Callable[[BinaryIO], None]


def check_place(target: Path) -> None:
    """Make sure that a file can be made at a path.

    Raises:
        OutputError: a folder stands there, or the folder it is to stand in does not exist or may not be written.
    """
    if target.is_dir():
        raise OutputError(f"{target}: a folder, not a file")
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise OutputError(f"{target}: its folder does not exist or may not be written")


def write_text(target: Path, text: str) -> None:
    """Write a text to a file, whole or not at all.

    Raises:
        OutputError: it can't be written; the message begins with its path.
    """

    def fill(file: BinaryIO) -> None:
        file.write(text.encode())

    write_whole({target: fill})


def write_whole(parts: Mapping[Path, Fill]) -> None:
    """Fill files beside their places and move them there when all are done; what fails leaves nothing behind.

    Raises:
        OutputError: one can't be written; the message begins with its path.
    """
    for target in parts:
        check_place(target)
    made: dict[Path, str] = {}
    try:
        for target, fill in parts.items():
            handle, made[target] = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            with os.fdopen(handle, "wb") as file:
                fill(file)
        for target, name in made.items():
            os.replace(name, target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({(error.strerror or str(error)).lower()})") from None
    except OutputError as error:
        raise OutputError(f"{target}: {error}") from None
    finally:
        for name in made.values():
            with suppress(OSError):
                os.unlink(name)
