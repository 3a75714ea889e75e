"""Batches that come back in pieces: no message is lost, and none is taken for another.

Between crmctl and the stand-in is a front end that mangles the answers to batches: parts out of
order, twice, cut, missing, without their names, under wrong ones, and refused one by one.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.gmail import front_end
from tests.gmail.syncing import KIM, open_scene
from tests.google_standin.running import ANN, Google

Parts = list[bytes]
Mangle = Callable[[random.Random, Parts], Parts]
_NAME = re.compile(rb"Content-ID: [^\r\n]*\r\n")


def error(status: int, text: str = "no") -> bytes:
    said = b'{"error": {"code": %d, "message": "%s"}}' % (status, text.encode())
    return b"HTTP/1.1 %d Error\r\nContent-Type: application/json\r\n\r\n%s\r\n" % (status, said)


def answering(part: bytes, inner: bytes) -> bytes:
    return part[: part.index(b"HTTP/1.1")] + inner


def refused(chance: random.Random, parts: Parts) -> Parts:
    """Each third part is an outage, a limit, or an answer that is no JSON."""
    kinds = [error(500), error(429, "rateLimitExceeded"), b"HTTP/1.1 200 OK\r\n\r\n{cut\r\n"]
    return [answering(p, chance.choice(kinds)) if at % 3 == 0 else p for at, p in enumerate(parts)]


def unnamed_errors(chance: random.Random, parts: Parts) -> Parts:
    """A "not found" that does not say of what, in place of a part, and out of order."""
    chance.shuffle(parts)
    return [_NAME.sub(b"", answering(parts[0], error(404))), *parts[1:]]


MANGLED: dict[str, Mangle] = {
    "in another order": lambda chance, parts: chance.sample(parts, len(parts)),
    "one missing": lambda chance, parts: parts[1:],
    "only one there": lambda chance, parts: parts[-1:],
    "none there": lambda chance, parts: [],
    "each twice": lambda chance, parts: [*parts, *parts],
    "without names, and one missing": lambda chance, parts: [
        _NAME.sub(b"", part) for part in parts[1:]
    ],
    "under each other's names": lambda chance, parts: [
        _NAME.sub(_NAME.search(other)[0], part)
        for part, other in zip(parts, parts[::-1], strict=True)
    ],
    "cut short": lambda chance, parts: [*parts[:-1], parts[-1][: len(parts[-1]) // 2]],
    "with bare line feeds": lambda chance, parts: [p.replace(b"\r\n", b"\n") for p in parts],
    "one by one refused": refused,
    "an error that does not say whose": unnamed_errors,
}


@dataclass
class Mangler:
    """Does to the answers of batches what it is told to."""

    mangle: Mangle
    chance: random.Random
    batches: int = 0

    def change(self, path: str, kind: str, body: bytes) -> bytes:
        if not path.startswith("/batch"):
            return body
        self.batches += 1
        boundary = b"--" + kind.partition("boundary=")[2].encode()
        parts = [part.removeprefix(b"\r\n") for part in body.split(boundary)[1:-1]]
        made = self.mangle(self.chance, parts)
        return b"".join(boundary + b"\r\n" + part for part in made) + boundary + b"--\r\n"


@pytest.mark.parametrize("name", MANGLED)
def test_no_message_is_lost_or_mixed_up(google: Google, tmp_path: Path, name: str) -> None:
    mangler = Mangler(MANGLED[name], random.Random(7))
    with front_end.running(google, change=mangler.change) as base:
        url = f"sqlite:///{tmp_path}/test.db"
        scene = open_scene(google, tmp_path / "home", url, gmail_api_url=base)
        try:
            scene.add("contacts", f"email={KIM}")
            sent = [scene.receive(f"Mail {at}") for at in range(7)]
            other = scene.receive("Other", from_="x@y.example")
            deleted = scene.receive("Deleted")
            google.delete(ANN, deleted["id"])
            told = [scene.sync_one(), scene.sync_one()]
            assert sum(each["logged"] for each in told) == len(sent)
            assert scene.subjects() == [f"Mail {at}" for at in range(7)]
            assert mangler.batches
            reasons = scene.reasons()
            assert {reasons[each["id"]].split()[0] for each in sent} == {"logged"}
            assert reasons[other["id"]].startswith("no_contact")
            assert scene.holes() == []
        finally:
            scene.toolbox.close()
