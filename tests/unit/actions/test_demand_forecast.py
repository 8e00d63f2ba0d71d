"""How much will sell: by its range, with its reason, from the data."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from actions.demand_forecast import add_up
from analytics.forecasting.explain import Reasons
from analytics.forecasting.local import Effect
from domain.catalogue import store as catalogue
from domain.insights.contract import Forecast
from domain.models import Product
from domain.suppliers import orders
from domain.suppliers import store as suppliers
from domain.values import Money, Quantity
from infra.database.session import store_session
from tests.unit.actions.conftest import NOON, Shop, keys, line, said
from tests.unit.actions.nights import TODAY, change, event, explain, foresee, tell


def test_tomorrow_by_its_range(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5.2", "8", "11.1"), "milk-loose": ("7.66", "9.41", "12")})
    reply = shop.ask("demand_forecast", lines=(line("maggi-70g"), line("milk-loose"))).reply
    assert said(reply) == {
        "": "demand_forecast.done",
        "period": {"": "period.tomorrow"},
        "lines": [
            {
                "": "demand_forecast.line",
                "product": "Maggi Noodles 70 g",
                "expected": "8 pc",
                "low": "5 pc",
                "high": "12 pc",
            },
            {"": "demand_forecast.line", "product": "Fresh milk", "expected": "9.4 l", "low": "7.7 l", "high": "12 l"},
        ],
        "notes": [],
    }


def test_too_little_stock_for_it_is_said(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    week = shop.ask("demand_forecast", lines=(line("maggi-70g"),), period="7d").reply
    assert said(week)["notes"] == [{"": "note.not_enough", "product": "Maggi Noodles 70 g", "stock": "36 pc"}]
    assert shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply.params["notes"] == ()


def test_none_at_all_is_said_plainly_and_what_comes(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    shop.ask("set_stock", lines=(line("maggi-70g", "0"),))
    out = {"": "check_stock.line_out", "product": "Maggi Noodles 70 g"}
    assert said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply)["notes"] == [out]
    with store_session(shop.id) as session:
        supplier = suppliers.get_or_add(session, shop.id, "Gupta", "gupta", NOON)
        wanted = [(session.get_one(Product, shop.product("maggi-70g").id), Quantity(24))]
        orders.place(session, supplier, wanted, entry_id=None, now=NOON, today=TODAY)
    [note] = said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply)["notes"]
    assert (note[""], note["line"], note["quantity"]) == ("check_stock.line_coming", out, "24 pc")


def test_a_period_that_was_not_forecast_to_its_end_is_called_what_it_is(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")}, days=4)
    reply = said(shop.ask("demand_forecast", lines=(line("maggi-70g"),), period="7d").reply)
    assert (reply["period"], reply["lines"][0]["expected"]) == ({"": "period.next_days", "days": 3}, "24 pc")


def test_of_nothing_in_particular_what_brings_most(shop: Shop) -> None:
    assert shop.ask("demand_forecast").reply.key == "demand_forecast.none_at_all"
    foresee(shop, dict.fromkeys(("maggi-70g", "coke-750ml", "sugar-loose"), ("1", "2", "3")))
    lines = said(shop.ask("demand_forecast").reply)["lines"]
    assert [each["product"] for each in lines] == ["Maggi Noodles 70 g", "Sugar", "Coca-Cola 750 ml"]


def test_without_a_forecast_nothing_is_invented(shop: Shop) -> None:
    assert said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply) == {
        "": "demand_forecast.none",
        "products": ["Maggi Noodles 70 g"],
    }


@pytest.mark.parametrize(
    ("days", "mean", "low", "high"),
    [
        # 4 days of 8 (5..11): the spread is twice that of one.
        (4 * [("5", "8", "11", "8")], "32", "26", "38"),
        # Sells once in a while: the median day is nothing.
        (4 * [("0", "0", "1", "0.8")], "3.2", "0", "3.2"),
        ([("3", "4", "6", "4.2")], "4.2", "3", "6"),
    ],
)
def test_days_add_up(days: list[tuple[str, str, str, str]], mean: str, low: str, high: str) -> None:
    rows = [Forecast(1, TODAY, *(Decimal(figure) for figure in figures), "test", NOON) for figures in days]
    total = add_up(rows)
    assert (total.mean, total.low, total.high) == (Decimal(mean), Decimal(low), Decimal(high))


def test_a_forecast_says_why_by_the_models_own_account(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    why = Reasons(8.0, busy_day=date(2026, 11, 29), busy_daily=14.2, trend="rising", payday=True)
    explain(shop, "maggi-70g", why)
    [tomorrow] = said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply)["notes"]
    assert tomorrow["lines"] == [{"": "reason.payday"}, {"": "reason.rising"}], "a Sunday is no reason for a Monday"
    change(shop, "maggi-70g", stock=Quantity(500))
    [note] = said(shop.ask("demand_forecast", lines=(line("maggi-70g"),), period="7d").reply)["notes"]
    # The two that count most.
    assert note == {
        "": "note.because",
        "lines": [{"": "reason.busy_day", "daily": "14 pc", "day": date(2026, 11, 29)}, {"": "reason.payday"}],
    }


def test_a_forecast_names_the_event_on_its_days_and_no_other(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    explain(shop, "maggi-70g", Reasons(8.0, trend="rising"))
    tell(shop, "fair", -1, 3)
    tell(shop, "shop_closed", 9)
    [note] = said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply)["notes"]
    assert note["lines"] == [event("fair", 1), {"": "reason.rising"}], "of tomorrow, unless said"


def test_several_products_name_it_once(shop: Shop) -> None:
    foresee(shop, dict.fromkeys(("maggi-70g", "coke-750ml"), ("5", "8", "11")))
    tell(shop, "fair", 1)
    notes = said(shop.ask("demand_forecast", lines=(line("maggi-70g"), line("coke-750ml"))).reply)["notes"]
    assert notes == [{"": "note.because", "lines": [event("fair", 1)]}]


def test_a_day_that_is_named_is_the_one_that_is_told(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    tell(shop, "fair", 7)
    for ahead, period in ((7, {"": "period.date", "date": TODAY + timedelta(days=7)}), (40, {"": "period.tomorrow"})):
        reply = said(shop.ask("demand_forecast", lines=(line("maggi-70g"),), day=TODAY + timedelta(days=ahead)).reply)
        assert reply["period"] == period
        assert bool(reply["notes"]) == (ahead == 7)


def test_an_event_in_the_question_does_what_its_kind_did_before(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    explain(shop, "maggi-70g", Reasons(8.0, events={"fair": Effect(2.0, 0.2)}))

    def ask(kind: str, ahead: int = 7) -> dict[str, Any]:
        day = TODAY + timedelta(days=ahead)
        return said(shop.ask("demand_forecast", lines=(line("maggi-70g"),), day=day, event=kind).reply)

    fair = ask("fair")
    assert fair["notes"] == [{"": "note.because", "lines": [event("fair", 7)]}]
    [told] = fair["lines"]
    assert told["expected"] == "16 pc"
    # By squares: 3 of chance, and of the event 1.8 below, 2.3 above; both doubled.
    assert (told["low"], told["high"]) == ("8 pc", "24 pc")
    # What never was here does nothing, is no reason, and it is said that nobody knows.
    unknown = [{"": "note.event_unknown", "event": {"": "local_event.match"}}]
    assert (ask("match")["lines"][0]["expected"], ask("match")["notes"]) == ("8 pc", unknown)
    tell(shop, "match", 8)
    assert ask("match", 8)["notes"] == [{"": "note.because", "lines": [event("match", 8)]}]
    # Nobody needs to have seen a closed shop.
    assert ask("shop_closed")["lines"][0]["expected"] == "0 pc"
    # What the night knew is in its figures already.
    tell(shop, "fair", 7)
    assert (ask("fair")["lines"][0]["expected"], ask("fair")["notes"]) == ("8 pc", fair["notes"])


def test_figures_that_do_not_know_of_an_event_yet_say_so_and_do_not_name_it(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    tell(shop, "fair", 1, late=True)
    assert said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply)["notes"] == [
        {"": "note.figures_old", "date": TODAY}
    ]


def test_figures_that_missed_a_night_say_their_day(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("0", "8", "11")})
    shop.now += timedelta(hours=30)
    assert keys(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply).isdisjoint({"note.figures_old"})
    shop.now += timedelta(hours=10)
    [note] = [
        one
        for one in said(shop.ask("demand_forecast", lines=(line("maggi-70g"),)).reply)["notes"]
        if one[""] == "note.figures_old"
    ]
    assert note["date"] == TODAY


def test_an_event_without_a_day_is_foreseen_on_the_day_that_was_told(shop: Shop) -> None:
    foresee(shop, {"maggi-70g": ("5", "8", "11")})
    explain(shop, "maggi-70g", Reasons(8.0, events={"fair": Effect(2.0, 0.2)}))

    def ask() -> Any:
        return said(shop.ask("demand_forecast", lines=(line("maggi-70g"),), event="fair").reply)

    # Not tomorrow's, of which nobody has said that there is one.
    unsaid = ask()
    assert (unsaid["lines"][0]["expected"], unsaid["period"]) == ("8 pc", {"": "period.tomorrow"})
    assert unsaid["notes"] == [{"": "note.event_day", "event": {"": "local_event.fair"}}]
    tell(shop, "fair", 6, late=True)
    told = ask()
    assert told["period"] == {"": "period.date", "date": TODAY + timedelta(days=6)}
    assert (told["lines"][0]["expected"], told["notes"][0]["lines"]) == ("16 pc", [event("fair", 6)])


def test_of_goods_that_nobody_counted_it_is_not_said_that_they_will_not_do(shop: Shop) -> None:
    with store_session(shop.id) as session:
        columns = {"unit": "kg", "mrp": None, "price": Money(60), "cost": Money(50), "created_at": NOON}
        catalogue.add(session, shop.id, sku="gur", name="Jaggery (gur)", **columns)
    foresee(shop, {"gur": ("2", "4", "6")})

    def notes() -> list[Any]:
        return list(said(shop.ask("demand_forecast", lines=(line("gur"),)).reply)["notes"])

    assert notes() == []
    shop.ask("set_stock", lines=(line("gur", "1"),))
    assert notes() == [{"": "note.not_enough", "product": "Jaggery", "stock": "1 kg"}]
