"""Forecasts across brokers as SVG: how each broker moved over time, and the consensus range. Brokers differ by shape and dash.

Lengths are in units of the drawing, which the page scales; numbers are exact until they become places.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

from extractor.review import written
from extractor.review.series import Consensus, Point, Series, companies, consensus, series
from extractor.schema import Report
from extractor.terminal import harmless

_WIDTH, _HEIGHT = 300, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 200, 40, 150
_BEFORE = 26
"""So far left of its report stands an old forecast, whose day nobody tells."""
_LINE = 13
_LABEL = 62
_ROW = 42
_SCALES = ((Decimal(100_000_000), "亿"), (Decimal(10_000), "万"), (Decimal(1), ""))
_SHAPES = (
    "M0-4A4 4 0 1 0 0 4A4 4 0 1 0 0-4Z", "M-3.6-3.6H3.6V3.6H-3.6Z", "M0-4.6L4.4 3.2H-4.4Z", "M0-5L4.4 0L0 5L-4.4 0Z",
    "M0 4.6L4.4-3.2H-4.4Z", "M-4-1.4H-1.4V-4H1.4V-1.4H4V1.4H1.4V4H-1.4V1.4H-4Z",
)  # fmt: skip
_DASHES = ("", "6 3", "2 2", "8 2 2 2", "10 4", "1 3")
Look = Mapping[str, int]
"""A number for each broker, which chooses its shape, dash and colour."""


def charts(reports: Sequence[Report]) -> dict[int, str]:
    """Markup of the charts of each report's company, by the report's place; none where nothing was forecast twice.

    What reports say is escaped. Reports of one company have the same string.
    """
    drawn: dict[int, str] = {}
    for places in companies(reports).values():
        found = series([reports[place] for place in places])
        if found:
            drawn |= dict.fromkeys(places, _company(found))
    return drawn


def _company(found: Sequence[Series]) -> str:
    brokers = dict.fromkeys(point.broker for one in found for point in one.points)
    look = {broker: number for number, broker in enumerate(brokers)}
    root = Element("div", {"class": "charts"})
    keys = SubElement(root, "p", {"class": "keys"})
    for broker in look:
        key = SubElement(keys, "span", {"class": "key"})
        _mark(_svg(key, 14, 14), Point(broker, "", Decimal(0)), look, (7, 7))
        SubElement(key, "span").text = _short(broker, 20)
    _add(root, "h3", "Forecasts by day of report")
    grid = SubElement(root, "div", {"class": "grid"})
    for one in found:
        _revisions(grid, one, look)
    ranges = [(one, range_) for one in found if (range_ := consensus(one)) is not None]
    if ranges:
        _add(root, "h3", "Range of the brokers' last forecasts")
        grid = SubElement(root, "div", {"class": "grid"})
        for _, group in groupby(ranges, key=lambda pair: (pair[0].metric, pair[0].unit)):
            _ranges(grid, list(group), look)
    return tostring(root, encoding="unicode", short_empty_elements=False)


def _add(parent: Element, tag: str, text: str = "", **attributes: object) -> Element:
    """A new element; numbers are written short, an underscore in a name stands for a hyphen, `of` for class."""
    named = {"class" if name == "of" else name.replace("_", "-"): _text(value) for name, value in attributes.items()}
    element = SubElement(parent, tag, named)
    if text:
        element.text = harmless(text)
    return element


def _text(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else harmless(str(value))


def _svg(parent: Element, width: float, height: float, label: str = "") -> Element:
    attributes = {"role": "img", "aria-label": harmless(label)} if label else {"aria-hidden": "true"}
    return SubElement(parent, "svg", {"viewBox": f"0 0 {width:g} {height:g}", **attributes})


def _short(name: str, length: int = 6) -> str:
    return harmless(name if len(name) <= length else name[: length - 1] + "…")


def _scale(values: Sequence[Decimal], unit: str | None) -> tuple[Decimal, str]:
    """What numbers of a chart are divided by, and the unit that they then have."""
    scaled = unit is not None and "/" not in unit and unit not in ("%", "pp", "bp")
    most = max(abs(value) for value in values)
    chosen = next(((scale, name) for scale, name in _SCALES if scaled and most >= scale / 10), (Decimal(1), ""))
    return chosen[0], written.unit(unit, chosen[1]).strip()


def _number(value: Decimal) -> str:
    """Four digits that count, which is as much as a chart is read to."""
    places = max(0, min(6, 3 - value.adjusted())) if value else 0
    short = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN) if value.adjusted() < 20 else value
    return written.number(short.normalize())


class _Axis:
    """A straight scale from numbers to places; numbers that are all one stand in its middle."""

    def __init__(self, values: Sequence[Decimal], low: float, high: float) -> None:
        self.least, self.most = min(values), max(values)
        self.low, self.high = low, high

    def at(self, value: Decimal) -> float:
        if self.most == self.least:
            return (self.low + self.high) / 2
        return self.low + float((value - self.least) / (self.most - self.least)) * (self.high - self.low)


def _day(point: Point) -> Decimal:
    return Decimal(date.fromisoformat(point.day).toordinal())


def _said(point: Point, scale: Decimal, unit: str) -> str:
    when = f"before {point.day}" if point.prior else point.day
    return f"{point.broker}, {when}: {_number(point.value / scale)} {unit}"


def _mark(parent: Element, point: Point, look: Look, place: tuple[float, float], said: str = "") -> None:
    """A point in its broker's shape, hollow if it is an old forecast."""
    number = look[point.broker]
    kind = f"s{number % len(_SHAPES)}{' prior' if point.prior else ''}"
    move = f"translate({place[0]:.1f} {place[1]:.1f})"
    mark = _add(parent, "path", d=_SHAPES[number % len(_SHAPES)], of=kind, transform=move)
    if said:
        _add(mark, "title", said)


