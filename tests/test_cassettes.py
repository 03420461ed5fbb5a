"""Replayed exchanges: the golden reports as a model answered them, scripted faults, and what a miss says."""

import asyncio
import re
import socket
from pathlib import Path
from typing import Any

import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st

from extractor import documents, pipeline, prompts
from extractor.errors import AnswerRefused
from extractor.pipeline import Outcome
from tests import faults, replay
from tests.replay import Serializer, Unrecorded

ROOT = Path(__file__).parent.parent
GOLDEN = sorted(path.parent.name for path in (ROOT / "golden" / "reports").glob("*/*.txt"))
CASSETTES = sorted(replay.CASSETTES.rglob("*.yaml"))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a cassette lacks must not be fetched: every connection fails."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", refuse)


def first_looks(name: str) -> list[Outcome]:
    async def read() -> list[Outcome]:
        chosen = replay.recorded_settings().model_copy(update={"rounds": 0})
        document = documents.read(str(next((ROOT / "golden" / "reports" / name).glob("*.txt"))))
        async with pipeline.opened(chosen) as reading:
            return [outcome async for outcome in reading.run([document])]

    with replay.cassette(replay.golden_cassette(name)):
        return asyncio.run(read())


@pytest.mark.parametrize("name", GOLDEN)
def test_every_golden_document_is_recorded_with_the_prompt_of_today(name: str) -> None:
    for outcome in first_looks(name):
        assert outcome.report is not None, outcome.error
        assert outcome.report.facts
        assert outcome.report.run is not None
        assert outcome.report.run.model == "relay"


def replayed(name: str) -> Outcome:
    with replay.cassette(replay.fault_cassette(name)) as tape:
        outcome = asyncio.run(faults.read(faults.FAULTS[name], "http://127.0.0.1:9/v1"))
        assert tape.all_played
    return outcome


@pytest.mark.parametrize("name", [name for name in faults.FAULTS if name != "refusal"])
def test_a_recorded_fault_is_overcome(name: str) -> None:
    outcome = replayed(name)
    assert outcome.report is not None, outcome.error
    assert [fact.verdict.status.value for fact in outcome.report.facts if fact.verdict] == ["verified", "verified"]


def test_a_recorded_refusal_is_a_named_outcome() -> None:
    assert isinstance(replayed("refusal").error, AnswerRefused)


def test_a_miss_is_told_at_once_and_names_the_changed_words(monkeypatch: pytest.MonkeyPatch) -> None:
    system = prompts.system().replace("guess nothing", "guess boldly")
    monkeypatch.setattr(prompts, "system", lambda: system)
    outcome = first_looks("preview")[0]
    assert isinstance(outcome.error, Unrecorded)
    assert "preview.yaml" in str(outcome.error)
    changed = [line for line in str(outcome.error).splitlines() if line[:1] in "+-"]
    assert any("guess boldly" in line for line in changed)
    assert len(changed) <= 4


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.stem)
def test_no_cassette_holds_a_key_or_an_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"authorization|api-key|cookie|\bsk-|Bearer|127\.0\.0\.1|https?://(?!endpoint/)", text, re.IGNORECASE
    )
    assert "\\u4e" not in text


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS, TEXTS)
def test_what_is_written_is_read_back(asked: str, said: str) -> None:
    cassette: dict[str, Any] = {
        "version": 1,
        "interactions": [
            {
                "request": {"method": "POST", "uri": "http://endpoint/x", "body": simplejson.dumps({"messages": [asked]}), "headers": {}},
                "response": {"status": {"code": 200, "message": ""}, "headers": {}, "body": {"string": simplejson.dumps({"said": said})}},
            }
        ],
    }  # fmt: skip
    one = Serializer.deserialize(Serializer.serialize(cassette))["interactions"][0]
    assert simplejson.loads(one["request"]["body"]) == {"messages": [asked]}
    assert simplejson.loads(one["response"]["body"]["string"]) == {"said": said}
