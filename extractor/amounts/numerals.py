"""Chinese numerals to exact numbers: 一百二十三, 两千三, 2千零30, 二点五, 二〇二五, 壹佰."""

from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "俩": 2, "倆": 2, "壹": 1, "贰": 2, "貳": 2, "叁": 3, "叄": 3, "参": 3, "肆": 4, "伍": 5,
    "陆": 6, "柒": 7, "捌": 8, "玖": 9, "幺": 1,
}  # fmt: skip
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20}
LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
CHARACTERS = "".join(DIGITS) + "".join(SMALL) + "".join(LARGE)
"""Every character that a numeral may hold, besides 点 and Arabic digits."""


def read(text: str) -> Decimal | None:
    """The value of a numeral in words, or words and digits; None if it is none.

    A digit behind a unit counts the next lower unit (两千三 is 2300), and digits in a row are read off (二〇二五).
    """
    whole, point, fraction = text.replace(" ", "").partition("点")
    if point and not fraction:
        return None
    value = _whole(whole)
    if value is None or not point:
        return value
    digits = [DIGITS[c] if c in DIGITS else int(c) if c.isdigit() else None for c in fraction]
    scale = 1
    while digits and digits[-1] is None and fraction[len(digits) - 1] in LARGE:
        scale *= LARGE[fraction[len(digits) - 1]]
        digits.pop()
    if not digits or None in digits:
        return None
    return (value + Decimal("0." + "".join(map(str, digits)))) * scale


def trailing(text: str) -> int:
    """The scale that a numeral ends on: 10000 for 两千万, 1 for 三百."""
    scale = 1
    while text and text[-1] in LARGE:
        scale, text = scale * LARGE[text[-1]], text[:-1]
    return scale


def _whole(text: str) -> Decimal | None:
    if not text:
        return None
    if all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text))
    state = _State()
    i = 0
    while i < len(text):
        j = i
        while j < len(text) and (text[j].isascii() and (text[j].isdigit() or text[j] in ".,")):
            j += 1
        if j > i:
            if not state.number(text[i:j]):
                return None
            i = j
        elif state.character(text[i]):
            i += 1
        else:
            return None
    return state.total()


class _State:
    """Sections below 万, 亿, 兆, added up as they close."""

    def __init__(self) -> None:
        self.done = Decimal(0)
        self.section = Decimal(0)
        self.digit: Decimal | None = None
        self.last_unit = 0
        self.after_zero = False

    def number(self, digits: str) -> bool:
        if self.digit is not None:
            return False
        self.after_zero = self.after_zero or digits.startswith("0")
        try:
            self.digit = Decimal(digits.replace(",", ""))
        except ArithmeticError:
            return False
        return True

    def character(self, c: str) -> bool:
        if c in DIGITS:
            return self._take_digit(DIGITS[c])
        if c in SMALL:
            unit = SMALL[c]
            self.section += (Decimal(1) if self.digit is None else self.digit) * unit
            self.digit, self.last_unit, self.after_zero = None, unit, False
            return True
        if c in LARGE:
            self._close(LARGE[c])
            return True
        return False

    def _take_digit(self, digit: int) -> bool:
        if digit == 0:
            self.after_zero = True
            return self.digit is None
        if self.digit is not None:
            return False
        self.digit = Decimal(digit)
        return True

    def _close(self, large: int) -> None:
        section = self.section + (self.digit or 0)
        if not section and not self.done:
            section = Decimal(1)
        if section:
            self.done = (self.done + section) * large if 0 < self.done < large else self.done + section * large
        else:
            self.done *= large
        self.section, self.digit, self.last_unit, self.after_zero = Decimal(0), None, large, False

    def total(self) -> Decimal:
        digit = self.digit or Decimal(0)
        if digit and self.last_unit > 1 and not self.after_zero and digit == digit.to_integral_value() and digit < 10:
            digit *= Decimal(self.last_unit) / 10 if self.last_unit > 20 else 1
        return self.done + self.section + digit
