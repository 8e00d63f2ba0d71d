"""What needs no books: greeting, help, yes and no to nothing, a person, no more messages."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.contract import Outcome, Reply, Request
from actions.my_data import keep_my_data


def greet(_session: Session, _request: Request) -> Outcome:
    """A greeting, and what to do next."""
    return Outcome(Reply("greet.hello"))


def thank(_session: Session, _request: Request) -> Outcome:
    """You're welcome."""
    return Outcome(Reply("thank.welcome"))


def goodbye(_session: Session, _request: Request) -> Outcome:
    """Goodbye."""
    return Outcome(Reply("goodbye.bye"))


def affirm(_session: Session, _request: Request) -> Outcome:
    """What a yes to nothing gets."""
    return Outcome(Reply("affirm.nothing"))


def deny(_session: Session, _request: Request) -> Outcome:
    """What a no to nothing gets: how to take the last entry back, which may be what is meant."""
    return Outcome(Reply("deny.nothing"))


def cancel(session: Session, request: Request) -> Outcome:
    """What leaving no question gets; where the account's end is planned, that is left."""
    return keep_my_data(session, request) or Outcome(Reply("cancel.nothing"))


def help(_session: Session, request: Request) -> Outcome:
    """What it can do: in sentences, by SMS as commands."""
    return Outcome(Reply("help.commands" if request.channel == "sms" else "help.chat"))


def out_of_scope(_session: Session, _request: Request) -> Outcome:
    """What it is for."""
    return Outcome(Reply("out_of_scope.sorry"))


def talk_to_human(_session: Session, _request: Request) -> Outcome:
    """A person takes over; the assistant is silent until the chat is handed back."""
    return Outcome(Reply("talk_to_human.done"), state={"mode": "human"})


def opt_out(_session: Session, _request: Request) -> Outcome:
    """No more messages at all."""
    return Outcome(Reply("opt_out.done"), state={"opted_out": True})


def opt_in(_session: Session, _request: Request) -> Outcome:
    """Messages again."""
    return Outcome(Reply("opt_in.done"), state={"opted_out": False})
