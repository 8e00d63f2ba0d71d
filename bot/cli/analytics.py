"""`vyapari forecast`, `reorder`, `price`, `backtest`: the analytics on files, without a store."""

from __future__ import annotations

import errno
import json
import math
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.input import InputError

if TYPE_CHECKING:
    import pandas as pd

    from analytics.replenishment.contract import DailyDemand, Item

Output = Annotated[Path | None, typer.Option("--out", help="Write here instead of standard output.")]
PATIENCE = 2.0
"""Seconds of silence before a long command says what it is at."""
MOST_PACKS = 20_000
"""Packs that an order is weighed in; of what takes more, several are one."""
Horizon = Annotated[int, typer.Option(min=1, max=366, help="Days ahead.")]


def register(app: typer.Typer) -> None:
    """Add `forecast`, `reorder`, `price`, `backtest`."""
    app.command()(forecast)
    app.command()(reorder)
    app.command()(price)
    app.command()(backtest)


def forecast(
    sales: Annotated[str, typer.Argument(metavar="SALES.csv", help="unique_id, ds, y; - is standard input.")],
    horizon: Horizon = 14,
    out: Output = None,
) -> None:
    """Forecast the demand of each series: unique_id, ds, p10, p50, p90, mean, model."""
    from analytics.forecasting import engine
    from bot.cli.tables import read_sales

    _check(out)
    history = read_sales(sales)
    start = history["ds"].max().date() + timedelta(days=1)
    with _progress(f"forecasting {history['unique_id'].nunique()} series"):
        made = engine.forecast(history, horizon, start)
    _write(made.round(dict.fromkeys(("p10", "p50", "p90", "mean"), 4)), out)


def reorder(
    state: Annotated[str, typer.Argument(metavar="STATE.csv", help="What is on hand and on order, per item.")],
    sales: Annotated[str, typer.Argument(metavar="SALES.csv", help="unique_id, ds, y.")],
    out: Output = None,
    cash: Annotated[str | None, typer.Option(help="₹ to spend at most: what is worth most is ordered.")] = None,
) -> None:
    """Say how much to order of each item: unique_id, order_quantity, reorder_point, days_of_stock, reason."""
    import pandas as pd

    from analytics.forecasting import engine
    from analytics.replenishment.budget import within_cash
    from analytics.replenishment.censoring import estimate
    from analytics.replenishment.explain import explain
    from analytics.replenishment.order import days_ahead, decide_all
    from bot.cli.tables import read_amount, read_sales, read_state

    _check(out)
    if state == sales == "-":
        raise InputError("-: only one of STATE and SALES can be standard input")
    purse = None if cash is None else read_amount("--cash", cash, zero=True)
    items, history = read_state(state), read_sales(sales)
    last = history["ds"].max()
    wanted = estimate(history[history["unique_id"].isin(items.keys())], items, last)
    with _progress(f"forecasting {wanted['unique_id'].nunique()} series"):
        made = engine.forecast(wanted, days_ahead(items.values()), last.date() + timedelta(days=1))
    demand = {name: _demand(rows) for name, rows in made.groupby("unique_id", sort=False)}
    items = {name: _coarsened(item, demand.get(name)) for name, item in items.items()}
    with _progress(f"weighing {len(items)} items"):
        orders = decide_all(list(items.values()), [demand.get(name, _no_demand()) for name in items])
    if purse is not None:
        orders = within_cash(list(zip(items.values(), orders, strict=True)), purse)
    rows = [
        {
            "unique_id": name,
            "order_quantity": _plain(order.quantity),
            "reorder_point": _plain(order.reorder_point),
            "days_of_stock": "" if order.days_of_stock is None else _plain(order.days_of_stock),
            "reason": explain(item, order) if name in demand else "no sales known",
        }
        for (name, item), order in zip(items.items(), orders, strict=True)
    ]
    columns = ["unique_id", "order_quantity", "reorder_point", "days_of_stock", "reason"]
    _write(pd.DataFrame(rows, columns=columns), out)


