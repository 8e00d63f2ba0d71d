"""What is given on the command line is used as meant, or refused in one line."""

from __future__ import annotations

import pytest

from bot.cli.input import InputError, check_channel, check_phone


@pytest.mark.parametrize("given", ["+919800000001", "+91 98000 00001", "+91-98000-00001", "+91 (98000) 00001"])
def test_a_number_is_taken_however_it_is_spaced(given: str) -> None:
    assert check_phone(given) == "+919800000001"


@pytest.mark.parametrize("given", ["", "9800000001", "+", "+0123456789", "+91 98000", "Ramesh", "+9198000000010000000"])
def test_no_number_is_refused_by_name(given: str) -> None:
    with pytest.raises(InputError, match=r"^--phone: "):
        check_phone(given)


def test_channels_are_two() -> None:
    assert [check_channel(name) for name in ("whatsapp", "sms")] == ["whatsapp", "sms"]
    with pytest.raises(InputError, match="'telegram' is neither whatsapp nor sms"):
        check_channel("telegram")
