"""Where features stand in a classifier's matrix, by the hashes of their names: a twentieth of what a dictionary takes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from nlu.rasa.features import Feature

_BYTES = 8


class Places:
    """Features in the order of their hashes. Of a million features, two have one hash of 64 bits once in 40 million."""

    def __init__(self, hashes: NDArray[np.uint64], order: NDArray[np.int64] | None = None) -> None:
        self.hashes = hashes
        """In rising order; the place of a feature is that of its hash."""
        self.order = np.arange(len(hashes)) if order is None else order
        """Which of the names given each place is."""

    @classmethod
    def of(cls, names: Sequence[str]) -> Places:
        """The places of `names`, which differ."""
        hashes = _hashes(names)
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], order)

    def known(self, row: Sequence[Feature]) -> list[tuple[int, float]]:
        """The features that have a place, as places and weights; the others are left out."""
        places, there = self._find([name for name, _ in row])
        return [(int(places[i]), row[i][1]) for i in np.flatnonzero(there)]

    def hold(self, names: Sequence[str]) -> list[bool]:
        """Whether each of `names` has a place."""
        return [bool(one) for one in self._find(names)[1]]

    def _find(self, names: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        if not len(self.hashes):
            return np.zeros(len(names), dtype=np.int64), np.zeros(len(names), dtype=bool)
        wanted = _hashes(names)
        places = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        return places, self.hashes[places] == wanted


def _hashes(names: Sequence[str]) -> NDArray[np.uint64]:
    return np.frombuffer(b"".join(blake2b(name.encode(), digest_size=_BYTES).digest() for name in names), dtype="<u8")
