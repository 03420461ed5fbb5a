"""A reader's reports against the golden set: the card of a run."""

import hashlib
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extractor import golden, lexicon, scoring
from extractor.golden import DIGEST_LENGTH, Golden
from extractor.schema import Report, dumps
from extractor.scoring.card import ReportScore, Stamp, Told

_PACKAGES = ("instructor", "openai", "pydantic", "tenacity", "vcrpy")


def report_score(one: Golden, found: Report | None, beside: Sequence[Report], failed: str | None = None) -> ReportScore:
    """One golden report against what a reader made of it; all of it is missed where there is nothing.

    `beside` has the other golden reports of its document, `failed` why there is nothing.
    """
    compared = scoring.compare(one.name, one.report, found or Report(), one.text, beside)
    places = {id(fact): place for place, fact in enumerate(one.report.facts)}
    return ReportScore(
        golden=one.digest, tallies=compared.tallies, verdicts=dict(compared.verified), critical=compared.critical,
        wrong=compared.wrong, slices=dict(one.slices), groups=compared.groups, header=compared.header,
        mistakes=[Told.of(mistake, places.get(id(mistake.golden))) for mistake in compared.mistakes],
        unclaimed=compared.unclaimed, failed=failed,
    )  # fmt: skip


def stamp(
    reader: str, how: str, reports: Mapping[str, ReportScore], found: Sequence[Report], mode: str | None
) -> Stamp:
    """What the scores of a run belong to."""
    run = next((report.run for report in found if report.run is not None), None)
    return Stamp(
        at=datetime.now(UTC).isoformat(timespec="seconds"), reader=reader, how=how, commit=_git("rev-parse", "HEAD"),
        dirty=_dirty(), prompt=run.prompt_version if run else None, schema_hash=_hash(dumps(Report.model_json_schema())),
        lexicon=_hash(lexicon.source()), golden=golden.digest({name: one.golden for name, one in reports.items()}),
        model=run.model if run else None, mode=mode, packages=dict(_packages()),
    )  # fmt: skip


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def _packages() -> list[tuple[str, str]]:
    found = []
    for name in _PACKAGES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return found


def _git(*words: str) -> str | None:
    """What git says of the checkout; None where there is none."""
    try:
        done = subprocess.run(
            ["git", *words], capture_output=True, text=True, check=False, cwd=Path(__file__).parent, timeout=30
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _dirty() -> bool | None:
    changed = _git("status", "--porcelain")
    return None if changed is None else bool(changed)
