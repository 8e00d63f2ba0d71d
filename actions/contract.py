"""What crosses the border of `actions`: a `Request` goes in, an `Outcome` comes out. Values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from sqlalchemy.orm import Session

from domain.values import Money, Quantity


@dataclass(frozen=True)
class Named:
    """A person or firm as said, and the key under which the spellings of the name meet."""

    name: str
    key: str
    loose_key: str = ""
    """Under which more of its spellings meet, and with them some other names: only ever asked about."""


@dataclass(frozen=True)
class Line:
    """A product line of a request. Absent values were not said."""

    text: str
    """The words that named the product."""
    sku: str | None = None
    """None when no product of the store fits."""
    quantity: Quantity | None = None
    price: Money | None = None
    """₹ for one unit."""
    amount: Money | None = None
    """₹ for the line."""
    others: tuple[str, ...] = ()
    """Skus that the words fit as well, though one was clearly meant: the reply names it and offers these."""
    unit: str | None = None
    """Of a product that is new to the store, its own unit: `kg`, `l`; absent for what is counted."""
    pack: str | None = None
    """Of a new product, the pack as said: `100 g`."""
    cost: Money | None = None
    """Of a new product, ₹ that one unit costs."""
    mrp: Money | None = None
    """Of a new product, the printed MRP."""
    was: Quantity | None = None
    """Of a correction that names nothing, the figure that was wrong ("3 nahi 4"): it tells which line is meant."""
    place: int | None = None
    """Of a correction, the line of the entry that it is about, from 0 on, where it is pointed at and not named."""
    taught: int = 0
    """How much the retailer has said that `text` means this product: 2 where it was picked from what was offered, 1 where it
    was named, 0 where nobody was asked."""


@dataclass(frozen=True)
class Request:
    """What a retailer wants done, ready to be carried out: nothing is missing, nothing is doubtful."""

    intent: str
    store_id: int
    user_id: int | None
    role: str
    now: datetime
    """The message's own time, UTC."""
    timezone: str
    channel: str
    conversation_id: int | None = None
    message_id: int | None = None
    lines: tuple[Line, ...] = ()
    customer: Named | None = None
    supplier: Named | None = None
    shop: str | None = None
    credit: bool = False
    amount: Money | None = None
    paid: Money | None = None
    """Of a sale on credit, ₹ that were handed over at once."""
    period: str | None = None
    """`today`, `this_week`, … or a number of days `7d`."""
    date: Date | None = None
    entry_date: Date | None = None
    day: Date | None = None
    """Of a question about days to come, the one that is named."""
    event: str | None = None
    """What such a question says comes up near the shop: one of `domain.local_events.rules.KINDS`."""
    payment: str | None = None
    to_language: str | None = None
    """BCP 47, with the script where it is not the language's own: `hi`, `hi-Latn`."""
    alert: str | None = None
    on: bool | None = None
    report: str | None = None
    format: str | None = None
    licence: str | None = None
    start: time | None = None
    end: time | None = None
    about_entry_id: int | None = None
    """The journal entry that the message swipes back to."""
    told: Mapping[str, str] = field(default_factory=dict)
    """Answers to what actions asked (`Ask`), by the name asked for: `{"customer": "7", "phone": "+9198…"}`."""
    phone: str | None = None
    """E.164: of a helper who is taken in or let go."""


Value: TypeAlias = (
    "str | int | Decimal | Money | Date | time | datetime | Measure | LanguageName | Phrase | tuple[Value, ...] | None"
)
"""What a reply's placeholder may hold; bot/replies shows each in the retailer's language."""


@dataclass(frozen=True)
class Measure:
    """A quantity with its unit, shown as `2 kg`, `250 g`, `5` or `24`."""

    quantity: Quantity
    unit: str


@dataclass(frozen=True)
class LanguageName:
    """A language by its tag (`hi`, `hi-Latn`), shown by its name. Which languages there are, actions do not know."""

    tag: str


