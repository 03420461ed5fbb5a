"""The shape in which a model answers, and the way from it to the contract's objects.

Facts travel as rows, seven to eleven fields set apart by bars, grouped under one quote: of the shapes measured
(`tests/benchmarks/answer_shapes.py`) it takes the fewest tokens. The number in a row is the model's own reading, the quote
is the text's: two witnesses, compared by the checks.
"""

import copy
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Self

from instructor.core.exceptions import ResponseParsingError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator

from extractor import lexicon, prompts
from extractor.amounts.units import CURRENCIES
from extractor.folding import fold_characters
from extractor.schema import Event, EventType, Fact, Header, RatingChange, RatingLevel

_COLUMNS = (
    "metric",
    "label",
    "subject",
    "period",
    "basis",
    "measure",
    "value",
    "unit",
    "qualifier",
    "base",
    "credited_to",
)
_LEAST = _COLUMNS.index("value") + 1
_SHOWN_ERRORS = 5
_FENCED = re.compile(r"\s*```(?:json)?\s*\n(?P<json>.*?)\n?\s*```\s*", re.DOTALL)


def _or_none(value: object) -> object:
    """What a model writes for nothing: an empty string, or the word null."""
    return None if isinstance(value, str) and value.strip() in ("", "null", "None", "-") else value


def _listed(value: object) -> object:
    return [] if _or_none(value) is None else [value] if isinstance(value, str) else value


_UNITS = {
    **CURRENCIES, "股": "share", "份": "share", "人": "person", "名": "person", "倍": "x", "百分点": "pp", "个百分点": "pp", "pct": "pp",
    "基点": "bp",
}  # fmt: skip
"""What the contract has a word of its own for, by the words that a report writes and a model may copy."""


def _unit(written: str | None) -> str | None:
    """A unit in the contract's words: 股 is share, 元/股 is CNY/share; what has no such word stays as written."""
    if written is None:
        return None
    parts = (_UNITS.get(fold_characters(part), part) for part in written.split("/"))
    return "/".join(parts)


Text = Annotated[str | None, BeforeValidator(_or_none)]
Texts = Annotated[list[str], BeforeValidator(_listed)]


_SCHEMAS: dict[str, dict[str, Any]] = {}


