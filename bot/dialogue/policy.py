"""What to do with a message: run it, ask for what is missing, ask back, or hand over. Pure: values to a value.

Product.md, "How a conversation goes": unsure is asked and never guessed into the books, a question may be answered in
any form, a change of subject drops it and writes nothing of it, a no writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import regex

from actions import limits
from actions.contract import Ask as Asked
from actions.contract import Line, Named, Request
from actions.send_order import PHONE
from bot.dialogue import answers, by_words, days, goods_of_two, new_goods, printed_prices
from bot.dialogue.decisions import Ask, Close, Decision, Facts, HandOver, NotUnderstood, QuestionGone, Run
from bot.dialogue.filling import PICKED, bare_line, with_unusual, with_wrong_figure
from bot.dialogue.gaps import WRITES, find_gap, same_as_last_time
from bot.dialogue.requests import Draft, command, draft, sent_by
from bot.dialogue.state import Question, State
from bot.dialogue.way_back import GO_ON
from bot.replies.render import numbered
from nlu.contract import Understanding
from nlu.lexicon import lexicon_of
from nlu.spelling.fold import fold
from nlu.spelling.tokens import tokenise

PATIENCE = 2
"""So many messages in a row that were not understood, and a person takes over."""
HEARD = 0.45
"""A model less sure than this has not understood: nothing is answered on its word."""
CAREFUL = {"undo": 0.6, "opt_out": 0.6, "delete_my_data": 0.8}
"""Intents that need no product to do harm: below this confidence they are confirmed first."""
_BELOW_ZERO = regex.compile(r"(?<![^\s,])[-\u2212]\d|\bminus\b", regex.I)
_NO = frozenset({"deny", "cancel"})
_ADVISED_BY = {"create_order": "reorder_advice", "set_price": "price_advice"}
"""Which advice offers what: another product under it is advised on, and nothing is done."""


def decide_button(state: State, facts: Facts) -> Decision | None:
    """What a tapped button does; None when it is not one of ours, and its title is to be read as a message."""
    button = facts.button
    if button is None:
        return None
    if state.question is not None:
        answer = answers.read_button(state.question, button, facts.products)
        if answer is not None:
            return _carry_on(state.question, answer, state, facts)
    if button in ("yes", "no") or (button.startswith("sku:") and facts.about_entry_id is None):
        return QuestionGone()
    return _choice_of_reply(button, facts.about_entry_id, facts)


def decide(state: State, heard: Understanding, facts: Facts, plain: Callable[[], Understanding]) -> Decision:
    """What a message does.

    `heard` is the message understood as an answer to the open question, `plain` understands it as if there were none.
    """
    question = state.question
    if facts.about_entry_id is not None and _is_about_entry(heard, facts):
        return _about_entry(heard, facts, dropped=question is not None and question.insists)
    if question is None:
        return _afresh(heard, state, facts, dropped=False)
    dated = days.with_day(question, heard, facts.sender.now.astimezone(ZoneInfo(facts.sender.timezone)).date())
    answer = answers.Told(dated) if dated is not None else answers.read(question, heard, facts.products)
    if isinstance(answer, answers.Elsewhere) or (isinstance(answer, answers.Unclear) and not question.insists):
        alone = heard if question.expecting is None else plain()
        return _afresh(alone, state, facts, dropped=question.insists)
    return _carry_on(question, answer, state, facts)


def _carry_on(question: Question, answer: answers.Answer, state: State, facts: Facts) -> Decision:
    if isinstance(answer, answers.Declined):
        if question.kind == "confirm" and question.field == "amount" and not answer.by_undo and not answer.by_cancel:
            # Not all of it was paid: how much, then?
            open = replace(question.draft, request=replace(question.draft.request, amount=None))
            return Ask(replace(question, kind="missing", draft=open, options=()))
        keeps = question.draft.request.intent == "delete_my_data" and not answer.by_undo
        return Close(to_undo=answer.by_undo, keeps=keeps, apart=not answer.by_undo and _may_be_two(question))
    if isinstance(answer, answers.Accepted):
        return Run(sent_by(question.draft.request, facts.sender))
    if isinstance(answer, answers.Picked):
        return _pick(question, answer.id, facts)
    if isinstance(answer, answers.Amended):
        changed = with_unusual(replace(answer.draft, doubts=()), facts.products)
        # "nahi, 6" is a no first: it may say what is right, and still writes nothing before a yes.
        return _settle(replace(changed, doubts=("unsure",)) if answer.by_denial else changed, facts)
    if isinstance(answer, answers.Told):
        return Run(sent_by(answer.draft.request, facts.sender))
    if isinstance(answer, answers.Filled):
        return _settle(with_unusual(answer.draft, facts.products), facts)
    if state.misunderstood + 1 >= PATIENCE:
        return HandOver()
    if question.kind == "asked":
        return Run(sent_by(question.draft.request, facts.sender), again=True)
    return Ask(question, again=True)


def _may_be_two(question: Question) -> bool:
    """Whether what was asked about told of two customers, or of goods of which a part was paid."""
    draft = question.draft
    return question.kind == "confirm" and ("two_customers" in draft.doubts or draft.request.paid is not None)


def _afresh(heard: Understanding, state: State, facts: Facts, *, dropped: bool) -> Decision:
    """A message on its own."""
    plain = by_words.request_of(heard, facts.sender)
    if plain is not None:
        return Run(plain, dropped)
    if not_understood(heard):
        return HandOver() if state.misunderstood + 1 >= PATIENCE else NotUnderstood(dropped)
    request = draft(heard.frame, heard.doubts, facts.sender, facts.about_entry_id)
    intent = heard.frame.intent
    if intent == "add_product" and len(request.request.lines) == 1:
        told = new_goods.describe(request.request.lines[0], heard.normalised)
        request = replace(request, request=replace(request.request, lines=(told,)))
    if intent == "correct_last":
        request = with_wrong_figure(request, heard)
    elif heard.begins_with_no and state.question is not None and _puts_right(request.request, state.question):
        # "nahi, 5 maggi becha" under "4 maggi": the same goods once more would be in the books twice.
        corrected = replace(request.request, intent="correct_last", about_entry_id=state.question.entry_id)
        request, intent = replace(request, request=corrected), "correct_last"
    if intent == "out_of_scope":
        # A person may be able to help where the assistant could not twice.
        return HandOver() if state.misunderstood + 1 >= PATIENCE else Run(request.request, dropped)
    careful = CAREFUL.get(intent)
    if careful is not None and heard.parse.source == "model" and heard.parse.confidence < careful:
        return Ask(_confirm(replace(request, doubts=("unsure",)), facts), dropped)
    if intent not in WRITES:
        request = replace(request, doubts=())
    elif goods_of_two.may_be(heard):
        request = replace(request, doubts=(*request.doubts, "two_customers"))
    elif intent == "record_sale" and printed_prices.are_outdone(request.request, facts.products):
        request = replace(request, doubts=(*request.doubts, "unusual_price"))
    elif _BELOW_ZERO.search(heard.text):
        # "-5 maggi": a dash of a list, or less than nothing?
        request = replace(request, doubts=(*request.doubts, "unsure"))
    if goods_of_two.names_two(heard) and (request.doubts or intent == "record_sale"):
        request = replace(request, doubts=(*request.doubts, "two_customers"))
    return _settle(request, facts, dropped)


def _puts_right(said: Request, question: Question) -> bool:
    """Whether what was said is the entry that the last reply confirmed, with another quantity."""
    written = question.draft.request
    if question.kind != "menu" or question.entry_id is None or written.intent not in (said.intent, "correct_last"):
        return False
    known = {line.sku: line.quantity for line in written.lines}
    return (
        len(said.lines) == 1
        and said.lines[0].sku in known
        and said.lines[0].quantity not in (None, known[said.lines[0].sku])
    )


def not_understood(heard: Understanding) -> bool:
    """Whether the model's word is too weak to act on, even to answer. A lone number means nothing where nothing is asked."""
    return heard.parse.source == "model" and (heard.parse.confidence < HEARD or heard.answer is not None)


