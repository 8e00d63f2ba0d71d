"""A document or code as a file: its bytes, its name and its kind."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from actions.contract import Chart, Document, QrCode, RawFile
from bot.documents.words import Words

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "zip": "application/zip",
}
"""The media type of each ending."""
_ENDINGS = {"pdf": "pdf", "excel": "xlsx", "png": "png", "zip": "zip"}


@dataclass(frozen=True)
class Made:
    """A file, ready to be kept."""

    name: str
    type: str
    content: bytes


def make(attachment: Document | QrCode, words: Words, at: datetime) -> Made:
    """The file of a document, in the words' language, or of a code. Raises ValueError for a picture of no chart."""
    if isinstance(attachment, QrCode):
        return Made(f"{attachment.name}.png", TYPES["png"], _code(attachment.content))
    ending = _ENDINGS[attachment.format]
    return Made(f"{attachment.name}.{ending}", TYPES[ending], _content(attachment, words, at))


def _content(document: Document, words: Words, at: datetime) -> bytes:
    # Each kind loads what it needs.
    if document.format == "pdf":
        from bot.documents import pdf

        return pdf.write(document, words, at)
    if document.format == "excel":
        from bot.documents import excel

        return excel.write(document, words)
    if document.format == "zip":
        return _zip(document, words, at)
    from bot.documents import chart

    drawn = next((part for part in document.parts if isinstance(part, Chart)), None)
    if drawn is None:
        raise ValueError(f"{document.name} has no chart to draw")
    # Alone it says what it is of, as the file would.
    return chart.write(replace(drawn, title=document.title), words)


def _zip(document: Document, words: Words, at: datetime) -> bytes:
    raw = tuple(part for part in document.parts if isinstance(part, RawFile))
    readable = replace(
        document, format="pdf", parts=tuple(part for part in document.parts if not isinstance(part, RawFile))
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in [
            (f"{document.name}.pdf", _content(readable, words, at)),
            *((r.name, r.content) for r in raw),
        ]:
            # The archive's own time, so that the same files make the same bytes.
            entry = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, content)
    return out.getvalue()


def _code(content: str) -> bytes:
    import segno

    out = BytesIO()
    # Medium error correction and a quiet zone of four modules, as ISO/IEC 18004 asks for.
    segno.make(content, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return out.getvalue()
