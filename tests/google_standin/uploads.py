"""Media uploads of a message: simple, multipart, and resumable.

https://developers.google.com/workspace/gmail/api/guides/uploads
"""

import email
import email.policy
import json
import re
from collections.abc import Callable
from dataclasses import replace
from email.message import Message as Parsed
from urllib.parse import parse_qs

from tests.google_standin.answers import Answer, api_error
from tests.google_standin.mailbox import encode
from tests.google_standin.request import Request
from tests.google_standin.world import World

Send = Callable[[World, Request], Answer]
_MOST = 36_700_160


def take(world: World, request: Request, send: Send) -> Answer:
    """Unpack the upload, and make the call that it stands for."""
    asked = parse_qs(request.query)
    kind = asked.get("uploadType", ["media"])[0]
    if len(request.body) > _MOST:
        return api_error(413, "Request entity too large", "uploadTooLarge")
    if kind == "resumable":
        return _resumable(world, request, asked, send)
    if kind == "multipart":
        return _send_parts(world, request, send)
    if kind == "media":
        return _send(world, request, {}, request.body, send)
    return api_error(400, f"Invalid upload type: {kind}")


def _send(world: World, request: Request, about: dict[str, str], raw: bytes, send: Send) -> Answer:
    body = json.dumps({**about, "raw": encode(raw)}).encode()
    return send(world, replace(request, body=body))


def _send_parts(world: World, request: Request, send: Send) -> Answer:
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    whole = email.message_from_bytes(head + request.body, policy=email.policy.HTTP)
    parts = [part for part in whole.walk() if not part.is_multipart() or part is not whole]
    parts = list(whole.iter_parts()) if hasattr(whole, "iter_parts") else parts
    if len(parts) != 2:
        return api_error(400, "Malformed multipart body.", "badContent")
    about = json.loads(parts[0].get_payload(decode=True) or b"{}")
    return _send(world, request, about, _raw_of(request.body, parts[1]), send)


def _raw_of(body: bytes, part: Parsed) -> bytes:
    """The bytes of the last part as they stand: a message in a message is not parsed again."""
    boundary = body.split(b"\r\n" if b"\r\n" in body else b"\n", 1)[0].strip()
    if not boundary.startswith(b"--"):
        boundary = re.split(rb"\r?\n", body.lstrip(), maxsplit=1)[0]
    pieces = body.split(boundary)
    last = pieces[2].lstrip(b"\r\n")
    _, _, content = last.replace(b"\r\n", b"\n").partition(b"\n\n")
    return content.rstrip(b"\n")


def _resumable(world: World, request: Request, asked: dict[str, list[str]], send: Send) -> Answer:
    """Begun by a POST that answers with a place; the bytes follow there, in one piece or more."""
    if "upload_id" not in asked:
        with world.lock:
            name = f"upload-{len(world.uploads) + 1}"
            world.uploads[name] = (request.body.decode() or "{}", b"")
        host = request.headers.get("host", "")
        to = f"http://{host}/upload{request.path}?uploadType=resumable&upload_id={name}"
        return Answer(200, b"", headers={"Location": to, "X-GUploader-UploadID": name})
    name = asked["upload_id"][0]
    if name not in world.uploads:
        return api_error(404, "Upload not found")
    about, held = world.uploads[name]
    held += request.body
    span = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", request.headers.get("content-range", ""))
    if span and (span[3] == "*" or int(span[2]) + 1 < int(span[3])):
        world.uploads[name] = (about, held)
        return Answer(308, b"", headers={"Range": f"bytes=0-{len(held) - 1}"})
    del world.uploads[name]
    return _send(world, replace(request, http="POST"), json.loads(about), held, send)
