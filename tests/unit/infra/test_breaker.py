"""A breaker leaves alone what fails, lets one try after a while, and forgets when it answers."""

from __future__ import annotations

from infra.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_it_opens_after_failures_in_a_row_and_lets_one_try() -> None:
    clock = Clock()
    breaker = Breaker(failures=2, seconds=5.0, now=clock)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    assert breaker.open_seconds == 5.0
    clock.seconds += 5.0
    assert breaker.allows()
    assert not breaker.allows(), "one tries, the others wait for what it finds"
    breaker.failed()
    assert not breaker.allows()
    clock.seconds += 5.0
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()
    assert breaker.open_seconds == 0.0


def test_one_that_never_comes_back_from_its_try_is_followed_by_another() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, seconds=5.0, now=clock)
    breaker.failed()
    clock.seconds += 5.0
    assert breaker.allows()
    clock.seconds += 5.0
    assert breaker.allows()
