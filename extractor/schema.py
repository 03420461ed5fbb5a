"""The nouns that travel: reports, facts, verdicts, as the data contract names them."""

import re
from calendar import monthrange
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import simplejson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

SCHEMA_VERSION = "1"

_YEAR, _MONTH, _DAY = "[1-9][0-9]{3}", "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
PERIOD = re.compile(
    rf"{_YEAR}(?:H[12]|Q[1-4]|Q1-Q[23]|-{_MONTH}(?:-{_DAY})?)?|{_YEAR}\.\.{_YEAR}|{_YEAR}-{_MONTH}\.\.{_YEAR}-{_MONTH}"
)
"""The contract's period forms: `2025`, `2025H1`, `2025Q3`, `2025Q1-Q3`, `2025-07`, `2025-12-31`, `2023..2028`,
`2025-01..2025-10`."""

PART_END = {"": (12, 31), "H1": (6, 30), "H2": (12, 31), "Q1": (3, 31), "Q2": (6, 30), "Q3": (9, 30), "Q4": (12, 31),
            "Q1-Q2": (6, 30), "Q1-Q3": (9, 30)}  # fmt: skip
"""Month and day at which a part of a year ends."""


def last_day(period: str) -> str:
    """The day on which a period of the contract's forms ends, as `YYYY-MM-DD`."""
    last = period.rpartition("..")[2]
    year, part = last[:4], last[4:]
    if part in PART_END:
        month, day = PART_END[part]
        return f"{year}-{month:02}-{day:02}"
    return last if len(last) == 10 else f"{last}-{monthrange(int(year), int(part[1:]))[1]:02}"


def _period_form(value: str) -> str:
    if not PERIOD.fullmatch(value):
        raise ValueError(f"no period of the contract: {value!r}")
    return value


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("not a finite number")
    return value


Number = Annotated[Decimal, AfterValidator(_finite)]
Period = Annotated[str, AfterValidator(_period_form)]
Span = tuple[int, int]
"""`[start, end)` in code points."""


class RatingLevel(StrEnum):
    """A rating on the five-step scale."""

    BUY = "buy"
    OUTPERFORM = "outperform"
    NEUTRAL = "neutral"
    UNDERPERFORM = "underperform"
    SELL = "sell"


class RatingChange(StrEnum):
    """What a report does to the broker's rating."""

    INITIATE = "initiate"
    MAINTAIN = "maintain"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


class Basis(StrEnum):
    """Who stands behind a figure: the past, a forecaster, the forecast before, the company's own plan."""

    ACTUAL = "actual"
    FORECAST = "forecast"
    PRIOR_FORECAST = "prior_forecast"
    GUIDANCE = "guidance"


class Measure(StrEnum):
    """What a figure measures of its metric."""

    LEVEL = "level"
    YOY = "yoy"
    QOQ = "qoq"
    CAGR = "cagr"
    SHARE = "share"
    CHANGE = "change"


class Qualifier(StrEnum):
    """How exactly the text puts a figure."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


class Status(StrEnum):
    """A verdict on one fact."""

    VERIFIED = "verified"
    REFUTED = "refuted"
    UNSUPPORTED = "unsupported"
    UNCERTAIN = "uncertain"


class EventType(StrEnum):
    """What kind of thing happened."""

    EARNINGS = "earnings"
    GUIDANCE = "guidance"
    EQUITY_INCENTIVE = "equity_incentive"
    BUYBACK = "buyback"
    DIVIDEND = "dividend"
    FINANCING = "financing"
    M_AND_A = "m_and_a"
    ORDER = "order"
    PRODUCT = "product"
    APPROVAL = "approval"
    CAPACITY = "capacity"
    PARTNERSHIP = "partnership"
    STRATEGY = "strategy"
    PERSONNEL = "personnel"
    POLICY = "policy"
    LITIGATION = "litigation"
    OTHER = "other"


class Model(BaseModel):
    """Base of the contract's objects: unknown fields are kept, since others may add some."""

    model_config = ConfigDict(extra="allow")


class Source(Model):
    """Where a report's text comes from: `start`, `end` are code points of the document's text, `pages` its first and last
    page from 1 where the document has pages.
    """

    path: str | None = None
    sha256: str | None = None
    start: int | None = None
    end: int | None = None
    pages: tuple[int, int] | None = None


class Header(Model):
    """Who says it, when, about whom. What the text does not say is None."""

    institution: str | None = None
    analysts: list[str] = Field(default_factory=list)
    rating: str | None = None
    rating_level: RatingLevel | None = None
    previous_rating: str | None = None
    rating_change: RatingChange | None = None
    title: str | None = None
    published: str | None = None
    company: str | None = None
    ticker: str | None = None


