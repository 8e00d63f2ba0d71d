"""What an agent reads of a chat."""

from __future__ import annotations

from bot import outbox
from bot.console import thread
from bot.contract import Rendered
from bot.inbox import receive
from domain.conversations.models import Conversation
from infra.database.session import desk_session
from tests.unit.bot.mail import conversation, message


def test_the_link_to_a_shops_page_is_not_for_agents(store: int) -> None:
    receive(message("dashboard"))
    with desk_session() as session:
        talk = session.get_one(Conversation, conversation().id)
        said = Rendered("Here: https://shop.example/dashboard/open/1.6b0c.eudJ_ff\nOnce.")
        outbox.write(session, talk, kind="reply", key="dashboard_link.done", rendered=said)
        session.flush()
        (shown,) = [one.text for one in thread.read(session, talk.id, {}) if one.side == "bot"]
    assert shown == "Here: https://shop.example/dashboard/open/…\nOnce."
