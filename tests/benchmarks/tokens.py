"""Tokens of the prompt's fixed part, and of the recorded answers per fact.

    python -m tests.benchmarks.tokens CL100K

CL100K is a file with the cl100k_base vocabulary in tiktoken's format. LiteLLM's wheel carries one, at
`litellm/litellm_core_utils/tokenizers/9b5ad71b2ce5302211f9c61530b329a4922fc6a4`; `pip install litellm tiktoken` brings it.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Any

from extractor import documents, sections, settings
from extractor.exchanges import Exchanges
from extractor.reader_llm import ModelReader
from tests import replay
from tests.endpoint import Endpoint, answered, called

MODES = ("json_schema", "json", "md_json", "tools")
TEXTS = ("临溪证券 2025-10-28\n栖梧传动(836901)营收6.12亿元。", "另一份研报:营业收入9.75亿元,同比增长3%。")


def tokenizer(path: str) -> Callable[[str], int]:
    """A counter of cl100k tokens."""
    import tiktoken  # noqa: PLC0415  not a dependency: only this count needs it
    from tiktoken.load import load_tiktoken_bpe  # noqa: PLC0415
    from tiktoken_ext import openai_public  # noqa: PLC0415

    openai_public.load_tiktoken_bpe = lambda *_, **__: load_tiktoken_bpe(path)
    encoding = tiktoken.Encoding(**openai_public.cl100k_base())
    return lambda text: len(encoding.encode(text, disallowed_special=()))


def requests(mode: str) -> list[dict[str, Any]]:
    """What the real client sends for two texts in a mode."""

    async def ask() -> list[dict[str, Any]]:
        async with Endpoint([(called if mode == "tools" else answered)({"groups": []})]) as server:
            chosen = settings.load(backend="llm", base_url=server.url, model="m", mode=mode, store=":memory:", rounds=0)
            reader = ModelReader(settings.endpoint(chosen), Exchanges(":memory:"))
            for text in TEXTS:
                document = documents.from_text(text)
                await reader.read(document, sections.split(document)[0])
            await reader.close()
            return server.bodies

    return asyncio.run(ask())


def fixed(body: dict[str, Any]) -> str:
    """What of a request is the same for every report, as the model gets it: system message and schema."""
    schema = body.get("response_format", {}).get("json_schema") or [tool["function"] for tool in body.get("tools", [])]
    said = "".join(message["content"] for message in body["messages"] if message["role"] == "system")
    return said + (json.dumps(schema, ensure_ascii=False) if schema else "")


def main() -> None:
    """Run the command line."""
    count = tokenizer(sys.argv[1])
    for mode in MODES:
        first, second = (fixed(body) for body in requests(mode))
        print(f"fixed part, mode {mode}: {count(first)} tokens; the same bytes for every report: {first == second}")
    tokens = facts = 0
    for path in sorted((replay.CASSETTES / "golden").glob("*.yaml")):
        for one in replay.Serializer.deserialize(path.read_text(encoding="utf-8"))["interactions"]:
            content = json.loads(one["response"]["body"]["string"])["choices"][0]["message"]["content"]
            groups = json.loads(content).get(
                "groups", []
            )  # as answered: a row that was asked for again took tokens too
            if groups:
                tokens += count(content)
                facts += sum(len(group["facts"]) for group in groups)
    if facts:
        print(f"recorded first answers: {tokens} tokens for {facts} facts, {tokens / facts:.1f} a fact")


if __name__ == "__main__":
    main()
