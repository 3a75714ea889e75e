"""A package of somebody else's brings a handler: found by its entry point, it acts once.

Tried: the same event twice, a package that does not load, one that brings no handler, and one whose
handler takes the name of another.
"""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Program
from tests.end_to_end.database import Database
from tests.end_to_end.platform_bus import Bus
from tests.redis_server import RedisServer

EXAMPLE = Path(__file__).parents[1] / "handlers_example"
Install = Callable[..., None]


@pytest.fixture
def install(crmctl_on_both: Program, tmp_path: Path) -> Install:
    """Puts a package where crmctl finds it, as pip lays it out."""
    site = tmp_path / "site"
    crmctl_on_both.environment["PYTHONPATH"] = str(site)

    def put(module: Path, project: dict) -> None:
        site.mkdir(exist_ok=True)
        shutil.copy(module, site)
        info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        info.mkdir()
        info.joinpath("METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        )
        lines = [
            f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
            for group, points in project["entry-points"].items()
        ]
        info.joinpath("entry_points.txt").write_text("\n".join(lines))

    return put


@pytest.fixture
def bus(redis_server: RedisServer, crmctl_on_both: Program) -> Bus:
    crmctl_on_both.environment["CRMCTL_REDIS_URL"] = redis_server.url
    return Bus(redis_server)


def test_the_example_of_the_readme_acts_once(
    crmctl_on_both: Program, install: Install, bus: Bus, database: Database
) -> None:
    crmctl = crmctl_on_both
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    install(EXAMPLE / "crmctl_thanks.py", project)
    deal = crmctl("deals", "add", "name=Big", "--json").json()["id"]
    crmctl("deals", "update", deal, "stage=won")
    (won,) = bus.heard("crm.deal.won")
    bus.again(won)
    for _ in range(2):
        crmctl("events", "listen", "--once", "--from", "0")
    tasks = database.rows("SELECT type, subject, deal_id FROM crm_activities")
    assert tasks == [("task", "Say thank you", deal)]
    (logged,) = bus.heard("crm.activity.logged")
    assert (logged["correlationId"], logged["userId"]) == (won["correlationId"], won["userId"])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("import no_such_package", "'mine' (mine:HANDLER) cannot be loaded"),
        ("HANDLER = 'no handler'", "is no Handler"),
        (
            "from crmctl.platform.handling import Handler\n"
            "HANDLER = Handler('user_created', ('x',), lambda session, incoming: None)",
            "Two handlers are called 'user_created'",
        ),
    ],
)
def test_a_package_that_does_not_do_stops_the_listener_with_its_name(
    crmctl_on_both: Program, install: Install, bus: Bus, tmp_path: Path, content: str, why: str
) -> None:
    module = tmp_path / "mine.py"
    module.write_text(content)
    points = {"crmctl.handlers": {"mine": "mine:HANDLER"}}
    install(module, {"name": "mine", "version": "1", "entry-points": points})
    refused = crmctl_on_both("events", "listen", "--once", code=2)
    assert why in refused.err
    # Every other command goes on as before.
    crmctl_on_both("deals", "add", "name=Big")


@pytest.mark.parametrize(
    ("file", "first", "count"),
    [("crmctl_thanks.py", "def ", 8), ("pyproject.toml", "[project.", 2)],
)
def test_the_readme_shows_the_example_as_it_is(file: str, first: str, count: int) -> None:
    readme = (EXAMPLE.parents[1] / "README.md").read_text(encoding="utf-8")
    lines = (EXAMPLE / file).read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(first))
    shown = [f"    {line}".rstrip() for line in lines[start : start + count]]
    assert "\n".join(shown) in readme
