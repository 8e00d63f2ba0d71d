"""Price lists as files: read in what spreadsheets write, each row judged, offered, taken over, taken back."""

from __future__ import annotations

import io
import time
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from actions.contract import Outcome, Refused
from actions.import_products import offer_price_list
from actions.price_list.checking import check
from actions.price_list.columns import field_of, find_columns
from actions.price_list.reading import Unreadable, read
from domain.values import Money, Quantity
from infra.database.session import store_session
from tests.unit.actions.conftest import Shop, check_reply, said

LIST = """Item Name,MRP,Rate,Qty,Unit
Tiger Biscuit 100 g,10,10,24,pcs
Loose Tea,,"1,340.50",2.5,kg
,20,20,1,pcs
Broken,20,abc,1,pcs
Dear,20,25,1,pcs
tiger biscuit 100 G,10,9,1,pcs
Odd Unit,20,20,1,furlong

Maggi Noodles 70 g,16,16,40,nos
"""


def offer(shop: Shop, content: bytes, **more: str) -> Outcome:
    shop.now = shop.now.replace(second=30)
    with store_session(shop.id) as session:
        outcome = offer_price_list(session, shop.request("price_list", **more), content)
    check_reply(outcome.reply)
    return outcome


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    text = f"Name{separator}Price\nCafé{separator}12.5\nTea{separator}10\n"
    assert read(text.encode(encoding)) == [["Name", "Price"], ["Café", "12.5"], ["Tea", "10"]]


def test_an_indian_script_survives() -> None:
    for encoding in ("utf-8", "utf-16"):
        assert read("பொருள்,விலை\nபால்,29".encode(encoding))[1] == ["பால்", "29"]


def test_excel_with_formulas_merged_cells_and_a_hidden_sheet() -> None:
    book = Workbook()
    book.active.title = "hidden"
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("list")
    sheet["A1"] = "Asha Stores"
    sheet.merge_cells("A1:C1")
    sheet.append(["Name", "Price", "Expiry"])
    sheet.append(["Tea", 12.5, date(2027, 3, 31)])
    sheet.append(["Salt", "=20+8", None])
    out = io.BytesIO()
    book.save(out)
    rows = read(out.getvalue())
    assert rows[2] == ["Tea", Decimal("12.5"), date(2027, 3, 31)]
    # Nothing has reckoned this formula yet: the cell has no value, and the row is told to lack its price.
    columns = find_columns(rows)
    assert columns is not None
    right, wrong = check(rows, columns)
    assert [row.name for row in right] == ["Tea"]
    assert [(one.number, one.why, one.column) for one in wrong] == [(4, "missing", "Price")]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04rubbish", b"\x00\x01\x02" * 50, b"%PDF-1.4\x00\x05\x06\x07\x08\x01\x02"]
)
def test_what_is_no_table_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(content)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("M.R.P.", "mrp"),
        ("Selling Price (Rs.)", "price"),
        ("दाम/Price", "price"),
        ("Particulars", "name"),
        ("விலை", "price"),
        ("Naam", "name"),
        ("ਨਾਂ", "name"),
        ("ਰੇਟ", "price"),
        ("दर", "price"),
        ("Per", "unit"),
        ("QTY", "stock"),
        ("Cost Price", "cost"),
        ("GST %", "gst"),
        ("Exp. Date", "expiry"),
        ("S.No", None),
        ("HSN", None),
    ],
)
def test_headings(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_right_rows_are_offered_and_wrong_ones_told(shop: Shop) -> None:
    outcome = offer(shop, LIST.encode())
    shown = said(outcome.reply)
    assert (shown["count"], shown["new"], shown["known"]) == (3, 2, 1)
    [wrong] = shown["notes"]
    assert wrong["count"] == 5
    assert [(line[""], line["row"]) for line in wrong["lines"]] == [
        ("price_list.row_missing", 4),
        ("price_list.row_bad", 5),
        ("price_list.row_above_mrp", 6),
        ("price_list.row_twice", 7),
        ("price_list.row_bad", 8),
    ]
    assert shop.rows()["entries"] == 0
    assert shop.product("maggi-70g").price == Money(15)


def test_a_yes_takes_all_over_and_undo_takes_all_back(shop: Shop) -> None:
    outcome = offer(shop, LIST.encode())
    assert outcome.offer is not None
    assert said(shop.run(outcome.offer).reply) == {"": "price_list.done", "count": 3, "new": 2}
    tiger, tea, maggi = (shop.product(sku) for sku in ("tiger-biscuit-100-g", "loose-tea", "maggi-70g"))
    assert (tiger.price, tiger.mrp, tiger.stock) == (Money(10), Money(10), Quantity(24))
    assert (tea.unit, tea.price, tea.stock) == ("kg", Money("1340.50"), Quantity("2.5"))
    assert (maggi.price, maggi.mrp, shop.stock("maggi-70g")) == (Money(16), Money(16), "40")
    shop.ask("undo")
    tiger, maggi = shop.product("tiger-biscuit-100-g"), shop.product("maggi-70g")
    assert (tiger.active, shop.stock("tiger-biscuit-100-g")) == (False, "0")
    assert (maggi.price, maggi.mrp, shop.stock("maggi-70g")) == (Money(15), Money(15), "36")


def test_a_second_yes_finds_nothing_and_a_later_list_takes_the_place_of_an_earlier(shop: Shop) -> None:
    offer(shop, b"name,price\nA thing,5\n")
    outcome = offer(shop, b"name,price\nB thing,6\n")
    assert outcome.offer is not None
    shop.run(outcome.offer)
    assert shop.product("b-thing").price == Money(6)
    assert shop.refuse("import_products").key == "price_list.gone"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"PK\x03\x04", "price_list.unreadable"),
        (b"a,b\n1,2\n", "price_list.no_columns"),
        (b"name,price\nTea,abc\n", "price_list.none"),
    ],
)
def test_what_cannot_be_used_is_said_and_changes_nothing(shop: Shop, content: bytes, key: str) -> None:
    with pytest.raises(Refused) as refused:
        offer(shop, content)
    assert refused.value.reply.key == key


def test_a_helper_sends_no_lists(shop: Shop) -> None:
    with pytest.raises(Refused) as refused:
        offer(shop, LIST.encode(), role="helper")
    assert refused.value.reply.key == "refused.owner_only"


def test_five_thousand_rows_with_errors_are_quick(shop: Shop) -> None:
    """Processor time, so that a busy machine does not tell otherwise."""
    rows = [f"Thing number {n},{n % 90 + 10},{'x' if n % 50 == 0 else n % 30}" for n in range(5000)]
    began = time.process_time()
    outcome = offer(shop, ("name,price,stock\n" + "\n".join(rows)).encode())
    assert said(outcome.reply)["count"] == 4900
    assert outcome.offer is not None
    shop.run(outcome.offer)
    shop.ask("undo")
    assert time.process_time() - began < 10
