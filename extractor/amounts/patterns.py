"""How units are written: the pieces of the patterns that read numbers."""

import re
from collections.abc import Sequence

from extractor.amounts import units


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


SCALE = (
    r"(?:千万亿|百万亿|个亿|万万|万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![瓦克米卡升])|百(?!分点)"
    r"|(?:mn|bn|million|billion|trillion|thousand)(?![A-Za-z]))"
)
CURRENCY = _alternatives([*units.CURRENCIES])
RATIO = (
    r"个?百分点|个点(?![位击胶])|个?pcts?t?|pcst|PCTs?|Pcts?|个?ppts?|个?pts?(?![A-Za-z])|个?pps?(?![A-Za-z])|个?PP(?![A-Za-z])|个?pcs?(?![A-Za-z])"
    r"|个?基点|个?[bB][pP][sS]?(?![A-Za-z])|%|‰|倍|成(?![为立本长功都果熟员品交就分绩因效型像药])|折(?![旧叠线扣射合现算让价])|[xX](?=P/?[EBS]|(?![A-Za-z0-9]))"
)
_LATIN_COUNTER = _alternatives([w for w in units.COUNTERS if w[0].isascii()])
_CJK_COUNTER = "|".join(
    re.escape(word) + (f"(?![{units.NOT_BEFORE[word]}])" if word in units.NOT_BEFORE else "")
    for word in sorted((w for w in units.COUNTERS if not w[0].isascii()), key=len, reverse=True)
)
COUNTER = rf"(?:{_LATIN_COUNTER})(?![A-Za-z0-9])|[GM]Wh?(?=[A-Z])|(?:[A-Za-z]{{2,4}})?[核卡](?![A-Za-z])|{_CJK_COUNTER}"
_UNIT = rf"(?P<currency>{CURRENCY})|(?P<ratio>{RATIO})|(?P<counter>{COUNTER})"
_PER = rf"(?:[/每] ?(?P<per>(?:{_alternatives(units.PER)})(?![A-Za-z])))?"
TAIL = re.compile(
    rf" ?(?P<most>[多余几](?=[千万亿百]))?(?P<scale>{SCALE})? ?(?P<more>[多余](?!年|次|样|元化|数|家企|项目))?(?:{_UNIT})?{_PER}"
)
"""Scale, unit and what it is per, read on behind a number."""
