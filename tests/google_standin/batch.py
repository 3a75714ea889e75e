"""Several calls in one request: each answered for itself.

https://developers.google.com/workspace/gmail/api/guides/batch
"""

import re
from dataclasses import replace

from tests.google_standin import calling
from tests.google_standin.answers import Answer, api_error
from tests.google_standin.faults import LostError
from tests.google_standin.request import Request, of_target
from tests.google_standin.world import World

_MOST = 100
_OUTER = "batch_standin"


def answer(world: World, request: Request) -> Answer:
    """Every part's answer in one; the parts inherit the headers of the whole."""
    kind = request.headers.get("content-type", "")
    found = re.search(r'boundary="?([^";]+)"?', kind)
    if request.http != "POST" or not kind.startswith("multipart/mixed") or not found:
        return api_error(400, "Failed to parse batch request, error: multipart/mixed is wanted.")
    parts = _parts(request.body, found[1].encode())
    if not parts:
        return api_error(400, "Failed to parse batch request, error: 0 items in batch.")
    if len(parts) > _MOST:
        return api_error(
            400, f"The batch request has {len(parts)} calls in it; the limit is {_MOST}."
        )
    said = [_part(world, request, part) for part in parts]
    body = b"".join(f"--{_OUTER}\r\n".encode() + each for each in said)
    body += f"--{_OUTER}--\r\n".encode()
    return Answer(200, body, f"multipart/mixed; boundary={_OUTER}")


def _parts(body: bytes, boundary: bytes) -> list[bytes]:
    pieces = re.split(rb"(?:^|\r?\n)--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?:\r?\n|$)", body)
    return [piece for piece in pieces if piece.strip()]


def _part(world: World, whole: Request, part: bytes) -> bytes:
    head, _, inner = part.replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")
    name = _headers(head).get("content-id", "")
    made = _call(world, whole, inner)
    reply_to = f"<response-{name.strip('<>')}>" if name else ""
    lines = ["Content-Type: application/http", *([f"Content-ID: {reply_to}"] if name else []), ""]
    lines += [f"HTTP/1.1 {made.status} {'OK' if made.status == 200 else 'Error'}"]
    lines += [f"Content-Type: {made.content_type}", f"Content-Length: {len(made.body)}"]
    lines += [f"{name}: {value}" for name, value in made.headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + made.body + b"\r\n"


def _call(world: World, whole: Request, inner: bytes) -> Answer:
    head, _, body = inner.partition(b"\n\n")
    line, _, rest = head.partition(b"\n")
    words = line.decode().split(" ")
    if len(words) < 2 or not words[1].startswith("/"):
        return api_error(400, "Failed to parse batch request, error: a path is wanted, no URL.")
    shared = {
        key: value
        for key, value in whole.headers.items()
        if not key.startswith("content-") and key != "x-http-method-override"
    }
    part = of_target(words[0], words[1], {**shared, **_headers(rest)}, body.rstrip(b"\n"))
    try:
        return calling.answer(world, replace(part, batch=True))
    except LostError:
        # What is behind the front end is gone; the front end is not.
        return api_error(503, "The service is currently unavailable.")


def _headers(text: bytes) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.decode().splitlines() if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
