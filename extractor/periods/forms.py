"""The written forms of periods, as one table of patterns, and what each stands for before its year is known."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from extractor.schema import PART_END

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CN_DIGIT = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}


@dataclass(frozen=True, slots=True)
class Partial:
    """A period whose year may still be open.

    `part` is empty for a full year, else `H1`, `Q3`, `Q1-Q3`, `M07`, `M01..M10`, `D06-30`. `year` None is taken from
    the context; `shift` then moves it, counted from the report's own year if `own`, else from the context's. `before` is
    the quarter before the one that the context ends with.
    """

    year: int | None
    part: str = ""
    shift: int = 0
    own: bool = False
    same: bool = False
    before: bool = False

    def render(self, year: int) -> str:
        """The contract's form, given the year."""
        part = self.part
        if part.startswith("M"):
            return "..".join(f"{year}-{month[1:]}" for month in part.split(".."))
        if part.startswith("D"):
            return f"{year}-{part[1:]}"
        return f"{year}{part}"


def month_part(first: int, last: int) -> str:
    """Months of a year as a part; whole quarters, halves and the nine months get their own names."""
    named = {(1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4", (1, 6): "H1", (7, 12): "H2", (1, 9): "Q1-Q3",
             (1, 12): ""}  # fmt: skip
    if (first, last) in named:
        return named[first, last]
    return f"M{first:02}" if first == last else f"M{first:02}..M{last:02}"


def end_of(part: str) -> str:
    """The last day of a part, as a part."""
    if part.startswith("M"):
        month = int(part[-2:])
        return f"D{month:02}-{_MONTH_DAYS[month - 1]:02}"
    month, day = PART_END.get(part, (12, 31))
    return f"D{month:02}-{day:02}"


def quarter_before(part: str) -> tuple[int, str]:
    """The quarter before the one that a part ends with, and how many years before it lies."""
    month, _ = PART_END.get(part, (int(part[1:3]) if part[:1] in ("D", "M") else 12, 31))
    quarter = (month - 1) // 3
    return (0, f"Q{quarter}") if quarter else (-1, "Q4")


def year_of(digits: str) -> int:
    """A year of two or four digits."""
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


_Y4 = r"(?:19[89]\d|20[0-4]\d)"
_Y2 = r"(?<![\d.])(?<!\d,)[0-3]\d"
_YEAR = rf"(?:(?<!\d){_Y4}|{_Y2})"
_TO = r" ?(?:-{1,2}|~|—{1,2}|至|到) ?"
_LATIN_END = r"(?![A-Za-z0-9])"
_NO_SPAN = r"(?<![近过去每满第几数又正腊前首一三四五六七八九十百千万两\d.])"
"""近三月, 每一月: so many months, and none of a year's."""

_PARTS = (
    ("Q1-Q3", rf"前[三3]个?季度?|Q1{_TO}Q?3{_LATIN_END}|[一1]{_TO}[三3](?:季度|Q)|(?<!\d)1{_TO}9月份?|9M{_LATIN_END}"
              rf"|(?:第?三|3)季度?报告?|三季报"),
    ("H1", rf"上半年度?|H1{_LATIN_END}|1H{_LATIN_END}|中报|半年度?报告?|半年度|中期业绩|(?<!\d)1{_TO}6月份?"
           rf"|Q1{_TO}Q?2{_LATIN_END}|前[二两]个?季度?|6M{_LATIN_END}"),
    ("H2", rf"下半年度?|H2{_LATIN_END}|2H{_LATIN_END}|(?<!\d)7{_TO}12月份?"),
    ("Q", rf"(?:单|第)?(?P<cq>[一二三四])(?:单?季度?报?告?)(?!度)|单第?(?P<sq>[一二三四])季?度?|单?季?Q(?P<lq>[1-4]){_LATIN_END}"
          rf"|单?(?P<ql>[1-4])Q{_LATIN_END}|第?(?<!\d)(?P<nq>[1-4])季[度报]|首季度?"),
    ("N", r"(?<![年线播售映])(?<!上市)[前首](?P<n>1[0-2]|[2-9]|十[一二]?|[二两三四五六七八九])个?月份?(?!度|内)"),
    ("C", rf"{_NO_SPAN}(?:(?P<c1>十[一二]|[一二三四五六七八九十])月?(?:{_TO}|、|(?<=[一二三四五六七八])))?(?P<c2>十[一二]|[一二三四五六七八九十])月份?(?![刊一二三四五六七八九十])"),
    ("M", rf"(?<![\d.])(?P<m1>1[0-2]|0?[1-9])(?:月份?)?{_TO}(?P<m2>1[0-2]|0?[1-9])月份?|(?<![\d.])(?P<m>1[0-2]|0?[1-9])月份?(?!\d?个)"),
)  # fmt: skip
_SINGLE = r"(?:单季度?|当季|单季)?"
_END = r"(?P<end>期末|季末|末|底|年末|年底)?"


def _quarter(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups.get("cq") or groups.get("sq"):
        return f"Q{_CN_DIGIT[groups.get('cq') or groups['sq']]}"
    digit = groups.get("lq") or groups.get("ql") or groups.get("nq")
    return f"Q{digit or 1}"


def _months(match: re.Match[str]) -> tuple[int, int]:
    """The first and last month of a span, in digits or in words; 前8月 begins with the year."""
    groups = match.groupdict()
    if last := groups.get("n"):
        return 1, _CN_DIGIT.get(last) or int(last)
    if groups.get("c2"):
        return _CN_DIGIT[groups["c1"] or groups["c2"]], _CN_DIGIT[groups["c2"]]
    return int(groups["m1"] or groups["m"]), int(groups["m2"] or groups["m"])


_PART_RES = tuple((name, re.compile(pattern)) for name, pattern in _PARTS)


def read_part(text: str) -> str | None:
    """A part of a year as written (上半年, Q3, 前三季度, 1-8月, 8月) to its name; None if it is none."""
    for name, pattern in _PART_RES:
        match = pattern.match(text)
        if not match:
            continue
        if name == "Q":
            return _quarter(match)
        if name in ("M", "C", "N"):
            first, last = _months(match)
            return month_part(first, last) if first <= last else None
        return name
    return None


_PART = "|".join(re.sub(r"\?P<\w+>", "?:", pattern) for _, pattern in _PARTS)
_DAY = r"(?P<dm>1[0-2]|0?[1-9])月(?P<dd>3[01]|[12]\d|0?[1-9])[日号]"

Build = Callable[[re.Match[str]], tuple[str, tuple[Partial, ...]]]


def _date(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    return "point", (Partial(year_of(m["y"]), f"D{int(m['mo']):02}-{int(m['d']):02}"),)


def _years(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    digits = re.findall(r"\d{4}|\d\d", m[0])
    years = [year_of(d) for d in digits]
    if len(digits[0]) == 4:
        years = [y if y >= 1900 else years[0] // 100 * 100 + y % 100 for y in years]
    return "list", tuple(Partial(year) for year in years)


def _year_range(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    first, last = year_of(m["a"]), year_of(m["b"])
    if not first < last <= first + 30:
        return "list", (Partial(first), Partial(last))
    return "range", tuple(Partial(year) for year in range(first, last + 1))


def _quarter_range(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    start = year_of(m["a"]) * 4 + int(m["qa"]) - 1
    stop = year_of(m["b"] or m["a"]) * 4 + int(m["qb"]) - 1
    if not start < stop <= start + 24:
        return "list", (Partial(start // 4, f"Q{start % 4 + 1}"), Partial(stop // 4, f"Q{stop % 4 + 1}"))
    return "range", tuple(Partial(n // 4, f"Q{n % 4 + 1}") for n in range(start, stop + 1))


def _quarters(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    year = year_of(m["y"]) if m["y"] else None
    first, last = (int(_CN_DIGIT.get(word) or word) for word in (m["qa"].lstrip("第"), m["qb"].lstrip("第")))
    return "range", tuple(Partial(year, f"Q{n}") for n in range(first, last + 1))


def _quarter_list(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    year = year_of(m["y"]) if m["y"] else None
    rest = m[0][m.end("y") - m.start() :] if m["y"] else m[0]
    return "list", tuple(Partial(year, f"Q{_CN_DIGIT.get(c, c)}") for c in re.findall(r"[1-4一二三四]", rest))


def _year_part(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    part = read_part(m["part"])
    if part is None:
        return "none", ()
    if m["end"]:
        part = end_of(part)
    return "point", (Partial(year_of(m["y"]), part),)


def _part_year(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    part = {"1H": "H1", "2H": "H2", "H1": "H1", "H2": "H2", "9M": "Q1-Q3", "6M": "H1"}.get(m["p"]) or (
        "Q1-Q3" if len(m["p"]) > 2 else f"Q{m['p'].strip('Q')}"
    )
    return "point", (Partial(year_of(m["y"]), end_of(part) if m["end"] else part),)


def _year(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    return "point", (Partial(year_of(m["y"]), "D12-31" if m["end"] else ""),)


def _half(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    return "point", (Partial(year_of(m["y"]), "H1"),)


def _month_end(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    return "point", (Partial(None, end_of(read_part(m["part"]) or "")),)


def _day(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    year = year_of(m["y"]) if m["y"] else None
    return "point", (Partial(year, f"D{int(m['dm']):02}-{int(m['dd']):02}"),)


_TWO_YEARS = {
    "明后年": (1, 2),
    "明后两年": (1, 2),
    "今明两年": (0, 1),
    "今明年": (0, 1),
    "去今两年": (-1, 0),
    "今明后三年": (0, 1, 2),
}
_OF_CONTEXT = ("全年", "当年", "上年", "上一年", "上一年度", "上年度")
_SHIFTS = {"去年": -1, "上年": -1, "上一年": -1, "上一年度": -1, "前年": -2, "今年": 0, "本年": 0, "本年度": 0, "当年": 0, "明年": 1, "后年": 2,
           "上年度": -1, "去年度": -1, "全年": 0}  # fmt: skip


def _relative(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    word, part = m["rel"], m["part"]
    name = read_part(part) if part else ""
    if m["end"]:
        name = end_of(name or "")
    if word in _TWO_YEARS:
        return "list", tuple(Partial(None, "", shift, True) for shift in _TWO_YEARS[word])
    return "point", (Partial(None, name or "", _SHIFTS[word], word not in _OF_CONTEXT),)


def _same(_: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    return "point", (Partial(None, "", -1, False, True),)


def _year_same(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    return "point", (Partial(year_of(m["y"]), "", 0, False, True),)


def _current(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    return "current", (Partial(None, "D" if "末" in m[0] else "", 0, False, True),)


def _quarter_before(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    return "point", (Partial(None, "D" if m["end"] else "", 0, False, True, True),)


def _opening(_: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    return "point", (Partial(None, "D12-31", -1),)


def _bare(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    part = read_part(m["part"])
    if part is None:
        return "none", ()
    return "point", (Partial(None, end_of(part) if m["end"] else part),)


_PLANS = {"二": 2011, "三": 2016, "四": 2021, "五": 2026}


def _plan(m: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    """A five-year plan: its last day, or its span."""
    first = _PLANS[m["plan"]]
    if m["end"]:
        return "point", (Partial(first + 4, "D12-31"),)
    return "range", tuple(Partial(year) for year in range(first, first + 5))


def _name(_: re.Match[str]) -> tuple[str, tuple[Partial, ...]]:
    return "none", ()


_NEXT_PART = r"(?:[上下]半|前[一二三四六九两]|第?[一二三四]季|半年|[一三]季报|\d{1,2}(?:[-~—至]\d{1,2})?月)"
"""A part of a year right behind a list's last year belongs to that year alone: 2024年、2025年1-9月."""
_NO_WINDOW = r"(?<![近去来续达超满约第历每])"
_NO_TERM = r"(?<!周期)(?<!收期)(?<!效期)(?<!设期)(?<!保期)(?<!作期)(?<!租期)"
"""建设期20年: a term is so many years long."""
RULES: tuple[tuple[str, Build], ...] = (
    (rf"(?<!\d){_YEAR}年?度?(?:股权激励|限制性股票|股票期权|员工持股|第[一二三四五]期|非公开|定增|可转债|向特定)", _name),
    (rf"(?<!\d)(?P<y>{_Y4})(?:[-./](?P<mo>1[0-2]|0?[1-9])[-./](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)[日号]?)", _date),
    (rf"(?P<y>{_YEAR})年同期", _year_same),
    (rf"(?P<y>{_YEAR})年?(?P<mo>){_DAY}", _day),
    (rf"(?P<a>{_YEAR})年?Q(?P<qa>[1-4]){_TO}(?P<b>{_YEAR})年?Q(?P<qb>[1-4]){_LATIN_END}", _quarter_range),
    (rf"(?P<y>{_YEAR})?年?Q(?P<qa>1){_TO}Q?(?P<qb>[2-4])(?:各季度?|单季度?|单季)", _quarters),
    (rf"(?P<y>{_YEAR})?年?Q[1-4](?: ?[/、和及] ?Q[1-4])+{_LATIN_END}", _quarter_list),
    (rf"(?P<y>{_YEAR})?年?(?:第?[一二三四][、/]){{1,3}}第?[一二三四]季度", _quarter_list),
    (rf"(?P<y>{_YEAR})?年?(?P<qa>第?一)(?:季度?)?{_TO}(?P<qb>第?四)季度", _quarters),
    (rf"(?P<y>{_YEAR})?年?Q(?P<qa>[1])(?:{_TO})Q(?P<qb>[4]){_LATIN_END}", _quarters),
    (rf"(?P<a>(?<!\d){_Y4})(?:年|A|E)?{_TO}(?P<b>{_Y4}|\d\d)(?!\d)(?:年度?|E|财年|(?![-./\d%万亿]))", _year_range),
    (rf"(?P<a>{_Y2})[年AE]?{_TO}(?P<b>[0-3]\d)(?:年度?|[AE]{_LATIN_END}|财年)", _year_range),
    (rf"FY(?P<a>{_Y4}|[0-3]\d){_TO}(?:FY)?(?P<b>{_Y4}|[0-3]\d)E?{_LATIN_END}", _year_range),
    (rf"(?<!\d){_Y4}[EA]?年?(?: ?[/、] ?(?:{_Y4}|[0-3]\d)[EA]?年?)+(?:财年)?(?![\d.%万亿元HQ])(?!年?{_NEXT_PART})", _years),
    (rf"(?<!\d){_Y4}(?:、{_Y4})*[及和与]{_Y4}年(?!{_NEXT_PART})", _years),
    (rf"{_Y2}[EA]?年?(?: ?[/、] ?[0-3]\d(?![\d.])[EA]?年?)*(?: ?[/、] ?[0-3]\d)(?:财年|年|E{_LATIN_END}|A{_LATIN_END})", _years),
    (rf"(?P<y>{_YEAR})(?:财年|[年-])?度?A?[ ,]?(?P<part>{_PART}){_SINGLE}{_END}", _year_part),
    (rf"FY(?P<y>{_Y4}|[0-3]\d)(?P<part>{_PART}){_SINGLE}{_END}", _year_part),
    (rf"(?<![A-Za-z\d])(?P<p>[1-4]Q|[12]H|9M|6M|1Q?-3Q|Q1-3)(?:FY)?(?P<y>{_Y4}|[0-3]\d)(?!\d)[EA]?年?{_END}", _part_year),
    (rf"(?<![A-Za-z\d])(?P<p>H[12]|Q[1-4])(?P<y>1[5-9]|2\d)(?![\d.%,A-Za-z亿万元]|[^,。;]{{0,3}}[钢材板级]){_END}", _part_year),
    (rf"(?P<y>{_YEAR})(?=[及和与/、](?:{_Y4}|[0-3]\d)年?(?:[HQ][1-4]|[1-4][HQ]))(?P<end>(?!))?", _year),
    (rf"(?P<y>{_YEAR})FY(?P<end>(?!))?", _year),
    (rf"(?P<y>{_YEAR})H(?![12A-Za-z])", _half),
    (rf"FY(?P<y>{_Y4}|[0-3]\d)(?!\d)[EA]?(?P<end>(?!))?", _year),
    (rf"(?P<y>(?<!\d){_Y4})(?:年(?:度|全年|年度|年)?(?:报告?|业绩)?|财年|全年|[EAF]{_LATIN_END}){_END}", _year),
    (rf"{_NO_WINDOW}{_NO_TERM}(?<![A-Za-z]-)(?<!\D\d[-~—至到])(?P<y>{_Y2})(?:年(?:度|全年|年度|年)?(?!期(?!间费用)|来|以|内|左右|间|的?历史|经验|质保|复合|前)|财年|全年|[EAF]{_LATIN_END}){_END}", _year),
    (rf"(?P<y>(?<![A-Za-z\d.]){_Y4})(?=[营收归净利实公业产毛,|\n]|全球|中国|国内|我国|行业|预计|有望|$)(?P<end>(?!))?", _year),
    (r"十(?P<plan>[二三四五])五[”」]?(?:(?P<end>末|期末)|期间|时期|期内)", _plan),
    (r"(?<=[为占是])同期", _current),
    (r"一年前(?=[^,。;]{0,8}?(?:为|是|的|\d))|(?:去年|上年|上一年)度?同期|(?<!较)同期(?=[^,。;]{0,6}?(?:为|的|\d|-))", _same),
    (r"上(?:一个?|个)?季度?(?P<end>末)?(?!度?报)", _quarter_before),
    (r"报告期末|期末|报告期内?|本期|当期|期内|(?<=[,。;\n])季[内末]", _current),
    (r"(?<![较比自从于])年初(?=[^,。;]{0,4}\d)", _opening),
    (rf"(?P<rel>去年|上一?年度?|前年|今年|本年度?|当年|明后年|明后两年|今明两?年|今明后三年|去今两年|明年|后年)(?P<part>{_PART})?(?:全年)?{_END}", _relative),
    (r"(?P<rel>全年)(?P<part>(?!))?(?P<end>(?!))?", _relative),
    (rf"(?P<y>)(?<![\d.]){_DAY}", _day),
    (r"(?P<y>)(?<=[(,])(?P<dm>1[0-2]|0?[1-9])/(?P<dd>3[01]|[12]\d|0?[1-9])(?=\)|收盘)", _day),
    (r"(?P<part>)(?:年末|年底)", _month_end),
    (rf"(?:(?<![A-Za-z\d])|(?=[^A-Za-z\d]))(?P<part>{_PART}){_SINGLE}{_END}", _bare),
)  # fmt: skip
"""Pattern and builder of every form, the first that matches at a place wins."""
