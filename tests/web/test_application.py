"""What is answered beside the links: health, and nothing anywhere else."""

import json
from pathlib import Path

import pytest

from tests.exporting import making
from tests.web import serving


@pytest.fixture
def toolbox(database_url, tmp_path):
    made = making.open_toolbox(tmp_path / "home", database_url)
    yield made
    made.close()


@pytest.fixture
def server(toolbox):
    with serving.running(toolbox) as made:
        yield made


def test_health(server):
    answer = server("/healthz")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/exports"), ("GET", "/exports/"), ("GET", "/nowhere"), ("GET", "/healthz/"),
        ("POST", "/healthz"), ("DELETE", "/exports/x"), ("GET", "//exports/x"), ("OPTIONS", "/x"),
        ("GET", "/docs"), ("GET", "/openapi.json"), ("GET", "/static/x"), ("TRACE", "/exports/x"),
    ],
)  # fmt: skip
def test_nothing_anywhere_else(server, method, path):
    answer = server(path, method)
    assert answer.status == 404
    assert b"There is nothing here" in answer.body
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Location"] is None


def test_the_server_does_not_say_what_it_is(server):
    assert server("/healthz").headers["Server"] is None


def test_without_its_database_it_says_so_and_comes_back(tmp_path):
    database = tmp_path / "data" / "crm.db"
    database.parent.mkdir()
    toolbox = making.open_toolbox(tmp_path / "home", f"sqlite:///{database}")
    from crmctl.exporting import links
    from crmctl.exporting.links import Opened

    token = links.token(toolbox.keys.all, Opened("w-test", "x"))
    with serving.running(toolbox) as server:
        toolbox.bare_engine.dispose()
        Path(database.parent).rename(tmp_path / "away")
        answer = server("/healthz")
        assert (answer.status, json.loads(answer.body)) == (503, {"status": "unavailable"})
        answer = server(f"/exports/{token}")
        assert answer.status == 503
        assert b"Please try again later" in answer.body
        (tmp_path / "away").rename(database.parent)
        assert server("/healthz").status == 200
        assert server(f"/exports/{token}").status == 404
    toolbox.close()
