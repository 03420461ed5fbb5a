"""Every raw exchange with a model, kept under the hash of what was asked: nothing is paid for twice."""

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import simplejson

from extractor.errors import StoreError

_BUSY_SECONDS = 60
_TABLE = """
CREATE TABLE IF NOT EXISTS exchanges (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, request TEXT NOT NULL, response TEXT NOT NULL,
    asked_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')), failed INTEGER NOT NULL DEFAULT 0
) STRICT
"""


def key_of(url: str, body: bytes) -> str:
    """The hash of an address and a request's JSON: prompt, schema, model, parameters and text, in any order of keys."""
    canonical = simplejson.dumps(simplejson.loads(body), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{bare(url)}\n{canonical}".encode("utf-8", "surrogatepass")).hexdigest()


def bare(url: str) -> str:
    """An address without what may hold a secret: user, password and query."""
    place = urlsplit(url)
    host = place.hostname or ""
    return f"{place.scheme}://{host}{f':{place.port}' if place.port else ''}{place.path}"


class Exchanges:
    """A store of exchanges in one SQLite file (WAL), safe for several processes and against being killed.

    What is put is on disk when `put` returns. With `fresh` only what was put through this object is given back.

    Raises:
        StoreError: the file can't be made, opened, read or written.
    """

    def __init__(self, path: Path | str, fresh: bool = False) -> None:
        self._path, self._fresh = str(path), fresh
        self._own: set[str] = set()
        try:
            if self._path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            self._run("PRAGMA journal_mode = WAL")
            self._run("PRAGMA synchronous = NORMAL")
            self._run(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise self._error(error) from None

    def get(self, key: str) -> str | None:
        """The answer kept under a key; None if there is none, or none that may be used."""
        if self._fresh and key not in self._own:
            return None
        row = self._run("SELECT response FROM exchanges WHERE key = ? AND NOT failed", key)
        return row[0][0] if row else None

    def put(self, key: str, url: str, request: str, response: str) -> None:
        """Keep an answer."""
        self._run(
            "INSERT OR REPLACE INTO exchanges (key, url, request, response) VALUES (?, ?, ?, ?)",
            key, bare(url), request, response,
        )  # fmt: skip
        self._own.add(key)

    def fail(self, keys: Iterable[str]) -> None:
        """Mark exchanges that led to no result: they stay on record, and the next run asks them anew."""
        for key in keys:
            self._run("UPDATE exchanges SET failed = 1 WHERE key = ?", key)

    def __len__(self) -> int:
        """How many exchanges are kept."""
        count: int = self._run("SELECT count(*) FROM exchanges")[0][0]
        return count

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _run(self, statement: str, *values: str) -> list[Any]:
        try:
            with closing(self._db.execute(statement, values)) as cursor:
                return cursor.fetchall()
        except sqlite3.Error as error:
            raise self._error(error) from None

    def _error(self, error: Exception) -> StoreError:
        reason = getattr(error, "strerror", None) or str(error)
        return StoreError(f"{self._path}: the store of exchanges cannot be used ({reason.lower()})")
