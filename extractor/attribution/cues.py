"""Looking for the last of several cue words: the one nearest before a figure decides."""

import re

CAUSE = re.compile(r"[,;(](?:主要|主)?(?:系|因|由于|得益于|受益于|源于|是由于|是因为)")
"""What follows is why a figure moved: a thing of its own."""


TIMES_OF = re.compile(r"(?:为|相当于|是|达)[^,。;:]{2,18}的(?:约|近|超)?$")
"""为同期净利润的1.14倍: a share of a whole, in times."""

EQUAL_TO = re.compile(r"(?:相当于|等于)[^,。;:]{2,18}的(?:约|近|超过?)*$")
"""相当于净利润的45%: a share of another thing."""


def last_match(pattern: re.Pattern[str], words: str) -> re.Match[str] | None:
    """The last match of a pattern in some words."""
    match = None
    for match in pattern.finditer(words):  # noqa: B007 - the loop's last value is what is wanted
        pass
    return match


def last_end(pattern: re.Pattern[str], words: str) -> int:
    """Where the last match of a pattern ends, -1 if there is none."""
    match = last_match(pattern, words)
    return match.end() if match else -1
