"""What `/openapi.json` says of the API beyond its models: problems, headers, ways to authenticate."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong: RFC 9457.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "In words, for a person."},
        "code": {"type": "string", "description": "For the program: `refused.unknown_product`."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "why"],
                "properties": {"where": {"type": "string"}, "why": {"type": "string"}},
            },
        },
    },
}
_RETRY_AFTER = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds after which to try again."}}


def problems(*codes: int, **headers: Any) -> dict[int | str, dict[str, Any]]:
    """The responses of an endpoint that are problems, by status."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": HTTPStatus(code).phrase, "content": content, **headers} for code in codes}


def made(what: str) -> dict[int | str, dict[str, Any]]:
    """The response 201 of an endpoint that makes `what`."""
    headers = {
        "Location": {"schema": {"type": "string"}, "required": True, "description": f"Where the {what} is."},
        "Idempotent-Replayed": {
            "schema": {"type": "string"},
            "description": "`true`: done before, and answered again.",
        },
    }
    return {201: {"description": f"The {what} is in the books.", "headers": headers}}


EVERYWHERE = {
    **problems(400, 413, 422),
    **problems(401, headers={"WWW-Authenticate": {"schema": {"type": "string"}}}),
    **problems(429, 503, headers=_RETRY_AFTER),
}
"""Problems of every endpoint."""
ABSENT = problems(404)
TAKEN = problems(409, headers=_RETRY_AFTER)


def describe(app: FastAPI) -> None:
    """Make `app` describe its problems."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, routes=app.routes, description=__about__)
            found.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


__about__ = (
    "A shop's books for programs. A key is made by `vyapari api-key add`. Money, quantities: decimals as strings; "
    "times: RFC 3339; errors: RFC 9457. Every POST but that of receipts carries an Idempotency-Key."
)
