"""Several model servers as one: a hung one costs the time-out twice, not each message."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY

from bot.model_servers import ALONE_SECONDS, ModelServers, addresses
from nlu.contract import NluUnavailable, Parse


class Servers:
    """Clients that take `takes` seconds of a clock to fail while their address is `down`."""

    def __init__(self) -> None:
        self.seconds, self.takes = 0.0, 5.0
        self.down: set[str] = set()
        self.asked: list[str] = []

    def client(self, url: str, _timeout: float) -> Client:
        return Client(self, url)

    def clock(self) -> float:
        return self.seconds


class Client:
    def __init__(self, servers: Servers, url: str) -> None:
        self.servers, self.url = servers, url

    def parse(self, normalised: str) -> Parse:
        self.servers.asked.append(self.url)
        if self.url in self.servers.down:
            self.servers.seconds += self.servers.takes
            raise NluUnavailable("no answer")
        return Parse("greet", 1.0, (), ())


@pytest.fixture
def servers() -> Servers:
    return Servers()


def both(servers: Servers) -> ModelServers:
    return ModelServers(addresses("http://a, http://b"), 5.0, servers.client, servers.clock)


def test_the_first_is_asked_while_it_answers(servers: Servers) -> None:
    model = both(servers)
    for _ in range(3):
        assert model.parse("hi").intent == "greet"
    assert servers.asked == ["http://a"] * 3


def test_a_hung_server_is_left_alone_and_the_other_answers(servers: Servers) -> None:
    model = both(servers)
    servers.down = {"http://a"}
    for _ in range(10):
        assert model.parse("hi").intent == "greet"
    assert servers.asked.count("http://a") == 2
    servers.down, servers.asked = set(), []
    servers.seconds += ALONE_SECONDS
    model.parse("hi")
    assert servers.asked == ["http://a"]


def test_when_all_hang_nobody_waits(servers: Servers) -> None:
    model = both(servers)
    servers.down = {"http://a", "http://b"}
    for _ in range(20):
        with pytest.raises(NluUnavailable):
            model.parse("hi")
    assert len(servers.asked) <= 8
    assert servers.seconds <= 40.0


def test_one_that_refuses_at_once_is_asked_each_time(servers: Servers) -> None:
    model = ModelServers(["http://a"], 5.0, servers.client, servers.clock)
    servers.down, servers.takes = {"http://a"}, 0.01
    for _ in range(5):
        with pytest.raises(NluUnavailable):
            model.parse("hi")
    servers.down = set()
    assert model.parse("hi").intent == "greet"


def test_what_an_answer_took_is_in_the_figures(servers: Servers) -> None:
    """`/metrics` tells an operator how fast the model is; a server that gave none has no time of its own there."""

    def counted() -> float:
        return REGISTRY.get_sample_value("vyapari_nlu_seconds_count") or 0.0

    before, model = counted(), both(servers)
    servers.down = {"http://a"}
    model.parse("hi")
    assert counted() == before + 1