def _revisions(parent: Element, one: Series, look: Look) -> None:
    """One line a broker, over the days of its reports; its name and last number behind it."""
    scale, unit = _scale([point.value for point in one.points], one.unit)
    title = f"{one.name} {one.year}"
    chart = _svg(_add(parent, "figure"), _WIDTH, _HEIGHT, f"{title}, {unit}: forecasts by broker and day")
    _add(chart, "text", f"{title}", x=0, y=14, of="title")
    _add(chart, "text", unit, x=_WIDTH, y=14, of="soft end")
    prior = any(point.prior for point in one.points)
    days = _Axis([_day(point) for point in one.points], _LEFT + (_BEFORE if prior else 0), _RIGHT)
    values = _Axis([point.value for point in one.points], _BOTTOM, _TOP)
    places = {
        point: (days.at(_day(point)) - (_BEFORE if point.prior else 0), values.at(point.value)) for point in one.points
    }
    _days(chart, one, days)
    ends = dict[Point, tuple[float, float]]()
    for broker, points in _by_broker(one.points):
        _line(chart, [places[point] for point in points], look[broker])
        for point in points:
            _mark(chart, point, look, places[point], f"{_said(point, scale, unit)}")
        ends[points[-1]] = places[points[-1]]
    for point, y in _apart(ends):
        _add(chart, "text", f"{_short(point.broker, 5)} {_number(point.value / scale)}", x=_RIGHT + 9, y=y + 4)
    _starts(chart, places, ends, scale)


def _by_broker(points: Sequence[Point]) -> Iterator[tuple[str, list[Point]]]:
    for broker in dict.fromkeys(point.broker for point in points):
        yield broker, [point for point in points if point.broker == broker]


def _line(chart: Element, places: Sequence[tuple[float, float]], number: int) -> None:
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    kind = f"line s{number % len(_SHAPES)}"
    _add(chart, "polyline", points=drawn, of=kind, stroke_dasharray=_DASHES[number % len(_DASHES)] or "none")


