"""The shop beside a chat: its books behind the gate, and its entries put right with a click."""

from __future__ import annotations

from itertools import count

import regex
from fastapi.testclient import TestClient
from sqlalchemy import select

from actions import registry
from actions.contract import Line
from bot.dialogue.requests import Sender, command
from domain.audit.models import AuditRow
from domain.customers import store as customers
from domain.journal.models import Entry
from domain.models import Product
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import store_session
from tests.contract.console_browser import browser, quick_hashes, web, write_entry
from tests.contract.test_console_chat import talk
from tests.unit.bot.mail import outbox

__all__ = ["browser", "quick_hashes", "talk", "web"]


_keys = count(1)


def key() -> dict[str, str]:
    """A form's own."""
    return {"key": f"form-{next(_keys)}"}


def entry(store: int) -> int:
    with store_session(store) as session:
        return session.scalars(select(Entry.id).order_by(Entry.id)).first() or 0


def maggi(store: int) -> str:
    with store_session(store) as session:
        return str(session.scalars(select(Product.stock).where(Product.sku == "maggi-70g")).one())


def open_books(browser: TestClient, store: int) -> None:
    assert browser.post(f"/console/stores/{store}/open", data={"reason": "asked about an entry"}).status_code == 303


def test_books_stay_shut_until_a_reason_is_given(browser: TestClient, store: int, talk: str) -> None:
    shut = browser.get(f"{talk}/shop").text
    assert "Sold today" not in shut
    assert "Maggi" not in shut
    assert browser.post(f"{talk}/entries/{entry(store)}/undo", data=key()).status_code == 403
    assert maggi(store) == "31"
    open_books(browser, store)
    assert "Sold today" in browser.get(f"{talk}/shop").text


def test_the_books_are_told_in_the_language_of_the_pages(browser: TestClient, store: int, talk: str) -> None:
    open_books(browser, store)
    assert "ale of 5 Maggi" in browser.get(f"{talk}/shop").text
    browser.post("/console/language", data={"language": "hi"})
    assert "बिक्री 5 Maggi" in browser.get(f"{talk}/shop").text
    assert "ale of" not in browser.get(f"{talk}/shop").text


def test_an_entry_is_undone_once_and_corrected_as_by_the_retailer(browser: TestClient, store: int, talk: str) -> None:
    open_books(browser, store)
    corrected = browser.post(f"{talk}/entries/{entry(store)}/correct", data={**key(), "quantity-0": "3", "price-0": ""})
    assert corrected.status_code == 200
    assert maggi(store) == "33"
    assert (
        browser.post(f"{talk}/entries/{entry(store)}/correct", data={**key(), "quantity-0": "a lot"}).status_code == 422
    )
    for _ in range(2):
        assert browser.post(f"{talk}/entries/{entry(store)}/undo", data=key()).status_code == 200
    assert maggi(store) == "36"
    assert [row.key for row in outbox(kind="agent")] == ["support.did", "support.did"]


def test_several_lines_of_an_entry_are_corrected_at_once_and_the_retailer_hears_of_it(
    browser: TestClient, store: int, talk: str
) -> None:
    said = (("maggi-70g", 5), ("sugar-loose", 2), ("maggi-70g", 1))
    lines = tuple(Line(sku, sku, Quantity(quantity)) for sku, quantity in said)
    sender = Sender(store, None, "owner", "Asia/Kolkata", "whatsapp", clock.now())
    with store_session(store) as session:
        sold = registry.find("record_sale")(session, command("record_sale", sender, None, lines)).entry_id
    open_books(browser, store)
    page = browser.get(f"{talk}/shop").text
    assert all(f'name="{name}-{place}"' in page for name in ("quantity", "price") for place in range(3))
    # Only what differs from what the form showed is changed: the second line's price, and the third line, of a product that is
    # in two lines.
    shown = {
        "quantity-0": "5",
        "price-0": "15",
        "quantity-1": "2",
        "price-1": "40",
        "quantity-2": "3",
        "price-2": "15.00",
    }
    assert browser.post(f"{talk}/entries/{sold}/correct", data={**key(), **shown}).status_code == 200
    with store_session(store) as session:
        corrected = session.scalars(select(Entry).where(Entry.corrects_id == sold)).one()
        written = [(line["sku"], line["quantity"], line["amount"]) for line in corrected.request["written"]]
        told = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert written == [("maggi-70g", "5", "75.00"), ("sugar-loose", "2", "80.00"), ("maggi-70g", "3", "45.00")]
    assert told is not None
    assert (told.action, told.actor_kind, told.detail) == (
        "correct_last",
        "staff",
        {"entry": sold, "by_entry": corrected.id},
    )
    assert outbox(kind="agent")[-1].text.startswith("Asha from support put this right for you.")
    refused = browser.post(f"{talk}/entries/{corrected.id}/correct", data={**key(), **shown, "quantity-1": "-2"})
    assert refused.status_code == 422


