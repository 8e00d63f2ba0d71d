"""What a correction changes to, where a no stands first."""

from __future__ import annotations

import pytest

from tests.unit.nlu.conftest import Hear


@pytest.mark.parametrize(
    ("text", "language"),
    [("na na 4 ta nuhe 6 ta", "or-Latn"), ("4 ta nuhe 6 ta", "or-Latn"), ("na na 4 nahi 6", "hi-Latn")],
)
def test_a_no_before_the_old_value_is_no_number(hear: Hear, text: str, language: str) -> None:
    frame = hear(text, "correct_last", language=language).frame
    assert [str(item.quantity) for item in frame.items] == ["6"]
