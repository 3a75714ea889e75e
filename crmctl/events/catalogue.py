"""Every type that crmctl publishes: when, and what its data holds, as JSON Schema (2020-12)."""

from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_FLAG: Schema = {"type": "boolean"}
_MOMENT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$",
}
_AMOUNT: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_CHANGES: Schema = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["old", "new"],
        "properties": {"old": {}, "new": {}},
        "additionalProperties": False,
    },
}
_UPDATED: dict[str, Schema] = {
    "changedFields": {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True},
    "changes": _CHANGES,
}
_ID = "01a2091e-e573-7102-aff1-05eec754cc78"
_EXAMPLES: dict[str, Any] = {
    "changedFields": ["jobTitle"],
    "changes": {"jobTitle": {"old": None, "new": "CEO"}},
    "email": "ann@acme.example",
    "domain": "acme.example",
    "value": "1234.50",
    "currency": "EUR",
    "happenedAt": "2026-11-23T10:15:00.123Z",
    "expiresAt": "2026-11-24T10:15:00.123Z",
    "shouldEnrich": True,
    "triggeredBy": "user",
    "type": "crm.delete",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of event: what it tells, when, and which keys its data always and may have."""

    type: str
    trigger: str
    always: dict[str, Schema]
    sometimes: dict[str, Schema]
    # Where the type does not say what it is about.
    about: str = ""

    @property
    def entity(self) -> str:
        """What the event is about."""
        return self.about or self.type.split(".")[1]

    def data_schema(self) -> Schema:
        """The schema of `data`."""
        own = {
            "workspaceId": _TEXT,
            "entityType": {"const": self.entity},
            "entityId": _TEXT,
            f"{self.entity}Id": _TEXT,
        }
        return {
            "type": "object",
            "required": [*own, *self.always],
            "properties": {**own, **self.always, **self.sometimes},
            "additionalProperties": False,
        }

    def schema(self) -> Schema:
        """The schema of the whole envelope."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.type,
            "description": self.trigger,
            **envelope_schema({"const": self.type}, self.data_schema()),
        }

    def example(self) -> dict[str, Any]:
        """An event of this type as it stands on the stream."""
        data = {
            "workspaceId": "default",
            "entityType": self.entity,
            "entityId": _ID,
            f"{self.entity}Id": _ID,
            **{key: _example(key, schema) for key, schema in self.always.items()},
            **{key: _example(key, schema) for key, schema in self.sometimes.items()},
        }
        return {
            "id": "01a2091e-e573-7d31-b7a0-6a1d2a2f7c11",
            "type": self.type,
            "source": "crm",
            "timestamp": "2026-11-23T10:15:00.123Z",
            "correlationId": "01a2091e-e570-7c0e-8f3b-94d0a6f0a5d2",
            "tenantId": "default",
            "workspaceId": "default",
            "userId": "u-1",
            "version": "1.0",
            "data": data,
        }


def envelope_schema(type_: Schema, data: Schema) -> Schema:
    """The schema of an envelope around data of that schema."""
    properties = {
        "id": {"type": "string", "pattern": "^[0-9a-f-]{36}$"},
        "type": type_,
        "source": {"const": "crm"},
        "timestamp": _MOMENT,
        "correlationId": {"type": "string", "minLength": 1},
        "tenantId": {"type": "string", "minLength": 1},
        "workspaceId": {"type": "string", "minLength": 1},
        "userId": {"type": "string", "minLength": 1},
        "version": {"const": "1.0"},
        "data": data,
    }
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _example(key: str, schema: Schema) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if key in _EXAMPLES:
        return _EXAMPLES[key]
    plain = {"integer": 3, "boolean": True}
    return plain.get(str(schema.get("type")), _ID if key.endswith("Id") else key)


def _changed(entity: str, name: str, more: dict[str, Schema] | None = None) -> list[Kind]:
    """The updated and deleted events that every record has."""
    return [
        Kind(f"crm.{entity}.updated", f"{name} was changed", _UPDATED, more or {}),
        Kind(f"crm.{entity}.deleted", f"{name} was deleted", {}, more or {}),
    ]


_OBJECT: Schema = {"enum": ["contacts", "accounts", "deals"]}
_IMPORTED: dict[str, Schema] = {
    "objectType": _OBJECT,
    "fileName": _TEXT,
    **dict.fromkeys(("totalRows", "created", "updated", "skipped", "failed", "durationMs"), _COUNT),
}
_ACTIVITY: dict[str, Schema] = {
    "type": {"enum": ["email", "call", "meeting", "note", "task"]},
}
_SEEN: dict[str, Schema] = {"activityId": _TEXT, "class": {"enum": ["human"]}}
_APPROVAL: dict[str, Schema] = {
    # Our own word for what is to be done.
    "type": {"type": "string", "pattern": r"^crm\.[a-z_]+$"},
    "title": _TEXT,
    "sourceModule": {"enum": ["crm"]},
    "sourceId": _TEXT,
    "expiresAt": _MOMENT,
}


