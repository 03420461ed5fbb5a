"""The browser that tests and benchmarks drive: Debian's chromium, or the one that CHROMIUM names."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATH = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run")  # fmt: skip


def missing() -> str:
    """Why no browser can be driven; empty if one can."""
    try:
        import playwright.sync_api  # noqa: F401, PLC0415 (asked whether it is there)
    except ImportError:
        return "playwright is not installed"
    return "" if os.access(PATH, os.X_OK) else f"no browser at {PATH} (CHROMIUM names another)"


@contextmanager
def launched() -> Iterator[Any]:
    """A browser; closed at the end."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (may be missing)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
