"""A request that is kept as JSON comes back as it was."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from actions.contract import Line, Named, Request
from actions.memory import from_json, to_json
from domain.values import Money, Quantity

CONTEXT = {
    "store_id": 3,
    "user_id": 4,
    "role": "owner",
    "now": datetime(2026, 11, 22, 6, 30, tzinfo=UTC),
    "timezone": "Asia/Kolkata",
    "channel": "sms",
    "conversation_id": 5,
    "message_id": 6,
}

words = st.text(min_size=1, max_size=12)
money = st.decimals(0, 10**6, places=2).map(Money)
named = st.builds(Named, words, words)
lines = st.builds(
    Line,
    text=st.text(max_size=12),
    sku=st.none() | words,
    quantity=st.none() | st.decimals(-100, 10**4, places=3).map(Quantity),
    was=st.none() | st.decimals(0, 10**4, places=3).map(Quantity),
    price=st.none() | money,
    amount=st.none() | money,
    others=st.lists(words, max_size=3).map(tuple),
)
requests = st.builds(
    Request,
    intent=words,
    lines=st.lists(lines, max_size=4).map(tuple),
    customer=st.none() | named,
    supplier=st.none() | named,
    shop=st.none() | words,
    credit=st.booleans(),
    amount=st.none() | money,
    paid=st.none() | money,
    period=st.none() | words,
    date=st.none() | st.dates(),
    entry_date=st.none() | st.dates(),
    payment=st.none() | st.sampled_from(["cash", "upi"]),
    to_language=st.none() | words,
    alert=st.none() | words,
    on=st.none() | st.booleans(),
    report=st.none() | words,
    format=st.none() | words,
    licence=st.none() | words,
    start=st.none() | st.times(),
    end=st.none() | st.times(),
    about_entry_id=st.none() | st.integers(1, 10**9),
    **{name: st.just(value) for name, value in CONTEXT.items()},
)


@given(requests)
def test_it_comes_back(request: Request) -> None:
    assert from_json(json.loads(json.dumps(to_json(request))), **CONTEXT) == request


def test_every_field_is_kept_or_is_of_the_message() -> None:
    """A field added to Request and forgotten here would be lost between a question and its answer."""
    full = Request(
        intent="record_sale",
        lines=(
            Line(
                "maggi",
                "maggi-70g",
                Quantity(5),
                Money(14),
                Money(70),
                ("maggi-280g",),
                "kg",
                "70 g",
                Money(12),
                Money(15),
            ),
        ),
        customer=Named("Ramesh", "rames"),
        supplier=Named("Gupta", "gupta"),
        shop="Sharma",
        credit=True,
        amount=Money(70),
        paid=Money(20),
        period="7d",
        date=date(2026, 12, 31),
        entry_date=date(2026, 11, 20),
        day=date(2026, 12, 6),
        event="fair",
        payment="upi",
        to_language="hi-Latn",
        alert="low_stock",
        on=False,
        report="gst",
        format="excel",
        licence="FSSAI",
        start=time(21),
        end=time(7, 30),
        about_entry_id=9,
        told={"customer": "7"},
        phone="+919876543210",
        **CONTEXT,
    )
    assert set(to_json(full)) | set(CONTEXT) == {field.name for field in fields(Request)}
    assert from_json(to_json(full), **CONTEXT) == full


def test_what_was_not_said_is_left_out_and_what_is_unknown_is_ignored() -> None:
    bare = Request(intent="undo", **CONTEXT)
    assert to_json(bare) == {"intent": "undo"}
    assert from_json({"intent": "undo", "written": [], "of_a_later_version": 1}, **CONTEXT) == bare
