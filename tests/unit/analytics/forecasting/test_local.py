"""What a retailer told moves the forecasts of the days that were told, as far as the shop's own days bear it out."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecasting import engine, serving
from analytics.forecasting.combination import Learned
from analytics.forecasting.local import UNKNOWN, learn_local
from domain.local_events.contract import Spell

START = date(2026, 11, 23)
"""A Monday."""
DAYS = 200
AHEAD = 28
UPLIFT = 2.0
WEEK = np.array([8, 8, 8, 9, 10, 15, 14])


def around(begin: int, days: int, kind: str = "fair", expected: str | None = None) -> Spell:
    """An event from `begin` days after START on; before it, below zero."""
    first = START + timedelta(days=begin)
    return Spell(kind, first, first + timedelta(days=days - 1), expected)


BEFORE, COMING = around(-60, 3), around(4, 3)


def shop(*spells: Spell, uplift: float = UPLIFT, products: int = 10) -> pd.DataFrame:
    """Ten products that sell `uplift` times as much on the days of the spells."""
    mean = np.resize(WEEK, DAYS).astype(float)
    for spell in spells:
        begin = DAYS + (spell.first - START).days
        mean[begin : begin + (spell.last - spell.first).days + 1] *= uplift
    y = np.random.default_rng(21).poisson(mean * (1 + np.arange(products)[:, None] / 5)).astype(float)
    ds = pd.date_range(START - timedelta(days=DAYS), periods=DAYS)
    names = np.repeat([f"p{number}" for number in range(products)], DAYS)
    return pd.DataFrame({"unique_id": names, "ds": np.tile(ds, products), "y": y.ravel()})


def forecast(history: pd.DataFrame, *spells: Spell) -> pd.DataFrame:
    return engine.explain_with(Learned(), history, AHEAD, START, None, spells)[0]


def total(made: pd.DataFrame, figure: str = "mean") -> np.ndarray:
    """(days,): of all products."""
    return np.asarray(made.groupby("ds")[figure].sum())


def on(spell: Spell) -> slice:
    begin = (spell.first - START).days
    return slice(begin, begin + (spell.last - spell.first).days + 1)


def test_an_event_is_seen_ahead_after_one_of_its_kind() -> None:
    history = shop(BEFORE)
    plain, told = total(forecast(shop())), total(forecast(history, BEFORE, COMING))
    assert told[on(COMING)] / plain[on(COMING)] == pytest.approx(np.full(3, 1.8), abs=0.2)
    # The days around are as if there had never been a fair: it is neither in the level nor in the weekdays.
    rest = np.delete(np.arange(AHEAD), np.arange(AHEAD)[on(COMING)])
    assert told[rest] == pytest.approx(plain[rest], rel=0.03)


def test_the_second_and_third_time_it_is_known_better() -> None:
    times = [BEFORE, around(-95, 3), around(-130, 3)]
    begin, uplifts = START - timedelta(days=DAYS), []
    for count in (1, 2, 3):
        # Without chance: what is left of the uplift is what the prior takes.
        y = np.tile(np.resize(10.0 * WEEK, DAYS), (4, 1))
        for spell in times[:count]:
            y[:, (spell.first - begin).days : (spell.last - begin).days + 1] *= UPLIFT
        uplifts.append(float(learn_local(y, begin, AHEAD, [*times[:count], COMING]).factors[0, DAYS + 4]))
    assert uplifts == pytest.approx([1.73, 1.87, 1.92], abs=0.02)


def test_a_fair_is_not_laid_to_the_festival_that_is_near() -> None:
    """Onam and Raksha Bandhan fell into those days of August 2026, in which nothing else moved."""
    fair = around(-90, 3)
    told, plain = total(forecast(shop(fair), fair, COMING)), total(forecast(shop()))
    assert told[on(COMING)].sum() / plain[on(COMING)].sum() > 1.5


def test_what_sells_less_is_learnt_as_well() -> None:
    shut = around(-60, 5, "road_closed")
    coming = around(4, 3, "road_closed")
    made, plain = total(forecast(shop(shut, uplift=0.5), shut, coming)), total(forecast(shop()))
    assert made[on(coming)] / plain[on(coming)] == pytest.approx(np.full(3, 0.62), abs=0.12)


def test_an_event_that_never_was_widens_the_range_and_moves_nothing() -> None:
    history = shop()
    plain, told = forecast(history), forecast(history, COMING)
    for figure in ("mean", "p50"):
        np.testing.assert_array_equal(total(told, figure), total(plain, figure))
    width, usual = (total(made, "p90") - total(made, "p10") for made in (told, plain))
    assert (width[on(COMING)] > 1.3 * usual[on(COMING)]).all()
    rest = np.delete(np.arange(AHEAD), np.arange(AHEAD)[on(COMING)])
    np.testing.assert_array_equal(width[rest], usual[rest])


@pytest.mark.parametrize(("expected", "factor"), [("half", 0.5), ("half_more", 1.5), ("double", 2.0)])
def test_a_first_event_does_what_its_retailer_expects_and_the_range_is_wider(expected: str, factor: float) -> None:
    coming = around(4, 3, "wedding", expected)
    plain, made = forecast(shop()), forecast(shop(), coming)
    for figure, rel in (("mean", 1e-9), ("p50", 0.03)):
        assert total(made, figure)[on(coming)] == pytest.approx(factor * total(plain, figure)[on(coming)], rel=rel)
    width, usual = (total(table, "p90") - total(table, "p10") for table in (made, plain))
    assert (width[on(coming)] > 1.3 * factor * usual[on(coming)]).all()
    rest = np.delete(np.arange(AHEAD), np.arange(AHEAD)[on(coming)])
    np.testing.assert_array_equal(total(made)[rest], total(plain)[rest])


def test_what_was_seen_counts_for_more_than_what_is_expected() -> None:
    before, coming = around(-60, 3, expected="half"), around(4, 3, expected="half")
    plain, made = total(forecast(shop())), total(forecast(shop(before), before, coming))
    assert (made[on(coming)] > 1.35 * plain[on(coming)]).all()
    often = [around(-150 + 30 * time, 2, expected="half") for time in range(5)]
    made = total(forecast(shop(*often), *often, coming))
    assert made[on(coming)] == pytest.approx(UPLIFT * plain[on(coming)], rel=0.12)


@pytest.mark.parametrize("days", [90, 365])
def test_an_event_that_comes_again_and_again_is_found_within_a_twelfth(days: int) -> None:
    """A fair a quarter or a year, told each time, in a shop of two years; the coming one is the last day of what is foreseen."""
    long, rng = 760, np.random.default_rng(5)
    first = START - timedelta(days=long)
    past = [around(AHEAD - 2 - days * back, 2) for back in range(1, (long - 60) // days + 1)]
    y = np.resize(10.0 * WEEK, (6, long))
    for spell in past:
        y[:, (spell.first - first).days : (spell.last - first).days + 1] *= UPLIFT
    local = learn_local(rng.poisson(y).astype(float), first, AHEAD, [*past, around(AHEAD - 2, 2)])
    assert local.factors[:, -1].mean() == pytest.approx(UPLIFT, rel=1 / 12 if len(past) > 1 else 1 / 6)


def test_events_without_effect_do_hardly_any_harm() -> None:
    """WQL (0.1, 0.5, 0.9) over four weeks that follow, of twelve shops that told eight events, two of them ahead."""
    past, ahead = [around(-150 + 25 * time, 2) for time in range(6)], [around(3, 2), around(17, 2)]
    lost = dict.fromkeys(("told", "plain"), 0.0)
    for seed in range(12):
        y = np.random.default_rng(seed).poisson(np.resize(WEEK, DAYS + AHEAD) * (1 + np.arange(10)[:, None] / 5))
        ds = pd.date_range(START - timedelta(days=DAYS), periods=DAYS)
        names = np.repeat([f"p{number}" for number in range(10)], DAYS)
        history = pd.DataFrame({"unique_id": names, "ds": np.tile(ds, 10), "y": y[:, :DAYS].ravel().astype(float)})
        for name, spells in (("told", [*past, *ahead]), ("plain", [])):
            made = forecast(history, *spells)
            for level, figure in ((0.1, "p10"), (0.5, "p50"), (0.9, "p90")):
                error = y[:, DAYS:] - made[figure].to_numpy().reshape(10, AHEAD)
                lost[name] += float(np.maximum(level * error, (level - 1) * error).sum())
    assert lost["told"] / lost["plain"] < 1.005


def test_a_market_that_comes_every_week_is_not_counted_twice() -> None:
    """The second day ahead sells more than other days by itself, the fourth less."""
    busy, calm = around(1, 1, "market_day", "double"), around(3, 1, "market_day", "double")
    plain, other = total(forecast(shop())), WEEK[np.arange(7) != 5].mean()
    assert total(forecast(shop(), busy))[1] / plain[1] == pytest.approx(2 * other / WEEK[5], rel=0.05)
    assert total(forecast(shop(), calm))[3] == pytest.approx(2 * plain[3])


def test_an_event_that_closes_the_shop_is_a_closed_day() -> None:
    y = shop().pivot(index="unique_id", columns="ds", values="y").to_numpy()
    local = learn_local(y, START - timedelta(days=DAYS), AHEAD, [around(4, 1, "strike", "shut")])
    assert (local.factors[:, DAYS + 4] == 0).all()
    assert not local.doubt.any()


def test_what_was_seen_makes_the_range_narrower_again() -> None:
    first = shop().pivot(index="unique_id", columns="ds", values="y").to_numpy()
    again = shop(BEFORE).pivot(index="unique_id", columns="ds", values="y").to_numpy()
    begin = START - timedelta(days=DAYS)
    unknown = learn_local(first, begin, AHEAD, [COMING]).doubt
    known = learn_local(again, begin, AHEAD, [BEFORE, COMING]).doubt
    assert (unknown[:, on(COMING)] > UNKNOWN).all()
    assert (known[:, on(COMING)] < 0.75 * unknown[:, on(COMING)]).all()
    assert not known[:, on(COMING).stop :].any()


def test_the_truth_lies_in_the_range_after_one_event() -> None:
    made = forecast(shop(BEFORE), BEFORE, COMING).assign(day=lambda table: (table["ds"] - pd.Timestamp(START)).dt.days)
    made = made[made["day"].isin(range(4, 7))]
    true = UPLIFT * WEEK[(DAYS + made["day"]) % 7] * (1 + made["unique_id"].str[1:].astype(int) / 5)
    assert ((made["p10"] < true) & (true < made["p90"])).all()


def test_an_event_of_another_kind_teaches_nothing() -> None:
    wedding = around(4, 3, "wedding")
    made, plain = total(forecast(shop(BEFORE), BEFORE, wedding)), total(forecast(shop()))
    assert made[on(wedding)] == pytest.approx(plain[on(wedding)], rel=0.03)


def test_a_product_that_an_event_sells_most_of_gets_most() -> None:
    history = shop(BEFORE, uplift=1.0)
    fair = (history["ds"] >= pd.Timestamp(BEFORE.first)) & (history["ds"] <= pd.Timestamp(BEFORE.last))
    history.loc[fair & (history["unique_id"] == "p9"), "y"] *= 3
    ratio = total_by_product(forecast(history, BEFORE, COMING)) / total_by_product(forecast(shop()))
    assert ratio["p9"] > 1.5
    assert ratio.drop("p9").max() < 1.2


def total_by_product(made: pd.DataFrame) -> pd.Series:
    days = pd.date_range(COMING.first, COMING.last)
    return made[made["ds"].isin(days)].groupby("unique_id")["mean"].sum()


def test_the_shop_is_closed_on_its_days_and_sells_as_ever_after() -> None:
    holiday = around(4, 3, "shop_closed")
    made, plain = forecast(shop(), holiday), forecast(shop())
    for figure in ("p10", "p50", "p90", "mean"):
        assert not total(made, figure)[on(holiday)].any()
        rest = np.delete(np.arange(AHEAD), np.arange(AHEAD)[on(holiday)])
        np.testing.assert_array_equal(total(made, figure)[rest], total(plain, figure)[rest])


@pytest.mark.parametrize("version", [None, "gone"])
def test_days_that_the_shop_was_closed_do_not_lower_what_comes(version: str | None) -> None:
    holiday = around(-9, 9, "shop_closed")
    history = shop()
    away = history["ds"] >= pd.Timestamp(holiday.first)
    empty = history.assign(y=history["y"].where(~away, 0.0))
    plain = total(forecast(history))
    told, _ = serving.forecast_store(version, empty.assign(censored=away), AHEAD, START, None, [holiday])
    assert total(told) == pytest.approx(plain, rel=0.05)
    # Where nobody tells, the shop seems to be at its end.
    assert total(forecast(empty)).sum() < 0.8 * plain.sum()


def test_a_closed_day_hides_neither_a_festival_nor_a_new_products_category() -> None:
    history = shop().assign(category="biscuits")
    new = history[(history["unique_id"] == "p0") & (history["ds"] >= pd.Timestamp(START - timedelta(days=10)))]
    history = pd.concat([history, new.assign(unique_id="new", y=new["y"] * 4)])
    holiday = around(-30, 1, "shop_closed")
    closed = history["ds"] == pd.Timestamp(holiday.first)
    shut = history.assign(y=history["y"].where(~closed, 0.0), censored=closed)
    made, plain = (table[table["unique_id"] == "new"] for table in (forecast(shut, holiday), forecast(history)))
    # Alone, its first days count in full: three times the level of the others.
    assert made["mean"].sum() == pytest.approx(plain["mean"].sum(), rel=0.05)


def test_when_no_model_can_be_had_closed_days_are_zero_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ImportError("no library")

    monkeypatch.setattr(engine, "explain_with", fail)
    holiday = around(4, 3, "shop_closed")
    made, _ = serving.forecast_store(None, shop(), AHEAD, START, None, [holiday])
    assert set(made["model"]) == {serving.FALLBACK}
    assert (total(made)[on(holiday)] == 0).all()
    assert (total(made)[on(holiday).stop :] > 0).all()


def test_a_shop_that_tells_nothing_is_forecast_to_the_last_bit_as_before() -> None:
    history = shop(BEFORE)
    far = Spell("fair", START - timedelta(days=900), START - timedelta(days=898))
    plain = engine.forecast_with(Learned(), history, AHEAD, START)
    for spells in ((), (far,), (around(60, 3),), (around(60, 3, "shop_closed"),)):
        pd.testing.assert_frame_equal(forecast(history, *spells), plain, check_exact=True)


def test_events_on_one_day_teach_neither_and_a_closed_day_wins() -> None:
    y = shop(BEFORE).pivot(index="unique_id", columns="ds", values="y").to_numpy()
    begin = START - timedelta(days=DAYS)
    both = [BEFORE, Spell("wedding", BEFORE.first, BEFORE.last), COMING, around(4, 1, "shop_closed")]
    local = learn_local(y, begin, AHEAD, both)
    assert (local.factors[:, :DAYS] == 1).all()
    assert (local.factors[:, DAYS + 4] == 0).all()
    assert (local.factors[:, DAYS + 5 : DAYS + 7] == 1).all()
