"""FastStream's Redis consumer with a transaction per event, for tests.benchmarks.listening.

Runs by itself, in a Python that has faststream[redis] and psycopg and need not have crmctl:
`python faststream_consumer.py REDIS_URL STREAM GROUP COUNT DATABASE`, the database being a SQLite
file's path or a postgresql:// URL. Prints the seconds from the first event to the last.
"""

import asyncio
import json
import sqlite3
import sys
import time
from collections.abc import Callable
from typing import Any

from faststream import FastStream
from faststream.redis import RedisBroker, StreamSub

COLUMNS = "workspace_id, group_name, event_id, handler, stream_id, type, correlation_id, handled_at"
AT_A_TIME = 100


def writer(database: str) -> Callable[[tuple[Any, ...]], None]:
    """Writes one inbox row in a transaction of its own, as durably as crmctl does."""
    if not database.startswith("postgresql"):
        sqlite = sqlite3.connect(database, isolation_level=None)
        sqlite.execute("PRAGMA journal_mode=WAL")

        def write_sqlite(row: tuple[Any, ...]) -> None:
            sqlite.execute("BEGIN IMMEDIATE")
            sqlite.execute(f"INSERT INTO crm_inbox ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?)", row)
            sqlite.execute("COMMIT")

        return write_sqlite

    import psycopg

    connection = psycopg.connect(database)
    connection.execute("SET crmctl.workspace = '*'")
    connection.commit()
    marks = ", ".join(["%s"] * 8)

    def write(row: tuple[Any, ...]) -> None:
        connection.execute(f"INSERT INTO crm_inbox ({COLUMNS}) VALUES ({marks})", row)
        connection.commit()

    return write


def main() -> None:
    redis_url, stream, group, count, database = sys.argv[1:]
    broker = RedisBroker(redis_url, logger=None)
    app = FastStream(broker, logger=None)
    write = writer(database)
    seen, began = 0, 0.0

    @broker.subscriber(stream=StreamSub(stream, group=group, consumer="f", max_records=AT_A_TIME))
    async def handle(message: Any) -> None:
        nonlocal seen, began
        began = began or time.perf_counter()
        value = message["event"]
        event = json.loads(value) if isinstance(value, (str, bytes)) else value
        who = (event["tenantId"], "fast", event["id"], "noop", "0-0")
        write((*who, event["type"], event["correlationId"], event["timestamp"]))
        seen += 1
        if seen == int(count):
            sys.stdout.write(f"{time.perf_counter() - began}\n")
            app.exit()

    asyncio.run(app.run())


if __name__ == "__main__":
    main()
