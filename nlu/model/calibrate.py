"""Fits when the assistant asks first: the weights of `risk.yml`, by logistic regression over tests/languages.

What is wrong among the messages that would write is predicted from the signals of their readings. The figures printed
are of sentences left out of the fit (five folds); the weights written are of all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import yaml
from numpy.typing import NDArray

from nlu.contract import Heard, Product, Understanding
from nlu.doubt import EVEN
from nlu.model.evaluate import Sentence, faults, read_sentences, writing_intents
from nlu.risk import WEIGHTS, limit
from nlu.understand import Model, understand

FOLDS, RIDGE, STEPS = 5, 1.0, 30
WRONG_AIM, NEEDLESS_AIM = 0.002, 0.055
"""Shares of all messages: written wrong without asking at most, and asked about needlessly at most, which goes first.

Lower than what is promised of strangers' messages (1 % and 8 %): these are read worse than the sentences written here."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A message of the tests once understood."""

    signals: dict[str, float]
    writes: bool
    wrong: bool
    asked_anyway: bool
    """Whether something else than the risk makes the assistant ask: two products fit, a number is far off."""
    may_be_asked: bool
    """Whether the right frame asks too."""


def cases(sentences: Iterable[Sentence], catalogue: tuple[Product, ...], model: Model) -> list[Case]:
    """Every sentence as a case. Raises `nlu.contract.NluUnavailable`."""
    writing = writing_intents()

    def case_of(sentence: Sentence) -> Case:
        understood = understand(Heard(sentence.text, sentence.now, sentence.channel), catalogue, model)
        frame = understood.frame.as_dict()
        return Case(
            understood.signals,
            str(frame["intent"]) in writing,
            bool(faults(sentence, frame)),
            _is_asked_anyway(understood),
            bool(sentence.frame.get("confirm")),
        )

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(case_of, sentences))


def _is_asked_anyway(understood: Understanding) -> bool:
    """Whether the assistant asks though the risk is low: a thing is missing, a number far off, the words at odds."""
    likely = understood.risk < limit() and understood.parse.confidence >= EVEN
    return bool(set(understood.doubts) - {"unsure"}) or (bool(understood.doubts) and likely)


def fit(rows: Numbers, wrong: NDArray[np.bool_]) -> Numbers:
    """Weights, the bias last, of a ridge-penalised logistic regression by Newton's method."""
    with_bias = np.column_stack([rows, np.ones(len(rows))])
    penalty = np.diag([*np.full(rows.shape[1], RIDGE), 1e-6])
    weights = np.zeros(with_bias.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(with_bias @ weights, -30, 30)))
        slope = with_bias.T @ (chance - wrong) + penalty @ weights
        curve = (with_bias * (chance * (1 - chance))[:, None]).T @ with_bias + penalty
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def left_out(rows: Numbers, wrong: NDArray[np.bool_]) -> Numbers:
    """Each row's risk by weights that have not seen it."""
    chances = np.zeros(len(rows))
    folds = np.arange(len(rows)) % FOLDS
    for fold in range(FOLDS):
        weights = fit(rows[folds != fold], wrong[folds != fold])
        chances[folds == fold] = 1 / (1 + np.exp(-(rows[folds == fold] @ weights[:-1] + weights[-1])))
    return chances


def run(catalogue: tuple[Product, ...], model: Model) -> None:
    """Fit, print what the limits would do, and write `risk.yml`."""
    every = cases(read_sentences(), catalogue, model)
    writing = [case for case in every if case.writes]
    names = list(writing[0].signals)
    rows = np.array([[case.signals[name] for name in names] for case in writing])
    wrong = np.array([case.wrong for case in writing])
    chances = left_out(rows, wrong)
    limit = _choose(writing, chances, len(every))
    weights = fit(rows, wrong)
    document = {
        "ask_from": round(limit, 4),
        "bias": round(float(weights[-1]), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights[:-1], strict=True)},
    }
    head = "# The chance that a message was read wrong, by what its reading looks like (nlu/risk.py).\n"
    head += f"# Fitted by `vyapari calibrate-nlu` on {len(every)} sentences of tests/languages, {len(writing)} of which write.\n"
    WEIGHTS.write_text(head + yaml.safe_dump(document, sort_keys=False), encoding="utf-8")


def _choose(writing: Sequence[Case], chances: Numbers, total: int) -> float:
    """The highest limit that keeps the wrong ones below their aim, or the needless questions below theirs."""
    chosen = 1.0
    for level in sorted({round(float(chance), 3) for chance in chances}, reverse=True):
        asked = [case.asked_anyway or chance >= level for case, chance in zip(writing, chances, strict=True)]
        written = sum(case.wrong and not ask for case, ask in zip(writing, asked, strict=True)) / total
        needless = sum(
            ask and not case.wrong and not case.may_be_asked for case, ask in zip(writing, asked, strict=True)
        )
        if needless / total > NEEDLESS_AIM:
            break
        chosen = level
        shown = f"ask from {level:.3f}: written wrong {written:6.2%}, asked needlessly {needless / total:6.2%}\n"
        sys.stdout.write(shown)
        if written <= WRONG_AIM:
            break
    return chosen