def price(
    history: Annotated[str, typer.Argument(metavar="HISTORY.csv", help="unique_id, ds, y, price; optional promo.")],
    item: Annotated[str, typer.Option(help="The unique_id to advise on.")],
    cost: Annotated[str, typer.Option(help="₹ that one unit costs.")],
    mrp: Annotated[str | None, typer.Option(help="The printed maximum retail price, where there is one.")] = None,
    stock: Annotated[str | None, typer.Option(help="Units on hand.")] = None,
    competitor: Annotated[str | None, typer.Option(help="₹ that another shop charges.")] = None,
) -> None:
    """Advise on a price, as JSON: recommended, elasticity with its interval, scenarios, margin, reason."""
    from analytics.pricing.advice import advise
    from analytics.pricing.history import tag_of
    from bot.cli.tables import read_amount, read_history
    from domain.values import Money, Quantity

    days = read_history(history)
    chosen = days[days["unique_id"] == item]
    if chosen.empty:
        raise InputError(f"--item: {history} has no rows of {item!r}")
    if chosen["price"].isna().all():
        raise InputError(f"--item: {history} has no price of {item!r}")
    tag = tag_of(
        chosen,
        cost=Money(read_amount("--cost", cost)),
        mrp=None if mrp is None else Money(read_amount("--mrp", mrp)),
        stock=None if stock is None else Quantity(read_amount("--stock", stock, zero=True)),
        competitor=None if competitor is None else Money(read_amount("--competitor", competitor)),
    )
    detail = advise(tag).to_detail()
    expected = next(one for one in detail["scenarios"] if one["price"] == detail["recommended"])
    detail["expected_daily"] = expected["expected_daily"]
    print(json.dumps({"item": item, **detail}, indent=2, ensure_ascii=False))


def backtest(
    sales: Annotated[str, typer.Argument(metavar="SALES.csv", help="unique_id, ds, y; - is standard input.")],
    horizon: Horizon = 14,
    origins: Annotated[int, typer.Option(min=1, max=365, help="Origins, a horizon apart.")] = 4,
    models: Annotated[str | None, typer.Option(help="Engines, separated by commas. Default: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Scores as JSON.")] = False,
) -> None:
    """Score the forecasting engine and its baselines at past origins: WQL, WAPE, RMSSE, bias, coverage of p10 to p90."""
    from analytics.forecasting.backtest import TooShort
    from analytics.forecasting.backtest import backtest as score
    from analytics.forecasting.engine import ENGINES, UnknownEngine
    from bot.cli.tables import read_sales

    history = read_sales(sales)
    names = list(dict.fromkeys(name.strip() for name in models.split(","))) if models else list(ENGINES)
    try:
        scores = score(history, horizon, origins, names, _report)
    except (TooShort, UnknownEngine) as error:
        raise InputError(f"{'--models' if isinstance(error, UnknownEngine) else sales}: {error}") from error
    if as_json:
        print(json.dumps([asdict(one) for one in scores], indent=2))
        return
    print(f"{'model':<16}{'WQL':>9}{'WAPE':>9}{'RMSSE':>9}{'bias':>9}{'coverage':>10}{'days':>9}")
    for one in scores:
        print(
            f"{one.model:<16}{one.wql:>9.4f}{one.wape:>9.4f}{one.rmsse:>9.4f}{one.bias:>+9.4f}"
            f"{one.coverage:>10.3f}{one.days:>9}"
        )


@contextmanager
def _progress(doing: str) -> Iterator[None]:
    """Say on stderr what is being done, once it takes longer than PATIENCE seconds, and then how long it has taken."""
    began, done = time.monotonic(), threading.Event()

    def tell() -> None:
        wait = PATIENCE
        while not done.wait(wait):
            print(f"{doing}: {time.monotonic() - began:.0f} s so far", file=sys.stderr, flush=True)
            wait = PATIENCE * 5

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _report(done: int, total: int) -> None:
    print(f"\rforecast {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _demand(rows: pd.DataFrame) -> DailyDemand:
    from analytics.replenishment.contract import DailyDemand

    return DailyDemand(**{name: rows[name].tolist() for name in ("mean", "p10", "p50", "p90")})


def _no_demand() -> DailyDemand:
    from analytics.replenishment.contract import DailyDemand

    return DailyDemand(mean=[0.0], p10=[0.0], p50=[0.0], p90=[0.0])


def _coarsened(item: Item, demand: DailyDemand | None) -> Item:
    """`item`, with packs so many together that an order is of MOST_PACKS at most: a gram of what sells by the tonne."""
    if demand is None:
        return item
    days = item.lead_time_days + item.review_days
    packs = days * max(demand.p90) / float(item.pack)
    return replace(item, pack=item.pack * max(1, math.ceil(packs / MOST_PACKS)))


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _check(out: Path | None) -> None:
    """Raise InputError when `out` can't be written: said before anything is reckoned, not after."""
    if out is None:
        return
    trouble = None
    if out.is_dir():
        trouble = errno.EISDIR
    elif not out.parent.is_dir():
        trouble = errno.ENOENT
    elif not os.access(out if out.exists() else out.parent, os.W_OK):
        trouble = errno.EACCES
    if trouble is not None:
        raise InputError(f"--out: {out}: {os.strerror(trouble)}")


def _write(table: pd.DataFrame, out: Path | None) -> None:
    text = table.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"--out: {out}: {error.strerror}") from error
