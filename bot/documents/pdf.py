"""A document as PDF, A4, with letters shaped as each script writes them (HarfBuzz)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from actions.contract import Chart, Document, RawFile, Table
from bot.documents import chart, fonts
from bot.documents.words import Words

if TYPE_CHECKING:
    from fpdf import FPDF

_INK, _SOFT, _BAND = (33, 37, 41), (108, 117, 125), (232, 240, 236)
_LINE, _PADDING = 5.5, 1.0
"""Millimetres of a table's line of text, and around it in each cell."""
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
    _forget_shaping(pdf)
    return bytes(pdf.output())


def _forget_shaping(pdf: FPDF) -> None:
    """Letters are shaped: what is embedded has no use for the tables that say how, whose reading is a quarter of the work."""
    from fpdf.fonts import TTFFont

    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            for table in {"GSUB", "GPOS", "GDEF"} & set(font.ttfont.keys()):
                del font.ttfont[table]


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
    headings = [words.say(column.title) for column in table.columns]
    rows = [[words.say(cell) for cell in row] for row in table.rows]
    total = [words.say(cell) for cell in table.total] if table.total is not None else None
    pdf.set_font(style="B", size=12)
    pdf.set_text_color(*_INK)
    pdf.multi_cell(0, 8, words.say(table.title), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_draw_color(206, 212, 218)
    shares = _widths([headings, *rows, *([total] if total else [])])
    widths = [pdf.epw * share / sum(shares) for share in shares]
    margin, pdf.c_margin = pdf.c_margin, 0
    drawn = _Rows(pdf, widths, [column.figures for column in table.columns], headings)
    drawn.draw(headings, banded=True)
    for cells in rows:
        drawn.draw(cells)
    if total is not None:
        drawn.draw(total, banded=True)
    pdf.c_margin = margin
    pdf.ln(6)


class _Rows:
    """Draws a table row by row; where a page ends the headings are drawn again.

    Instead of fpdf's own tables, which set every cell twice over: a year's accounts have
    thousands of cells, and the retailer waits for them.
    """

    def __init__(self, pdf: FPDF, widths: Sequence[float], figures: Sequence[bool], headings: Sequence[str]) -> None:
        self._pdf, self._widths, self._figures, self._headings = pdf, widths, figures, headings
        self._last_page = 0
        self._shaping = pdf.text_shaping

    def draw(self, cells: Sequence[str], *, banded: bool = False) -> None:
        """Draw a row at the place where the last one ended."""
        pdf = self._pdf
        self._write_as(banded)
        broken = [self._lines(cell, width) for cell, width in zip(cells, self._widths, strict=True)]
        height = max(len(lines) for lines in broken) * _LINE + 2 * _PADDING
        if pdf.will_page_break(height):
            pdf.add_page()
            if cells is not self._headings:
                self.draw(self._headings, banded=True)
            self._write_as(banded)
        left, top = pdf.l_margin, pdf.get_y()
        if banded:
            pdf.set_fill_color(*_BAND)
            pdf.rect(left, top, sum(self._widths), height, style="F")
        if self._last_page == pdf.page:
            pdf.line(left, top, left + sum(self._widths), top)
        for lines, width, figure in zip(broken, self._widths, self._figures, strict=True):
            for number, line in enumerate(lines):
                pdf.set_xy(left + _PADDING, top + _PADDING + number * _LINE)
                self._shape_as_needed(line)
                pdf.cell(width - 2 * _PADDING, _LINE, line, align="R" if figure else "L")
            left += width
        pdf.set_xy(pdf.l_margin, top + height)
        pdf.text_shaping = self._shaping
        self._last_page = pdf.page

    def _shape_as_needed(self, text: str) -> None:
        """Most cells are figures: shaping those too takes a table twice as long."""
        self._pdf.text_shaping = None if fonts.letters(fonts.LATIN).issuperset(map(ord, text)) else self._shaping

    def _write_as(self, banded: bool) -> None:
        self._pdf.set_font(style="B" if banded else "", size=9)
        self._pdf.set_text_color(*_INK)
        if not self._pdf.current_font_is_set_on_page:
            # Where the first letters after a change of font are another script's, fpdf takes ours for set, and it is not.
            self._pdf.text(self._pdf.l_margin, self._pdf.get_y(), " ")

    def _lines(self, text: str, width: float) -> list[str]:
        room = width - 2 * _PADDING
        self._shape_as_needed(text)
        if self._pdf.get_string_width(text) <= room and "\n" not in text:
            return [text]
        # What it is too long for is broken by the library, between words where it can.
        lines = self._pdf.multi_cell(room, _LINE, text, dry_run=True, output="LINES")
        assert isinstance(lines, list)
        return lines


def _widths(rows: list[list[str]]) -> tuple[int, ...]:
    """Column widths in proportion to the longest cell of each."""
    longest = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return tuple(min(max(length, _NARROWEST), _WIDEST) + 2 for length in longest)
