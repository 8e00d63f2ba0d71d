"""The weather comes from a real HTTP server with Open-Meteo's recorded form; a night never fails for want of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from analytics import weather
from analytics.outlook import read_covariates
from analytics.places import Place, find_place
from analytics.school import on_holiday
from infra.breaker import Breaker
from infra.settings import settings

TODAY = date(2026, 11, 29)
PUNE = Place("pune", "MH", 18.52, 73.86)


def recorded(today: date, rain: float = 0.0) -> dict[str, Any]:
    """An answer of `/v1/forecast` as Open-Meteo gives it: 92 days past and 16 ahead, one of them not known."""
    days = [today + timedelta(days=number) for number in range(-weather.PAST_DAYS, weather.AHEAD_DAYS)]
    heat: list[float | None] = [round(30 + number % 5 / 2, 1) for number in range(len(days))]
    heat[3] = None
    return {
        "latitude": 18.5,
        "longitude": 73.875,
        "generationtime_ms": 0.09,
        "utc_offset_seconds": 19800,
        "timezone": "Asia/Kolkata",
        "timezone_abbreviation": "IST",
        "elevation": 560.0,
        "daily_units": {"time": "iso8601", "temperature_2m_max": "°C", "precipitation_sum": "mm"},
        "daily": {
            "time": [day.isoformat() for day in days],
            "temperature_2m_max": heat,
            "precipitation_sum": [rain] * len(days),
        },
    }


class _Server(ThreadingHTTPServer):
    status, body = 200, b""
    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.asked, server.body = [], json.dumps(recorded(TODAY)).encode()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("WEATHER_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("VYAPARI_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(weather, "_breaker", Breaker(failures=2, seconds=600))
    settings.cache_clear()
    yield server
    settings.cache_clear()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_place_is_asked_once_a_day(server: _Server) -> None:
    first = weather.read_weather(PUNE, TODAY)
    again = weather.read_weather(PUNE, TODAY)
    assert first is not None
    assert again is not None
    assert len(server.asked) == 1
    assert "latitude=18.52" in server.asked[0]
    assert "precipitation_sum" in server.asked[0]
    assert len(first) == len(again) == 108
    assert again["temperature"].isna().sum() == 1
    assert first["ds"].tolist() == again["ds"].tolist()


def test_days_that_the_service_no_longer_tells_are_kept(server: _Server) -> None:
    weather.read_weather(PUNE, TODAY)
    server.body = json.dumps(recorded(TODAY + timedelta(days=1), rain=12.0)).encode()
    table = weather.read_weather(PUNE, TODAY + timedelta(days=1))
    assert table is not None
    assert len(table) == 109
    assert table["rain"].tolist()[0] == 0.0
    assert table["rain"].tolist()[1] == 12.0


@pytest.mark.parametrize(
    ("status", "body"), [(500, b"{}"), (200, b"no json"), (200, b'{"daily": {"time": ["2026-11-29"]}}')]
)
def test_without_an_answer_there_is_yesterdays_or_none(server: _Server, status: int, body: bytes) -> None:
    server.status, server.body = status, body
    assert weather.read_weather(PUNE, TODAY) is None
    server.status, server.body = 200, json.dumps(recorded(TODAY)).encode()
    kept = weather.read_weather(PUNE, TODAY)
    server.status, server.body = status, body
    late = weather.read_weather(PUNE, TODAY + timedelta(days=1))
    assert kept is not None
    assert late is not None
    assert len(late) == len(kept)


def test_a_service_that_is_down_is_left_alone(server: _Server) -> None:
    server.status = 503
    for name in ("pune", "surat", "kota", "agra"):
        assert weather.read_weather(Place(name, "", 0, 0), TODAY) is None
    assert len(server.asked) == 2


def test_nobody_is_asked_unless_told_to(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEATHER_URL")
    settings.cache_clear()
    assert weather.read_weather(PUNE, TODAY) is None
    known = read_covariates("Shivaji Nagar, Pune", TODAY)
    assert known is not None
    assert list(known.columns) == ["ds", "school_holiday"]
    assert server.asked == []


def test_weather_stands_beside_school_holidays(server: _Server) -> None:
    known = read_covariates("Pune", TODAY)
    assert known is not None
    assert list(known.columns) == ["ds", "school_holiday", "heat", "wet"]
    ahead = known[known["ds"] >= "2026-11-29"]
    assert len(ahead) == 28
    assert ahead["heat"].notna().sum() == 16
    assert read_covariates("somewhere", TODAY) is None


def test_towns_are_found_in_what_was_said() -> None:
    assert find_place("Shop 4, MG Road, Bengaluru") == Place("bengaluru", "KA", 12.97, 77.59)
    assert find_place("") is None


def test_schools_close_by_state_and_over_the_new_year() -> None:
    assert on_holiday("DL", date(2027, 6, 1))
    assert not on_holiday("DL", date(2027, 7, 1))
    assert on_holiday("RJ", date(2026, 12, 31))
    assert on_holiday("RJ", date(2027, 1, 5))
    assert not on_holiday("RJ", date(2027, 1, 6))
    assert not on_holiday("XX", date(2027, 6, 1))
