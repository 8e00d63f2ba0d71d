"""`/api/v1` keeps to its own description, whatever a program sends: no server error, no answer that is not described.

schemathesis makes requests from `/openapi.json`, good and bad ones, and judges the answers; the application, PostgreSQL and
Redis are the real ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS

from infra.settings import settings as ours
from tests.conftest import SMALL_SHOP
from tests.serving import make_app
from tests.unit.bot.web.api.conftest import OWNER, Program, make_key

LEFT_OUT = [
    # What fits the description may still be refused by the books: an unknown product, a price above MRP.
    "positive_data_acceptance",
    # Made for requests that follow one another, or for a second account.
    "use_after_free",
    "ensure_resource_availability",
    "object_level_authorization",
]
GENEROUS = "1000000"
"""Requests a minute: many more are made than any till makes."""


def describe() -> Any:
    """The application, and what it says of its API."""
    app = make_app()
    return schemathesis.openapi.from_asgi("/openapi.json", app).include(path_regex="^/api/v1")


api = describe()


@pytest.fixture
def program(database: str, store: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setenv("API_REQUESTS_PER_MINUTE", GENEROUS)
    ours.cache_clear()
    found = Program(TestClient(api.app, raise_server_exceptions=False), store, make_key(OWNER))
    sale = {"lines": [{"sku": "maggi-70g", "quantity": "2"}], "credit": True, "customer": "Ramesh"}
    assert found.post("/sales", sale).status_code == 201
    yield found
    ours.cache_clear()


def make_real(case: schemathesis.Case) -> None:
    """Turn made-up products and numbers into some that there are, so that more than refusals is tried."""
    skus = [row[0] for row in SMALL_SHOP]

    def name(value: Any) -> None:
        for line in value if isinstance(value, list) else [value]:
            if isinstance(line, dict):
                if isinstance(line.get("sku"), str) and line["sku"].isalnum() and len(line["sku"]) <= 64:
                    line["sku"] = skus[len(line["sku"]) % len(skus)]
                for inner in ("lines", "receipts"):
                    name(line.get(inner))

    if "products" not in case.path:
        name(case.body)
    parameters = case.path_parameters or {}
    if parameters.get("number") in range(1, 200):
        parameters["number"] = 1
    if "sku" in parameters and str(parameters["sku"]).isalnum():
        parameters["sku"] = skus[len(str(parameters["sku"])) % len(skus)]


def try_one(case: schemathesis.Case, program: Program) -> None:
    make_real(case)
    left_out = list(LEFT_OUT)
    if "Authorization" not in (case.headers or {}):
        # Left away on purpose, to be refused for it; the call below has a key all the same.
        left_out.append("negative_data_rejection")
    case.call_and_validate(headers=program.headers(), excluded_checks=[CHECKS.get_one(name) for name in left_out])


QUICK = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@api.parametrize()
@QUICK
def test_every_answer_is_described(case: schemathesis.Case, program: Program) -> None:
    try_one(case, program)


@pytest.mark.long
@api.parametrize()
@settings(QUICK, max_examples=300, derandomize=False)
def test_every_answer_is_described_of_many(case: schemathesis.Case, program: Program) -> None:
    try_one(case, program)
