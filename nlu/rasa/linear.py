"""A linear classifier over sparse rows whose margins are made probabilities."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, vstack
from scipy.special import logsumexp, softmax
from sklearn.svm import LinearSVC

Row = Sequence[tuple[int, float]]
"""A message's features: columns and weights."""
# Margins of an SVM lie within a few units of 1: the factor that makes the best probabilities of them is found in here.
_SHARPEST, _BLUNTEST = 20.0, 0.2
_SEED = 7
# Looser than scikit-learn's 1e-4: the weights' last digits take most of the time and change no answer.
_TOLERANCE = 1e-2


def as_matrix(rows: Iterable[Row]) -> csr_matrix:
    """`rows` as scikit-learn wants them, as many columns as the highest asks for."""
    places, weights, ends = array("i"), array("f"), array("q", [0])
    for row in rows:
        places.extend(column for column, _ in row)
        weights.extend(weight for _, weight in row)
        ends.append(len(places))
    return csr_matrix((np.asarray(weights, dtype=np.float64), np.asarray(places), np.asarray(ends)))


def frequent(matrix: csr_matrix, least: int) -> NDArray[np.int64]:
    """Which columns are filled in at least so many rows."""
    return np.flatnonzero(matrix.getnnz(axis=0) >= least)


@dataclass(frozen=True)
class LinearModel:
    """Classes, their weights (a row a feature, a column a class), and by how much margins are sharpened."""

    classes: tuple[str, ...]
    weights: NDArray[np.float16]
    """Half precision: four digits of a weight change no answer, and half the memory is another worker's."""
    intercepts: NDArray[np.float32]
    sharpness: float

    def probabilities(self, *views: Row) -> list[tuple[str, float]]:
        """Every class with its probability, the likeliest first; from the mean of the margins of several views of a message."""
        margins = np.mean([self._margins(view) for view in views], axis=0)
        chances = softmax(self.sharpness * margins.astype(np.float64))
        order = np.argsort(-chances, kind="stable")
        return [(self.classes[index], float(chances[index])) for index in order]

    def _margins(self, row: Row) -> NDArray[np.float32]:
        columns = [column for column, _ in row]
        weights = np.array([weight for _, weight in row], dtype=np.float32)
        margins: NDArray[np.float32] = weights @ self.weights[columns].astype(np.float32) + self.intercepts
        return margins

    def as_arrays(self, name: str) -> dict[str, Any]:
        """What `from_arrays` needs, under keys that begin with `name`."""
        return {
            f"{name}.classes": np.array(self.classes),
            f"{name}.weights": self.weights,
            f"{name}.intercepts": self.intercepts,
            f"{name}.sharpness": np.array(self.sharpness),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any], name: str) -> LinearModel:
        """The model that `as_arrays` wrote."""
        return cls(
            tuple(str(one) for one in arrays[f"{name}.classes"]),
            arrays[f"{name}.weights"],
            arrays[f"{name}.intercepts"],
            float(arrays[f"{name}.sharpness"]),
        )


@dataclass(frozen=True)
class SecondView:
    """Another view of the same messages, row by row, from which a classifier learns too and by which it judges too."""

    rows: csr_matrix
    learnt: NDArray[np.bool_]
    """Which of the rows are learnt from: not those that say nothing new."""


def fit(
    rows: csr_matrix,
    labels: Sequence[str],
    held_out: NDArray[np.bool_],
    inverse_regularisation: float,
    second: SecondView | None = None,
) -> LinearModel:
    """A linear SVM, one class against the rest, of all `rows`; its sharpness from one that has not seen `held_out`.

    Both are trained at once, each on a core.

    Temperature scaling: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017. Without rows held out, or with a
    class that only they have, the sharpness is 1.
    """
    wanted = np.array(labels)
    everything = np.ones(len(wanted), dtype=bool)
    sharpness = 1.0
    can_be_tried = (
        held_out.any() and set(wanted[held_out]) <= set(wanted[~held_out]) and len(set(wanted[~held_out])) > 1
    )
    parts = [everything, ~held_out] if can_be_tried else [everything]
    # Processes, not threads: liblinear draws from one random generator, which two fits at once would share.
    fits = Parallel(n_jobs=len(parts))(
        delayed(_svm)(*_learnt(rows, wanted, part, second), inverse_regularisation) for part in parts
    )
    machine, *trials = fits
    for trial in trials:
        margins = [_margins(trial, view[held_out]) for view in (rows, *([second.rows] if second else []))]
        sharpness = _best_sharpness(np.mean(margins, axis=0), np.searchsorted(trial.classes_, wanted[held_out]))
    weights, intercepts = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        weights, intercepts = np.vstack([-weights, weights]), np.concatenate([-intercepts, intercepts])
    return LinearModel(
        tuple(str(one) for one in machine.classes_),
        np.ascontiguousarray(weights.T, dtype=np.float16),
        intercepts.astype(np.float32),
        sharpness,
    )


def _learnt(
    rows: csr_matrix, labels: NDArray[Any], which: NDArray[np.bool_], second: SecondView | None
) -> tuple[csr_matrix, NDArray[Any]]:
    """What `which` messages teach: their rows, and those of the second view that say something new."""
    if second is None:
        return rows[which], labels[which]
    more = which & second.learnt
    return vstack([rows[which], second.rows[more]], format="csr"), np.concatenate([labels[which], labels[more]])


def _svm(rows: csr_matrix, labels: NDArray[Any], inverse_regularisation: float) -> LinearSVC:
    return LinearSVC(C=inverse_regularisation, tol=_TOLERANCE, random_state=_SEED).fit(rows, labels)


def _margins(machine: LinearSVC, rows: csr_matrix) -> NDArray[np.float64]:
    margins = machine.decision_function(rows)
    return np.column_stack([-margins, margins]) if margins.ndim == 1 else margins


def _best_sharpness(margins: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The factor under which the true classes are likeliest."""

    def surprise(logarithm: float) -> float:
        scaled = np.exp(logarithm) * margins
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[np.arange(len(truth)), truth]))

    found = minimize_scalar(surprise, bounds=(np.log(_BLUNTEST), np.log(_SHARPEST)), method="bounded")
    return float(np.exp(found.x))
