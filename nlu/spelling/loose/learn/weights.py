"""The chances of what each Latin letter stands for, by its surroundings: a log-linear model for each letter."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from nlu.spelling.loose.key import EDGE, FIRST_INDEX, REACH, STEPS, ZERO_WEIGHT, contexts
from nlu.spelling.loose.learn.align import Ints, run_of

Singles = npt.NDArray[np.float32]

_RARE_CONTEXT = 5
_RARE_RUN = 0.0007
_FEWEST = 50
_ROUNDS = 25
_FARTHEST_WEIGHT = 39
"""In steps: what a weight is cut to, so that a character holds it."""
_SMALLEST = 2
"""In steps: less is left out."""


class Aligned(NamedTuple):
    """A romanisation, the run of sounds that each of its letters stands for, and how often it was attested."""

    latin: str
    runs: Ints
    times: int


class _Examples:
    """Of one letter: where it was written, and what for."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.contexts = array("l")
        self.runs = array("l")
        self.weights = array("d")

    def add(self, padded: str, at: int, run: int, weight: float) -> None:
        ids = self.ids
        self.contexts.extend(ids.setdefault(context, len(ids)) for context in contexts(padded, at))
        self.runs.append(run)
        self.weights.append(weight)


def learn(words: Sequence[Aligned]) -> Iterator[tuple[str, dict[str, Any]]]:
    """By letter: the `sounds` it may stand for, their `bias`, and weights by context, as `nlu.spelling.loose.key` reads them."""
    examples: dict[str, _Examples] = defaultdict(_Examples)
    for latin, runs, times in words:
        padded = EDGE * REACH + latin + EDGE * REACH
        for index, letter in enumerate(latin):
            # Not by the number itself: one frequent word would outweigh all that is rare.
            examples[letter].add(padded, REACH + index, int(runs[index]), times**0.5)
    for letter in sorted(examples):
        if len(examples[letter].runs) >= _FEWEST:
            yield letter, _learn_letter(examples.pop(letter))


def _learn_letter(of: _Examples) -> dict[str, Any]:
    counted = Counter(of.runs)
    runs = [run for run, times in counted.most_common() if times >= max(5, _RARE_RUN * len(of.runs))]
    place = {run: index for index, run in enumerate(runs)}
    used = np.array([run in place for run in of.runs])
    wanted = np.array([place.get(run, 0) for run in of.runs])[used]
    seen = np.array(of.contexts).reshape(len(of.runs), -1)[used]
    weights = np.array(of.weights, np.float32)[used][:, None]
    often = np.bincount(seen.ravel(), minlength=len(of.ids)) >= _RARE_CONTEXT
    names = [name for name, kept in zip(of.ids, often, strict=True) if kept]
    column = np.cumsum(often) - 1
    rows = np.repeat(np.arange(len(seen)), seen.shape[1])
    flat = seen.ravel()
    kept = often[flat]
    matrix = sparse.csr_matrix(
        (np.ones(int(kept.sum()), np.float32), (rows[kept], column[flat[kept]])), (len(seen), len(names))
    )
    target = np.eye(len(runs), dtype=np.float32)[wanted]
    bias = np.log((target * weights).sum(0) + 1)
    bias = (bias - bias.max()).astype(np.float32)
    fitted = _fit(matrix, target, weights, bias)
    return {
        "sounds": [run_of(run) for run in runs],
        "bias": [round(float(one) * STEPS) for one in bias],
        "contexts": {name: text for name, row in zip(names, fitted, strict=True) if (text := _packed(row))},
    }


def _fit(matrix: Any, target: Singles, weights: Singles, bias: Singles) -> Singles:
    """The weights (context, run) that make the examples likeliest, with a Gaussian prior of variance 1 (ridge)."""
    shape = (matrix.shape[1], target.shape[1])
    turned = matrix.T.tocsr()

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scores = matrix @ flat.reshape(shape).astype(np.float32) + bias
        scores -= scores.max(1, keepdims=True)
        raised = np.exp(scores)
        whole = raised.sum(1, keepdims=True)
        fit = float((weights * (target * (np.log(whole) - scores))).sum())
        slope = turned @ (weights * (raised / whole - target))
        return fit + 0.5 * float(flat @ flat), slope.ravel().astype(np.float64) + flat

    options = {"maxiter": _ROUNDS, "maxcor": 6}
    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x.reshape(shape), np.float32)


def _packed(row: Singles) -> str:
    steps = np.clip(np.rint(row * STEPS), -_FARTHEST_WEIGHT, _FARTHEST_WEIGHT).astype(int)
    return "".join(
        chr(FIRST_INDEX + index) + chr(ZERO_WEIGHT + step) for index, step in enumerate(steps) if abs(step) >= _SMALLEST
    )
