"""The model reader: a report asked of a model, part by part, and asked again for what does not hold."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from typing import TypeVar

from extractor import prompts, sections
from extractor.costs import LEDGER
from extractor.documents import Document
from extractor.errors import AnswerTruncated
from extractor.exchanges import Exchanges
from extractor.mending import Item, Offer, once
from extractor.reader_llm import answer, parts
from extractor.reader_llm.answer import Answer, Repairs
from extractor.reader_llm.client import Client, Sleep
from extractor.schema import Report, dumps
from extractor.sections import Section
from extractor.settings import Endpoint

__all__ = ["ModelReader"]

_SMALLEST_PART = 100
_AROUND = 24

T = TypeVar("T")


class ModelReader:
    """Reads reports by asking a model; every answer is kept in `exchanges`. All calls share one limit.

    Each method raises ModelError where no usable answer came, and StoreError where the store fails.
    """

    independent = True

    def __init__(self, endpoint: Endpoint, exchanges: Exchanges, sleep: Sleep = asyncio.sleep) -> None:
        self.endpoint = endpoint
        self.model: str | None = endpoint.model
        self.version: str | None = prompts.version(
            dumps(Answer.model_json_schema()) + dumps(Repairs.model_json_schema())
        )
        self._client = Client(endpoint, exchanges, sleep)

    async def read(self, document: Document, section: Section) -> Report:
        """Read one report of a document. Verdicts are for the checks to give."""
        text = document.text[section.start : section.end]
        asked = parts.cut(text, self.endpoint.settings.part_chars)
        given = [one for several in await _all(self._read_part(p, text) for p in asked) for one in several]
        return Report(
            source=sections.source(document, section),
            header=answer.header(given[0].header),
            facts=once(fact for one in given for fact in answer.facts(one.groups)),
            events=_distinct(event for one in given for event in answer.events(one.events)),
            risks=_distinct(risk for one in given for risk in one.risks),
        )

    async def _read_part(self, part: str, text: str) -> list[Answer]:
        """The answer to one part; where it was cut off, the answers to its halves."""
        request = prompts.report(part) if part == text else prompts.part(part, parts.context(text))
        try:
            return [await self._client.ask(prompts.system(), request, Answer)]
        except AnswerTruncated:
            if len(part) < 2 * _SMALLEST_PART:
                raise
        halves = await _all(self._read_part(half, text) for half in parts.halves(part))
        return [one for several in halves for one in several]

    async def repair(self, document: Document, section: Section, items: Sequence[Item]) -> list[Offer]:
        """Ask for a second look at some items of a report, those of each part of a long report together."""
        text = document.text[section.start : section.end]
        LEDGER.get().repairs += 1
        asked, start = [], 0
        for part in parts.cut(text, self.endpoint.settings.part_chars):
            mine = [item for item in items if start <= item.place < start + len(part)]
            start += len(part)
            if mine:
                asked.append(self._repair_part(part, text, mine))
        return [offer for offers in await _all(asked) for offer in offers]

    async def _repair_part(self, part: str, text: str, items: Sequence[Item]) -> list[Offer]:
        request = prompts.repair(part, "\n".join(_line(number, item, text) for number, item in enumerate(items, 1)))
        given = await self._client.ask(prompts.system(), request, Repairs)
        offers: dict[int, Offer] = {}
        for one in given.items:
            if 1 <= one.item <= len(items):
                offers.setdefault(one.item, Offer(items[one.item - 1])).facts.extend(answer.facts([one]))
        return list(offers.values())

    async def models(self) -> list[str]:
        """The names of the models that the endpoint offers; [] where it answers without naming any."""
        return await self._client.models()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


_DOUBTS = {
    "quote_not_found": "the quote is not in the text",
    "number_not_in_quote": "the quote does not hold this number",
    "value_mismatch": "the text has another number",
    "unit_mismatch": "the text has another unit",
    "sign_mismatch": "the sign",
    "qualifier_mismatch": "the qualifier",
}


def _line(number: int, item: Item, text: str) -> str:
    """An item for the model: what was stated and what is in doubt. What the checks read instead is not said, so that the
    second answer stays a reading of its own.
    """
    if item.fact is not None and item.fact.verdict is not None:
        doubts = ", ".join(_DOUBTS.get(code, code.removesuffix("_mismatch")) for code in item.fact.verdict.reasons)
        return f"{number}. fact {answer.row(item.fact)} quoted from “{item.fact.quote}”; in doubt: {doubts}"
    assert item.figure is not None
    start, end = item.figure.span
    around = " ".join(text[max(0, start - _AROUND) : end + _AROUND // 2].split())
    return f"{number}. figure {item.figure.text} in “{around}”, not stated yet"


async def _all(questions: Iterable[Awaitable[list[T]]]) -> list[list[T]]:
    """The answers to questions asked at the same time; the first failure ends the others."""

    async def ask(question: Awaitable[list[T]]) -> list[T]:
        return await question

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(question)) for question in questions]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


def _distinct(things: Iterable[T]) -> list[T]:
    kept: list[T] = []
    for thing in things:
        if thing not in kept:
            kept.append(thing)
    return kept
