"""A mistake is mended: only what was said changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from actions.amend import Unclear, WhichLine, amend
from actions.contract import Line, Request
from domain.models import Batch, Entry, Sale
from domain.values import Money, Quantity
from infra.database.session import store_session
from tests.unit.actions.conftest import NOON, RAMESH, SITA, ZONE, Shop, line, said


def goods(shop: Shop, **correction: Any) -> list[dict[str, Any]]:
    """The lines of the entry after a correction."""
    reply = shop.ask("correct_last", **correction).reply
    assert reply.key == "correct_last.done"
    lines: list[dict[str, Any]] = said(reply)["what"]["lines"]
    return lines


def test_a_quantity_and_the_reply_shows_how_things_stand(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "5"),))
    outcome = shop.ask("correct_last", lines=(line(None, "6"),))
    assert said(outcome.reply) == {
        "": "correct_last.done",
        "what": {
            "": "entry.record_sale",
            "lines": [{"": "line.goods", "quantity": "6 pc", "product": "Maggi Noodles 70 g", "amount": "90.00"}],
            "total": "90.00",
        },
        "state": [{"": "line.stock", "product": "Maggi Noodles 70 g", "quantity": "30 pc"}],
        "notes": [],
    }
    assert (shop.stock("maggi-70g"), shop.sold()) == ("30", ("90.00", 1))
    with store_session(shop.id) as session:
        first, reversal, second = session.scalars(select(Entry).order_by(Entry.id)).all()
    assert (reversal.reverses_id, second.corrects_id, second.kind) == (first.id, first.id, "record_sale")
    assert outcome.entry_id == second.id


def test_a_price_takes_the_place_of_the_amount(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("coke-750ml", "3", amount="120"),))
    assert goods(shop, lines=(line(None, price="42"),))[0]["amount"] == "126.00"


def test_an_amount_takes_the_place_of_the_price(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("coke-750ml", "3", price="40"),))
    assert goods(shop, amount=Money(110))[0] == {
        "": "line.goods",
        "quantity": "3 pc",
        "product": "Coca-Cola 750 ml",
        "amount": "110.00",
    }


def test_a_quantity_that_followed_from_an_amount_follows_the_new_one(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("sugar-loose", "0.435", amount="20"),))
    assert goods(shop, lines=(line(None, amount="30"),))[0]["quantity"] == "0.652 kg"


def test_the_price_of_the_day_holds_though_it_was_changed_since(shop: Shop) -> None:
    entry = shop.ask("record_sale", lines=(line("maggi-70g", "5"),)).entry_id
    shop.ask("set_price", lines=(line("maggi-70g", price="14"),))
    assert goods(shop, lines=(line(None, "6"),), about_entry_id=entry)[0]["amount"] == "90.00"


def test_another_product_at_its_own_price(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "2", others=("maggi-280g",)), line("sugar-loose", "1")))
    lines = goods(shop, lines=(line("maggi-280g"),))
    assert [each["amount"] for each in lines] == ["116.00", "46.00"]
    assert (shop.stock("maggi-70g"), shop.stock("maggi-280g")) == ("36", "4")


def test_a_quantity_in_another_unit_is_asked_for(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("milk-loose", "2"),))
    assert shop.refuse("correct_last", lines=(line("milk-amul-500ml"),)).key == "refused.no_quantity"
    assert goods(shop, lines=(line("milk-amul-500ml", "4"),))[0]["quantity"] == "4 pc"


def test_of_several_lines_the_one_that_is_named(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "5"), line("sugar-loose", "2")))
    lines = goods(shop, lines=(line("sugar-loose", "3"),))
    assert [each["quantity"] for each in lines] == ["5 pc", "3 kg"]


def test_of_several_lines_it_must_be_clear_which(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "5"), line("sugar-loose", "2")))
    reply = shop.refuse("correct_last", lines=(line(None, "6"),))
    assert (reply.key, len(said(reply)["lines"])) == ("correct_last.which", 2)


def test_of_several_lines_the_one_that_had_the_wrong_figure(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "5"), line("sugar-loose", "2")))
    wrong = replace(line(None, "3"), was=Quantity(2))
    assert [each["quantity"] for each in goods(shop, lines=(wrong,))] == ["5 pc", "3 kg"]
    # Two lines of 5: not even that tells.
    shop.ask("record_sale", lines=(line("maggi-70g", "5"), line("sugar-loose", "5")))
    assert shop.refuse("correct_last", lines=(replace(line(None, "6"), was=Quantity(5)),)).key == "correct_last.which"


def test_a_total_falls_with_a_price_and_stays_with_a_quantity(shop: Shop) -> None:
    both = (line("maggi-70g", "5"), line("sugar-loose", "2"))
    shop.ask("record_sale", lines=both, amount=Money(160))
    shop.ask("correct_last", lines=(line("maggi-70g", "6"),))
    assert shop.sold() == ("160.00", 1)
    shop.ask("correct_last", lines=(line("maggi-70g", price="14"),))
    assert shop.sold() == ("176.00", 1)
    shop.ask("correct_last", amount=Money(170))
    assert shop.sold() == ("170.00", 1)


def test_cash_becomes_credit_and_credit_another_customers(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("sugar-loose", "1"),))
    shop.ask("correct_last", credit=True, customer=RAMESH)
    assert shop.balance(RAMESH.key) == "46.00"
    shop.ask("correct_last", customer=SITA)
    assert (shop.balance(RAMESH.key), shop.balance(SITA.key)) == ("0.00", "46.00")


def test_credit_to_nobody_leaves_the_books_as_they_were(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("sugar-loose", "1"),))
    assert shop.refuse("correct_last", credit=True).key == "refused.no_customer"
    assert (shop.stock("sugar-loose"), shop.sold()) == ("24", ("46.00", 1))
    # Nor is the entry half taken back: it can still be mended.
    shop.ask("correct_last", lines=(line(None, "2"),))
    assert shop.sold() == ("92.00", 1)


def test_a_price_above_mrp_leaves_the_old_one(shop: Shop) -> None:
    shop.ask("set_price", lines=(line("maggi-70g", price="14"),))
    assert shop.refuse("correct_last", lines=(line(None, price="16"),)).key == "set_price.above_mrp"
    assert shop.product("maggi-70g").price == Money(14)


def test_a_price_by_a_bare_number(shop: Shop) -> None:
    shop.ask("set_price", lines=(line("maggi-70g", price="14"),))
    assert goods(shop, lines=(line(None, "13"),)) == [
        {"": "line.price", "product": "Maggi Noodles 70 g", "price": "13.00"}
    ]
    assert shop.product("maggi-70g").price == Money(13)
    shop.ask("undo")
    assert shop.product("maggi-70g").price == Money(15)


def test_a_count(shop: Shop) -> None:
    shop.ask("set_stock", lines=(line("maggi-70g", "40"),))
    shop.ask("record_sale", lines=(line("maggi-70g", "1"),))
    with store_session(shop.id) as session:
        entry = session.scalars(select(Entry.id).where(Entry.kind == "set_stock")).one()
    goods(shop, lines=(line(None, "45"),), about_entry_id=entry)
    assert shop.stock("maggi-70g") == "45"
    assert shop.refuse("correct_last", lines=(line(None, price="4"),)).key == "correct_last.unclear"


def test_a_purchase(shop: Shop) -> None:
    shop.ask("record_purchase", lines=(line("maggi-70g", "20", price="13"),))
    assert goods(shop, lines=(line(None, price="13.50"),))[0]["amount"] == "270.00"
    assert (shop.stock("maggi-70g"), shop.product("maggi-70g").cost) == ("56", Money("13.24")), (
        "(36 × 13.10 + 20 × 13.50) ÷ 56"
    )


@pytest.mark.parametrize("figure", [{"amount": Money(300)}, {"lines": (line(None, "300"),)}])
def test_an_account(shop: Shop, figure: dict[str, Any]) -> None:
    shop.ask("record_credit", customer=RAMESH, amount=Money(250))
    reply = shop.ask("correct_last", **figure).reply
    assert said(reply)["what"] == {"": "entry.record_credit", "customer": "Ramesh", "amount": "300.00"}
    assert said(reply)["state"] == [{"": "line.balance", "customer": "Ramesh", "balance": "300.00"}]


def test_the_wrong_account(shop: Shop) -> None:
    shop.ask("record_payment", customer=RAMESH, amount=Money(100))
    shop.ask("correct_last", customer=SITA)
    assert (shop.balance(RAMESH.key), shop.balance(SITA.key)) == ("0.00", "-100.00")


def test_it_happened_when_it_happened(shop: Shop) -> None:
    entry = shop.ask("record_sale", lines=(line("maggi-70g", "5"),)).entry_id
    shop.now = datetime(2026, 11, 24, 6, tzinfo=UTC)
    shop.ask("correct_last", lines=(line(None, "6"),), about_entry_id=entry)
    with store_session(shop.id) as session:
        assert set(session.scalars(select(Sale.sold_at))) == {NOON}
    shop.ask("correct_last", entry_date=date(2026, 11, 20), about_entry_id=entry)
    with store_session(shop.id) as session:
        assert session.scalars(select(Sale.sold_at).order_by(Sale.id.desc())).first() == datetime(
            2026, 11, 20, 6, 30, tzinfo=UTC
        )


def test_a_correction_of_a_correction_by_the_first_message(shop: Shop) -> None:
    first = shop.ask("record_sale", lines=(line("maggi-70g", "5"),)).entry_id
    shop.ask("correct_last", lines=(line(None, "6"),), about_entry_id=first)
    shop.ask("correct_last", lines=(line(None, "7"),), about_entry_id=first)
    assert (shop.stock("maggi-70g"), shop.sold()) == ("29", ("105.00", 1))


def test_what_can_not_be_corrected(shop: Shop) -> None:
    assert shop.refuse("correct_last", lines=(line(None, "6"),)).key == "correct_last.nothing"
    entry = shop.ask("record_sale", lines=(line("maggi-70g", "5"),)).entry_id
    assert shop.refuse("correct_last").key == "correct_last.unclear"
    assert shop.refuse("correct_last", lines=(line(None, "5"),)).key == "correct_last.same"
    shop.ask("undo")
    assert shop.refuse("correct_last", lines=(line(None, "6"),), about_entry_id=entry).key == "correct_last.already"


SALE = Request(
    "record_sale",
    store_id=1,
    user_id=1,
    role="owner",
    now=NOON,
    timezone=ZONE,
    channel="whatsapp",
    lines=(line("sugar-loose", "2", price="45"), line("maggi-70g", "5", amount="70")),
)


def changed(*lines: Line, **said: Any) -> Request:
    """SALE after a correction."""
    return amend(SALE, replace(SALE, intent="correct_last", lines=lines, **said))


def test_only_what_was_said_changes() -> None:
    sugar, maggi = SALE.lines
    after = changed(line("sugar-loose", "3"))
    assert after == replace(SALE, lines=(replace(sugar, quantity=Quantity(3)), maggi))
    assert changed(line("maggi-70g", "4")).lines[1] == replace(maggi, quantity=Quantity(4))
    assert changed(line("maggi-70g", price="13")).lines[1] == replace(maggi, price=Money(13), amount=None)
    assert changed(line("sugar-loose", amount="80")).lines[0] == replace(sugar, price=None, amount=Money(80))
    assert changed(payment="upi") == replace(SALE, payment="upi")


def test_what_does_not_tell_which_line_or_what() -> None:
    for unclear in (line(None, "3"), line("coke-750ml")):
        with pytest.raises(WhichLine):
            changed(unclear)
    with pytest.raises(Unclear):
        changed()
    twice = replace(SALE, lines=(SALE.lines[0], SALE.lines[0]))
    with pytest.raises(WhichLine):
        amend(twice, replace(SALE, lines=(line("sugar-loose", "3"),)))


def test_a_mended_purchase_counts_as_if_it_had_been_written_so_the_first_time(shop: Shop) -> None:
    """Its cost goes into the average where it came in, and what was sold meanwhile leaves its batch."""
    lapses = date(2026, 12, 30)
    first = shop.ask("record_purchase", lines=(line("coke-750ml", "20", price="40"),), date=lapses).entry_id
    shop.ask("record_sale", lines=(line("coke-750ml", "10"),))
    shop.ask("record_purchase", lines=(line("coke-750ml", "8", price="45"),))
    shop.ask("correct_last", about_entry_id=first, lines=(line(None, price="30"),))
    # (18 × 39 + 20 × 30) ÷ 38 = 34.26; ten of 38 were sold; (28 × 34.26 + 8 × 45) ÷ 36
    assert shop.product("coke-750ml").cost == Money("36.65")
    with store_session(shop.id) as session:
        batch = session.scalars(select(Batch).where(Batch.expires_on == lapses)).one()
    assert (batch.unit_cost, batch.quantity) == (Money(30), Quantity(10))


def test_a_total_without_items_is_mended_by_a_bare_figure(shop: Shop) -> None:
    shop.ask("record_sale", amount=Money(5400))
    reply = shop.ask("correct_last", lines=(line(None, "5600"),)).reply
    assert said(reply)["what"] == {"": "entry.record_sale_total", "total": "5600.00"}
    assert shop.sold() == ("5600.00", 1)


def test_a_return_keeps_its_price_and_wastage_its_cost(shop: Shop) -> None:
    shop.ask("record_sale", lines=(line("maggi-70g", "5", price="14"),))
    shop.ask("record_return", lines=(line("maggi-70g", "2"),))
    assert goods(shop, lines=(line(None, "3"),))[0]["amount"] == "42.00"
    assert shop.sold()[0] == "28.00"
    wasted = shop.ask("record_wastage", lines=(line("sugar-loose", "2"),)).entry_id
    shop.ask("record_purchase", lines=(line("sugar-loose", "50", price="50"),))
    assert goods(shop, about_entry_id=wasted, lines=(line(None, "3"),))[0]["amount"] == "124.50"
    assert (shop.stock("sugar-loose"), shop.stock("maggi-70g")) == ("72", "34")
