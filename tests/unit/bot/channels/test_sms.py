"""What SMS can't carry is taken out."""

from __future__ import annotations

import pytest

from bot.channels.sms import plain


@pytest.mark.parametrize(
    ("text", "by_sms"),
    [
        ("✅ Sold 5 (₹75)", "Sold 5 (Rs 75)"),
        ("₹ 1,250 due", "Rs 1,250 due"),
        ("Low: Maggi ⚠️ 2 left 👨‍👩‍👧", "Low: Maggi 2 left"),
        ("5 left, 2 days", "5 left, 2 days"),
        ("# 1 * 2", "# 1 * 2"),
        ("चीनी 2 किलो", "चीनी 2 किलो"),
    ],
)
def test_plain(text: str, by_sms: str) -> None:
    assert plain(text) == by_sms
