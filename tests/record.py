"""Record the golden cassettes anew, against any endpoint: python -m tests.record [--provider … --model …] [SET…].

What is said of the endpoint is kept in `tests/cassettes/recorded.json`, so that replaying asks the same; keys are taken
from the environment and are written nowhere. A wrong answer is recorded as it came.
"""

import argparse
import asyncio
import sys
from pathlib import Path

import simplejson

from extractor import documents, pipeline, settings
from extractor.errors import ExtractorError
from tests import faults, replay

DOCUMENTS = Path(__file__).parent.parent / "golden" / "reports"


async def record(path: Path, chosen: settings.Settings) -> None:
    """Read one document and keep what was asked and answered."""
    async with pipeline.opened(chosen) as reading:
        async for outcome in reading.run([documents.read(str(path))]):
            counts = outcome.report.check.counts if outcome.report and outcome.report.check else outcome.error
            print(f"{outcome.name}: {counts}", flush=True)


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", help="names of golden sets; all without any")
    for name in ("provider", "model", "base-url", "mode"):
        parser.add_argument(f"--{name}")
    parser.add_argument(
        "--faults", action="store_true", help="record the scripted faults instead; no endpoint is needed"
    )
    parser.add_argument("--rounds", type=int, help="second looks, 0 for none")
    parser.add_argument("--keep", action="store_true", help="ask only what is not recorded yet")
    options = vars(parser.parse_args())
    wanted, keep = options.pop("sets"), options.pop("keep")
    if options.pop("faults"):
        for name in faults.FAULTS:
            outcome = asyncio.run(faults.record(name))
            print(f"{name}: {outcome.error or 'read'}")
        return 0
    about = {name: value for name, value in options.items() if value is not None}
    try:
        chosen = settings.load(**about, backend="llm", store=":memory:", timeout=7200, retries=2)
        endpoint = settings.endpoint(chosen)
        kept = {
            "provider": endpoint.provider,
            "model": endpoint.model,
            "mode": endpoint.mode,
            "base_url": "http://endpoint/v1",
        }
        for path in sorted(DOCUMENTS.glob("*/*.txt")):
            if not wanted or path.parent.name in wanted:
                with replay.cassette(replay.golden_cassette(path.parent.name), mode="new_episodes" if keep else "all"):
                    asyncio.run(record(path, chosen))
        replay.RECORDED.write_text(simplejson.dumps(kept, indent=1) + "\n", encoding="utf-8")
    except ExtractorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
