"""`dashboard_link`: a link that this shop's page opens by, for the person who asked."""

from __future__ import annotations

from datetime import timedelta

from actions.dashboard_link import PATH, PURPOSE
from domain.dashboard import store as dashboard
from infra import clock, links
from infra.database.session import desk_session
from tests.unit.actions.conftest import Shop, shop

__all__ = ["shop"]


def test_the_link_opens_the_page_of_this_shop_for_fifteen_minutes(shop: Shop) -> None:
    outcome = shop.ask("dashboard_link")
    link = str(outcome.reply.params["link"])
    target, until = links.read_until(PURPOSE, link.partition(PATH)[2])
    request = shop.request("dashboard_link")
    assert until - request.now < timedelta(minutes=15, seconds=2)
    with desk_session() as session, clock.stopped_at(request.now):
        viewer, _ = dashboard.open_link(session, int(target, 16), request.now)
    assert (viewer.store_id, viewer.role) == (shop.id, "owner")


def test_two_questions_get_two_links(shop: Shop) -> None:
    first, second = (str(shop.ask("dashboard_link").reply.params["link"]) for _ in range(2))
    assert first != second


def test_a_helper_gets_one_too(shop: Shop) -> None:
    assert shop.ask("dashboard_link", role="helper").reply.key == "dashboard_link.done"


def test_who_was_let_go_and_a_program_get_none(shop: Shop) -> None:
    assert shop.refuse("dashboard_link", role="former").key == "refused.owner_only"
    assert shop.refuse("dashboard_link", user_id=None).key == "refused.owner_only"
