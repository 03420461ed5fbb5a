"""Cassettes of exchanges with a model: how they are written, matched and replayed, for tests, `eval.py` and recording."""

import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import simplejson
import vcr
import yaml
from vcr.request import Request
from vcr.stubs import httpx_stubs

from extractor import settings
from extractor.errors import ModelError
from extractor.settings import Settings

CASSETTES = Path(__file__).parent / "cassettes"
RECORDED = CASSETTES / "recorded.json"
"""The settings that the golden cassettes were recorded with."""

_ENDPOINT = "http://endpoint"
_REQUEST_HEADERS = frozenset({"content-type"})
_RESPONSE_HEADERS = frozenset({"content-type", "retry-after", "retry-after-ms"})
_DIFF_LINES, _DIFF_WIDTH = 12, 160


class Unrecorded(ModelError):
    """A request that the cassette does not hold; the message shows which words of the prompt changed.

    It stands in for vcr's own error, which the client would take for a broken connection and try again.
    """

    def __init__(self, cassette: Any, failed_request: Request) -> None:
        wanted = _readable(failed_request.body)
        near = max(
            (_readable(request.body) for request in cassette.requests),
            key=lambda text: difflib.SequenceMatcher(None, text, wanted, autojunk=False).quick_ratio(),
            default="",
        )
        lines = difflib.unified_diff(near.splitlines(), wanted.splitlines(), "recorded", "asked now", lineterm="", n=0)
        changed = (
            "\n".join(line[:_DIFF_WIDTH] for line in list(lines)[:_DIFF_LINES])
            or "(the same request, recorded less often than it is asked)"
        )
        super().__init__(
            f"not in {Path(cassette._path).name}: the prompt, schema or parameters changed since it was recorded; "
            f"tests/cassettes/README.md says how to record anew\n{changed}"
        )


def _readable(body: bytes | None) -> str:
    """A request for comparing: what it says line by line, then its parameters."""
    asked = dict(_parsed(bytes(body or b"{}")))
    said = [
        f"{message.get('role')}: {line}"
        for message in asked.pop("messages", [])
        for line in str(message.get("content")).split("\n")
    ]
    return "\n".join(
        [*said, *(f"{name} = {simplejson.dumps(value, sort_keys=True)}" for name, value in sorted(asked.items()))]
    )


@lru_cache(maxsize=256)
def _parsed(body: bytes) -> Any:
    return simplejson.loads(body)


@lru_cache(maxsize=256)
def _hash(body: bytes) -> str:
    return hashlib.sha256(simplejson.dumps(_parsed(body), sort_keys=True).encode()).hexdigest()


def _same_body(a: Request, b: Request) -> None:
    assert _hash(bytes(a.body or b"{}")) == _hash(bytes(b.body or b"{}"))


class _Dumper(yaml.SafeDumper):
    """Long texts as literal blocks; what would not survive one is quoted."""


_FRAGILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    lines = value.split("\n")
    block = len(lines) > 1 and not _FRAGILE.search(value) and not any(line != line.rstrip() for line in lines)
    style = '"' if _FRAGILE.search(value) else "|" if block else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


class Serializer:
    """YAML that a person can read: JSON bodies as mappings, UTF-8, interactions in the order of their hashes."""

    @staticmethod
    def serialize(cassette: Mapping[str, Any]) -> str:
        """A cassette as text."""
        interactions = []
        for one in cassette["interactions"]:
            request, response = dict(one["request"]), dict(one["response"])
            key = _hash((request["body"] or "{}").encode())
            request["body"] = simplejson.loads(request["body"] or "{}")
            response["body"] = _opened(response["body"]["string"])
            interactions.append((key, {"request": request, "response": response}))
        interactions.sort(key=lambda pair: pair[0])
        whole = {"version": cassette["version"], "interactions": [one for _, one in interactions]}
        return yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, width=10**6, sort_keys=False)

    @staticmethod
    def deserialize(text: str) -> dict[str, Any]:
        """A cassette from text."""
        whole: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for one in whole["interactions"]:
            one["request"]["body"] = simplejson.dumps(one["request"]["body"], ensure_ascii=False)
            body = one["response"]["body"]
            closed = body if isinstance(body, str) else simplejson.dumps(body, ensure_ascii=False)
            one["response"]["body"] = {"string": closed}
        return whole


def _opened(body: str) -> Any:
    try:
        opened = simplejson.loads(body)
    except ValueError:
        return body
    return opened if isinstance(opened, dict) else body


class Persister:
    """Files in UTF-8, whatever the locale."""

    @staticmethod
    def load_cassette(path: str, serializer: Any) -> Any:
        """Read a cassette."""
        file = Path(path)
        if not file.is_file():
            raise vcr.persisters.filesystem.CassetteNotFoundError
        return vcr.serialize.deserialize(file.read_text(encoding="utf-8"), serializer)

    @staticmethod
    def save_cassette(path: str, cassette: Mapping[str, Any], serializer: Any) -> None:
        """Write a cassette."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        text = vcr.serialize.serialize(cassette, serializer)
        Path(path).write_text(text, encoding="utf-8", newline="\n")


def _clean_request(request: Request) -> Request:
    """The request without its address and its headers but for a few: no key can slip in."""
    place = urlsplit(request.uri)
    request.uri = f"{_ENDPOINT}{place.path[place.path.find('/chat/') :]}"
    request.headers = {k: v for k, v in request.headers.items() if k.lower() in _REQUEST_HEADERS}
    return request


def _clean_response(response: dict[str, Any]) -> dict[str, Any]:
    response["headers"] = {k: v for k, v in response["headers"].items() if k.lower() in _RESPONSE_HEADERS}
    return response


def recorder() -> vcr.VCR:
    """vcr as this project uses it: matched by method, path and parsed JSON body."""
    made = vcr.VCR(
        match_on=["method", "path", "json"], before_record_request=_clean_request, before_record_response=_clean_response,
        serializer="readable",
    )  # fmt: skip
    made.register_matcher("json", _same_body)
    made.register_serializer("readable", Serializer)
    made.register_persister(Persister)
    return made


@contextmanager
def cassette(path: Path, mode: str = "none") -> Iterator[Any]:
    """Play a cassette: by `none` every request is answered from it or refused.

    To record, `all` asks everything anew, `new_episodes` what it lacks; what was not asked for is dropped.
    """
    with (
        mock.patch.object(httpx_stubs, "CannotOverwriteExistingCassetteException", Unrecorded),
        recorder().use_cassette(path, record_mode=mode, drop_unused_requests=mode != "none") as tape,
    ):
        yield tape


def recorded_settings() -> Settings:
    """The settings of the golden cassettes, with a store that vanishes."""
    return settings.load(
        **{**simplejson.loads(RECORDED.read_text(encoding="utf-8")), "backend": "llm", "store": ":memory:"}
    )


def golden_cassette(name: str) -> Path:
    """The cassette of a golden document, by its set's name."""
    return CASSETTES / "golden" / f"{name}.yaml"


def fault_cassette(name: str) -> Path:
    """The cassette of a scripted fault."""
    return CASSETTES / "faults" / f"{name}.yaml"
