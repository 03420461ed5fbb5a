"""Two hundred reports asked of a loopback endpoint that takes a second: speed, faults and kills.

    python -m tests.benchmarks.load            speed and CPU, then with faults, then killed ten times and rerun
    python -m tests.benchmarks.load speed      one of the three: speed, faults, kills

The endpoint runs in a process of its own. The reports are the four of the sample listing, made different by a line; each
is answered by its golden facts, and second looks happen where the checks ask for them. Timings are ratios to the ideal of one run.
"""

import argparse
import asyncio
import json
import math
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor import documents, pipeline, sections, settings
from extractor.documents import Document
from extractor.exchanges import Exchanges
from extractor.reader_llm import answer
from extractor.schema import Report, dumps, loads
from tests.endpoint import Endpoint, Reply, answered, failed

GOLDEN = Path(__file__).parent.parent.parent / "golden" / "reports"
REPORTS, CONCURRENCY, SECONDS = 200, 32, 1.0
KILLS = 10
SAMPLE = "bingxing/"
_MARK = re.compile(r"编号(\d+)-(\w+/\w+)号")


def golden() -> Iterator[tuple[str, str, Report]]:
    """Name, text and golden facts of every report."""
    for path in sorted(GOLDEN.glob("*/*.json")):
        report = Report.model_validate(loads(path.read_text(encoding="utf-8")))
        document = documents.read(str(GOLDEN / (report.source.path or "")))
        yield f"{path.parent.name}/{path.stem}", document.text[report.source.start : report.source.end], report


def inputs() -> list[Document]:
    """The reports, each a document of its own."""
    texts = [(name, text) for name, text, _ in golden() if name.startswith(SAMPLE)]
    made = []
    for number in range(REPORTS):
        name, text = texts[number % len(texts)]
        made.append(documents.from_text(f"{text}\n编号{number}-{name}号", f"{number:03}"))
    return [document for document in made if len(sections.split(document)) == 1]


def answers() -> dict[str, dict[str, Any]]:
    """A model's answer to each golden report: its golden facts."""
    return {
        name: {
            "header": report.header.model_dump(mode="json"),
            "groups": [{"quote": fact.quote, "facts": [answer.row(fact)]} for fact in report.facts],
            "events": [], "risks": report.risks,
        }
        for name, _, report in golden()
    }  # fmt: skip


async def serve(faults: bool, log: Path) -> None:
    """Answer until killed; one line of the log for each request: when it came, what was asked, what was replied."""
    known, chance = answers(), random.Random(1)
    with log.open("a", encoding="utf-8", buffering=1) as lines:

        def reply(body: dict[str, Any]) -> Reply:
            asked = body["messages"][-1]["content"]
            number, name = _MARK.findall(asked)[-1]
            draw, second = chance.random(), "second look" in asked
            given = answered({"items": []} if second else known[name])
            kind = "200"
            if faults and draw < 0.20:
                given, kind = failed(429, "slow down", retry_after="1"), "429"
            elif faults and draw < 0.25:
                given, kind = failed(500, "oops"), "500"
            elif faults and draw < 0.27:
                given, kind = Reply(given.body, cut=40), "cut"
            delay = SECONDS if kind == "200" else 0.05
            print(json.dumps([time.monotonic(), number, second, kind, delay]), file=lines)
            return Reply(given.body, given.status, given.headers, delay, given.cut)

        async with Endpoint(reply) as server:
            print(server.url, flush=True)
            await asyncio.Event().wait()


async def read(url: str, store: Path, out: Path) -> None:
    """Read all reports as `extract` does, and say when the last was done and what CPU it took."""
    chosen = settings.load(backend="llm", base_url=url, model="m", concurrency=CONCURRENCY, store=store, retries=20)
    found = inputs()
    async with pipeline.opened(chosen) as reading:
        start = resource.getrusage(resource.RUSAGE_SELF)
        done = 0
        with out.open("w", encoding="utf-8") as lines:
            async for outcome in reading.run(found):
                if outcome.report is not None:
                    done += 1
                    outcome.report.run = None
                    lines.write(dumps(outcome.report) + "\n")
        end = resource.getrusage(resource.RUSAGE_SELF)
    cpu = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
    print(json.dumps({"done": done, "of": len(found), "last": time.monotonic(), "cpu": cpu}))


