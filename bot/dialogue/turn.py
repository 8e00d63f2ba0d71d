"""A message's turn, from the words to the answer: everything that it does happens in the caller's one transaction."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Any

from sqlalchemy.orm import Session

from actions import registry
from actions.contract import Action, Outcome, Refused, Reply, Request
from actions.contract import Ask as AskedFirst
from actions.import_products import offer_price_list
from actions.stores import BY_NUMBER, own_stores, title
from bot import attachments, understanding
from bot.dialogue import (
    asking,
    extras,
    learning,
    network_words,
    policy,
    shops,
    state,
    strangers,
    trace,
    waiting,
    way_back,
    wording,
)
from bot.dialogue.answer import Answer
from bot.dialogue.decisions import Ask, Close, Decision, Facts, HandOver, NotUnderstood, Run
from bot.dialogue.language import language_of_reply, not_yet_written, split_tag, spoken
from bot.dialogue.requests import Sender, command
from bot.dialogue.state import Question, State
from bot.dialogue.swiped import find_entry, goods_of
from bot.replies.render import numbered, render_all
from bot.support import hours, reception
from domain.conversations.models import Conversation, Inbound
from domain.stores.models import Store, User
from infra import clock
from infra.database.session import enter_desk, enter_store
from nlu.contract import Heard, NluUnavailable, Understanding
from nlu.understand import Model, understand_without_model

_OVERTAKING = frozenset({"help", "opt_out"})
_DROPPED = Reply("dialogue.dropped")


@dataclass(frozen=True)
class _Turned:
    """What a decision came to."""

    replies: tuple[Reply, ...]
    question: Question | None = None
    misunderstood: int = 0
    outcome: Outcome | None = None


def take(
    session: Session, conversation: Conversation, inbound: Inbound, *, model: Model | None = None
) -> Answer | None:
    """Do what a message asks, in `session`, which is in the store's scope (a stranger's in the desk's).

    None when the bot is silent: a person has the chat, or the sender has opted out. Raises
    NluUnavailable, with nothing changed, when the message needs the model and the model is away.
    """
    known = understand_without_model(understanding.hear_plainly(conversation, inbound), ())
    bare = known.frame.intent if known is not None else None
    stopped = conversation.opted_out_at
    taken = network_words.meaning(conversation.channel, inbound.provider, inbound.body, opted_out=stopped is not None)
    bare = taken or bare
    if conversation.mode == "human" and bare in ("opt_out", "opt_in"):
        return waiting.heed(session, conversation, stops=bare == "opt_out")
    if taken is not None and conversation.store_id is not None:
        return _obey_network(conversation, taken)
    if conversation.mode == "human":
        goes_on = stopped is None and way_back.is_taken(conversation, inbound, known)
        return waiting.go_on(session, conversation) if goes_on else None
    # What was written before STOP, and waited for the model meanwhile, still belongs in the books; delivery says nothing of it.
    if stopped is not None and inbound.received_at >= stopped and bare != "opt_in":
        return None
    if conversation.store_id is None:
        return strangers.answer(session, conversation, inbound, bare)
    return _Turn(session, conversation, inbound, conversation.store_id, model).take()


def _obey_network(conversation: Conversation, taken: str) -> Answer:
    """Let our books say what the network has done; an open question is dropped, as by STOP."""
    conversation.opted_out_at = clock.now() if taken == "opt_out" else None
    conversation.question = state.dump(None)
    reply = Reply(f"{taken}.done")
    rendered = render_all((reply,), conversation.language, conversation.script, conversation.channel)
    return Answer(rendered, reply.key, None, {"decision": "network", "reply": reply.key})


def can_overtake(body: str) -> bool:
    """Whether a message is HELP or STOP, which are answered while earlier ones wait for the model."""
    known = understand_without_model(Heard(text=body, now=clock.now()), ())
    return known is not None and known.frame.intent in _OVERTAKING


def read_along(
    session: Session, conversation: Conversation, inbound: Inbound, *, model: Model | None = None
) -> dict[str, Any] | None:
    """What a message says that a person has the chat for, as a trace; nothing is done or asked. None while the model is away,
    and of a stranger's.
    """
    if conversation.store_id is None:
        return None
    reader = _Turn(session, conversation, inbound, conversation.store_id, model)
    try:
        return trace.read_only(reader.understand(None))
    except NluUnavailable:
        return None


class _Turn:
    """One message, its sender and its shop, while it is being answered."""

    def __init__(
        self, session: Session, conversation: Conversation, inbound: Inbound, store_id: int, model: Model | None
    ) -> None:
        self.session, self.conversation, self.inbound, self.model = session, conversation, inbound, model
        self.began = perf_counter()
        self.store = session.get_one(Store, store_id)
        self.user = session.get(User, conversation.user_id) if conversation.user_id is not None else None
        sender = Sender(
            store_id=store_id,
            user_id=conversation.user_id,
            role=self.user.role if self.user else "owner",
            timezone=self.store.timezone,
            channel=conversation.channel,
            now=min(inbound.sent_at, inbound.received_at),
            conversation_id=conversation.id,
            message_id=inbound.id,
        )
        self.products = understanding.catalogue(session, self.store)
        about = find_entry(session, conversation, inbound.replied_to)
        self.facts = Facts(
            sender=sender,
            products={product.sku: product for product in self.products},
            button=inbound.button,
            about_entry_id=about,
            about_skus=goods_of(session, about),
        )
        self.state = State(state.load(conversation.question, sender), conversation.misunderstood)
        self.heard_in = conversation.language
        self.milliseconds: dict[str, float] = {}

    def take(self) -> Answer:
        """Understand, decide, do, answer."""
        heard: Understanding | None = None
        insists = self.state.question is not None and self.state.question.insists
        decision = extras.decide(self.inbound, self.facts, dropped=insists)
        if decision is None:
            decision = policy.decide_button(self.state, self.facts)
        if decision is None:
            heard = self.understand(self.state.question.expecting if self.state.question else None)
            self._note_time("understanding")
            decision = policy.decide(self.state, heard, self.facts, lambda: self.understand(None))
        self._set_language(heard)
        turned = self._carry_out(decision)
        self._note_time("action")
        self._keep(turned)
        return self._answer(heard, decision, turned)

    def understand(self, expecting: str | None) -> Understanding:
        """The message understood, as an answer to what is `expecting`."""
        heard = understanding.hear(self.store, self.conversation, self.inbound, expecting)
        return understanding.understand(heard, self.products, self.model)

    def _note_time(self, what: str) -> None:
        spent = (perf_counter() - self.began) * 1000
        self.milliseconds[what] = round(spent - sum(self.milliseconds.values()), 1)

    def _set_language(self, heard: Understanding | None) -> None:
        """A tapped button says nothing about the language, nor does a word that every reply invites to; a message does."""
        conversation = self.conversation
        said = (conversation.language, conversation.script)
        if heard is not None:
            lost = policy.not_understood(heard) or heard.frame.intent == "out_of_scope"
            said = spoken(heard, *said, lost=lost)
        self.heard_in = said[0]
        fixed = self.user.language if self.user else None
        conversation.language, conversation.script = language_of_reply(fixed, said, conversation.channel)

    def _carry_out(self, decision: Decision) -> _Turned:
        dropped = (_DROPPED,)
        if isinstance(decision, Run):
            turned = self._run(decision.request)
            if decision.again:
                turned = replace(turned, replies=(Reply("dialogue.again"), *turned.replies))
                turned = replace(turned, misunderstood=self.state.misunderstood + 1)
            return replace(turned, replies=dropped + turned.replies) if decision.dropped else turned
        if isinstance(decision, Ask):
            question = decision.question
            reply = Reply("dialogue.not_understood")
            if question.insists:
                reply = asking.phrase(self.session, question, self.facts)
            before = (Reply("dialogue.again"),) if decision.again else dropped if decision.dropped else ()
            return _Turned((*before, reply), question, self.state.misunderstood + 1 if decision.again else 0)
        if isinstance(decision, HandOver):
            self.conversation.mode = "human"
            later = hours.answered_later(clock.now(), silent=True)
            return _Turned(
                (Reply("dialogue.handed_over"), *later), self._menu(later, command("talk_to_human", self.facts.sender))
            )
        if isinstance(decision, NotUnderstood):
            reply = Reply("dialogue.not_understood")
            return _Turned((*dropped, reply) if decision.dropped else (reply,), None, self.state.misunderstood + 1)
        if isinstance(decision, Close):
            return _Turned((wording.left(to_undo=decision.to_undo, keeps=decision.keeps, apart=decision.apart),))
        return _Turned((Reply("dialogue.question_gone"),), self.state.question, self.state.misunderstood)

    def _run(self, request: Request) -> _Turned:
        """Carry a request out, all of it or nothing: what is refused leaves no row."""
        if request.intent == extras.FILE:
            return self._receive_file(request)
        reply = not_yet_written(request)
        if reply is not None:
            return _Turned((reply,))
        misunderstood = self.state.misunderstood + 1 if request.intent == "out_of_scope" else 0
        return self._do(self._with_own_store(request), registry.find(request.intent), misunderstood)

    def _with_own_store(self, request: Request) -> Request:
        """The request with the sender's own store that it names, whatever script its place was written in."""
        if request.intent not in ("switch_store", "transfer_stock") or request.shop is None:
            return request
        titles = {one.store_id: title(one) for one in own_stores(self.session, request)}
        found = shops.meant(request.shop, titles)
        return request if found is None else replace(request, shop=f"{BY_NUMBER}{found}")

    def _receive_file(self, request: Request) -> _Turned:
        """Read what came with the message; the books do not change before a yes."""
        received = extras.receive(self.inbound)
        if isinstance(received, Reply):
            return _Turned((received,), self.state.question, self.state.misunderstood)
        return self._do(request, partial(offer_price_list, content=received))

    def _do(self, request: Request, action: Action, misunderstood: int = 0) -> _Turned:
        can_write = request.intent not in registry.READING
        try:
            with self.session.begin_nested() if can_write else nullcontext():
                outcome = action(self.session, request)
        except AskedFirst as ask:
            return _Turned((ask.reply,), policy.asked(ask, request, self.facts))
        except Refused as refused:
            return _Turned((refused.reply,), None, misunderstood)
        if reception.is_complaint(outcome.reply.key, self.inbound.body, self.heard_in):
            outcome = replace(outcome, reply=Reply(reception.COMPLAINT))
        self._apply(outcome)
        silent = outcome.state.get("mode") == "human"
        later = hours.answered_later(clock.now(), silent=silent) if self._is_for_support(outcome) else ()
        learnt = learning.learn(self.session, request, outcome, self.products)
        question = self._menu(later, request) or self._question_after(request, outcome)
        return _Turned((*learnt, outcome.reply, *later), question, misunderstood, outcome)

    def _is_for_support(self, outcome: Outcome) -> bool:
        """Whether a person will see to it: asked for, or told what is wrong."""
        if outcome.state.get("mode") == "human":
            return True
        return reception.is_complaint(outcome.reply.key, self.inbound.body, self.heard_in)

    def _menu(self, later: tuple[Reply, ...], request: Request) -> Question | None:
        ids = tuple(choice.id for reply in later for choice in numbered(reply.choices))
        return policy.menu(ids, request, None, self.facts)

    def _question_after(self, request: Request, outcome: Outcome) -> Question | None:
        ids = tuple(choice.id for choice in numbered(outcome.reply.choices))
        if outcome.offer is not None:
            return policy.offer(outcome.offer, ids, self.facts)
        return policy.menu(ids, request, outcome.entry_id, self.facts)

    def _apply(self, outcome: Outcome) -> None:
        """Carry out what an action wants changed of the conversation."""
        conversation, changes = self.conversation, outcome.state
        if "mode" in changes:
            conversation.mode = changes["mode"]
        if "opted_out" in changes:
            conversation.opted_out_at = clock.now() if changes["opted_out"] else None
        if "store" in changes:
            self._move_to(*changes["store"])
        if "language" in changes:
            conversation.language, conversation.script = split_tag(changes["language"])

    def _move_to(self, store_id: int, user_id: int) -> None:
        """Go on in another store of the sender's: the conversation and this message are that store's from here on."""
        self.session.flush()
        enter_desk(self.session)
        self.conversation.store_id, self.conversation.user_id = store_id, user_id
        self.inbound.store_id = store_id
        self.session.flush()
        enter_store(self.session, store_id)

    def _keep(self, turned: _Turned) -> None:
        self.conversation.question = state.dump(turned.question)
        self.conversation.misunderstood = turned.misunderstood

    def _answer(self, heard: Understanding | None, decision: Decision, turned: _Turned) -> Answer:
        conversation = self.conversation
        rendered = render_all(turned.replies, conversation.language, conversation.script, conversation.channel)
        rendered = attachments.attach(rendered, turned.replies, self.store, conversation, self.facts.sender.now)
        self._note_time("rendering")
        key = [reply.key for reply in turned.replies if reply.key not in hours.KEYS][-1]
        return Answer(
            rendered=rendered,
            key=key,
            entry_id=turned.outcome.entry_id if turned.outcome else None,
            trace=trace.describe(heard, decision, key, self.milliseconds),
            messages=turned.outcome.messages if turned.outcome else (),
        )