def test_lines_of_an_entry_are_shut_without_a_reason(browser: TestClient, store: int, talk: str) -> None:
    assert browser.post(f"{talk}/entries/{entry(store)}/correct", data={**key(), "quantity-0": "3"}).status_code == 403
    assert maggi(store) == "31"


def test_an_entry_of_another_shop_is_not_there(browser: TestClient, store: int, talk: str) -> None:
    open_books(browser, store)
    assert browser.post(f"{talk}/entries/987654/undo", data=key()).status_code == 404
    assert browser.get("/console/chats/987654").status_code == 404


def owes(store: int) -> dict[str, str]:
    """What each customer owes, who owes anything."""
    with store_session(store) as session:
        return {one.name: str(one.balance) for one in customers.owing(session, store)}


def test_amount_and_customer_of_credit_are_corrected_and_the_retailer_hears_of_it(
    browser: TestClient, store: int, talk: str
) -> None:
    credit = write_entry(store, "record_credit", "Ramesh", amount=Money(500))
    open_books(browser, store)
    page = browser.get(f"{talk}/shop").text
    assert 'name="amount" value="500.00"' in page
    assert 'name="customer" value="Ramesh"' in page
    shown = {"amount": "450", "customer": "Ramesh"}
    assert browser.post(f"{talk}/entries/{credit}/correct", data={**key(), **shown}).status_code == 200
    assert owes(store) == {"Ramesh": "450.00"}
    moved = {"amount": "450.00", "customer": "Sita"}
    assert browser.post(f"{talk}/entries/{credit + 2}/correct", data={**key(), **moved}).status_code == 200
    assert owes(store) == {"Sita": "450.00"}
    assert [row.key for row in outbox(kind="agent")] == ["support.did", "support.did"]
    assert "Sita" in outbox(kind="agent")[-1].text
    with store_session(store) as session:
        told = session.scalars(select(AuditRow).where(AuditRow.action == "correct_last")).all()
    assert [row.actor_kind for row in told] == ["staff", "staff"]
    for wrong in ("0", "-5", "a lot"):
        refused = browser.post(f"{talk}/entries/{credit + 4}/correct", data={**key(), "amount": wrong})
        assert refused.status_code == 422
    assert owes(store) == {"Sita": "450.00"}


def test_a_payment_and_a_sale_on_credit_are_moved_to_who_made_them(browser: TestClient, store: int, talk: str) -> None:
    sold = write_entry(
        store, "record_sale", "Ramesh", credit=True, lines=(Line("maggi", "maggi-70g", Quantity(2), Money(15)),)
    )
    write_entry(store, "record_credit", "Ramesh", amount=Money(100))
    paid = write_entry(store, "record_payment", "Ramesh", amount=Money(40))
    open_books(browser, store)
    page = browser.get(f"{talk}/shop").text
    assert page.count('name="customer"') == 3
    assert owes(store) == {"Ramesh": "90.00"}
    form = {"customer": "Sita", "quantity-0": "2", "price-0": "15.00"}
    assert browser.post(f"{talk}/entries/{sold}/correct", data={**key(), **form}).status_code == 200
    form = {"customer": "Ramesh", "amount": "30"}
    assert browser.post(f"{talk}/entries/{paid}/correct", data={**key(), **form}).status_code == 200
    assert owes(store) == {"Ramesh": "70.00", "Sita": "30.00"}


def test_it_asks_which_of_two_customers_is_meant(browser: TestClient, store: int, talk: str) -> None:
    write_entry(store, "record_credit", "Ramesh driver", amount=Money(10))
    credit = write_entry(store, "record_credit", "Sita", amount=Money(500))
    open_books(browser, store)
    form = {"amount": "450", "customer": "Ramesh"}
    page = browser.post(f"{talk}/entries/{credit}/correct", data={**key(), **form}).text
    assert owes(store) == {"Ramesh driver": "10.00", "Sita": "500.00"}, "nothing is written before it is known"
    choices = regex.findall(r'name="account" value="(\w+)" required>([^<]+)<', page)
    assert choices[0][1] == "Ramesh driver"
    assert choices[-1][0] == "new"
    assert 'name="amount" value="450"' in page
    form["account"] = choices[0][0]
    assert browser.post(f"{talk}/entries/{credit}/correct", data={**key(), **form}).status_code == 200
    assert owes(store) == {"Ramesh driver": "460.00"}


def test_what_has_no_figures_has_no_form(browser: TestClient, store: int, talk: str) -> None:
    open_books(browser, store)
    page = browser.get(f"{talk}/shop").text
    assert 'name="amount"' not in page
    assert 'name="customer"' not in page
    form = {**key(), "quantity-0": "5", "price-0": "", "amount": "7", "customer": "Sita"}
    assert browser.post(f"{talk}/entries/{entry(store)}/correct", data=form).status_code == 200
    assert owes(store) == {}, "a sale for cash is nobody's"
