"""The store of exchanges: kept at once, for several processes, and safe against being killed."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import StoreError
from extractor.exchanges import Exchanges, bare, key_of
from extractor.schema import dumps

ROOT = Path(__file__).parent.parent
URL = "http://127.0.0.1:1/v1/chat/completions"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON))
def test_a_key_does_not_depend_on_the_order_of_a_body(body: dict[str, object]) -> None:
    other = dict(reversed(list(body.items())))
    assert key_of(URL, dumps(body).encode("utf-8", "surrogatepass")) == key_of(
        URL, dumps(other).encode("utf-8", "surrogatepass")
    )


def test_a_key_depends_on_everything_that_is_asked_and_on_who_is_asked() -> None:
    keys = {
        key_of(URL, b'{"a": 1}'),
        key_of(URL, b'{"a": 2}'),
        key_of(URL, b'{"b": 1}'),
        key_of("http://other/v1", b'{"a": 1}'),
    }
    assert len(keys) == 4


def test_an_address_is_kept_without_its_secrets() -> None:
    assert bare("https://user:pass@host:8080/v1/chat?key=secret") == "https://host:8080/v1/chat"


def test_what_is_put_is_there_and_what_failed_is_not_used(tmp_path: Path) -> None:
    store = Exchanges(tmp_path / "store")
    store.put("a", URL, "{}", '{"answer": "营收"}')
    store.put("b", URL, "{}", "{}")
    store.fail(["b"])
    assert store.get("a") == '{"answer": "营收"}'
    assert store.get("b") is None
    assert len(store) == 2
    fresh = Exchanges(tmp_path / "store", fresh=True)
    assert fresh.get("a") is None
    fresh.put("a", URL, "{}", "{}")
    assert fresh.get("a") == "{}"


WRITER = (
    "import sys; from extractor.exchanges import Exchanges; s = Exchanges(sys.argv[1])\n"
    "for n in range(200): s.put(f'{sys.argv[2]}-{n}', 'http://x/v1', '{}', 'x' * 1000)\n"
    "print('written', flush=True); sys.stdin.read()"
)


def test_two_processes_write_to_one_store(tmp_path: Path) -> None:
    path = tmp_path / "store"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), name], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for name in ("a", "b")
    ]
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(Exchanges(path)) == 400


def test_what_was_put_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "a"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"written\n"
        writer.kill()
    assert len(Exchanges(path)) == 200


@pytest.mark.parametrize(
    "broken", [b"not a database, but long enough to be looked at" * 40, b"SQLite format 3\x00" + b"\xff" * 200]
)
def test_a_broken_store_is_told_in_one_line(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "store").write_bytes(broken)
    with pytest.raises(StoreError, match="store") as told:
        Exchanges(tmp_path / "store")
    assert "\n" not in str(told.value)


def test_a_store_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="store"):
        Exchanges(tmp_path / "file" / "store")
