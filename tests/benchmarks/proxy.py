"""A server that is not ours takes our requests in every mode: LiteLLM's proxy with mock answers.

    pip install 'litellm[proxy]'        in an environment of its own
    python -m tests.benchmarks.proxy LITELLM

LITELLM is that environment's `litellm` command. Nothing leaves the machine.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2
import simplejson

from extractor import documents, settings
from extractor.exchanges import Exchanges
from extractor.pipeline import Outcome, Pipeline
from extractor.reader_llm import ModelReader
from tests.faults import ROWS, TEXT, given

PORT = 8799
KEY = "sk-of-this-bench-alone-0123456789abcdef"
MODES = ("json_schema", "json", "md_json", "tools")
START_SECONDS = 90


def config() -> str:
    """The proxy's configuration: one model that answers in text, one that answers by a tool call."""
    said = json.dumps(given(*ROWS), ensure_ascii=False)
    call = {"id": "call_1", "type": "function", "function": {"name": "Answer", "arguments": said}}
    models: dict[str, dict[str, object]] = {
        "text": {"mock_response": said},
        "tool": {"mock_response": "", "mock_tool_calls": [call]},
    }
    listed = [
        {"model_name": name, "litellm_params": {"model": "openai/mock", "api_key": "none", **mock}}
        for name, mock in models.items()
    ]
    return simplejson.dumps({"model_list": listed, "general_settings": {"master_key": KEY}})


async def ask(mode: str) -> Outcome:
    """Read a report through the proxy in one mode."""
    model = "tool" if mode == "tools" else "text"
    chosen = settings.load(
        backend="llm",
        base_url=f"http://127.0.0.1:{PORT}/v1",
        model=model,
        mode=mode,
        store=":memory:",
        retries=0,
        api_key=KEY,
    )
    reader = ModelReader(settings.endpoint(chosen), Exchanges(":memory:"))
    (outcome,) = [o async for o in Pipeline(reader, "llm", 0, 1).run([documents.from_text(TEXT)])]
    await reader.close()
    return outcome


def main() -> int:
    """Run the command line."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "config.yaml"
        file.write_text(config(), encoding="utf-8")
        words = [sys.argv[1], "--config", str(file), "--port", str(PORT), "--host", "127.0.0.1"]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder) as server:
            try:
                wait()
                outcomes = {mode: asyncio.run(ask(mode)) for mode in MODES}
            finally:
                server.kill()
    for mode, outcome in outcomes.items():
        print(f"{mode}: {len(outcome.report.facts)} facts" if outcome.report else f"{mode}: {outcome.error}")
    return int(any(outcome.report is None for outcome in outcomes.values()))


def wait() -> None:
    """Wait until the proxy answers."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit:
        try:
            if httpx2.get(f"http://127.0.0.1:{PORT}/health/liveliness", timeout=2).is_success:
                return
        except httpx2.HTTPError:
            time.sleep(0.5)
    raise SystemExit("the proxy did not start")


if __name__ == "__main__":
    sys.exit(main())