class Evidence(Model):
    """What the source says about one field of a fact: the value read there, by which rule, from which words.

    `field` is `value`, `metric`, `subject`, `period`, `basis` or `measure`; several of one field are the readings left open.
    """

    model_config = ConfigDict(frozen=True)  # facts share it

    field: str
    value: str | None = None
    rule: str
    words: str = ""


class Verdict(Model):
    """A fact's status, the contract's reason codes, notes for a person, and the readings that it rests on."""

    status: Status
    reasons: list[str] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    evidence: list[Evidence] = Field(default_factory=list)


class Fact(Model):
    """One figure of a report, attributed. `value` is in the base unit (7.34亿元 is 734000000 `CNY`)."""

    metric: str
    label: str | None = None
    subject: str | None = None
    period: Period | None = None
    basis: Basis = Basis.ACTUAL
    measure: Measure = Measure.LEVEL
    value: Number
    value_to: Number | None = None
    unit: str | None = None
    qualifier: Qualifier = Qualifier.EXACT
    base: str | None = None
    credited_to: str | None = None
    quote: str
    span: Span | None = None
    verdict: Verdict | None = None

    @field_validator("value", "value_to", mode="before")
    @classmethod
    def _no_boolean(cls, value: object) -> object:
        if isinstance(value, bool):
            raise ValueError("a number, not true or false")
        return value


class Event(Model):
    """What happened or was announced; `date` is a day (2026-01-12), a month (2025-08) or None."""

    type: EventType
    summary: str
    date: str | None = None
    quote: str


class Unclaimed(Model):
    """A figure of the source that no fact claims."""

    text: str
    span: Span


class Operand(Model):
    """A fact that takes part in a relation: its index among its report's facts, and the interval its printed number stands for.

    `low` and `high` are in the fact's unit. `report_id` names the fact's report where that is another one.
    """

    fact: int
    low: Number
    high: Number
    report_id: str | None = None


class Relation(Model):
    """An equation or an order that holds among facts within their printed precision."""

    name: str
    message: str
    operands: list[Operand] = Field(default_factory=list)


class Finding(Model):
    """What a check found out about a report as a whole; `relation` and `operands` where facts do not fit together."""

    code: str
    message: str
    field: str | None = None
    facts: list[int] = Field(default_factory=list)
    relation: str | None = None
    operands: list[Operand] = Field(default_factory=list)


class Check(Model):
    """The checker's summary of a report: verdicts counted, what no fact claims, what is wrong, and what holds among facts."""

    counts: dict[str, int] = Field(default_factory=dict)
    unclaimed: list[Unclaimed] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    relations: list[Relation] = Field(default_factory=list)


class Run(Model):
    """How an extraction came about.

    `cost` is in US dollars, None where no price is known; `tokens` is None where the endpoint told none. `calls` counts the
    answers that the report is made of, `replayed` those of them that came from the store, `repairs` the second looks, and
    `withdrawn` the facts that the reader took back at one.
    """

    backend: str | None = None
    model: str | None = None
    prompt_version: str | None = None
    tokens: int | None = None
    cost: Number | None = None
    seconds: Number | None = None
    attempts: int | None = None
    calls: int | None = None
    replayed: int | None = None
    repairs: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    withdrawn: list[Fact] = Field(default_factory=list)
    attribution_independent: bool | None = None


class Report(Model):
    """One report: header, facts, events, risks, and what the checks say of them."""

    schema_version: str = SCHEMA_VERSION
    report_id: str | None = None
    source: Source = Field(default_factory=Source)
    header: Header = Field(default_factory=Header)
    facts: list[Fact] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    risks: list[str] = Field(default_factory=list)
    check: Check | None = None
    run: Run | None = None


def plain(number: Decimal) -> Decimal:
    """The same number without exponent or trailing zeros, as JSON should show it."""
    fixed = f"{number:f}"
    return Decimal(fixed.rstrip("0").rstrip(".") if "." in fixed else fixed)


def _jsonable(value: object) -> object:
    if value is None or isinstance(value, str):  # most are, and asking whether one is a Mapping is slow
        return value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    return value


_HALVES = re.compile("[\ud800-\udfff]")
"""Half characters, which JSON can name but no encoding can write."""


def dumps(value: BaseModel | Mapping[str, Any], indent: int | None = None) -> str:
    """JSON text of a contract object; Decimals become JSON numbers, digit for digit."""
    data = value.model_dump(mode="python") if isinstance(value, BaseModel) else value
    text = str(simplejson.dumps(_jsonable(data), use_decimal=True, ensure_ascii=False, indent=indent))
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def loads(text: str) -> Any:
    """JSON text to Python, numbers as exact Decimals.

    Raises:
        ValueError: it is not JSON, or has NaN or Infinity, which JSON does not know.
    """
    return simplejson.loads(text, use_decimal=True, parse_int=Decimal, allow_nan=False)
