"""`record_credit`, `record_payment`, `check_balance`: the customers' accounts (udhaar, khata)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions import entries, wording
from actions.accounts import Account, find_account, open_account, settled
from actions.contract import Ask, Choice, Named, Outcome, Phrase, Refused, Reply, Request, Value
from actions.entries import Written
from actions.statement import ageing, statement
from domain.customers import store as customers
from domain.customers.models import Customer
from domain.journal import store as journal
from domain.ledger import store as ledger
from domain.ledger.models import LedgerEntry, LedgerKind
from domain.values import ZERO_MONEY, Money
from infra import clock

_YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))
_HISTORY = 3
"""Entries of an account that a reply shows, by WhatsApp."""


def record_credit(session: Session, request: Request) -> Outcome:
    """Write an amount on a customer's account and confirm it with the new balance. Raises Refused for nobody or nothing."""
    written = write_credit(session, request, entries.moment(request))
    customer = _of(written)
    params: dict[str, Value] = {"customer": customer.name, "amount": _amount(request), "notes": written.notes}
    if customer.balance < ZERO_MONEY:
        reply = Reply("record_credit.done_advance", {**params, "advance": -customer.balance})
    else:
        reply = Reply("record_credit.done", {**params, "balance": customer.balance})
    return Outcome(entries.confirmation(request, reply, written), entry_id=written.entry.id)


def record_payment(session: Session, request: Request) -> Outcome:
    """Write what a customer paid back and confirm it with what is still owed. Raises Refused for nobody or nothing.

    More than was owed is kept as an advance: a balance below zero. Where no amount was said ("Ramesh ne sab de diya") all that
    is owed is offered to be written; Ask for the amount of somebody who owes nothing.
    """
    if request.amount is None and request.customer is not None:
        return _offer_all(session, request, request.customer)
    written = write_payment(session, request, entries.moment(request))
    customer = _of(written)
    params: dict[str, Value] = {"customer": customer.name, "amount": _amount(request), "notes": written.notes}
    if customer.balance < ZERO_MONEY:
        reply = Reply("record_payment.done_advance", {**params, "advance": -customer.balance})
    elif customer.balance == ZERO_MONEY:
        reply = Reply("record_payment.done_clear", params)
    else:
        reply = Reply("record_payment.done", {**params, "balance": customer.balance})
    return Outcome(entries.confirmation(request, reply, written), entry_id=written.entry.id)


def _offer_all(session: Session, request: Request, named: Named) -> Outcome:
    customer = find_account(session, request)
    if customer is None or not customer.balance > ZERO_MONEY:
        raise Ask(Reply("dialogue.ask_amount", {"customer": named.name}), "amount", "amount")
    paid = settled(replace(request, amount=customer.balance), Account(customer, ()))
    params: dict[str, Value] = {"customer": customer.name, "amount": customer.balance}
    return Outcome(Reply("record_payment.offer_all", params, _YES_NO), offer=paid)


def check_balance(session: Session, request: Request) -> Outcome:
    """What a customer owes, with the last entries; or, of nobody in particular, who owes most and what all owe together."""
    if request.customer is None:
        return Outcome(_everybody(session, request))
    customer = find_account(session, request)
    if customer is None:
        return Outcome(Reply("check_balance.unknown", {"customer": request.customer.name}))
    if not customer.balance > ZERO_MONEY:
        said = tell_balance(customer)
        return Outcome(Reply(said.key, said.params))
    if "statement" in request.told:
        paper = statement(session, customer, request.timezone)
        return Outcome(Reply("statement.done", {"customer": customer.name, "balance": customer.balance}, (), (paper,)))
    history: tuple[Phrase, ...] = ageing(session, [customer], request)
    history += _history(session, customer, request) if request.channel != "sms" else ()
    said = tell_balance(customer, history)
    choices = (Choice(f"statement:{customer.id}", "choice.statement"),) if request.channel != "sms" else ()
    return Outcome(Reply(said.key, said.params, choices))


def tell_balance(customer: Customer, history: tuple[Phrase, ...] = ()) -> Phrase:
    """What a customer owes, as a sentence, with `history` below it where something is owed."""
    said: dict[str, Value] = {"customer": customer.name}
    if customer.balance < ZERO_MONEY:
        return Phrase("check_balance.advance", {**said, "advance": -customer.balance})
    if customer.balance == ZERO_MONEY:
        return Phrase("check_balance.clear", said)
    return Phrase("check_balance.customer", {**said, "balance": customer.balance, "history": history})


def write_credit(session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None) -> Written:
    """The credit in the books: entry and ledger entry."""
    return _post(session, request, "credit", _amount(request), happened_at, corrects_id)


def write_payment(session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None) -> Written:
    """The payment in the books: entry and ledger entry."""
    return _post(session, request, "payment", -_amount(request), happened_at, corrects_id)


def _post(
    session: Session,
    request: Request,
    kind: LedgerKind,
    amount: Money,
    happened_at: datetime,
    corrects_id: int | None,
) -> Written:
    if request.customer is None:
        raise Refused(Reply("refused.no_customer"))
    account = open_account(session, request)
    assert account is not None  # a customer is named
    entry = entries.open_entry(session, settled(request, account), happened_at, corrects_id)
    ledger.post(session, account.customer, amount, kind, entry_id=entry.id, now=happened_at)
    return Written(entry, customer=account.customer, notes=_notes(request, account))


def _amount(request: Request) -> Money:
    if request.amount is None or not request.amount > ZERO_MONEY:
        if request.customer is None:
            raise Refused(Reply("refused.no_customer"))
        raise Refused(Reply("refused.no_amount", {"customer": request.customer.name}))
    return request.amount


def _of(written: Written) -> Customer:
    assert written.customer is not None  # credit and payment are always somebody's
    return written.customer


def _notes(request: Request, account: Account) -> tuple[Phrase, ...]:
    notes = list(account.notes)
    if request.intent == "record_payment" and request.payment in ("cash", "upi"):
        notes.append(Phrase(f"note.{request.payment}"))
    if request.entry_date is not None:
        notes.append(Phrase("note.entry_date", {"date": request.entry_date}))
    return tuple(notes)


def _everybody(session: Session, request: Request) -> Reply:
    owing = customers.owing(session, request.store_id)
    if not owing:
        return Reply("check_balance.none")
    total = sum((customer.balance for customer in owing), ZERO_MONEY)
    lines, more = wording.listed([wording.balance(customer) for customer in owing], request.channel)
    more += ageing(session, owing, request)
    return Reply("check_balance.all", {"total": total, "count": len(owing), "lines": lines, "more": more})


def _history(session: Session, customer: Customer, request: Request) -> tuple[Phrase, ...]:
    # An entry that was taken back and what took it back say nothing of what happened.
    stands = [entry for entry in ledger.history(session, customer.id) if _stands(session, entry)]
    return tuple(_happened(entry, request.timezone) for entry in stands[:_HISTORY])


def _stands(session: Session, entry: LedgerEntry) -> bool:
    if entry.kind == "reversal":
        return False
    return entry.entry_id is None or not journal.is_reversed(session, entry.entry_id)


def _happened(entry: LedgerEntry, timezone: str) -> Phrase:
    day = clock.local(timezone, entry.happened_at).date()
    kind = "credit" if entry.amount > ZERO_MONEY else "payment"
    return Phrase(f"check_balance.{kind}", {"date": day, "amount": abs(entry.amount)})
