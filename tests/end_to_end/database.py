"""The database as it is, past the program: what tests look at to see what was really written."""

import csv
import io
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from tests.conftest import Program

TABLES = ("crm_contacts", "crm_accounts", "crm_deals", "crm_activities", "crm_outbox",
          "crm_imports", "crm_import_lots", "crm_contact_waves", "crm_workspaces",
          "crm_pipeline_stages")  # fmt: skip


@dataclass(frozen=True)
class Database:
    """The program's database, as its owner sees it: every workspace of it."""

    program: Program

    def _open(self) -> Any:
        url = self.program.environment.get("CRMCTL_DATABASE_URL")
        if url is None:
            return sqlite3.connect(self.program.home / "crmctl.db", isolation_level=None)
        # Row-level security holds back everyone but a superuser.
        return psycopg.connect(url.replace("//app@", "//postgres@"), autocommit=True)

    @property
    def is_postgresql(self) -> bool:
        return "CRMCTL_DATABASE_URL" in self.program.environment

    def run(self, statement: str) -> None:
        with closing(self._open()) as connection:
            connection.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(self._open()) as connection:
            return [tuple(row) for row in connection.execute(query).fetchall()]

    def dicts(self, query: str) -> list[dict[str, Any]]:
        """The rows, {column: value}."""
        with closing(self._open()) as connection:
            found = connection.execute(query)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def one(self, query: str) -> Any:
        ((value,),) = self.rows(query)
        return value

    def sizes(self, workspace: str = "default") -> dict[str, int]:
        """How many rows of a workspace each table holds, the empty tables left out."""
        mine = f"WHERE workspace_id = '{workspace}'"
        counted = {name: self.one(f"SELECT count(*) FROM {name} {mine}") for name in TABLES}
        return {name: count for name, count in counted.items() if count}

    def import_rows(self, workspace: str = "default") -> int:
        """Of how many rows of files it is known what became of them."""
        mine = f"WHERE workspace_id = '{workspace}'"
        return int(self.one(f"SELECT coalesce(sum(rows), 0) FROM crm_import_lots {mine}"))

    def contents(self) -> dict[str, list[str]]:
        """Every row of every table."""
        return {name: sorted(map(repr, self.rows(f"SELECT * FROM {name}"))) for name in TABLES}

    def events(self, workspace: str = "default") -> list[dict[str, Any]]:
        """Every event in the outbox of a workspace as it goes on the wire, in order."""
        mine = f"WHERE workspace_id = '{workspace}'"
        return [
            {
                "id": row["id"],
                "type": row["type"],
                "source": "crm",
                "timestamp": as_told(row["created_at"]),
                "correlationId": row["correlation_id"],
                "tenantId": workspace,
                "workspaceId": workspace,
                "userId": row["user_id"],
                "version": "1.0",
                "data": {
                    "workspaceId": workspace,
                    "entityType": row["entity_type"],
                    "entityId": row["entity_id"],
                    f"{row['entity_type']}Id": row["entity_id"],
                    **json.loads(row["data"]),
                },
            }
            for row in self.dicts(f"SELECT * FROM crm_outbox {mine} ORDER BY seq")
        ]

    def event_types(self, workspace: str = "default") -> Counter[str]:
        return Counter(event["type"] for event in self.events(workspace))


def as_told(moment: datetime | str) -> str:
    """A moment of either database as the platform asks for it."""
    if isinstance(moment, str):
        return moment
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def csv_of(*rows: Sequence[object], delimiter: str = ",") -> str:
    """The rows as a CSV file."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return written.getvalue()


def counts(report: dict[str, Any]) -> tuple[int, int, int, int, int]:
    """Created, updated, unchanged, skipped, failed; they must add up to the rows there were."""
    names = ("created", "updated", "unchanged", "skipped", "failed")
    told = tuple(report[name] for name in names)
    assert sum(told) == report["totalRows"], report
    return told


def records(program: Program, plural: str, *words: str) -> list[dict[str, Any]]:
    """What `crmctl PLURAL list --json` lists."""
    return program(plural, "list", "--limit", 100_000, "--json", *words).json()[plural]


def by(key: str, found: Iterable[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {each[key]: each for each in found}
