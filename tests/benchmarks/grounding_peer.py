"""langextract's part of `grounding.py`, run by its own environment's Python; JSON in, JSON out.

In: a list of cases `{text, quotes: [[quote, place], ...]}`. Out: for each way of use the seconds and how its aligner
marked the quotes. Ways: its default tokenizer and the one that it offers for texts that are not English, each on a whole
report; and the latter on the chunks into which langextract cuts a text before it aligns.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from langextract.chunking import ChunkIterator
from langextract.core.data import Document, Extraction
from langextract.core.tokenizer import RegexTokenizer, Tokenizer, UnicodeTokenizer
from langextract.resolver import Resolver

CHUNK = 1000
"""Characters, as in its `extract`."""
Case = Mapping[str, Any]
Way = Callable[[Case], Iterator[Extraction]]


def align(text: str, quotes: Sequence[str], tokenizer: Tokenizer) -> Iterator[Extraction]:
    """The quotes grounded in a text."""
    extractions = [Extraction("figure", quote) for quote in quotes]
    yield from Resolver().align(extractions, text, 0, 0, tokenizer_inst=tokenizer)


def whole(tokenizer: Tokenizer) -> Way:
    """Align against the report as a whole."""
    return lambda case: align(case["text"], [quote for quote, _ in case["quotes"]], tokenizer)


def chunked(tokenizer: Tokenizer) -> Way:
    """Align against chunks, each with the quotes that begin in it."""

    def way(case: Case) -> Iterator[Extraction]:
        for chunk in ChunkIterator(None, CHUNK, tokenizer, Document(case["text"])):
            low, high = chunk.char_interval.start_pos, chunk.char_interval.end_pos
            quotes = [quote for quote, place in case["quotes"] if low <= place < high]
            yield from align(chunk.chunk_text, quotes, tokenizer)

    return way


WAYS: Mapping[str, Way] = {
    "default tokenizer": whole(RegexTokenizer()),
    "Unicode tokenizer": whole(UnicodeTokenizer()),
    "Unicode tokenizer, in chunks": chunked(UnicodeTokenizer()),
}


def measured(way: Way, cases: Sequence[Case]) -> dict[str, Any]:
    """Seconds of processor time, and the marks."""
    start = time.process_time()
    done = [extraction for case in cases for extraction in way(case)]
    seconds = time.process_time() - start
    marks = Counter(e.alignment_status.value if e.alignment_status else "not found" for e in done)
    return {"seconds": seconds, "marks": marks}


if __name__ == "__main__":
    given = json.load(sys.stdin)
    json.dump({name: measured(way, given) for name, way in WAYS.items()}, sys.stdout)