def _starts(
    chart: Element, places: Mapping[Point, tuple[float, float]], ends: Mapping[Point, object], scale: Decimal
) -> None:
    """The number at the start of each line that moves, unless another stands in its way."""
    taken: list[tuple[float, float]] = []
    for point, (x, y) in places.items():
        moved = any(end.broker == point.broker and end.value != point.value for end in ends)
        if point not in ends and moved and all(abs(x - a) > 36 or abs(y - b) > _LINE for a, b in taken):
            taken.append((x, y))
            _add(chart, "text", _number(point.value / scale), x=x, y=y - 8, of="soft mid")


def _days(chart: Element, one: Series, days: _Axis) -> None:
    """The days of reports under the chart, as many as there is room for."""
    _add(chart, "line", x1=_LEFT - 6, x2=_RIGHT + 6, y1=_BOTTOM + 12, y2=_BOTTOM + 12, of="axis")
    last = None
    named = {point.day: days.at(_day(point)) for point in one.points}
    for day, x in sorted(named.items(), reverse=True):
        _add(chart, "line", x1=x, x2=x, y1=_BOTTOM + 12, y2=_BOTTOM + 16, of="axis")
        if last is None or last - x > _LABEL:
            side = "end" if x > _RIGHT - 30 and len(named) > 1 else "" if x < _LEFT + 30 else "mid"
            shift = 6 if side == "end" else -6 if not side else 0
            _add(chart, "text", day, x=x + shift, y=_BOTTOM + 28, of=f"soft {side}".strip())
            last = x


def _apart(ends: Mapping[Point, tuple[float, float]]) -> list[tuple[Point, float]]:
    """Heights for the labels of points, in order from the top, none nearer to the one above than a line."""
    placed: list[tuple[Point, float]] = []
    for point, (_, y) in sorted(ends.items(), key=lambda item: item[1][1]):
        placed.append((point, max(y, placed[-1][1] + _LINE) if placed else y))
    over = placed[-1][1] - _BOTTOM - 8 if placed else 0.0
    return [(point, y - max(0.0, over)) for point, y in placed]


def _ranges(parent: Element, ranges: Sequence[tuple[Series, Consensus]], look: Look) -> None:
    """For each year a bar from the lowest to the highest forecast, ticks at median and mean, the brokers' points on it."""
    values = [end for _, found in ranges for end in (found.low, found.high)]
    first, (scale, unit) = ranges[0][0], _scale(values, ranges[0][0].unit)
    height = 28 + _ROW * len(ranges)
    label = f"{first.name}, {unit}: lowest to highest forecast of the brokers by year"
    chart = _svg(_add(parent, "figure"), _WIDTH, height, label)
    _add(chart, "text", first.name, x=0, y=14, of="title")
    _add(chart, "text", unit, x=_WIDTH, y=14, of="soft end")
    axis = _Axis(values, 56, _WIDTH - 16)
    for row, (one, found) in enumerate(ranges):
        _range(chart, (one, found), axis, 42 + _ROW * row)
        for point in found.latest:
            _mark(chart, point, look, (axis.at(point.value), 42 + _ROW * row), _said(point, scale, unit))
        _add(chart, "text", _told(found, scale), x=_WIDTH, y=62 + _ROW * row, of="soft end")


def _range(chart: Element, ranged: tuple[Series, Consensus], axis: _Axis, y: float) -> None:
    one, found = ranged
    _add(chart, "text", one.year, x=0, y=y + 4)
    low, high = axis.at(found.low), axis.at(found.high)
    _add(chart, "rect", x=low - 1, y=y - 3.0, width=high - low + 2, height=6, of="range")
    for value, of in ((found.median, "median"), (found.mean, "mean")):
        _add(chart, "line", x1=axis.at(value), x2=axis.at(value), y1=y - 8.0, y2=y + 8.0, of=of)


def _told(found: Consensus, scale: Decimal) -> str:
    low, high, middle, mean = (_number(one / scale) for one in (found.low, found.high, found.median, found.mean))
    return f"{low} to {high} · median {middle} · mean {mean} · {len(found.latest)} brokers"
