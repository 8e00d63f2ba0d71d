"""What a helper may do, and how one comes and goes."""

from __future__ import annotations

import pytest

from actions import roles
from domain.stores import store as stores
from domain.values import Money
from infra.database.session import desk_session, store_session
from tests.unit.actions.conftest import Shop, line

RAJU = "+919876543210"


@pytest.mark.parametrize(
    ("role", "intent", "allowed"),
    [
        ("owner", "profit_report", True),
        ("helper", "profit_report", False),
        ("helper", "delete_my_data", False),
        ("helper", "set_quiet_hours", False),
        ("helper", "record_sale", True),
        ("helper", "opt_out", True),
        ("former", "record_sale", False),
        ("", "export_my_data", False),
    ],
)
def test_the_table(role: str, intent: str, allowed: bool) -> None:
    assert roles.may(role, intent) is allowed


def test_a_helper_is_refused_before_anything_is_done(shop: Shop) -> None:
    assert shop.refuse("set_quiet_hours", role="helper").key == "refused.owner_only"
    assert shop.refuse("add_helper", role="helper", phone=RAJU).key == "refused.owner_only"
    assert shop.ask("record_sale", role="helper", lines=(line("maggi-70g", "1"),)).entry_id


def test_a_helper_sets_no_price_below_cost(shop: Shop) -> None:
    below = (line("maggi-70g", price="13"),)
    assert shop.refuse("set_price", role="helper", lines=below).key == "refused.owner_only"
    assert shop.product("maggi-70g").price == Money(15)
    shop.ask("set_price", role="helper", lines=(line("maggi-70g", price="14"),))
    shop.ask("set_price", lines=below)


def test_a_helper_comes_is_told_and_goes(shop: Shop) -> None:
    outcome = shop.ask("add_helper", phone=RAJU)
    [notice] = outcome.messages
    with desk_session() as session:
        [helper] = stores.find_members(session, RAJU)
    assert (helper.role, helper.store_id, notice.to, notice.id) == ("helper", shop.id, "user", helper.id)
    assert shop.refuse("add_helper", phone=RAJU).key == "staff.already"
    shop.ask("remove_helper", phone=RAJU)
    with desk_session() as session:
        assert stores.find_members(session, RAJU) == []
    assert shop.refuse("remove_helper", phone=RAJU).key == "staff.unknown"
    shop.ask("add_helper", phone=RAJU)
    with store_session(shop.id) as session:
        assert [user.id for user in stores.members(session, shop.id)] == [shop.user_id, helper.id]


def test_the_owner_stays(shop: Shop) -> None:
    assert shop.refuse("remove_helper", phone=shop.user().phone).key == "staff.unknown"
    assert shop.refuse("add_helper").key == "staff.whose_number"
