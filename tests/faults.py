"""Faults that no real endpoint gives on demand: scripted, recorded with the real client, replayed by the tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor import documents, settings
from extractor.exchanges import Exchanges
from extractor.pipeline import Outcome, Pipeline
from extractor.reader_llm import ModelReader
from tests import replay
from tests.endpoint import Endpoint, Reply, answered, failed, no_sleep

TEXT = (
    "云栖证券 陆川 2025-10-28\n栖梧传动(836901)点评\n2025年前三季度公司营收6.12亿元,同比增长8.5%。风险提示:需求不及预期"
)
QUOTE = "2025年前三季度公司营收6.12亿元,同比增长8.5%"
ROWS = ("revenue|营收||2025Q1-Q3|actual|level|612000000|CNY", "revenue|营收||2025Q1-Q3|actual|yoy|8.5|%")
LONG = TEXT + "\n" + "公司经营稳健,行业需求保持平稳,渠道结构持续优化。\n" * 12


def given(*rows: str, quote: str = QUOTE) -> dict[str, object]:
    """An answer with one group."""
    return {"header": {}, "groups": [{"quote": quote, "facts": list(rows)}]}


GOOD = answered(given(*ROWS))
WRONG = answered(given(ROWS[0].replace("612000000", "61200000"), ROWS[1]))
MENDED = answered({"items": [{"item": 1, "quote": QUOTE, "facts": [ROWS[0]]}]})


@dataclass(frozen=True)
class Fault:
    """What the endpoint replies, in this order, to which text."""

    replies: Sequence[Reply]
    text: str = TEXT
    options: Mapping[str, Any] = field(default_factory=dict)


FAULTS = {
    "invalid-then-reask": Fault([answered(given("revenue|营收|6.12亿")), GOOD]),
    "refuted-then-repair": Fault([WRONG, MENDED]),
    "429-then-200": Fault([failed(429, "slow down", retry_after="1"), GOOD]),
    "500s-then-200": Fault([failed(500, "oops"), failed(503, "busy"), GOOD]),
    "truncated-then-halves": Fault([answered('{"groups": [{"quo', "length"), GOOD, answered({"groups": []})], LONG),
    "refusal": Fault([answered(None, refusal="I cannot help with that")]),
}


async def read(fault: Fault, url: str) -> Outcome:
    """Read a fault's text with the real client; waits are left out."""
    options = {"model": "scripted", "store": ":memory:", "concurrency": 1, **fault.options}
    chosen = settings.load(backend="llm", base_url=url, **options)
    reader = ModelReader(settings.endpoint(chosen), Exchanges(":memory:"), no_sleep)
    try:
        line = Pipeline(reader, "llm", chosen.rounds, chosen.concurrency)
        (outcome,) = [outcome async for outcome in line.run([documents.from_text(fault.text, "fault.txt")])]
        return outcome
    finally:
        await reader.close()


async def record(name: str) -> Outcome:
    """Record one fault anew."""
    async with Endpoint(FAULTS[name].replies) as server:
        with replay.cassette(replay.fault_cassette(name), mode="all"):
            return await read(FAULTS[name], server.url)
