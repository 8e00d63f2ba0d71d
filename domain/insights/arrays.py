"""Arrays of numpy as parameters of a statement, in PostgreSQL's own binary form: a list of numbers costs fifty times as much."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

_REALS: Final = 1021
"""The oid of real[]; that of its elements is 700."""
_REAL: Final = 700


@dataclass(frozen=True)
class Reals:
    """A parameter that is a real[]: the values of an array of any shape, row by row."""

    values: npt.NDArray[np.float32]


class _Binary(Dumper):
    """As array_send in PostgreSQL's arrayfuncs.c writes it."""

    format = Format.BINARY
    oid = _REALS

    def dump(self, obj: Reals) -> Buffer:
        """The array's head, then each element behind its length."""
        size = obj.values.size
        cells = np.empty(size, dtype=[("length", ">i4"), ("value", ">f4")])
        cells["length"], cells["value"] = 4, obj.values.ravel()
        head = struct.pack(">iiIii", 1, 0, _REAL, size, 1) if size else struct.pack(">iiI", 0, 0, _REAL)
        return head + cells.tobytes()


psycopg.adapters.register_dumper(Reals, _Binary)
