"""A chart as PNG: bars of days or of things, or a line over time."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from actions.contract import Chart
from bot.documents import fonts
from bot.documents.words import Words
from bot.replies.render import shorten
from bot.replies.values import show_number, show_tick

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHAPE = 0.56
"""Height over width."""
_WIDTH_INCHES = 8.0
_DOTS_PER_INCH = 130
_DAYS_NAMED = 8
_COLOUR, _INK, _GRID = "#1f7a5c", "#212529", "#dee2e6"
_LONGEST_LABEL = 26


def write(chart: Chart, words: Words) -> bytes:
    """The picture's bytes. Labels that are dates stand below, in order; others beside bars that lie, the first on top."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    labels = [show_tick(label) if isinstance(label, date) else words.say(label) for label in chart.labels]
    text = "".join([*labels, words.say(chart.title)])
    # Figures of a chart are drawn with the settings that held when it was made.
    with rc_context({"font.family": _families(text, words.script), "font.size": 11, "text.color": _INK}):
        figure = Figure(figsize=(_WIDTH_INCHES, _WIDTH_INCHES * SHAPE), dpi=_DOTS_PER_INCH, layout="constrained")
        axes = figure.add_subplot()
        axes.set_title(_with_unit(chart, words), loc="left", pad=12, fontsize=13)
        if chart.kind == "line" or all(isinstance(label, date) for label in chart.labels):
            _over_time(axes, chart, labels)
        else:
            _lying(axes, chart, labels)
        return _png(figure)


def _with_unit(chart: Chart, words: Words) -> str:
    unit = words.say(chart.unit)
    return f"{words.say(chart.title)} ({unit})" if unit else words.say(chart.title)


def _over_time(axes: Any, chart: Chart, labels: list[str]) -> None:
    places = range(len(labels))
    figures = [float(figure) for figure in chart.figures]
    if chart.kind == "line":
        axes.plot(places, figures, color=_COLOUR, linewidth=2)
        axes.fill_between(places, figures, color=_COLOUR, alpha=0.12)
    else:
        axes.bar(places, figures, color=_COLOUR, width=0.7)
    step = -(-len(labels) // _DAYS_NAMED)
    axes.set_xticks(list(places)[::step], labels[::step])
    axes.yaxis.set_major_formatter(lambda value, _position: show_number(round(value)))
    axes.set_ylim(bottom=min(0, *figures))
    _clean(axes, "y")


def _lying(axes: Any, chart: Chart, labels: list[str]) -> None:
    figures = [float(figure) for figure in chart.figures]
    drawn = axes.barh(range(len(labels)), figures, color=_COLOUR, height=0.65)
    axes.set_yticks(range(len(labels)), [_shortened(label) for label in labels])
    axes.invert_yaxis()
    axes.bar_label(drawn, [show_number(round(figure)) for figure in chart.figures], padding=4, color=_INK)
    axes.margins(x=0.12)
    axes.xaxis.set_visible(False)
    _clean(axes, "x")
    axes.spines["bottom"].set_visible(False)


def _clean(axes: Any, grid: str) -> None:
    axes.grid(axis=grid, color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_GRID)
    axes.tick_params(length=0, labelcolor=_INK)


def _shortened(label: str) -> str:
    """The label cut between words: a cut inside one may break an Indic letter."""
    if len(label) <= _LONGEST_LABEL:
        return label
    whole, _, _ = label[:_LONGEST_LABEL].rpartition(" ")
    return f"{whole} …" if whole else shorten(label, _LONGEST_LABEL)


def _png(figure: Figure) -> bytes:
    out = BytesIO()
    # Without the program's version the bytes depend on the figures alone.
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _families(text: str, script: str) -> list[str]:
    return [_family(path) for path in (fonts.LATIN, *fonts.needed(text, script))]


@cache
def _family(path: Any) -> str:
    """The name under which matplotlib knows a font of ours from now on."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=path).get_name())
