"""A file as an answer to a browser: what it is by its content, never by what its sender says, and nothing in it runs."""

from __future__ import annotations

from collections.abc import Set

from fastapi import Response

PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
"""What is shown in a page, with the ending of its name."""
OTHERS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel": "xls",
    "text/csv": "csv",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "video/mp4": "mp4",
}
"""What keeps the type that its sender gave it, and is saved or played, never opened as a page."""
UNKNOWN = "application/octet-stream"
_BEGINNINGS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf"))
_RIFF, _WEBP = b"RIFF", slice(8, 12)


def kind_of(content: bytes) -> str | None:
    """`image/jpeg`, `image/png`, `image/webp` or `application/pdf` by how the content begins; None for anything else."""
    if content.startswith(_RIFF) and content[_WEBP] == b"WEBP":
        return "image/webp"
    return next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)


def type_of(content: bytes, said: str) -> str:
    """The type under which a stranger's file is handed on: a picture only where it is one, a page never."""
    return kind_of(content) or (said if said in OTHERS and said != "application/pdf" else UNKNOWN)


def ending_of(media_type: str) -> str:
    """`jpg` of `image/jpeg`."""
    return (PICTURES | OTHERS).get(media_type, "bin")


def answer(content: bytes, media_type: str, name: str, *, shown: Set[str], keep_seconds: int) -> Response:
    """The file, shown by the browser itself where its type is among `shown`, else saved as `name` (ASCII)."""
    place = "inline" if media_type in shown else "attachment"
    headers = {
        "Content-Disposition": f'{place}; filename="{name}"',
        "Cache-Control": f"private, max-age={keep_seconds}",
        # Who signs out takes the cookie along, and what the browser kept with it.
        "Vary": "Cookie",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
        # Nothing in a file runs, should one ever hold a script.
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(content, media_type=media_type, headers=headers)