def _settle(request: Draft, facts: Facts, dropped: bool = False) -> Decision:
    """Ask for the first thing that is missing, then for a yes when something is doubtful, else run."""
    if request.request.intent in WRITES and limits.is_beyond(request.request):
        # The action says why not: a yes could not help.
        return Run(request.request, dropped)
    if request.request.intent == "set_price" and printed_prices.forbid(request.request, facts.products):
        return Run(request.request, dropped)
    gap = find_gap(request, facts.products)
    if gap is not None and gap.field == "amount" and request.request.intent == "record_payment":
        # The action knows what is owed, and offers that.
        return Run(request.request, dropped)
    if gap is not None:
        now = facts.sender.now
        if gap.fits:
            return Ask(Question("choice", request, now, None, gap.line, gap.options), dropped)
        return Ask(Question("missing", request, now, gap.field, gap.line, gap.options), dropped)
    # What it was last time is shown first, and ordered by a yes.
    if request.doubts and not same_as_last_time(request.request):
        return Ask(_confirm(request, facts), dropped)
    return Run(request.request, dropped)


def _confirm(request: Draft, facts: Facts) -> Question:
    return Question("confirm", request, facts.sender.now)


def offer(request: Request, ids: tuple[str, ...], facts: Facts) -> Question:
    """The question that a reply asks which proposes `request`, with the choices under it: yes, no, the other product.

    A payment of all that is owed was told and waits for the yes; its amount is a guess that a figure replaces. An order waits
    for nothing but a number to be sent to.
    """
    if request.intent == "record_payment":
        return Question("confirm", Draft(request), facts.sender.now, "amount", options=ids)
    if request.intent == "send_order":
        return Question("wanted", Draft(request), facts.sender.now, PHONE, options=ids, shape="phone")
    return Question("offer", Draft(request), facts.sender.now, options=ids)


