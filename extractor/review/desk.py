"""A review at work: the page with what is decided so far, and decisions taken in."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from extractor.review import decisions
from extractor.review.decisions import Decision, Judge, Standing
from extractor.review.page import Entry, Page, html, outcome
from extractor.schema import Fact, Report


@dataclass(frozen=True)
class Desk:
    """A page, the file that its decisions are kept in, and who gives a corrected fact its verdict."""

    page: Page
    path: Path
    judge: Judge
    _lock: Lock = field(default_factory=Lock)

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return {decisions.digest(entry.report): entry for entry in self.page.entries}

    @cached_property
    def _reports(self) -> dict[str, Report]:
        return {name: entry.report for name, entry in self._entries.items()}

    def html(self) -> str:
        """The page with the decisions that stand.

        Raises:
            ReviewError: as `decisions.load`.
        """
        with self._lock:
            standing = decisions.load(self.path, self._reports)
        return html(replace(self.page, standing=standing, rejudged=self._rejudged(standing)))

    def _rejudged(self, standing: Standing) -> dict[decisions.Key, Fact]:
        return {key: self._corrected(decision) for key, decision in standing.items() if decision.fields}

    def _corrected(self, decision: Decision) -> Fact:
        fact = decisions.corrected(self._reports[decision.digest].facts[decision.fact], decision.fields, "a decision")
        return self.judge(decision.digest, fact)

    def save(self, data: object) -> dict[str, Any]:
        """Take in a decision; gives what it comes to, for the page.

        Raises:
            ReviewError: it is none, or none on this run.
            OutputError: it can't be written.
        """
        decision = decisions.parse(data, "the decision")
        decisions.check(decision, self._reports, "not saved")
        with self._lock:
            decisions.append(self.path, decision)
        rejudged = {decision.key: self._corrected(decision)} if decision.fields else {}
        return outcome(decision, self._entries[decision.digest], replace(self.page, rejudged=rejudged))