class Shape(BaseModel):
    """Base of what a model answers. Its JSON schema says types and required fields, the prompt says the rest."""

    model_config = ConfigDict(extra="ignore")

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The schema with its parts in place, less the titles, defaults and word lists, which the prompt gives.

        It is made once: instructor asks for it at every call, of a subclass that it makes each time.
        """
        name = cls.__name__
        if name not in _SCHEMAS:
            whole = super().model_json_schema(*args, **kwargs)
            lean = _lean(whole, whole.pop("$defs", {}))
            assert isinstance(lean, dict)
            _SCHEMAS[name] = {"title": name, **lean}  # a tool call takes its name from the title
        return copy.deepcopy(_SCHEMAS[name])

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **kwargs: Any) -> Self:
        """Parse an answer; a code fence around it is taken off.

        Raises:
            ResponseParsingError: it is not of this shape. Instructor sends the message back to the model, so it says the
            first few faults in few words.
        """
        fenced = _FENCED.fullmatch(json_data) if isinstance(json_data, str) else None
        try:
            return super().model_validate_json(fenced["json"] if fenced else json_data, **kwargs)
        except ValidationError as error:
            raise ResponseParsingError(_faults(error)) from None


def _faults(error: ValidationError) -> str:
    told = error.errors(include_url=False, include_input=False, include_context=False)[:_SHOWN_ERRORS]
    return "; ".join(": ".join(filter(None, [".".join(map(str, one["loc"])), one["msg"]])) for one in told)


def _lean(schema: object, parts: dict[str, object]) -> object:
    if isinstance(schema, list):
        return [_lean(item, parts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _lean(parts[schema["$ref"].rpartition("/")[2]], parts)
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) == 1:
        return _lean(kinds[0], parts)
    return {
        key: {name: _lean(field, parts) for name, field in value.items()}
        if key == "properties"
        else _lean(value, parts)
        for key, value in schema.items()
        if key not in ("title", "default", "description", "enum")
    }


class AnswerHeader(Shape):
    """The header as a model gives it; what the text does not say is left out."""

    institution: Text = None
    analysts: Texts = Field(default_factory=list)
    rating: Text = None
    rating_level: Annotated[RatingLevel | None, BeforeValidator(_or_none)] = None
    previous_rating: Text = None
    rating_change: Annotated[RatingChange | None, BeforeValidator(_or_none)] = None
    title: Text = None
    published: Text = None
    company: Text = None
    ticker: Text = None


class Group(Shape):
    """The facts of one quote, each a row."""

    quote: str
    facts: list[str]


class AnswerEvent(Shape):
    """An event as a model gives it."""

    type: EventType
    summary: Text = None
    date: Text = None
    quote: str


def _check_rows(groups: list[Group]) -> None:
    """Make sure that every row is a fact.

    Raises:
        ValueError: some are not; the first few are named.
    """
    errors = [error for group in groups for row in group.facts if (error := _error(row, group.quote)) is not None]
    if errors:
        more = f"; and {len(errors) - _SHOWN_ERRORS} more" if len(errors) > _SHOWN_ERRORS else ""
        raise ValueError("; ".join(errors[:_SHOWN_ERRORS]) + more)


def _error(row: str, quote: str) -> str | None:
    try:
        fact(row, quote)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"{row!r}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
    except ValueError as error:
        return f"{row!r}: {error}"
    return None


class Answer(Shape):
    """A whole answer to a report, or to a part of one."""

    header: Annotated[AnswerHeader, WithJsonSchema({"type": "object"})] = Field(default_factory=AnswerHeader)
    groups: list[Group]
    events: list[AnswerEvent] = Field(default_factory=list)
    risks: Texts = Field(default_factory=list)

    @model_validator(mode="after")
    def _rows_are_facts(self) -> Self:
        _check_rows(self.groups)
        return self


class Item(Group):
    """What becomes of one item of a repair request: its facts, or none where it is no fact."""

    item: int


class Repairs(Shape):
    """An answer to a repair request."""

    items: list[Item]

    @model_validator(mode="after")
    def _rows_are_facts(self) -> Self:
        _check_rows(list(self.items))
        return self


def fact(row: str, quote: str) -> Fact:
    """A row as a fact of the contract, quoted by its group's quote.

    A metric without a code becomes `other`; an `other` whose label is a metric's name in the lexicon gets its code, and a
    unit that the contract has a word for that word.

    Raises:
        ValueError: too few or too many fields, or one that is not of the contract (then a ValidationError).
    """
    fields = [
        field.strip() or None for field in row.strip().strip("|" if row.count("|") >= len(_COLUMNS) else "").split("|")
    ]
    if not _LEAST <= len(fields) <= len(_COLUMNS):
        raise ValueError(f"{_LEAST} to {len(_COLUMNS)} fields set apart by | are expected, here are {len(fields)}")
    named = dict(zip(_COLUMNS, fields, strict=False))
    value, upper = _ends(named.pop("value"))
    if named["metric"] not in prompts.metric_codes():
        named["metric"] = lexicon.load().code_of(named["label"])
    named["unit"] = _unit(named.get("unit"))
    given = {name: field for name, field in named.items() if field is not None}
    return Fact.model_validate({**given, "value": value, "value_to": upper, "quote": quote})


def row(stated: Fact) -> str:
    """A fact as a row, the way back from `fact`."""
    value = f"{stated.value:f}" + ("" if stated.value_to is None else f"~{stated.value_to:f}")
    fields = {**stated.model_dump(mode="json"), "value": value}
    if stated.qualifier.value == "exact":
        fields["qualifier"] = None
    return "|".join(str(fields[name] or "") for name in _COLUMNS).rstrip("|")


def _ends(value: str | None) -> tuple[Decimal, Decimal | None]:
    low, _, high = (value or "").replace(",", "").partition("~")
    first, last = _number(low), _number(high) if high else None
    return (last, first) if last is not None and last < first else (first, last)


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"value: not a number: {text!r}") from None


def facts(groups: list[Group]) -> Iterator[Fact]:
    """The facts of groups, in their order."""
    return (fact(stated, group.quote) for group in groups for stated in group.facts)


def header(given: AnswerHeader) -> Header:
    """The contract's header."""
    return Header.model_validate(given.model_dump())


def events(given: list[AnswerEvent]) -> list[Event]:
    """The contract's events; one without a summary is summed up by its quote."""
    return [Event(type=e.type, summary=e.summary or e.quote, date=e.date, quote=e.quote) for e in given]
