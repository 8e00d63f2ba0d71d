"""A copy of everything, and the end of the account: after a yes and two days, unless called off."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

from sqlalchemy import select, update

from actions.contract import Document, RawFile, Table
from domain.models import AuditRow, Customer, Store
from infra.database.session import store_session
from tests.conftest import make_store
from tests.unit.actions.conftest import RAMESH, Shop, line, said


def exported(shop: Shop) -> dict[str, list[dict[str, str]]]:
    [document] = shop.ask("export_my_data").reply.attachments
    assert isinstance(document, Document)
    assert document.format == "zip"
    assert any(isinstance(part, Table) for part in document.parts), "something to read"
    raw = [part for part in document.parts if isinstance(part, RawFile)]
    return {part.name: list(csv.DictReader(StringIO(part.content.decode()))) for part in raw}


def test_a_copy_holds_every_row_of_the_store_and_of_no_other(shop: Shop) -> None:
    other = Shop(make_store("Other", "+919811100009"))
    other.ask("record_sale", lines=(line("coke-750ml", "7"),))
    shop.ask("record_sale", lines=(line("maggi-70g", "4"), line("coke-750ml", "1")), customer=RAMESH, credit=True)
    with store_session(shop.id) as session:
        session.execute(update(Customer).values(name="=1+1", phone="+919811100055"))
    files = exported(shop)
    assert {name: len(rows) for name, rows in files.items()} == {
        "stores.csv": 1,
        "users.csv": 1,
        "products.csv": 7,
        "stock_movements.csv": 9,
        "batches.csv": 7,
        "entries.csv": 1,
        "sales.csv": 1,
        "sale_lines.csv": 2,
        "customers.csv": 1,
        "ledger_entries.csv": 1,
    }
    assert {row["store_id"] for name, rows in files.items() if name != "stores.csv" for row in rows} == {str(shop.id)}
    assert [row["quantity"] for row in files["sale_lines.csv"]] == ["4.000", "1.000"]
    # Text that a spreadsheet would run is quoted; a phone number is not touched.
    [customer] = files["customers.csv"]
    assert (customer["name"], customer["phone"]) == ("'=1+1", "+919811100055")


def planned(shop: Shop) -> Store:
    with store_session(shop.id) as session:
        return session.get_one(Store, shop.id)


def test_an_account_ends_two_days_after_a_yes(shop: Shop) -> None:
    asked = shop.ask("delete_my_data")
    assert said(asked.reply) == {"": "delete_my_data.sure", "shop": "Asha Stores"}
    assert planned(shop).erase_after is None
    assert asked.offer is not None
    told = shop.run(asked.offer)
    assert told.reply.key == "delete_my_data.done"
    assert planned(shop).erase_after == asked.offer.now + timedelta(hours=48)
    # 12:00 in Kolkata, two days later.
    assert str(told.reply.params["at"]) == "2026-11-24 12:00:00+05:30"


def test_until_then_it_can_be_called_off_by_cancel_or_by_asking_again(shop: Shop) -> None:
    for call_off in ("cancel", "delete_my_data"):
        shop.ask("delete_my_data", on=True)
        outcome = shop.ask(call_off)
        if outcome.offer is not None:
            assert outcome.reply.key == "delete_my_data.planned"
            assert planned(shop).erase_after is not None
            outcome = shop.run(outcome.offer)
        assert outcome.reply.key == "delete_my_data.kept"
        assert planned(shop).erase_after is None
    assert shop.ask("cancel").reply.key == "cancel.nothing"


def test_what_was_done_with_the_data_and_the_settings_is_in_the_audit_log(shop: Shop) -> None:
    shop.ask("export_my_data")
    shop.ask("set_language", to_language="hi")
    shop.ask("set_quiet_hours", start=shop.now.time().replace(hour=21))
    shop.ask("delete_my_data", on=True)
    shop.ask("cancel")
    with store_session(shop.id) as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    assert [row.action for row in rows] == [
        "export_my_data",
        "set_language",
        "set_quiet_hours",
        "delete_my_data",
        "keep_my_data",
    ]
    assert {(row.actor_kind, row.actor) for row in rows} == {("user", str(shop.user_id))}
