"""Links over real HTTP: the file while its time lasts, and nothing for whoever tampers.

Tried: 1,000 altered tokens, other people's keys, ways out of the folder, line breaks in headers,
another workspace's export, every part of a file, the moment of expiry, keys that rotate.
"""

import random
import string
import time
from datetime import timedelta
from pathlib import Path

import pytest

from crmctl.exporting import history, links
from crmctl.exporting.links import Opened
from jobs import export_records
from tests.conftest import NOON, FixedClock
from tests.exporting import making
from tests.web import serving

LETTERS = string.ascii_letters + string.digits + "-_"


@pytest.fixture
def clock():
    return FixedClock()


@pytest.fixture
def toolbox(database_url, tmp_path, clock):
    made = making.open_toolbox(tmp_path / "home", database_url, clock)
    making.add_people(made, 40)
    yield made
    made.close()


@pytest.fixture
def server(toolbox):
    with serving.running(toolbox) as made:
        yield made


@pytest.fixture
def made(toolbox):
    """An export in the store."""
    return export_records.run(toolbox, making.asked())


def path_of(document):
    return "/exports/" + document["link"].rpartition("/")[2]


def file_of(document):
    return Path(document["file"]).read_bytes()


def test_the_file_with_its_name_and_headers(server, made):
    answer = server(path_of(made))
    assert answer.status == 200
    assert answer.body == file_of(made)
    assert answer.body.count(b"\r\n") == 41
    expected = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="contacts-2026-11-23.csv"',
        "Content-Length": str(made["bytes"]),
        "ETag": f'"{made["sha256"]}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
        "Server": None,
    }
    assert {name: answer.headers[name] for name in expected} == expected


