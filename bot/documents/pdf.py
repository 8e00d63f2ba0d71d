"""A document as PDF, A4, with letters shaped as each script writes them (HarfBuzz)."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from actions.contract import Chart, Document, RawFile, Table
from bot.documents import chart, fonts
from bot.documents.words import Words

if TYPE_CHECKING:
    from fpdf import FPDF

_INK, _SOFT, _BAND = (33, 37, 41), (108, 117, 125), (232, 240, 236)
_NARROWEST = 6
_WIDEST = 34
"""Letters that a column's width counts at least and at most: a long name is broken into lines."""


def write(document: Document, words: Words, at: datetime) -> bytes:
    """The PDF's bytes, the same for the same document and `at`, which it says it was made at."""
    pdf = _open(document, words, at)
    if words.shop:
        pdf.set_font(style="", size=10)
        pdf.set_text_color(*_SOFT)
        pdf.cell(0, 6, fonts.drawable(words.shop), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(style="B", size=16)
    pdf.set_text_color(*_INK)
    pdf.multi_cell(0, 9, words.say(document.title), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
    for part in document.parts:
        if isinstance(part, Chart):
            # Half a page, and never cut by its end.
            if pdf.will_page_break(pdf.epw * chart.SHAPE):
                pdf.add_page()
            pdf.image(BytesIO(chart.write(part, words)), w=pdf.epw)
            pdf.ln(4)
        elif isinstance(part, Table):
            _table(pdf, part, words)
        else:
            assert isinstance(part, RawFile), "raw files stand beside the PDF, in the zip"
    return bytes(pdf.output())


def _open(document: Document, words: Words, at: datetime) -> FPDF:
    from fpdf import FPDF

    class Paged(FPDF):
        """With the page's number below."""

        def footer(self) -> None:
            """The number, in the middle."""
            self.set_y(-12)
            self.set_font(style="", size=8)
            self.set_text_color(*_SOFT)
            self.cell(0, 6, f"{self.page_no()} / {{nb}}", align="C")

    pdf = Paged(format="A4")
    pdf.set_creation_date(at)
    pdf.set_title(words.say(document.title))
    pdf.set_auto_page_break(True, 16)
    pdf.add_font("latin", "", fonts.LATIN)
    pdf.add_font("latin", "B", fonts.LATIN_BOLD)
    more = fonts.needed(words.all_of(document), words.script)
    for path in more:
        pdf.add_font(path.stem, "", path)
    # Fonts of Indic scripts come in one weight.
    pdf.set_fallback_fonts([path.stem for path in more], exact_match=False)
    # Latin letters need no shaping, which takes a third of the time.
    pdf.set_text_shaping(bool(more))
    pdf.set_font("latin", size=10)
    pdf.add_page()
    return pdf


def _table(pdf: FPDF, table: Table, words: Words) -> None:
    from fpdf.enums import TableBordersLayout
    from fpdf.fonts import FontFace

    headings = [words.say(column.title) for column in table.columns]
    rows = [[words.say(cell) for cell in row] for row in table.rows]
    total = [words.say(cell) for cell in table.total] if table.total is not None else None
    pdf.set_font(style="B", size=12)
    pdf.set_text_color(*_INK)
    pdf.multi_cell(0, 8, words.say(table.title), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(style="", size=9)
    pdf.set_draw_color(206, 212, 218)
    with pdf.table(
        align="LEFT",
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        col_widths=_widths([headings, *rows, *([total] if total else [])]),
        headings_style=FontFace(emphasis="BOLD", fill_color=_BAND, color=_INK),
        line_height=5.5,
        padding=1,
        text_align=tuple("RIGHT" if column.figures else "LEFT" for column in table.columns),
    ) as drawn:
        for cells in [headings, *rows]:
            drawn.row(cells)
        if total is not None:
            drawn.row(total, style=FontFace(emphasis="BOLD", fill_color=_BAND))
    pdf.ln(6)


def _widths(rows: list[list[str]]) -> tuple[int, ...]:
    """Column widths in proportion to the longest cell of each."""
    longest = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return tuple(min(max(length, _NARROWEST), _WIDEST) + 2 for length in longest)
