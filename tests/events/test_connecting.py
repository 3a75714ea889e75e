"""From a URL to a client: every kind of URL, no password in any word, nothing sent twice."""

import subprocess
from collections.abc import Iterator

import pytest

from crmctl.errors import ConfigurationError, CrmctlError, ServiceUnavailableError
from crmctl.events import connecting
from crmctl.events.stream import Stream, UnknownOutcomeError
from tests.redis_server import STREAM, RedisServer, Wire, free_port


@pytest.mark.parametrize(
    "url",
    [
        "http://:s3cret@host",
        "redis://:s3/cret@host:6379",
        "redis://user:s3#cret@host:6379",
        "redis://user:s3?cret@host:6379",
        "redis://:s3cret@host:port",
        "redis+sentinel://:s3cret@host",
        "s3cret",
    ],
)
def test_pitfall_15_a_url_that_cannot_be_used_is_not_repeated(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        connecting.open_client(url)
    assert "s3" not in str(caught.value)
    assert "--redis" in str(caught.value)


def test_pitfall_15_a_wrong_password_is_not_repeated(redis_server: RedisServer) -> None:
    redis_server.do("CONFIG", "SET", "requirepass", "right")
    for login in ("", ":s3cret@", "someone:s3cret@"):
        url = redis_server.url.replace("//", f"//{login}")
        with connecting.open_client(url) as client, pytest.raises(ConfigurationError) as caught:
            Stream(client, STREAM).length()
        assert "s3cret" not in str(caught.value)
        assert "assword" in str(caught.value)
    with connecting.open_client(redis_server.url.replace("//", "//:right@")) as client:
        assert Stream(client, STREAM).length() == 0


def test_pitfall_15_the_relays_memory_holds_no_password() -> None:
    with_password = connecting.target("redis://u:s3cret@host:6379/0?password=s3cret", "s")
    assert with_password == connecting.target("redis://host:6379/0", "s") == "redis://host:6379/0 s"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("redis://a:1/0", "redis://a:2/0"),
        ("redis://a:1/0", "redis://a:1/1"),
        ("unix:///a.sock", "unix:///b.sock"),
        ("unix:///a.sock?db=1", "unix:///a.sock?db=2"),
    ],
)
def test_two_servers_are_two_targets(one: str, other: str) -> None:
    assert connecting.target(one, "s") != connecting.target(other, "s")
    assert connecting.target(one, "s") != connecting.target(one, "t")


def test_nobody_there() -> None:
    with (
        connecting.open_client(f"redis://127.0.0.1:{free_port()}/0") as client,
        pytest.raises(ServiceUnavailableError, match="could not be reached"),
    ):
        Stream(client, STREAM).length()


@pytest.fixture
def cluster() -> Iterator[RedisServer]:
    """A cluster of one."""
    server = RedisServer("--cluster-enabled", "yes")
    server.assign_every_slot()
    yield server
    server.close()


def test_a_cluster_takes_names_of_one_slot(cluster: RedisServer) -> None:
    url = cluster.url.replace("redis:", "redis+cluster:")
    with connecting.open_client(url) as client:
        stream = Stream(client, "{hyvve}:events:main")
        entries = stream.append(stream.lead("me"), ["1", "2"])
        assert (stream.length(), stream.end()) == (2, entries[-1])
        apart = Stream(client, STREAM)
        with pytest.raises(ConfigurationError, match="tag"):
            apart.append(apart.lead("me"), ["1"])


def test_pitfall_3_on_a_cluster_too(cluster: RedisServer) -> None:
    wire = Wire(cluster.port)
    cluster.kill()
    cluster.options += ("--cluster-announce-ip", "127.0.0.1",
                        "--cluster-announce-port", str(wire.port))  # fmt: skip
    cluster.start()
    cluster.await_cluster()
    with connecting.open_client(wire.url.replace("redis:", "redis+cluster:")) as client:
        stream = Stream(client, "{hyvve}:events:main")
        lead = stream.lead("me")
        stream.append(lead, ["1"])
        wire.cut = "after"
        with pytest.raises(UnknownOutcomeError):
            stream.append(lead, ["2"])
        assert wire.cuts == 1
    wire.close()
    assert len(cluster.entries("{hyvve}:events:main")) == 2


def test_sentinels_know_the_master(redis_server: RedisServer) -> None:
    redis_server.do("CONFIG", "SET", "requirepass", "a/b")
    port = free_port()
    file = redis_server.folder / "sentinel.conf"
    file.write_text(
        f"port {port}\nbind 127.0.0.1\nsentinel monitor mine 127.0.0.1 {redis_server.port} 1\n"
        "sentinel auth-pass mine a/b\n"
    )
    running = subprocess.Popen([redis_server.binary, file, "--sentinel"], stdout=subprocess.DEVNULL)
    try:
        with connecting.open_client(f"redis+sentinel://:a%2Fb@127.0.0.1:{port}/mine/0") as client:
            assert _until_known(Stream(client, STREAM)) == 0
    finally:
        running.kill()
        running.wait()


def _until_known(stream: Stream) -> int:
    for _ in range(200):
        try:
            return stream.length()
        except ServiceUnavailableError as error:
            last: CrmctlError = error
    raise last
