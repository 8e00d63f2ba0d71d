"""Charts as geometry: inside the picture, on a round scale, nothing lost."""

from __future__ import annotations

import pytest

from bot.dashboard.charts import WIDTH, draw_band, draw_bars, share


def test_the_highest_bar_reaches_no_higher_than_the_scale_and_an_empty_day_has_no_height() -> None:
    chart = draw_bars([0, 50, 100], [10, 20, 30])
    assert [bar.height for bar in chart.bars] == sorted(bar.height for bar in chart.bars)
    assert chart.bars[0].height == 0
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in chart.bars)
    assert chart.bars[2].y == next(tick.y for tick in chart.ticks if tick.value == 100)


@pytest.mark.parametrize(
    ("top", "values"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (7, [0, 5, 10]),
        (29_000, [0, 10_000, 20_000, 30_000]),
        (150_000, [0, 50_000, 100_000, 150_000]),
    ],
)
def test_a_scale_is_round_and_holds_everything(top: float, values: list[float]) -> None:
    assert [tick.value for tick in draw_bars([top], []).ticks] == values


@pytest.mark.parametrize(
    ("top", "label"), [(5, "₹5"), (29_000, "₹30,000"), (150_000, "₹1,50,000"), (9e6, "₹90,00,000")]
)
def test_the_longest_number_beside_a_line_has_room(top: float, label: str) -> None:
    # Of 13 pixels, a digit takes 7.4 in Noto Sans and a comma 3.5.
    wide = sum(3.5 if sign == "," else 7.4 for sign in label)
    chart = draw_bars([top], [])
    assert chart.left - 5 >= wide
    assert chart.bars[0].x >= chart.left


def test_a_day_of_returns_is_drawn_at_nothing_not_below() -> None:
    chart = draw_bars([-40, 100], [])
    assert chart.bars[0].height == 0


def test_days_without_a_forecast_break_the_band() -> None:
    band = (1.0, 2.0, 3.0)
    chart = draw_band([2, 3, 4, None], [band, None, band, band], today=2)
    assert len(chart.bands) == len(chart.middles) == 2
    assert len(chart.bands[1].split()) == 4, "two days: two points above, two below"
    assert len(chart.line.split()) == 2, "today is not over: a point of its own"
    assert chart.now is not None
    assert chart.now[0] == chart.now_x


def test_no_sales_and_no_forecast_draw_an_empty_picture() -> None:
    chart = draw_band([], [], today=0)
    assert (chart.bands, chart.line, chart.now) == ((), "", None)


def test_a_share_stays_between_nothing_and_all() -> None:
    assert [share(1, 3), share(5, 0), share(-1, 3), share(9, 3)] == [33.3, 0.0, 0.0, 100.0]
