"""`vyapari bench forecast` on a made-up shop."""

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bot.cli import main


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with one set in it: a weekend shop of three products over 150 days."""
    rng = np.random.default_rng(71)
    days = pd.date_range("2026-01-05", periods=150)
    rows = ["date,item_id,cat_id,qty,price"]
    for name, mean in (("a", 5), ("b", 20), ("c", 1)):
        sold = rng.poisson(mean * np.resize([1, 1, 1, 1, 1, 3, 2], 150))
        rows += [f"{day:%Y-%m-%d},{name},X,{quantity},1" for day, quantity in zip(days, sold, strict=True)]
    (tmp_path / "retail").mkdir()
    (tmp_path / "retail" / "pharma_daily.csv.gz").write_bytes(gzip.compress("\n".join(rows).encode()))
    return tmp_path


def bench(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["vyapari", "bench", "forecast", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_engines_are_scored_against_the_best_peer(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    models = "seasonal_naive,mean_8_weekdays,croston_sba,smoothing"
    assert (
        bench(monkeypatch, "--data", str(data), "--sets", "pharma", "--models", models, "--origins", "2", "--json") == 0
    )
    told = capsys.readouterr()
    rows = {row["score"]["model"]: row for row in json.loads(told.out)["sets"]}
    assert list(rows) == models.split(",")
    best = min(rows[name]["score"]["wql"] for name in models.split(",")[:3])
    assert min(rows[name]["against_best"] for name in models.split(",")[:3]) == 1
    assert rows["smoothing"]["against_best"] == pytest.approx(rows["smoothing"]["score"]["wql"] / best)
    assert rows["croston_sba"]["score"]["wql"] > rows["smoothing"]["score"]["wql"]
    assert all(row["per_thousand"] > 0 and row["score"]["days"] == 2 * 14 * 3 for row in rows.values())
    assert "pharma: forecast 8 of 8" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sets", "takeaway"], "there is no"),
        (["--models", "crystal_ball"], "'crystal_ball' is none of seasonal_naive"),
    ],
)
def test_what_is_missing_is_said(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert bench(monkeypatch, "--data", str(data), *words) == 2
    assert said in capsys.readouterr().err
