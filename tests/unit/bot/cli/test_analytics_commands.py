"""`vyapari forecast`, `reorder`, `price`, `backtest`, as they are run."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from analytics.forecasting.engine import ENGINES
from bot.cli import main

SALES = "unique_id,ds,y\n" + "".join(f"tea,2026-{10 + day // 31}-{day % 31 + 1:02},4\n" for day in range(31 + 21))
STATE = "unique_id,on_hand,on_order,lead_time_days,review_days,shelf_life_days,pack_size,cost,price,batches,arriving\n"


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def vyapari(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> Run:
    """Runs a command in `folder`, in this process: a process each would spend its time on imports."""

    def run(*words: str, stdin: str = "") -> Done:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["vyapari", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Done(int(ended.value.code or 0), told.out, told.err)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sales.csv").write_text(SALES)
    return tmp_path


def test_a_forecast_begins_the_day_after_the_last_row(vyapari: Run, folder: Path) -> None:
    done = vyapari("forecast", "sales.csv", "--horizon", "2")
    assert done.stdout == (
        "unique_id,ds,p10,p50,p90,mean,model\n"
        "tea,2026-11-22,4.0,4.0,4.0,4.0,combination\n"
        "tea,2026-11-23,4.0,4.0,4.0,4.0,combination\n"
    )


def test_a_hyphen_is_standard_input_and_out_takes_the_result(vyapari: Run, folder: Path) -> None:
    done = vyapari("forecast", "-", "--out", "made.csv", stdin=SALES)
    assert (done.returncode, done.stdout) == (0, "")
    assert (folder / "made.csv").read_text() == vyapari("forecast", "sales.csv").stdout


def test_reorder_says_how_much_and_why(vyapari: Run, folder: Path) -> None:
    (folder / "state.csv").write_text(STATE + "tea,10,0,2,7,,12,100,130,,\nnew,0,0,2,7,5,1,10,12,2:0,1:0\n")
    done = vyapari("reorder", "state.csv", "sales.csv")
    # Nine days of 4 need 36; 10 are there: 26 are three packs of 12.
    assert done.stdout == (
        "unique_id,order_quantity,reorder_point,days_of_stock,reason\n"
        'tea,36,12,2.5,"about 4 sell a day, 10 left, delivery takes 2 days"\n'
        "new,0,0,,no sales known\n"
    )


def test_reorder_counts_the_age_of_what_is_there_and_what_is_coming(vyapari: Run, folder: Path) -> None:
    # 20 there; on sale on day 2 for day 2, 4 a day. With one day left 4 of them sell and 16 spoil; with six, they serve.
    (folder / "state.csv").write_text(STATE + "tea,20,0,1,1,6,1,100,130,1:20,\n")
    assert "\ntea,4,8,5," in vyapari("reorder", "state.csv", "sales.csv").stdout
    (folder / "state.csv").write_text(STATE + "tea,20,0,1,1,6,1,100,130,6:20,\n")
    assert "\ntea,0,8,5," in vyapari("reorder", "state.csv", "sales.csv").stdout
    (folder / "state.csv").write_text(STATE + "tea,20,4,1,1,6,1,100,130,1:20,2:4\n")
    assert "\ntea,0,8,5," in vyapari("reorder", "state.csv", "sales.csv").stdout


def test_cash_buys_what_is_worth_most(vyapari: Run, folder: Path) -> None:
    rice = "".join(line.replace("tea", "rice") + "\n" for line in SALES.splitlines()[1:])
    (folder / "both.csv").write_text(SALES + rice)
    (folder / "state.csv").write_text(STATE + "tea,0,0,1,7,,1,100,130,,\nrice,0,0,1,7,,1,100,105,,\n")
    rows = [
        line.split(",") for line in vyapari("reorder", "state.csv", "both.csv", "--cash", "3000").stdout.splitlines()
    ]
    assert [row[:2] for row in rows[1:]] == [["tea", "28"], ["rice", "2"]]
    assert "the money goes further elsewhere" in rows[2][-1]
    wrong = vyapari("reorder", "state.csv", "both.csv", "--cash", "lots")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--cash: 'lots' is no number of zero or more" in wrong.stderr


def test_the_same_files_give_the_same_orders_in_any_order(vyapari: Run, folder: Path) -> None:
    rows = SALES.splitlines()[1:]
    rows += [row.replace("tea", "rice") for row in rows[3:]]
    (folder / "there.csv").write_text("unique_id,ds,y\n" + "\n".join(rows))
    (folder / "back.csv").write_text("unique_id,ds,y\n" + "\n".join(rows[::-1]))
    tea, rice = "tea,3,0,1,3,4,2,100,130,2:3,\n", "rice,9,5,2,7,,5,40,44,,1:5\n"
    (folder / "state.csv").write_text(STATE + tea + rice)
    (folder / "etats.csv").write_text(STATE + rice + tea)
    once = vyapari("reorder", "state.csv", "there.csv").stdout
    assert vyapari("reorder", "state.csv", "back.csv").stdout == once
    assert sorted(vyapari("reorder", "etats.csv", "there.csv").stdout.splitlines()) == sorted(once.splitlines())


def test_price_is_json_with_numbers_as_text(vyapari: Run, folder: Path) -> None:
    rows = [line + (",price" if line.startswith("unique") else ",46") for line in SALES.splitlines()]
    (folder / "history.csv").write_text("\n".join(rows))
    done = vyapari("price", "history.csv", "--item", "tea", "--cost", "41.50", "--mrp", "48")
    told = json.loads(done.stdout)
    assert (told["recommended"], told["reason"], told["expected_daily"]) == ("48.00", "raise_to_margin", "3.753")
    assert told["elasticity"]["source"] == "assumed"
    assert [scenario["name"] for scenario in told["scenarios"]] == ["conservative", "moderate", "aggressive"]


@pytest.mark.parametrize(("column", "empty", "full"), [("stocked_out", "1", "0"), ("available", "0", "1")])
def test_days_with_an_empty_shelf_are_no_days_without_demand(
    vyapari: Run, folder: Path, column: str, empty: str, full: str
) -> None:
    lines = SALES.splitlines()
    rows = [
        line.replace(",4", f",0,{empty}") if 10 < place < 25 else f"{line},{full}" for place, line in enumerate(lines)
    ]
    (folder / "sales.csv").write_text("\n".join([f"unique_id,ds,y,{column}", *rows[1:]]) + "\n")
    done = vyapari("forecast", "sales.csv", "--horizon", "1")
    assert done.stdout.splitlines()[1] == "tea,2026-11-22,4.0,4.0,4.0,4.0,combination"
    rows[5] = rows[5][:-1] + "no"
    (folder / "sales.csv").write_text("\n".join([f"unique_id,ds,y,{column}", *rows[1:]]) + "\n")
    assert f"row 6, column {column}: 'no' is no 0 or 1" in vyapari("forecast", "sales.csv").stderr


def test_backtest_scores_every_engine(vyapari: Run, folder: Path) -> None:
    done = vyapari("backtest", "sales.csv", "--horizon", "7", "--origins", "2", "--json")
    told = {score["model"]: score["wape"] for score in json.loads(done.stdout)}
    assert told == pytest.approx(dict.fromkeys(ENGINES, 0), abs=1e-6)
    assert f"forecast {2 * len(ENGINES)} of {2 * len(ENGINES)}" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unique_id,ds,y\na,2026-01-01,3\na,2026-01-02,x\n", "row 3, column y: 'x' is no number"),
        ("unique_id,ds,y\n\na,2026-01-01,3\na,2026-13-02,1\n", "row 4, column ds: '2026-13-02' is no date"),
        ("unique_id,ds,y\na,2026-01-01,-3\n", "row 2, column y: '-3' is no number of zero or more"),
        ("unique_id,ds,y\na,2026-01-01,3\na,2026-01-01,4\n", "row 3, column ds: 'a' has a row on 2026-01-01 already"),
        ("unique_id,ds,y\na,2026-01-01,3\na,2026-01-02,3,9\n", "row 3, column 4: the header has 3 columns only"),
        ("unique_id,ds,y\na,2026-01-01,3,9\n", "row 2, column 4: the header has 3 columns only"),
        ("unique_id,ds,y\na,2026-01-01\n", "row 2, column y: is empty"),
        ("unique_id,ds\na,2026-01-01\n", "row 1, column y: is missing"),
        ("unique_id,ds,y\n", "row 2, column unique_id: there is no row"),
        ("", "row 1: the file is empty"),
        ("\n\n", "row 1: the file is empty"),
        ("Unique_ID;ds;y\na;2026-01-01;3\n", "row 1, column unique_id: is missing: the header is Unique_ID;ds;y"),
        ("unique_id,ds,y,y\na,2026-01-01,3,4\n", "row 1, column y: is there twice"),
        ('unique_id,ds,y\n"a,2026-01-01,3\n', "row 2: a quotation mark is opened and never closed"),
        ("unique_id,ds,y\na,2026-01-01,1e300\n", "row 2, column y: '1e300' is no number up to 1,000,000,000,000"),
        (
            "unique_id,ds,y\na,2026-01-01,3\na,2026-01-02,3\na,2062-01-03,3\n",
            "row 4, column ds: '2062-01-03' lies 13150 days away from the rest: is the year right?",
        ),
        ("unique_id,ds,y\na,1970-01-01,3\na,2026-01-02,3\na,2026-01-03,3\n", "row 2, column ds: '1970-01-01' lies"),
    ],
)
def test_what_is_wrong_is_one_line_with_file_row_and_column(vyapari: Run, folder: Path, text: str, said: str) -> None:
    (folder / "bad.csv").write_text(text)
    done = vyapari("forecast", "bad.csv", "--out", "made.csv")
    assert done.returncode == 2
    assert done.stderr.startswith("vyapari: bad.csv: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (folder / "made.csv").exists()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("tea,ten,0,2,7,,12,100,130,,", "row 2, column on_hand: 'ten' is no number"),
        ("tea,1,0,2,0,,12,100,130,,", "row 2, column review_days: '0' is no whole number of days above zero"),
        ("tea,1,0,2,7,,0,100,130,,", "row 2, column pack_size: '0' is no number of 0.001 or more"),
        ("tea,1,0,2,7,,1,100,130,2-5,", "row 2, column batches: '2-5' is no days:quantity"),
        ("tea,1,0,,7,,1,100,130,,", "row 2, column lead_time_days: is empty"),
        ("tea,1,0,1e9,7,,1,100,130,,", "row 2, column lead_time_days: '1000000000' is more than 366 days"),
        ("tea,1,0,1,367,,1,100,130,,", "row 2, column review_days: '367' is more than 366 days"),
        ("tea,1e400,0,1,7,,1,100,130,,", "row 2, column on_hand: '1e400' is more than 1,000,000,000,000"),
        ("tea,1,0,1,7,,1e-9,100,130,,", "row 2, column pack_size: '1e-9' is no number of 0.001 or more"),
        ("tea,1,0,1,7,,1,100,130,2:1e13,", "row 2, column batches: '2:1e13' is no days:quantity"),
    ],
)
def test_a_wrong_state_is_said_alike(vyapari: Run, folder: Path, cells: str, said: str) -> None:
    (folder / "state.csv").write_text(STATE + cells + "\n")
    done = vyapari("reorder", "state.csv", "sales.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_row_in_another_encoding_is_named(vyapari: Run, folder: Path) -> None:
    (folder / "bad.csv").write_bytes("unique_id,ds,y\na,2026-01-01,3\ncafé,2026-01-01,3\n".encode("latin-1"))
    assert vyapari("forecast", "bad.csv").stderr == (
        "vyapari: bad.csv: row 3: is not UTF-8 text: invalid continuation byte\n"
    )


def test_packed_files_are_read_and_broken_ones_said(vyapari: Run, folder: Path) -> None:
    packed = gzip.compress(SALES.encode())
    (folder / "sales.csv.gz").write_bytes(packed)
    (folder / "cut.csv.gz").write_bytes(packed[:-20])
    assert vyapari("forecast", "sales.csv.gz").stdout == vyapari("forecast", "sales.csv").stdout
    cut = vyapari("forecast", "cut.csv.gz")
    assert (cut.returncode, cut.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["forecast"], "Missing argument 'SALES.csv'"),
        (["forecast", "sales.csv", "--horizon", "0"], "'--horizon'"),
        (["price", "sales.csv", "--cost", "1e400", "--item", "tea"], "--cost"),
    ],
)
def test_a_wrong_command_line_is_one_line(vyapari: Run, folder: Path, words: list[str], said: str) -> None:
    (folder / "sales.csv").write_text(SALES.replace(",4\n", ",4,10\n").replace("ds,y", "ds,y,price"))
    done = vyapari(*words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr


def test_without_a_word_the_help_is_shown(vyapari: Run) -> None:
    done = vyapari()
    assert (done.returncode, done.stderr) == (2, "")
    assert "forecast" in done.stdout


@pytest.mark.parametrize("out", [".", "nowhere/made.csv"])
def test_a_place_that_cannot_be_written_is_said_before_anything_is_reckoned(
    vyapari: Run, folder: Path, out: str
) -> None:
    done = vyapari("forecast", "nothing.csv", "--out", out)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("vyapari: --out: ")


def test_what_costs_no_less_than_it_sells_for_is_said_to(vyapari: Run, folder: Path) -> None:
    (folder / "state.csv").write_text(STATE + "tea,0,0,1,7,,1,130,130,,\n")
    assert "0 left, delivery takes 1 day, it costs no less than it sells for" in (
        vyapari("reorder", "state.csv", "sales.csv").stdout
    )


def test_small_packs_of_what_sells_by_the_thousand_are_not_cut_short(vyapari: Run, folder: Path) -> None:
    (folder / "sales.csv").write_text(SALES.replace(",4\n", ",400000\n"))
    (folder / "state.csv").write_text(STATE + "tea,0,0,0,7,,1,100,130,,\n")
    ordered = float(vyapari("reorder", "state.csv", "sales.csv").stdout.splitlines()[1].split(",")[1])
    assert ordered == pytest.approx(7 * 400000, rel=1e-3)


def test_a_file_that_is_not_there_and_a_wrong_option_are_said(vyapari: Run, folder: Path) -> None:
    assert "nothing.csv: there is no such file" in vyapari("forecast", "nothing.csv").stderr
    wrong = vyapari("backtest", "sales.csv", "--models", "crystal_ball")
    assert wrong.returncode == 2
    assert "--models: no forecasting engine is called 'crystal_ball'" in wrong.stderr
