"""What another place must do that signs agents in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class NotProven(Exception):
    """The provider did not say who it is, or what it said is not to be trusted. The message is for the log."""


class SignInProvider(Protocol):
    """Another place that signs agents in, such as Cognito. An account with the same address must exist here."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def begin(self) -> tuple[str, dict[str, Any]]:
        """The address to send the browser to, and what has to be kept until it comes back to `/console/login/back`."""
        ...

    def finish(self, given: Mapping[str, str], kept: Mapping[str, Any]) -> str:
        """The address of mail that is proven by the answer `given`. Raises NotProven."""
        ...
