"""Bytes to text, whatever the encoding says of itself."""

import re

from extractor.errors import NotText

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_COMMON = frozenset(
    "的一是在和有年月日元万亿同比为及中业公司司增长率利润收入投资评级股市场预计期季度报告净归母每风险提示产品"
    "萬億業長潤評級場預計產險實現營淨歸屬與對應給維買增電發"
)
_NOISE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_HIGH = re.compile(rb"[\x80-\xff]+")
_LATIN = re.compile("[\x00-\x7e\u00a0-\u017f\u0192\u2013-\u203a\u20ac\u2122]*")
_MOSTLY = 0.75
_MAX_NOISE = 0.01
_LEAST_PLAUSIBLE = 0.05


def decode(data: bytes, name: str, lenient: bool = False) -> str:
    """The text of bytes in UTF-8 or UTF-16 (with and without BOM), GB18030, Big5 or Windows-1252, without its BOM.

    With `lenient` a few broken characters are shown as such, as browsers do.

    Raises:
        NotText: binary noise, or text cut off inside a character.
    """
    try:
        text = _decode(data, name)
    except NotText:
        if not lenient:
            raise
        text = max((data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030", "big5")), key=_likeness)
    noise = len(_NOISE.findall(text))
    if noise > len(text) * _MAX_NOISE:
        raise NotText(f"{name}: not text ({noise:,} of {len(text):,} characters are control codes or unassigned)")
    return text


def _decode(data: bytes, name: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, name)
    try:
        text = data.decode("utf-8")
        if "\x00" not in text:
            return text
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > len(data) - 4 and error.start > 0:
            raise NotText(f"{name}: UTF-8 text, cut off inside a character at byte {error.start:,}") from None
    western = _western(data)
    if western is not None:
        return western
    texts = [guess for encoding in _guesses(data) if (guess := _try(data, encoding)) is not None]
    best = max(texts, key=_likeness, default="")
    if _plausibility(best) < _LEAST_PLAUSIBLE:
        raise NotText(f"{name}: not text in UTF-8, UTF-16, GB18030 or Big5")
    return best


def _western(data: bytes) -> str | None:
    """Text in Windows-1252, of Latin letters and their signs; Chinese has two bytes and more a character, and rarely one of them high."""
    high = _HIGH.findall(data[:1_000_000])
    if sum(len(run) == 1 for run in high) <= _MOSTLY * len(high) or sum(map(len, high)) > len(data) / 4:
        return None
    text = _try(data, "cp1252")
    return text if text is not None and _LATIN.fullmatch(text) else None


def _guesses(data: bytes) -> tuple[str, ...]:
    """NUL bytes are found in UTF-16 alone; without any the multi-byte encodings of Chinese remain."""
    return ("utf-16-le", "utf-16-be") if b"\x00" in data else ("gb18030", "big5", "utf-16-le", "utf-16-be")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(f"{name}: {encoding.upper()} text, cut off or broken at byte {error.start:,}") from None


def _likeness(text: str) -> float:
    """How much the characters beyond ASCII are those of this kind of text: markup and digits tell no encoding from another."""
    return _plausibility("".join(_BEYOND_ASCII.findall(text)) or text)


def _plausibility(text: str) -> float:
    """The share of characters that are commonest in this kind of text, less the noise: the right decoding wins."""
    sample = text[:20_000]
    if not sample:
        return 0.0
    good = sum(c in _COMMON or "\x20" <= c <= "\x7e" for c in sample)
    return (good - 5 * len(_NOISE.findall(sample))) / len(sample)