@pytest.mark.parametrize(("format_", "type_"), [
    ("jsonl", "application/x-ndjson"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
])  # fmt: skip
def test_other_formats(server, toolbox, format_, type_):
    made = export_records.run(toolbox, making.asked(format=format_))
    answer = server(path_of(made))
    assert answer.headers["Content-Type"] == type_
    assert answer.headers["Content-Disposition"].endswith(f'contacts-2026-11-23.{format_}"')
    assert answer.body == file_of(made)


def test_head_has_the_headers_alone_and_post_opens_nothing(server, made):
    answer = server(path_of(made), "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Length"] == str(made["bytes"])
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = server(path_of(made), method)
        assert answer.status == 404
        assert b"@x.example" not in answer.body


@pytest.mark.parametrize(
    ("asked", "part"),
    [("0-9", slice(0, 10)), ("10-", slice(10, None)), ("-7", slice(-7, None)), ("5-5", slice(5, 6)),
     ("0-999999", slice(0, None))],
)  # fmt: skip
def test_a_part_of_the_file(server, made, asked, part):
    answer = server(path_of(made), Range=f"bytes={asked}")
    whole = file_of(made)
    start, stop, _ = part.indices(len(whole))
    assert (answer.status, answer.body) == (206, whole[part])
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    assert answer.headers["ETag"] == f'"{made["sha256"]}"'


def test_parts_of_the_file(server, made):
    answer = server(path_of(made), Range="bytes=0-1,5-6")
    assert answer.status == 206
    assert answer.headers["Content-Type"].startswith("multipart/byteranges")
    whole = file_of(made)
    assert b"\r\n\r\n" + whole[0:2] + b"\r\n" in answer.body
    assert b"\r\n\r\n" + whole[5:7] + b"\r\n" in answer.body


def test_no_such_part(server, made):
    answer = server(path_of(made), Range="bytes=999999-")
    assert answer.status == 416
    assert answer.headers["Content-Range"] == f"bytes */{made['bytes']}"
    assert server(path_of(made), Range="bytes=x").status == 400


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=x", "bytes=0-1", ""])
def test_every_answer_keeps_out_of_caches_frames_and_search_engines(server, made, asked):
    for path in (path_of(made), "/exports/x", "/healthz", "/nowhere"):
        headers = server(path, Range=asked).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in headers["Cache-Control"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_download_goes_on_only_with_the_same_file(server, made):
    tag = f'"{made["sha256"]}"'
    path = path_of(made)
    assert server(path, Range="bytes=5-", If_Range=tag).status == 206
    other = server(path, Range="bytes=5-", If_Range='"another"')
    assert (other.status, other.body) == (200, file_of(made))


def test_200_before_and_410_after(server, made, clock):
    path = path_of(made)
    clock.moment = NOON + timedelta(hours=24, milliseconds=-1)
    assert server(path).status == 200
    clock.move(milliseconds=1)
    for answer in (server(path), server(path, Range="bytes=0-5")):
        assert answer.status == 410
        assert b"This link has expired" in answer.body
        assert answer.headers["Cache-Control"] == "no-store"
    assert server(path, "HEAD").status == 410
    clock.move(days=400)
    assert server(path).status == 410


def test_a_really_short_expiry(toolbox):
    """On the machine's own clock, with an export whose day is nearly over."""
    from crmctl.clock import SystemClock

    toolbox.clock = SystemClock()
    toolbox.__dict__.pop("exports", None)
    made = export_records.run(toolbox, making.asked())
    ends = toolbox.clock.now() + timedelta(seconds=1.5)
    with toolbox.transaction() as session:
        history.mark(session, made["exportId"], history.COMPLETED, expires_at=ends)
    with serving.running(toolbox) as server:
        assert server(path_of(made)).status == 200
        time.sleep(1.6)
        assert server(path_of(made)).status == 410


@pytest.mark.parametrize("status", [history.DELETED, history.EXPIRED])
def test_410_when_it_is_gone(server, toolbox, made, status):
    with toolbox.transaction() as session:
        history.mark(session, made["exportId"], status)
    assert server(path_of(made)).status == 410


def test_410_when_the_file_is_gone(server, toolbox, made):
    toolbox.exports.forget({"file": Path(made["file"]).name, "expires_at": NOON})
    assert server(path_of(made)).status == 410


def altered(token, chance):
    """The token with a letter changed, added or lost, or two of them swapped."""
    at = chance.randrange(len(token))
    match chance.randrange(4):
        case 0:
            return token[:at] + chance.choice(LETTERS) + token[at + 1 :]
        case 1:
            return token[:at] + chance.choice(LETTERS) + token[at:]
        case 2:
            return token[:at] + token[at + 1 :]
        case _:
            return token[: at - 1] + token[at : at + 1] + token[at - 1 : at] + token[at + 1 :]


def test_404_for_a_thousand_altered_tokens(server, made):
    import http.client

    token = path_of(made).rpartition("/")[2]
    chance = random.Random(3)
    tried = set()
    while len(tried) < 1000:
        tried.add(altered(token, chance))
        tried -= {token, ""}
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    for each in tried:
        client.request("GET", f"/exports/{each}")
        answer = client.getresponse()
        assert (answer.status, b"There is nothing here" in answer.read()) == (404, True), each
    client.close()
    assert server(path_of(made)).status == 200


def test_404_for_the_same_token_written_otherwise(server, made):
    path = path_of(made)
    for each in (f"{path}/", f"{path}=", f"{path}%0A", f"{path}%00", f"{path}%20", f"{path}/x",
                 f"{path}/../x", f"/x/..{path}", f"/{path}", path.replace("/exports/", "/EXPORTS/"),
                 f"{path}%2F", path.replace("exports/", "exports/%2e/")):  # fmt: skip
        assert server(each).status == 404, each
    assert server(f"{path}?utm_source=mail").status == 200


@pytest.mark.parametrize(
    "way",
    ["..", "../..", "..%2f..%2fencryption.key", "%2e%2e/%2e%2e/config.toml",
     "%2e%2e%2fencryption.key", "..%5c..%5cencryption.key", "..%c0%af..%c0%afetc%2fpasswd",
     "%252e%252e%252fencryption.key",
     "/etc/passwd", "%2fetc%2fpasswd", "....//....//etc/passwd", "{id}.csv", "{id}",
     "file:///etc/passwd", "%00", "x%00.csv", ".", "~", "*", "%F0%9F%92%A9", "%ff", "A" * 5000],
)  # fmt: skip
def test_404_for_every_way_out_of_the_folder(server, made, way):
    answer = server("/exports/" + way.replace("{id}", made["exportId"]))
    assert answer.status == 404
    assert b"There is nothing here" in answer.body


def test_404_for_the_names_of_others(server, toolbox, made):
    """Signed as it should be, the token of another workspace does not open this one's export."""
    keys = toolbox.keys.all
    export_id = made["exportId"]
    for opened in (Opened("w-other", export_id), Opened("*", export_id), Opened("", export_id),
                   Opened("w-test", "019ab3c4-0000-7000-8000-000000000001"),
                   Opened("' OR 1=1 --", export_id), Opened("w-test", "../config")):  # fmt: skip
        assert server("/exports/" + links.token(keys, opened)).status == 404, opened
    assert server("/exports/" + links.token(keys, Opened("w-test", export_id))).status == 200


def test_two_workspaces_have_a_link_each(server, toolbox):
    from dataclasses import replace

    other = toolbox.in_workspace("w-other/x")
    other.actor = replace(other.actor, user="u-other")
    making.add_people(other, 1)
    theirs = export_records.run(other, making.asked())
    answer = server(path_of(theirs))
    assert (answer.status, answer.body.count(b"\r\n")) == (200, 2)


def test_404_for_an_export_that_went_to_a_file(server, toolbox, tmp_path):
    made = export_records.run(toolbox, making.asked(output=str(tmp_path / "out.csv")))
    token = links.token(toolbox.keys.all, Opened("w-test", made["exportId"]))
    assert made["link"] is None
    assert server(f"/exports/{token}").status == 404


def test_404_for_one_that_is_not_made_yet(server, toolbox):
    queued = export_records.queue(toolbox, making.asked())
    token = links.token(toolbox.keys.all, Opened("w-test", queued["exportId"]))
    assert server(f"/exports/{token}").status == 404


@pytest.mark.parametrize(
    "ending", ["%0d%0aSet-Cookie:%20a=b", "%0aX-Evil:%201", "%e5%98%8a%e5%98%8dX:1"]
)
def test_no_header_comes_from_outside(server, made, ending):
    for path in (path_of(made) + ending, f"{path_of(made)}?name={ending}"):
        answer = server(path, Host="evil.example", X_Forwarded_Host="evil.example")
        assert answer.headers["Set-Cookie"] is None
        assert answer.headers["X-Evil"] is None
        assert b"evil" not in str(answer.headers).encode() + answer.body


def test_a_request_that_is_none_is_refused(server, made):
    token = path_of(made).encode()
    evil = b"GET %b\r\nX-Evil: 1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % token
    answer = server.send(evil)
    assert answer.split(b" ", 2)[1] != b"200"
    assert b"x-evil" not in answer.lower()
    assert server("/healthz").status == 200


def test_old_links_open_when_a_new_key_comes_first(toolbox, made, tmp_path, database_url, clock):
    new = making.new_key()

    def answered(keys, document):
        other = making.open_toolbox(tmp_path / "home", database_url, clock, encryption_key=keys)
        with serving.running(other) as server:
            answer = server(path_of(document))
        fresh = export_records.run(other, making.asked())
        other.close()
        return answer.status, fresh

    status, fresh = answered(f"{new},{making.KEY}", made)
    assert status == 200
    assert answered(making.KEY, fresh)[0] == 404
    assert answered(new, fresh)[0] == 200
    assert answered(new, made)[0] == 404
