"""A running stand-in, and what a test does with it: all of it over HTTP, as anyone could."""

import base64
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from tests.google_standin.server import Server
from tests.google_standin.world import World

READONLY = "https://www.googleapis.com/auth/gmail.readonly"
SEND = "https://www.googleapis.com/auth/gmail.send"
ANN, BEN = "ann@acme.example", "ben@acme.example"


@dataclass(frozen=True)
class Google:
    """The stand-in at that address."""

    base: str

    def ask(self, http_method: str, path: str, body: Any = None) -> dict[str, Any]:
        """One request to the admin API."""
        parts = urlsplit(self.base)
        with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)) as line:
            line.request(http_method, f"/admin{path}", json.dumps(body or {}))
            answer = line.getresponse()
            read = answer.read()
        assert answer.status == 200, read
        return json.loads(read)

    @property
    def environment(self) -> dict[str, str]:
        """The settings that lead crmctl here."""
        return {
            "CRMCTL_GMAIL_API_URL": self.base,
            "CRMCTL_GOOGLE_REVOKE_URL": f"{self.base}/revoke",
        }

    def client_secrets(self, path: Path, client: str = "") -> Path:
        """Write the file that Google's console would give."""
        found = self.ask("GET", f"/client-secrets?{client}" if client else "/client-secrets")
        path.write_text(json.dumps(found))
        return path

    def add_person(self, email: str, name: str = "", aliases: tuple[str, ...] = ()) -> str:
        """A person with an empty mailbox; returns its history id."""
        told = {"email": email, "name": name, "aliases": aliases}
        return self.ask("POST", "/people", told)["historyId"]

    def add_message(self, person: str, **fields: Any) -> dict[str, Any]:
        """A message in the mailbox: see admin._add_message; `from_` is From."""
        return self.ask("POST", f"/people/{quote(person)}/messages", _fields(fields))

    def add_messages(self, person: str, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        made = {"messages": [_fields(each) for each in messages]}
        return self.ask("POST", f"/people/{quote(person)}/messages/many", made)["messages"]

    def messages(self, person: str) -> list[dict[str, Any]]:
        """What is in the mailbox, newest first, each with its raw bytes."""
        found = self.ask("GET", f"/people/{quote(person)}/messages")["messages"]
        return [{**each, "raw": base64.b64decode(each["raw"])} for each in found]

    def relabel(self, person: str, id_: str, add: list[str], remove: list[str]) -> None:
        told = {"add": add, "remove": remove}
        self.ask("POST", f"/people/{quote(person)}/messages/{id_}/labels", told)

    def delete(self, person: str, id_: str) -> None:
        self.ask("DELETE", f"/people/{quote(person)}/messages/{id_}")

    def forget_history(self, person: str, before: str | None = None) -> str:
        """Answer 404 to cursors from before that history id, or from before now."""
        told = {"before": before} if before else {}
        return self.ask("POST", f"/people/{quote(person)}/forget-history", told)["horizon"]

    def decide(
        self,
        account: str,
        decision: str = "accept",
        scopes: list[str] | None = None,
        times: int | None = None,
    ) -> None:
        """What the person will do at the consent page from now on."""
        told = {"account": account, "decision": decision, "scopes": scopes, "times": times}
        self.ask("POST", "/decisions", {"decisions": [told]})

    def revoke_person(self, person: str) -> None:
        self.ask("POST", f"/people/{quote(person)}/revoke")

    def fault(self, method: str = "*", **fault: Any) -> None:
        """See world.Fault."""
        self.ask("POST", "/faults", {"method": method, **fault})

    def clear_faults(self) -> None:
        self.ask("DELETE", "/faults")

    def advance(self, seconds: float) -> None:
        self.ask("POST", "/clock", {"seconds": seconds})

    def rules(self, **rules: Any) -> None:
        """See world.Rules."""
        self.ask("POST", "/rules", rules)

    def add_client(self, id_: str, **more: Any) -> dict[str, Any]:
        return self.ask("POST", "/clients", {"id": id_, **more})

    def remove_client(self, id_: str) -> None:
        self.ask("DELETE", f"/clients/{quote(id_)}")

    def log(self, method: str | None = None) -> list[dict[str, Any]]:
        """The calls there were, in order."""
        entries = self.ask("GET", "/log")["log"]
        return [each for each in entries if method in (None, each["method"])]

    def clear_log(self) -> None:
        self.ask("DELETE", "/log")

    def quota(self) -> dict[str, Any]:
        return self.ask("GET", "/quota")

    def issued(self) -> list[str]:
        """Every secret that was ever given out: tokens, codes, clients' secrets."""
        return self.ask("GET", "/issued")["issued"]

    def grants(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Every token with whether it is alive."""
        grants = self.ask("GET", "/grants")["grants"]
        return [each for each in grants if kind in (None, each["kind"])]


def _fields(fields: dict[str, Any]) -> dict[str, Any]:
    made = {("from" if name == "from_" else name): value for name, value in fields.items()}
    if isinstance(made.get("raw"), bytes):
        made["raw"] = base64.b64encode(made["raw"]).decode()
    return made


@contextmanager
def standin(port: int = 0) -> Iterator[Google]:
    """A stand-in of its own, gone at the end."""
    server = Server(World(), port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Google(server.base)
    finally:
        server.world.closing.set()
        server.shutdown()
        thread.join(20)
        server.server_close()


@contextmanager
def populated() -> Iterator[Google]:
    """A stand-in with Ann, who says yes to everything, and Ben; both have empty mailboxes."""
    with standin() as made:
        made.add_person(ANN, "Ann", ("sales@acme.example",))
        made.add_person(BEN, "Ben")
        made.decide(ANN)
        yield made
