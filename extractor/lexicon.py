"""Metric names, ratings and cue words: data in `lexicon.toml`, compiled here."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from extractor.folding import fold_characters


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its code (`other` if the contract has none), the kinds of unit it takes, and how it behaves.

    `units` holds kinds: money, per_share, percent, multiple, share, person, count (any counter), price (money per
    something). `stock` marks balance-sheet items, `signed` metrics on which a loss is negative.
    """

    code: str
    units: frozenset[str]
    stock: bool = False
    signed: bool = False
    forecast: bool = False
    dateless: bool = False
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Alias:
    """A written name of a metric. A weak one counts only where a unit of the metric's kind goes with it."""

    name: str
    metric: Metric
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The whole lexicon: aliases by name, and word lists by theme. `pattern` also finds words that only hold a name."""

    aliases: Mapping[str, Alias]
    pattern: re.Pattern[str]
    ratings: Mapping[str, str]
    changes: Mapping[str, str]
    cues: Mapping[str, tuple[str, ...]]
    events: Mapping[str, tuple[str, ...]]

    def cue(self, *names: str) -> re.Pattern[str]:
        """One pattern for the cue lists of these names, longest word first."""
        return _cue_pattern(tuple(word for name in names for word in self.cues[name]))

    def code_of(self, label: str | None) -> str:
        """The code of the metric that a label names by itself, whatever stands around it; `other` where none does."""
        alias = self.aliases.get(fold_characters(label)) if label else None
        return alias.metric.code if alias is not None and not alias.weak else "other"

    def rating_level(self, rating: str | None) -> str | None:
        """The level of a rating as written, None if unknown; a risk class behind it (强烈推荐-A) counts for nothing."""
        return self.ratings.get(re.sub(r"-[A-Z]$", "", fold_characters(rating))) if rating else None

    def rating_move(self, before: str | None, after: str | None) -> str | None:
        """What leads from one rating to another: upgrade, downgrade, or None where the levels are equal or unknown."""
        ladder = list(dict.fromkeys(self.ratings.values()))
        old, new = self.rating_level(before), self.rating_level(after)
        if old is None or new is None or old == new:
            return None
        return "upgrade" if ladder.index(new) < ladder.index(old) else "downgrade"


@lru_cache(maxsize=128)
def _cue_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def source() -> str:
    """The lexicon's file as it stands."""
    return files("extractor").joinpath("lexicon.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """The package's lexicon, read once."""
    data = tomllib.loads(source())
    aliases: dict[str, Alias] = {}
    for entry in data["metric"]:
        metric = _metric(entry)
        for weak, names in ((False, entry.get("aliases", ())), (True, entry.get("weak", ()))):
            for name in names:
                aliases[name] = Alias(name, metric, weak)
    names = [*aliases, *data["cues"]["not_names"]]
    ratings = {word: level for level, words in data["ratings"].items() for word in words}
    changes = {word: change for change, words in data["rating_changes"].items() for word in words}
    return Lexicon(
        aliases,
        re.compile(trie_pattern(names)),
        ratings,
        changes,
        {name: tuple(words) for name, words in data["cues"].items()},
        {name: tuple(words) for name, words in data["events"].items()},
    )


def _metric(entry: Mapping[str, Any]) -> Metric:
    flags = frozenset(entry.get("flags", ()))
    return Metric(
        entry["code"],
        frozenset(entry["units"]),
        "stock" in flags,
        "signed" in flags,
        "forecast" in flags,
        "dateless" in flags,
        "reported" in flags,
    )


def trie_pattern(words: Iterable[str]) -> str:
    """A pattern that finds the longest of many words at a place, sharing their beginnings so that it stays fast."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _trie_node(root)


def _trie_node(node: dict[str, Any]) -> str:
    options = [re.escape(character) + _trie_node(child) for character, child in node.items() if character]
    if not options:
        return ""
    body = options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
    return f"(?:{body})?" if "" in node else body