def _approval(action: str, trigger: str) -> Kind:
    """An event of the platform's own approvals, by which crmctl asks for one or takes that back."""
    return Kind(f"approval.item.{action}", trigger, _APPROVAL, {}, about="approval")


_MAILBOX: dict[str, Schema] = {"userId": _TEXT, "email": _TEXT}

KINDS: dict[str, Kind] = {
    kind.type: kind
    for kind in (
        Kind(
            "crm.contact.created",
            "A contact was added",
            {"shouldEnrich": _FLAG},
            {"email": _TEXT, "source": _TEXT},
        ),
        *_changed("contact", "A contact"),
        Kind("crm.account.created", "An account was added", {"name": _TEXT}, {"domain": _TEXT}),
        *_changed("account", "An account"),
        Kind(
            "crm.deal.created",
            "A deal was added",
            {"stage": _TEXT},
            {"contactId": _TEXT, "value": _AMOUNT, "currency": _TEXT},
        ),
        *_changed("deal", "A deal"),
        Kind(
            "crm.deal.stage_changed",
            "A deal went to another stage; comes besides the update",
            {
                "fromStage": _TEXT,
                "toStage": _TEXT,
                "triggeredBy": {"enum": ["user", "agent", "automation"]},
            },
            {"value": _AMOUNT},
        ),
        Kind(
            "crm.deal.won",
            "A deal went to a stage that wins it",
            {},
            {"value": _AMOUNT, "contactId": _TEXT},
        ),
        Kind(
            "crm.deal.lost",
            "A deal went to a stage that loses it",
            {},
            {"reason": _TEXT, "contactId": _TEXT},
        ),
        Kind(
            "crm.activity.logged",
            "An activity was logged",
            {**_ACTIVITY, "happenedAt": _MOMENT},
            {
                "contactId": _TEXT,
                "dealId": _TEXT,
                "direction": {"enum": ["inbound", "outbound"]},
                "messageId": _TEXT,
                "threadId": _TEXT,
            },
        ),
        Kind(
            "crm.activity.updated",
            "An activity was changed",
            {**_ACTIVITY, **_UPDATED},
            {"contactId": _TEXT},
        ),
        Kind("crm.activity.deleted", "An activity was deleted", _ACTIVITY, {"contactId": _TEXT}),
        Kind(
            "crm.email.opened",
            "A person has opened a tracked mail, for the first time; machines do not count",
            _SEEN,
            {"contactId": _TEXT},
        ),
        Kind(
            "crm.email.clicked",
            "A person has followed a link of a tracked mail, each link's first time",
            {**_SEEN, "url": _TEXT},
            {"contactId": _TEXT},
        ),
        Kind("crm.import.completed", "An import has ended", _IMPORTED, {}),
        Kind(
            "crm.export.completed",
            "An export is ready",
            {
                "objectType": _OBJECT,
                "format": {"enum": ["csv", "jsonl", "xlsx"]},
                "rows": _COUNT,
                "bytes": _COUNT,
            },
            {"expiresAt": _MOMENT},
        ),
        Kind(
            "crm.export.failed",
            "An export came to nothing",
            {"objectType": _OBJECT, "format": _TEXT, "error": _TEXT},
            {},
        ),
        Kind("crm.gmail.connected", "A user has connected a mailbox", _MAILBOX, {}),
        Kind("crm.gmail.disconnected", "A user has disconnected a mailbox", _MAILBOX, {}),
        Kind(
            "crm.gmail.reconnect_required",
            "Google has ended the login of a mailbox: its user must connect again",
            _MAILBOX,
            {},
        ),
        Kind("crm.import.failed", "An import wrote nothing", {"error": _TEXT}, {}),
        Kind(
            "crm.import.undone",
            "An import was taken back; comes after the events of each record",
            {"reversed": _COUNT, "kept": _COUNT},
            {},
        ),
        _approval("requested", "An action waits for somebody's yes; sourceId is the action"),
        _approval("cancelled", "The user took the request back"),
        _approval("expired", "Nobody decided on the request in time"),
    )
}


def asyncapi(stream: str, version: str) -> dict[str, Any]:
    """The AsyncAPI 3.0 document of what crmctl publishes."""
    names = {kind.type: kind.type.replace(".", "_") for kind in KINDS.values()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "crmctl events",
            "version": version,
            "description": "Every change that crmctl commits, on a Redis stream: one entry an "
            "event, with one field, `event`, that holds the JSON envelope.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "events": {
                "address": stream,
                "messages": {
                    name: {"$ref": f"#/components/messages/{name}"} for name in names.values()
                },
            }
        },
        "operations": {
            "publish": {"action": "send", "channel": {"$ref": "#/channels/events"}},
        },
        "components": {
            "messages": {
                names[kind.type]: {
                    "name": kind.type,
                    "summary": kind.trigger,
                    "payload": kind.schema(),
                    "examples": [{"payload": kind.example()}],
                }
                for kind in KINDS.values()
            }
        },
    }