def asked(ask: Asked, request: Request, facts: Facts) -> Question:
    """The question of an action that needs to know something before it can carry `request` out."""
    if ask.shape == "amount":
        return Question("missing", Draft(request), facts.sender.now, "amount")
    if ask.shape == "quantity":
        index = next(index for index, line in enumerate(request.lines) if line.quantity is None)
        return Question("missing", Draft(request), facts.sender.now, "quantity", index)
    choices = numbered(ask.reply.choices)
    titles = tuple(str(next(iter(choice.params.values()), "")) for choice in choices)
    ids = tuple(choice.id for choice in choices)
    return Question("asked", Draft(request), facts.sender.now, ask.name, options=ids, shape=ask.shape, titles=titles)


def menu(ids: tuple[str, ...], request: Request, entry_id: int | None, facts: Facts) -> Question | None:
    """What may be meant after the reply to `request`: a choice under it by its number, another day for what was asked, the entry
    that it confirmed by a no; None when there is nothing of these.
    """
    if not ids and entry_id is None and not days.may_be_told(request):
        return None
    return Question("menu", Draft(request), facts.sender.now, options=ids, entry_id=entry_id)


def _is_about_entry(heard: Understanding, facts: Facts) -> bool:
    """Whether a swiped-back message speaks of the entry: that it is wrong, or what is right."""
    nameless = bool(heard.frame.items) and not any(item.text for item in heard.frame.items)
    told = heard.frame.intent in ("undo", "correct_last", *_NO) or nameless or heard.answer is not None
    return told or _says_its_goods(heard, facts)


def _says_its_goods(heard: Understanding, facts: Facts) -> bool:
    """Whether nothing but goods of the entry and their figures are said: "4 coke" under a sale of three is no second sale.

    With a verb it is: "4 coke becha".
    """
    items = heard.frame.items
    if not items or any(item.sku not in facts.about_skus or item.quantity is None for item in items):
        return False
    names = {fold(word) for item in items for word in item.text.split()}
    words = [token for token in tokenise(heard.normalised) if token.is_word and fold(token.lower) not in names]
    spoken = lexicon_of(heard.frame.language)
    figures = [hit for table in ("units", "numbers") for hit in spoken.table(table).occurrences(words)]
    return sum(end - start for _, start, end in figures) >= len(words)


def _about_entry(heard: Understanding, facts: Facts, *, dropped: bool) -> Decision:
    intent = heard.frame.intent
    request = draft(heard.frame, heard.doubts, facts.sender, facts.about_entry_id)
    if intent in ("undo", *_NO) and not heard.frame.items:
        # "galat" on a confirmation: take that entry back. A "nahi" says no more than that it is wrong, and a no writes nothing.
        undo = command("undo", facts.sender, facts.about_entry_id)
        return Run(undo, dropped) if intent == "undo" else Ask(_confirm(Draft(undo, (), ("unsure",)), facts), dropped)
    if intent != "correct_last":
        figures = request.request.lines or bare_line(heard)
        corrected = replace(request.request, intent="correct_last", lines=figures)
        return _settle(replace(request, request=corrected, doubts=("unsure",) if intent in _NO else ()), facts, dropped)
    return _settle(with_wrong_figure(request, heard), facts, dropped)


def _pick(question: Question, choice: str, facts: Facts) -> Decision:
    """A choice under the last reply. Another product mends the entry, or asks again where nothing was written."""
    request, sku = question.draft.request, choice.removeprefix("sku:")
    if sku in facts.products and question.kind == "offer" and request.intent in _ADVISED_BY:
        line = Line(text=facts.products[sku].name, sku=sku)
        return Run(command(_ADVISED_BY[request.intent], facts.sender, lines=(line,)))
    if sku in facts.products and question.entry_id is None:
        other = Line(text=facts.products[sku].name, sku=sku)
        lines = tuple(replace(other, quantity=line.quantity) if sku in line.others else line for line in request.lines)
        return Run(sent_by(replace(request, lines=lines), facts.sender))
    return _choice_of_reply(choice, question.entry_id, facts) or QuestionGone()


def _choice_of_reply(button: str, entry_id: int | None, facts: Facts) -> Decision | None:
    """What a choice under a reply or an alert does, whenever it is tapped."""
    kind, _, value = button.partition(":")
    if button == "undo":
        return Run(command("undo", facts.sender, entry_id))
    if button == GO_ON.id:
        # It went on already.
        return Run(command("greet", facts.sender))
    if kind == "sku" and value in facts.products:
        product = facts.products[value]
        line = Line(text=product.name, sku=value, taught=PICKED)
        return Run(command("correct_last", facts.sender, entry_id, (line,)))
    if kind == "statement":
        asked_for = command("check_balance", facts.sender)
        return Run(replace(asked_for, customer=Named("", ""), told={"customer": value, "statement": "yes"}))
    if kind == "csat":
        case, _, score = value.partition(":")
        return Run(replace(command("rate_support", facts.sender), told={"case": case, "score": score}))
    if kind == "store":
        return Run(replace(command("switch_store", facts.sender), shop=button))
    if kind in ("intent", "reorder"):
        return Run(command("reorder_advice" if kind == "reorder" else value, facts.sender))
    return None
