"""The model server's client against a real HTTP server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nlu.contract import NluUnavailable
from nlu.model.client import RasaClient

ANSWER = {
    "text": "sold 5 maggi",
    "intent": {"name": "record_sale", "confidence": 0.93},
    "entities": [{"entity": "product", "start": 7, "end": 12, "value": "maggi", "confidence_entity": 0.8}],
    "intent_ranking": [{"name": "record_sale", "confidence": 0.93}, {"name": "record_return", "confidence": 0.04}],
}


class _Server(ThreadingHTTPServer):
    status, body = 200, json.dumps(ANSWER).encode()
    asked: list[dict[str, str]]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked.append(json.loads(self.rfile.read(length)) | {"path": self.path})
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _url(server: _Server) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_a_parse_is_read(server: _Server) -> None:
    with RasaClient(_url(server)) as client:
        parse = client.parse("sold 5 maggi")
    assert (parse.intent, parse.confidence, parse.ranking[1]) == ("record_sale", 0.93, ("record_return", 0.04))
    assert (parse.entities[0].name, parse.entities[0].start, parse.entities[0].confidence) == ("product", 7, 0.8)
    assert server.asked == [{"text": "sold 5 maggi", "path": "/model/parse"}]


def test_the_same_text_is_asked_once_until_forgotten(server: _Server) -> None:
    with RasaClient(_url(server), remembered=1) as client:
        client.parse("a")
        client.parse("a")
        assert len(server.asked) == 1
        client.parse("b")
        client.parse("a")
        assert len(server.asked) == 3
        client.forget()
        client.parse("a")
        assert len(server.asked) == 4


@pytest.mark.parametrize(("status", "body"), [(500, b"{}"), (409, b"{}"), (200, b"no json"), (200, b'{"intent": {}}')])
def test_no_parse_is_unavailable(server: _Server, status: int, body: bytes) -> None:
    server.status, server.body = status, body
    with RasaClient(_url(server)) as client, pytest.raises(NluUnavailable):
        client.parse("maggi")


def test_nobody_there_is_unavailable(server: _Server) -> None:
    url = _url(server)
    server.shutdown()
    server.server_close()
    with RasaClient(url, timeout=1) as client, pytest.raises(NluUnavailable):
        client.parse("maggi")
