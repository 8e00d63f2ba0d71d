"""A part paid of goods on credit, through the chat: what is asked, what a yes writes, and what is said of it after."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot import understanding
from bot.console import words
from bot.console.traces import understood
from domain.conversations.models import Conversation, Inbound
from domain.customers.models import Customer
from infra import clock
from infra.database.session import desk_session, store_session
from nlu.contract import Entity, Parse
from tests.unit.bot import mail

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
NAMES = ("Ramesh", "ரமேஷ்", "রমেশ", "Sita")
INTENTS = {
    "affirm": ("haan", "yes", "ஆமா", "হ্যাঁ"),
    "correct_last": ("5 nahi 6 kilo", "5 இல்ல 6 கிலோ", "5 না 6 কেজি", "it was 6 kg not 5"),
    "check_balance": ("Ramesh ka kitna baaki hai", "ரமேஷ் பாக்கி எவ்வளவு", "রমেশের বাকি কত", "how much does Ramesh owe"),
    "sales_report": ("aaj ki bikri", "today's sales"),
    "record_payment": ("Sita took goods worth 300 paid 100 rest on credit",),
}


class Model:
    """Stands in for the model server, as the trained one takes these words: a sale to who is named, unless listed."""

    def parse(self, normalised: str) -> Parse:
        """The names are customers'."""
        intent = next((name for name, texts in INTENTS.items() if normalised in texts), "record_sale")
        at = [(name, normalised.index(name)) for name in NAMES if name in normalised]
        named = tuple(Entity("customer", start, start + len(name), name, 0.99) for name, start in at)
        return Parse(intent, 0.99, ((intent, 0.99),), named)


@pytest.fixture
def shop(store: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """The small shop, whose owner is answered in the language they write."""
    monkeypatch.setattr(understanding, "model", Model)
    return store


def say(body: str) -> str:
    """The reply's text at noon."""
    with clock.stopped_at(NOON):
        return mail.say(body)


def owed(shop: int) -> str:
    """What the one customer owes."""
    with store_session(shop) as session:
        return str(session.scalars(select(Customer.balance)).one())


SAID = [
    (
        *(
            "Ramesh ko 5 kilo chini udhaar di, 100 diya baki udhaar",
            "haan",
            "5 nahi 6 kilo",
            "Ramesh ka kitna baaki hai",
        ),
        "Becha: 5 kilo Sugar, ₹230 ka, grahak Ramesh, Ramesh ne ₹100 diye, Ramesh ke khaate mein ₹130",
        "kul ₹230, Ramesh ke diye ₹100. Ab Ramesh ka baaki ₹130",
    ),
    (
        *("ரமேஷ் 5 கிலோ சர்க்கரை வாங்கினார் 100 குடுத்தார் மீதி கடன்", "ஆமா", "5 இல்ல 6 கிலோ", "ரமேஷ் பாக்கி எவ்வளவு"),
        "வித்தது: 5 கிலோ Sugar, ₹230, வாடிக்கையாளர் ரமேஷ், ரமேஷ் குடுத்தது ₹100, ரமேஷ் கணக்குல ₹130",
        "மொத்தம் ₹230, ரமேஷ் குடுத்த ₹100. இப்ப ரமேஷ் தரவேண்டியது ₹130",
    ),
    (
        *("রমেশ ৫ কেজি চিনি নিল ১০০ দিল বাকি ধার", "হ্যাঁ", "5 না 6 কেজি", "রমেশের বাকি কত"),
        "বিক্রি: 5 কেজি Sugar, মোট ₹230, খদ্দের রমেশ, রমেশ দিলেন ₹100, রমেশ-এর খাতায় ₹130",
        "মোট ₹230, রমেশ-এর দেওয়া ₹100। এখন বাকি ₹130",
    ),
    (
        *("Ramesh took 5 kg sugar, paid 100 rest on credit", "yes", "it was 6 kg not 5", "how much does Ramesh owe"),
        "Sold 5 kg Sugar for ₹230 to Ramesh, Ramesh paid ₹100, ₹130 on Ramesh's account",
        "Ramesh took 5 kg Sugar (₹230) on credit: ₹230, ₹100 paid by Ramesh. Ramesh owes you ₹130 now.",
    ),
]


@pytest.mark.parametrize(
    ("told", "yes", "corrected", "asked", "question", "answer"), SAID, ids=["hi", "ta", "bn", "en"]
)
def test_a_part_paid_is_asked_written_mended_and_taken_back(
    shop: int, told: str, yes: str, corrected: str, asked: str, question: str, answer: str
) -> None:
    assert question in say(told)
    assert answer in say(yes)
    assert owed(shop) == "130.00"
    assert "₹276" in say(corrected)
    assert owed(shop) == "176.00"
    assert "₹176" in say(asked)
    undone = say("UNDO")
    assert "₹276" in undone
    assert "₹100" in undone
    assert owed(shop) == "0.00"


def test_the_question_keeps_the_part_and_support_sees_it(shop: int) -> None:
    say("Ramesh took 5 kg sugar, paid 100 rest on credit")
    with desk_session() as session:
        kept: dict[str, Any] = session.scalars(select(Conversation.question)).one() or {}
        trace: dict[str, Any] = session.scalars(select(Inbound.trace)).one() or {}
    assert (kept["request"]["paid"], kept["request"].get("amount")) == ("100.00", None)
    assert understood(trace, lambda key: words.text(key, "en")) == "Sale: 5 sugar-loose, Ramesh, Payment 100, On credit"


def test_goods_without_names_are_in_the_day_s_sales(shop: int) -> None:
    asked = say("Sita took goods worth 300 paid 100 rest on credit")
    assert "sales of ₹300 without item names, Sita paid ₹100, ₹200 on Sita's account" in asked
    assert "Sita owes you ₹200." in say("yes")
    assert "₹300" in (report := say("today's sales"))
    assert "₹100" in report
    assert "₹200" in report
    assert owed(shop) == "200.00"


def test_a_sum_on_credit_without_goods_is_the_account_s(shop: int) -> None:
    assert "₹300 on Sita's account" in say("Sita took goods worth 300 on credit")
    assert "Sita owes you ₹300 now" in say("yes")


def test_who_paid_it_all_is_told_so(shop: int) -> None:
    asked = say("Ramesh took 5 kg sugar, paid 230 rest on credit")
    assert "Sold 5 kg Sugar for ₹230 to Ramesh, Ramesh paid ₹230." in asked
    assert say("yes").startswith("✅ Sold 5 kg Sugar (₹230).")
    assert owed(shop) == "0.00"