@dataclass(frozen=True)
class Phrase:
    """A piece of text that is itself a reply of bot/replies, put inside another: a line of a list, a reason."""

    key: str
    params: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """Something to tap or answer by number. `key` and `params` give its title."""

    id: str
    """`undo`, `yes`, `no`, or what the choice stands for: `sku:maggi-280g`."""
    key: str
    params: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and whether its values are figures, which stand to the right.

    A heading that is the same in every language (`CGST`) is a plain word.
    """

    title: Phrase | str
    figures: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of values under headings. `total` is a last row that stands apart."""

    title: Phrase
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None


@dataclass(frozen=True)
class Chart:
    """Figures to be drawn, one a label, in the order given: `bars` side by side, or a `line` over time."""

    title: Phrase
    kind: Literal["bars", "line"]
    labels: tuple[Value, ...]
    figures: tuple[Decimal, ...]
    unit: Phrase | None = None


@dataclass(frozen=True)
class RawFile:
    """A file as it is, inside a `zip`: `name` with its ending, ASCII."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Document:
    """A file for the retailer, written by bot in their language: `pdf`, `excel` of its parts, `png` of one chart.

    A `zip` holds its raw files as they are, and a PDF of its other parts.
    """

    name: str
    """The file's name without its ending, ASCII: `sales-2026-11`."""
    format: Literal["pdf", "excel", "png", "zip"]
    title: Phrase
    parts: tuple[Table | Chart | RawFile, ...]


@dataclass(frozen=True)
class QrCode:
    """A picture of `content`, a UPI link for example, to be scanned."""

    name: str
    content: str


@dataclass(frozen=True)
class Reply:
    """One message to the retailer: the key of its text, and the values put into it."""

    key: str
    params: Mapping[str, Value] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    attachments: tuple[Document | QrCode, ...] = ()
    """Files sent with the text; by SMS a link to each."""


@dataclass(frozen=True)
class Notice:
    """A message to somebody else: a customer, a supplier. bot writes it to the outbox."""

    to: Literal["customer", "supplier", "user"]
    id: int
    reply: Reply


@dataclass(frozen=True)
class Outcome:
    """What came of a request. The books are already written, in the session; the rest is bot's."""

    reply: Reply
    messages: tuple[Notice, ...] = ()
    entry_id: int | None = None
    """The journal entry that was written, so that a reply to the confirmation is about it."""
    offer: Request | None = None
    """What a yes to this reply would do: "Shall I set it?"."""
    taught: tuple[Line, ...] = ()
    """What the lines were called, and which products they are, where the retailer has said so."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """Changes of the conversation that bot carries out: `{"mode": "human"}`, `{"opted_out": True}`, `{"opted_out": False}`,
    `{"language": "hi-Latn"}`, `{"closed": True}`, `{"store": (store_id, user_id)}`: go on in another store of theirs."""


class Refused(Exception):
    """The request can't be carried out, for a reason in the retailer's terms. Nothing was written."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.key)
        self.reply = reply


Shape = Literal["choice", "yes", "phone", "upi", "name", "date", "quantity", "amount"]
"""What an answer looks like: one of the choices, a yes, a phone number, a UPI id, a name, a date, so much, so many rupees."""


class Ask(Exception):
    """The action needs to know something first. Nothing was written; it runs again with the answer in `Request.told`.

    `name` is what `told` will call it: the id of the choice that was taken, `yes`, or the value in its usual form (E.164, an
    ISO date). A no leaves the request, unless `none` is among the choices: then that is the answer. A quantity is told by
    itself: it is put into the first line that has none; an amount becomes the request's.
    """

    def __init__(self, reply: Reply, name: str, shape: Shape = "choice") -> None:
        super().__init__(reply.key)
        self.reply, self.name, self.shape = reply, name, shape


Action = Callable[[Session, Request], Outcome]
"""Carries out a request in the session's transaction, already in the store's scope. Raises Refused, Ask."""
