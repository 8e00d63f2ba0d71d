"""Shops that open by chat, their goods, people and files, and an owner's other shops."""

from __future__ import annotations

from actions.contract import Value

SHOPS: dict[str, dict[str, Value]] = {
    "onboarding.ready": {"shop": "Murugan Stores", "count": 113, "product": "Sugar"},
    "onboarding.ready_empty": {"shop": "Murugan Stores"},
}
