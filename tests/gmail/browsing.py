"""A browser, as far as it matters: follows redirects, and says what it shows at the end."""

import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """Where the browser ended, and what it shows there."""

    address: str
    status: int
    text: str


class _Stop(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def visit(address: str) -> Shown:
    """Go there, wherever that leads."""
    return _open(address)


def led_to(address: str) -> str:
    """Where that page leads, without going there."""
    try:
        with urllib.request.build_opener(_Stop).open(address, timeout=60):
            raise AssertionError("it leads nowhere")
    except urllib.error.HTTPError as error:
        with closing(error):
            return error.headers["Location"]


def words_of(address: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))


def _open(address: str) -> Shown:
    try:
        answer = urllib.request.urlopen(address, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    with closing(answer):
        return Shown(answer.geturl(), answer.status, answer.read().decode())