class Bench:
    """A running endpoint and the places that runs against it use."""

    def __init__(self, folder: Path, faults: bool = False) -> None:
        self.folder, self.log = folder, folder / "log"
        self.server = subprocess.Popen(
            [*_SELF, "serve", str(int(faults)), str(self.log)], stdout=subprocess.PIPE, text=True
        )
        assert self.server.stdout is not None
        self.url = self.server.stdout.readline().strip()

    def start(self, store: str, out: str) -> subprocess.Popen[str]:
        """Start reading."""
        words = ["read", self.url, str(self.folder / store), str(self.folder / out)]
        return subprocess.Popen([*_SELF, *words], stdout=subprocess.PIPE, text=True)

    def run(self, store: str, out: str) -> dict[str, float]:
        """Read to the end."""
        told, _ = self.start(store, out).communicate()
        result: dict[str, float] = json.loads(told)
        return result

    def asked(self) -> list[tuple[float, str, bool, str, float]]:
        """The log so far."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [tuple(json.loads(line)) for line in lines]

    def close(self) -> None:
        """Stop the endpoint."""
        self.server.kill()
        self.server.wait()


_SELF = [sys.executable, "-m", "tests.benchmarks.load"]


def speed(folder: Path) -> None:
    """Wall time over the ideal, and CPU a report."""
    bench = Bench(folder)
    result = bench.run("store", "out")
    asked = bench.asked()
    bench.close()
    rounds = math.ceil(len(asked) / CONCURRENCY)
    wall = result["last"] - asked[0][0]
    firsts = sum(not second for _, _, second, _, _ in asked)
    print(
        f"speed: {result['done']:.0f} of {result['of']:.0f} reports, {firsts} first and {len(asked) - firsts} second questions"
    )
    print(f"  first request to last result over the ideal of {rounds} rounds: {wall / (rounds * SECONDS):.3f}")
    print(f"  our CPU per report: {1000 * result['cpu'] / result['done']:.1f} ms")


def faults(folder: Path) -> None:
    """All reports done in spite of 429s, 500s and cut connections, nothing asked again that was answered."""
    bench = Bench(folder, faults=True)
    result = bench.run("store", "out")
    asked = bench.asked()
    bench.close()
    kinds = Counter(kind for _, _, _, kind, _ in asked)
    answered_twice = sum(n - 1 for n in Counter((a[1], a[2]) for a in asked if a[3] == "200").values())
    print(f"faults: {result['done']:.0f} of {result['of']:.0f} reports done; replies {dict(kinds)}")
    print(f"  answered questions asked again: {answered_twice}")


def kills(folder: Path) -> None:
    """Killed at random moments and rerun, the output is that of an undisturbed run; only calls in flight are repeated."""
    bench = Bench(folder)
    result = bench.run("undisturbed", "undisturbed.jsonl")
    chance = random.Random(7)
    before = len(bench.asked())
    in_flight = committed = 0
    for _ in range(KILLS):
        process = bench.start("killed", "killed.jsonl")
        seen = len(bench.asked())
        limit = time.monotonic() + 30
        while len(bench.asked()) == seen and time.monotonic() < limit and process.poll() is None:
            time.sleep(0.02)
        time.sleep(chance.uniform(0.1, 2.5))
        process.kill()
        process.wait()
        store = Exchanges(folder / "killed")
        in_flight += len(bench.asked()) - seen - (len(store) - committed)
        committed = len(store)
        store.close()
    last = bench.run("killed", "killed.jsonl")
    asked = Counter((a[1], a[2]) for a in bench.asked()[before:])
    bench.close()
    repeated = sum(n - 1 for n in asked.values())
    same = (folder / "undisturbed.jsonl").read_bytes() == (folder / "killed.jsonl").read_bytes()
    print(f"kills: {KILLS} times killed, then {last['done']:.0f} of {result['of']:.0f} reports; same output: {same}")
    print(
        f"  calls repeated: {repeated}, asked but not yet kept when killed: {in_flight}, at most {KILLS * CONCURRENCY} can be"
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*")
    words = parser.parse_args().what
    if words[:1] == ["serve"]:
        asyncio.run(serve(words[1] == "1", Path(words[2])))
    elif words[:1] == ["read"]:
        asyncio.run(read(words[1], Path(words[2]), Path(words[3])))
    else:
        for bench in (speed, faults, kills):
            if not words or bench.__name__ in words:
                with tempfile.TemporaryDirectory() as folder:
                    bench(Path(folder))


if __name__ == "__main__":
    main()
