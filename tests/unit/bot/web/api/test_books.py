"""What programs write is in the books as the chat would have written it, and what they read is what is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions import registry
from actions.contract import Request
from domain.models import Entry
from infra import clock
from infra.database.session import store_session
from tests.unit.bot.web.api.conftest import Program

SALE = {"lines": [{"sku": "maggi-70g", "quantity": "2"}, {"sku": "sugar-loose", "quantity": "0.25"}]}


def test_a_sale(program: Program) -> None:
    answer = program.post("/sales", SALE)
    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["Location"] == f"/api/v1/sales/{body['id']}"
    assert body["total"] == "41.50"
    assert [(line["sku"], line["quantity"], line["unit_price"], line["amount"]) for line in body["lines"]] == [
        ("maggi-70g", "2", "15.00", "30.00"),
        ("sugar-loose", "0.25", "46.00", "11.50"),
    ]
    assert (program.stock("maggi-70g"), program.stock("sugar-loose")) == ("34", "24.75")
    assert program.web.get(answer.headers["Location"], headers=program.headers()).json() == body


def test_a_sale_of_yesterday(program: Program) -> None:
    at = (clock.now() - timedelta(days=1)).replace(microsecond=0)
    body = program.post("/sales", {**SALE, "sold_at": at.isoformat(), "payment": "upi"}).json()
    assert (body["sold_at"], body["payment"]) == (at.isoformat().replace("+00:00", "Z"), "upi")


def test_a_time_that_is_none_is_refused_in_our_words(program: Program) -> None:
    answer = program.get("/sales?from=yesterday")
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["where"]) == (422, "query.from")
    assert error["why"].startswith("must be written as RFC 3339")


def test_a_sale_to_come_is_refused(program: Program) -> None:
    at = clock.now() + timedelta(hours=1)
    answer = program.post("/sales", {**SALE, "sold_at": at.isoformat()})
    assert (answer.status_code, answer.json()["code"]) == (422, "in_the_future")
    assert program.rows() == (0, 0)


def test_an_unknown_product_leaves_nothing(program: Program) -> None:
    answer = program.post("/sales", {"lines": [*SALE["lines"], {"sku": "moon-rock", "quantity": "1"}]})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "refused.unknown_product"
    assert "moon-rock" in answer.json()["detail"]
    assert program.rows() == (0, 0)
    assert program.stock("maggi-70g") == "36"


def test_credit_and_payment(program: Program) -> None:
    sold = program.post("/sales", {**SALE, "credit": True, "customer": "Ramesh"}).json()
    payments = f"/customers/{sold['customer_id']}/payments"
    paid = program.post(payments, {"amount": "20", "payment": "cash"}).json()
    assert paid["customer"]["balance"] == "21.50"
    assert (
        program.post("/sales", {**SALE, "customer_id": sold["customer_id"]}).json()["customer_id"]
        == sold["customer_id"]
    )
    assert program.post("/sales", {**SALE, "customer_id": 999_999}).json()["code"] == "refused.no_customer"
    ledger = program.get(f"/customers/{sold['customer_id']}/ledger").json()
    assert [row["amount"] for row in ledger["data"]] == ["-20.00", "41.50"]
    assert program.post("/customers", {"name": "रमेश"}).status_code == 409


def test_a_purchase(program: Program) -> None:
    answer = program.post(
        "/purchases",
        {
            "lines": [{"sku": "maggi-70g", "quantity": "24", "unit_cost": "12.50"}],
            "supplier": "Gupta Traders",
            "expires_on": "2027-03-31",
        },
    )
    body = answer.json()
    assert (answer.status_code, body["total"], body["supplier"]) == (201, "300.00", "Gupta Traders")
    assert body["lines"][0]["expires_on"] == "2027-03-31"
    assert program.stock("maggi-70g") == "60"
    assert program.get("/purchases").json()["data"] == [body]


def test_a_count(program: Program) -> None:
    answer = program.post("/stock", {"lines": [{"sku": "maggi-70g", "quantity": "30"}]})
    assert answer.json()["lines"] == [{"sku": "maggi-70g", "unit": "pc", "stock": "30"}]
    assert program.get("/stock/maggi-70g").json()["stock"] == program.stock("maggi-70g") == "30"


def test_products(program: Program) -> None:
    new = {"sku": "tiger-100g", "name": "Tiger Biscuit 100 g", "unit": "pc", "price": "10", "cost": "8.50"}
    made = program.post("/products", new)
    assert (made.status_code, made.json()["stock"]) == (201, "0")
    assert program.post("/products", new).json()["code"] == "product.exists"
    changed = program.web.patch(made.headers["Location"], json={"price": "11"}, headers=program.headers())
    assert changed.json()["price"] == "11.00"
    above = program.web.patch("/api/v1/products/maggi-70g", json={"price": "16"}, headers=program.headers())
    assert (above.status_code, above.json()["code"]) == (422, "set_price.above_mrp")


@pytest.mark.parametrize("path", ["/products", "/stock"])
def test_paging_shows_everything_once(program: Program, path: str) -> None:
    seen: list[str] = []
    page = program.get(path, params={"limit": 3}).json()
    seen += [row["sku"] for row in page["data"]]
    while page["next"]:
        page = program.get(path, params={"limit": 3, "next": page["next"]}).json()
        seen += [row["sku"] for row in page["data"]]
    assert len(seen) == len(set(seen)) == 7


def test_paging_of_sales(program: Program) -> None:
    at = clock.now().replace(microsecond=0) - timedelta(hours=1)
    made = [program.post("/sales", {**SALE, "sold_at": at.isoformat()}).json()["id"] for _ in range(5)]
    first = program.get("/sales", params={"limit": 3}).json()
    second = program.get("/sales", params={"limit": 3, "next": first["next"]}).json()
    assert [sale["id"] for sale in first["data"] + second["data"]] == made[::-1]
    assert second["next"] is None
    assert program.get("/sales", params={"to": at.isoformat()}).json()["data"] == []


def test_what_a_program_wrote_is_undone_from_the_chat(program: Program) -> None:
    sold = program.post("/sales", SALE).json()
    with store_session(program.store_id) as session:
        entry = session.scalars(select(Entry)).one()
        assert (entry.id, entry.request["channel"], entry.message_id) == (sold["entry_id"], "api", None)
        owner = Request(
            "undo", program.store_id, entry.user_id, "owner", clock.now(), "Asia/Kolkata", channel="whatsapp"
        )
        assert registry.find("undo")(session, owner).reply.key == "undo.done"
    assert program.stock("maggi-70g") == "36"
    assert program.get(f"/entries/{sold['entry_id']}").json()["undone"] is True


def test_undone_by_the_program_and_only_once(program: Program) -> None:
    sold = program.post("/sales", SALE).json()
    undone = program.post(f"/entries/{sold['entry_id']}/undo")
    assert (undone.status_code, undone.json()["reverses_id"]) == (201, sold["entry_id"])
    assert program.stock("maggi-70g") == "36"
    assert program.post(f"/entries/{sold['entry_id']}/undo").status_code == 409


def test_another_store_sees_nothing_of_it(program: Program, other: Program) -> None:
    sold = program.post("/sales", {**SALE, "credit": True, "customer": "Ramesh"}).json()
    for path in (f"/sales/{sold['id']}", f"/entries/{sold['entry_id']}", f"/customers/{sold['customer_id']}"):
        assert other.get(path).status_code == 404, path
    assert other.post(f"/entries/{sold['entry_id']}/undo").status_code == 404
    assert other.get("/sales").json()["data"] == []


def test_a_figure_beyond_the_books(program: Program) -> None:
    program.post("/customers", {"name": "Ramesh"})
    number = program.get("/customers").json()["data"][0]["id"]
    lines = [{"sku": "maggi-70g", "quantity": "999999", "unit_price": "999999"}] * 100
    answer = program.post("/sales", {"lines": lines, "credit": True, "customer": "Ramesh"})
    # By the action where it judges figures, else by the columns.
    assert answer.status_code == 422
    assert answer.json()["code"] in ("refused.figure", "too_large")
    assert program.rows() == (0, 0)
    assert program.get(f"/customers/{number}").json()["balance"] == "0.00"
