"""Charts as geometry, which the template draws as SVG: nothing is computed in the browser. Pure.

Coordinates are pixels of a phone's width; a wider screen scales the picture. y grows downwards, as SVG has it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 340.0
_RIGHT, _TOP, _BOTTOM = 4.0, 8.0, 22.0
_LEAST_LEFT, _CHARACTER = 24.0, 7.6
"""Room for a number beside a line: at least, and of each of its characters."""
_GAP = 0.25
"""Of a bar's place that stays empty."""


@dataclass(frozen=True)
class Rect:
    """A bar."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Tick:
    """A line across, and the value it stands for."""

    y: float
    value: float


@dataclass(frozen=True)
class BarChart:
    """Bars with a line over them."""

    height: float
    ticks: tuple[Tick, ...]
    bars: tuple[Rect, ...]
    line: str
    """`x,y x,y …`, as `<polyline points>` wants it."""
    left: float
    right: float = WIDTH - _RIGHT
    width: float = WIDTH


@dataclass(frozen=True)
class BandChart:
    """A line of what happened, and a band with a middle line of what was expected."""

    height: float
    ticks: tuple[Tick, ...]
    bands: tuple[str, ...]
    """Polygons, one for each unbroken run of days."""
    middles: tuple[str, ...]
    line: str
    now: tuple[float, float] | None
    """The last, unfinished value; None where there is none."""
    now_x: float
    left: float
    right: float = WIDTH - _RIGHT
    width: float = WIDTH


def draw_bars(values: Sequence[float], before: Sequence[float], height: float = 150.0) -> BarChart:
    """`values` as bars from left to right, and as many of `before` as a line over them. Nothing is drawn below zero."""
    ticks, scale = _scale([*values, *before], height)
    # Money has a ₹ before it.
    left = _left(ticks, 1)
    place = (WIDTH - left - _RIGHT) / max(1, len(values))
    floor = height - _BOTTOM
    bars = tuple(
        Rect(_r(left + place * (i + _GAP / 2)), _r(scale(value)), _r(place * (1 - _GAP)), _r(floor - scale(value)))
        for i, value in enumerate(values)
    )
    line = _points((left + place * (i + 0.5), scale(value)) for i, value in enumerate(before))
    return BarChart(height, ticks, bars, line, left)


def draw_band(
    sold: Sequence[float | None],
    expected: Sequence[tuple[float, float, float] | None],
    today: int,
    height: float = 130.0,
) -> BandChart:
    """Days from left to right: what was sold (None: still to come), and low, middle and high of what was expected (None: not
    known). `today` is the place of the day that is not over; what it sold so far is a point of its own.
    """
    highest = [value for value in sold if value is not None] + [each[2] for each in expected if each is not None]
    ticks, scale = _scale(highest, height)
    left = _left(ticks, 0)
    step = (WIDTH - left - _RIGHT) / max(1, len(sold) - 1)

    def x(place: int) -> float:
        return left + step * place

    bands, middles = [], []
    for run in _runs(expected):
        upper = [(x(place), scale(each[2])) for place, each in run]
        lower = [(x(place), scale(each[0])) for place, each in reversed(run)]
        bands.append(_points([*upper, *lower]))
        middles.append(_points((x(place), scale(each[1])) for place, each in run))
    line = _points((x(i), scale(value)) for i, value in enumerate(sold[:today]) if value is not None)
    so_far = sold[today] if today < len(sold) else None
    now = None if so_far is None else (_r(x(today)), _r(scale(so_far)))
    return BandChart(height, ticks, tuple(bands), tuple(middles), line, now, _r(x(today)), left)


def share(part: float, whole: float) -> float:
    """`part` of `whole` in percent with one decimal, from 0 to 100; 0 of nothing."""
    return 0.0 if whole <= 0 else round(min(100.0, max(0.0, part / whole * 100)), 1)


def _scale(values: Sequence[float], height: float) -> tuple[tuple[Tick, ...], _Scale]:
    step = _step(max([*values, 0.0]))
    top = step * max(1, math.ceil(max([*values, 0.0]) / step - 1e-9))
    scale = _Scale(top, height)
    return tuple(Tick(_r(scale(step * i)), step * i) for i in range(round(top / step) + 1)), scale


def _left(ticks: tuple[Tick, ...], more: int) -> float:
    """Where the picture begins: behind its longest number, with its commas and `more` characters."""
    digits = len(f"{max(tick.value for tick in ticks):.0f}")
    # Lakh grouping: 1,000 and 10,000 have one comma, 1,00,000 two.
    commas = max(0, digits - 2) // 2
    return max(_LEAST_LEFT, _r(10 + _CHARACTER * (digits + commas * 0.6 + more)))


@dataclass(frozen=True)
class _Scale:
    top: float
    height: float

    def __call__(self, value: float) -> float:
        inside = self.height - _TOP - _BOTTOM
        return self.height - _BOTTOM - inside * min(1.0, max(0.0, value / self.top))


def _step(top: float) -> float:
    """A round step (1, 2 or 5 times a power of ten) of which at most three lead to `top`; at least 1."""
    if top <= 0:
        return 1.0
    rough = top / 3
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough * 0.999)
    return max(1.0, step)


def _runs(
    expected: Sequence[tuple[float, float, float] | None],
) -> list[list[tuple[int, tuple[float, float, float]]]]:
    runs: list[list[tuple[int, tuple[float, float, float]]]] = []
    for place, each in enumerate(expected):
        if each is None:
            continue
        if runs and runs[-1][-1][0] == place - 1:
            runs[-1].append((place, each))
        else:
            runs.append([(place, each)])
    return runs


def _points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_r(x)},{_r(y)}" for x, y in pairs)


def _r(value: float) -> float:
    return round(value, 1)
