"""`send_reminder`: a customer is asked to pay, on their own WhatsApp and only if they agree; else the words to forward."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from actions import wording
from actions.accounts import find_account
from actions.contract import Ask, Choice, Notice, Outcome, Phrase, QrCode, Refused, Reply, Request, Value
from domain.customers import store as customers
from domain.customers.models import Customer
from domain.stores import store as stores
from domain.stores.models import Store
from domain.stores.rules import hour_to_write, upi_link
from domain.values import ZERO_MONEY

NONE = "none"
AGAIN_AFTER = timedelta(hours=20)
"""Nobody is reminded twice within a day."""
YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))


def send_reminder(session: Session, request: Request) -> Outcome:
    """Remind the customer who is named, or, of nobody in particular, everybody who owes, may be written to and was not today.

    Asks once for what is missing: the number, the store's UPI id (or that there is none), and whether the customer agrees,
    which is kept. The message names the exact amount, with a UPI link for it. Raises Ask, and Refused where nothing is owed.
    """
    shop = stores.get(session, request.store_id)
    if request.customer is None:
        return _everybody(session, request, shop)
    customer = find_account(session, request)
    if customer is None:
        raise Refused(Reply("check_balance.unknown", {"customer": request.customer.name}))
    if not customer.balance > ZERO_MONEY:
        raise Refused(Reply("check_balance.clear", {"customer": customer.name}))
    phone = customer.phone or _told_phone(request, customer)
    upi_id = _upi_id(request, shop)
    if customer.opted_out_at is not None or phone == NONE:
        return _forwarded(customer, shop, upi_id)
    if customer.consent_at is None and request.told.get("consent") != "yes":
        asked: dict[str, Value] = {"customer": customer.name, "phone": phone}
        asked["message"] = _message(customer, shop, upi_id, by_us=True)
        raise Ask(Reply("send_reminder.consent", asked, YES_NO), "consent", "yes")
    if _was_reminded(customer, request):
        raise Refused(Reply("send_reminder.already", {"customer": customer.name}))
    customer.phone, customer.reminded_at = phone, request.now
    customer.consent_at = customer.consent_at or request.now
    session.flush()
    message = _message(customer, shop, upi_id, by_us=True)
    hour = hour_to_write(request.now, shop.timezone, shop.quiet_start, shop.quiet_end)
    reply = Reply("send_reminder.done", {"customer": customer.name, "hour": hour, "message": message})
    return Outcome(reply, messages=(_notice(customer, shop, upi_id),))


def _told_phone(request: Request, customer: Customer) -> str:
    phone = request.told.get("phone")
    if phone is None:
        choices = (Choice(NONE, "choice.forward"),)
        raise Ask(Reply("send_reminder.ask_phone", {"customer": customer.name}, choices), "phone", "phone")
    return phone


def _upi_id(request: Request, shop: Store) -> str:
    """The store's UPI id, empty where it has none. Raises Ask when it was never asked."""
    told = request.told.get("upi")
    if told is not None:
        shop.upi_id = "" if told == NONE else told
    if shop.upi_id is None:
        raise Ask(Reply("send_reminder.ask_upi", {}, (Choice(NONE, "choice.without_upi"),)), "upi", "upi")
    return shop.upi_id


def _was_reminded(customer: Customer, request: Request) -> bool:
    return customer.reminded_at is not None and request.now - customer.reminded_at < AGAIN_AFTER


def _message(customer: Customer, shop: Store, upi_id: str, *, by_us: bool) -> Phrase:
    """What the customer reads. Sent by us it says how to get no more; forwarded it comes from the retailer themselves."""
    return Phrase("to_customer.reminder", _words(customer, shop, upi_id, by_us=by_us))


def _words(customer: Customer, shop: Store, upi_id: str, *, by_us: bool) -> Mapping[str, Value]:
    notes: list[Phrase] = []
    if upi_id:
        notes.append(Phrase("to_customer.pay", {"link": upi_link(upi_id, shop.name, customer.balance, customer.name)}))
    if by_us:
        notes.append(Phrase("to_customer.stop"))
    return {"customer": customer.name, "shop": shop.name, "balance": customer.balance, "notes": tuple(notes)}


def _code(customer: Customer, shop: Store, upi_id: str) -> tuple[QrCode, ...]:
    link = upi_link(upi_id, shop.name, customer.balance, customer.name) if upi_id else ""
    return (QrCode(f"upi-{customer.id}", link),) if link else ()


def _notice(customer: Customer, shop: Store, upi_id: str) -> Notice:
    words = _words(customer, shop, upi_id, by_us=True)
    reply = Reply("to_customer.reminder", words, attachments=_code(customer, shop, upi_id))
    return Notice("customer", customer.id, reply)


def _forwarded(customer: Customer, shop: Store, upi_id: str) -> Outcome:
    message = _message(customer, shop, upi_id, by_us=False)
    params: dict[str, Value] = {"customer": customer.name, "message": message}
    return Outcome(Reply("send_reminder.forward", params, attachments=_code(customer, shop, upi_id)))


def _everybody(session: Session, request: Request, shop: Store) -> Outcome:
    owing = customers.owing(session, request.store_id)
    if not owing:
        return Outcome(Reply("check_balance.none"))
    ready = [
        customer
        for customer in owing
        if customer.phone and customer.consent_at and not customer.opted_out_at and not _was_reminded(customer, request)
    ]
    lines, more = wording.listed([wording.balance(customer) for customer in ready or owing], request.channel)
    if not ready:
        return Outcome(Reply("send_reminder.one_by_one", {"lines": lines, "more": more}))
    shown: dict[str, Value] = {"count": len(ready), "lines": lines, "more": more}
    if request.told.get("all") != "yes":
        raise Ask(Reply("send_reminder.all", shown, YES_NO), "all", "yes")
    upi_id = _upi_id(request, shop)
    for customer in ready:
        customer.reminded_at = request.now
    session.flush()
    notices = tuple(_notice(customer, shop, upi_id) for customer in ready)
    return Outcome(Reply("send_reminder.all_done", shown), messages=notices)
