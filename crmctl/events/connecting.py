"""From a URL to a client that never sends a command twice by itself."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from crmctl.errors import ConfigurationError

_SENTINEL = "redis+sentinel://"
_CLUSTER = ("redis+cluster://", "rediss+cluster://")


def open_client(url: str, *, timeout: float = 10.0, waits: bool = False) -> Any:
    """A client for the URL; nothing is connected yet.

    `redis://`, `rediss://` and `unix://` as redis-py reads them; `redis+sentinel://host,host/name`
    for a master that sentinels know; `redis+cluster://host` for a cluster. `timeout` in seconds;
    `waits` for a connection that blocks in a read, which has none.
    """
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options: dict[str, Any] = {
        "socket_connect_timeout": min(timeout, 2.0),
        "socket_timeout": None if waits else timeout,
        # An answer that was lost says nothing of the command: sent again, it would count twice.
        "retry": Retry(NoBackoff(), 0),
        "retry_on_error": [],
    }
    try:
        return _open(url, options)
    except ValueError:
        # What it says may quote a password that holds a slash.
        raise ConfigurationError(
            "The Redis URL cannot be used: write redis://host:6379/0, rediss://, unix:///path, "
            "redis+sentinel://host/master or redis+cluster://, and a password's own /, ? and # "
            "as %2F, %3F and %23 (--redis, CRMCTL_REDIS_URL)"
        ) from None


def target(url: str, stream: str) -> str:
    """What tells one stream of one server from all others, without a password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    database = "".join(f"?db={each}" for each in parse_qs(parts.query).get("db", ())[:1])
    return f"{parts.scheme}://{host}{parts.path}{database} {stream}"


def _open(url: str, options: dict[str, Any]) -> Any:
    import redis

    if url.startswith(_SENTINEL):
        return _sentinel_master(url, options)
    if url.startswith(_CLUSTER):
        plain = url.replace("+cluster", "", 1)
        del options["retry_on_error"]
        return redis.RedisCluster.from_url(plain, **options)
    return redis.Redis.from_url(url, **options)


def _sentinel_master(url: str, options: dict[str, Any]) -> Any:
    import redis.sentinel

    make: Any = redis.sentinel.Sentinel

    parts = urlsplit(url)
    name, _, database = parts.path.strip("/").partition("/")
    if not name:
        raise ValueError("a sentinel URL ends in the master's name")
    hosts = [_host(each) for each in parts.netloc.rpartition("@")[2].split(",")]
    return make(hosts, socket_timeout=options["socket_timeout"]).master_for(
        name,
        db=int(database or 0),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        **options,
    )


def _host(text: str) -> tuple[str, int]:
    host, _, port = text.partition(":")
    return host, int(port or 26379)
