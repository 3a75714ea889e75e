"""The stand-in is what it says: Google's paths, parameters, scopes and manners.

It is held to the bundled discovery document, and driven by Google's own client library.
"""

import base64
import hashlib
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from email.message import EmailMessage
from typing import Any

import httplib2
import pytest
from googleapiclient import discovery, http
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError

from tests.google_standin import gmail
from tests.google_standin.running import ANN, BEN, READONLY, SEND, Google

DOCUMENT = json.loads(get_static_doc("gmail", "v1"))
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())[:43].decode()
LOOPBACK = "http://127.0.0.1:9/callback"


def described(id_: str) -> dict[str, Any]:
    """The method in the discovery document."""
    _, *path, name = id_.split(".")
    place = DOCUMENT
    for part in path:
        place = place["resources"][part]
    return place["methods"][name]


@pytest.mark.parametrize("method", gmail.METHODS, ids=lambda method: method.short)
def test_each_method_is_googles(method: gmail.Method) -> None:
    theirs = described(method.id)
    assert method.http == theirs["httpMethod"]
    assert method.path == theirs["path"]
    assert method.parameters == set(theirs["parameters"])
    assert method.scopes == set(theirs["scopes"])
    assert set(DOCUMENT["parameters"]) <= gmail.COMMON


def test_uploads_go_where_google_takes_them() -> None:
    protocols = described("gmail.users.messages.send")["mediaUpload"]["protocols"]
    assert protocols["simple"]["path"] == "/upload/gmail/v1/users/{userId}/messages/send"


class Stop(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def call(url: str, form: dict[str, Any] | None = None, **headers: str) -> tuple[int, Any, Any]:
    """Status, headers, and the JSON or text of an answer; redirects are not followed."""
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, data, headers)
    try:
        answer = urllib.request.build_opener(Stop).open(request, timeout=20)
    except urllib.error.HTTPError as error:
        answer = error
    with closing(answer):
        body = answer.read().decode()
        status, told = answer.status, answer.headers
    is_json = "json" in (told["Content-Type"] or "")
    return status, told, json.loads(body) if is_json else body


def asked(google: Google, **changes: str | None) -> str:
    """The URL of the consent page, as a good client makes it but for the changes."""
    (client,) = google.ask("GET", "/client-secrets").values()
    words: dict[str, str | None] = {
        "client_id": client["client_id"],
        "redirect_uri": LOOPBACK,
        "response_type": "code",
        "scope": f"{READONLY} {SEND}",
        "state": "s1",
        "access_type": "offline",
        "prompt": "consent",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    given = {name: value for name, value in words.items() if value is not None}
    return f"{client['auth_uri']}?{urllib.parse.urlencode(given)}"


def led_back(google: Google, **changes: str | None) -> dict[str, str]:
    """What the redirect carries."""
    status, headers, _ = call(asked(google, **changes))
    assert status == 302
    assert headers["Location"].startswith(f"{LOOPBACK}?")
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(headers["Location"]).query))


def exchange(google: Google, code: str, **changes: str) -> tuple[int, Any]:
    (client,) = google.ask("GET", "/client-secrets").values()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": LOOPBACK,
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "code_verifier": VERIFIER,
        **changes,
    }
    status, _, body = call(f"{google.base}/token", form)
    return status, body


def refresh(google: Google, token: str, **changes: str) -> tuple[int, Any]:
    return exchange(google, "", grant_type="refresh_token", refresh_token=token, **changes)


def logged_in(google: Google, scope: str = f"{READONLY} {SEND}") -> dict[str, Any]:
    status, tokens = exchange(google, led_back(google, scope=scope)["code"])
    assert status == 200
    return tokens


def test_a_code_comes_back_with_the_state_and_is_good_once(google: Google) -> None:
    back = led_back(google)
    assert back["state"] == "s1"
    assert back["scope"] == f"{READONLY} {SEND}"
    status, tokens = exchange(google, back["code"])
    assert status == 200
    assert tokens.keys() == {"access_token", "expires_in", "refresh_token", "scope", "token_type"}
    assert exchange(google, back["code"]) == (
        400, {"error": "invalid_grant", "error_description": "Bad Request"}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:10/"}, "redirect_uri_mismatch"),
        ({"code": "4/0Anone"}, "invalid_grant"),
        ({"client_secret": "no"}, "invalid_client"),
        ({"client_id": "no"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_what_the_token_endpoint_refuses(google: Google, change, error) -> None:
    code = led_back(google)["code"]
    status, body = exchange(google, **{"code": code, **change})
    assert body["error"] == error
    assert status == (401 if error == "invalid_client" else 400)


def test_a_code_for_another_client_is_none(google: Google) -> None:
    other = google.add_client("other.apps.googleusercontent.com")
    code = led_back(google)["code"]
    status, body = exchange(google, code, client_id=other["id"], client_secret=other["secret"])
    assert (status, body["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"client_id": "no"}, "invalid_client"),
        ({"redirect_uri": "http://evil.example/"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "https://127.0.0.1/"}, "redirect_uri_mismatch"),
        ({"scope": "mail"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
    ],
)
def test_what_the_consent_page_refuses_it_leads_nowhere(google: Google, change, said) -> None:
    status, headers, body = call(asked(google, **change))
    assert status in (400, 401)
    assert headers["Location"] is None
    assert said in body


def test_a_person_may_refuse_or_give_a_part(google: Google) -> None:
    google.decide(ANN, "refuse")
    assert led_back(google) == {"error": "access_denied", "state": "s1"}
    google.decide(ANN, scopes=[READONLY])
    tokens = logged_in(google)
    assert tokens["scope"] == READONLY
    status, body = api(google, tokens, "messages/send", {"raw": ""})
    assert (status, body["error"]["errors"][0]["reason"]) == (403, "insufficientPermissions")


def test_the_page_can_be_filled_in_by_hand(google: Google) -> None:
    google.ask("POST", "/decisions", {"decisions": []})
    status, _, page = call(asked(google))
    assert status == 200
    assert re.findall("name=(account|scopes|decision)", page).count("scopes") == 2
    form = {"account": BEN, "scopes": READONLY, "decision": "accept"}
    status, headers, _ = call(asked(google), form)
    assert (status, "code=" in headers["Location"]) == (302, True)


def test_without_consent_a_refresh_token_comes_once(google: Google) -> None:
    assert "refresh_token" in exchange(google, led_back(google, prompt=None)["code"])[1]
    assert "refresh_token" not in exchange(google, led_back(google, prompt=None)["code"])[1]
    assert "refresh_token" not in exchange(google, led_back(google, access_type=None)["code"])[1]


def test_tokens_end_by_time_by_revocation_and_with_the_weeks_of_testing(google: Google) -> None:
    google.rules(testing=True)
    tokens = logged_in(google)
    assert tokens["refresh_token_expires_in"] == 7 * 86_400 - 1
    assert api(google, tokens, "profile")[0] == 200
    google.advance(3_600)
    assert api(google, tokens, "profile")[0] == 401
    status, new = refresh(google, tokens["refresh_token"])
    assert (status, api(google, new, "profile")[0]) == (200, 200)
    google.advance(7 * 86_400)
    assert refresh(google, tokens["refresh_token"])[1]["error"] == "invalid_grant"


@pytest.mark.parametrize("kind", ["refresh_token", "access_token"])
def test_revoking_either_token_ends_both(google: Google, kind) -> None:
    tokens, others = logged_in(google), logged_in(google)
    assert call(f"{google.base}/revoke", {"token": tokens[kind]})[0] == 200
    assert api(google, tokens, "profile")[0] == 401
    assert refresh(google, tokens["refresh_token"])[1]["error"] == "invalid_grant"
    assert api(google, others, "profile")[0] == 200
    status, _, body = call(f"{google.base}/revoke", {"token": tokens[kind]})
    assert (status, body["error"]) == (400, "invalid_token")
    google.rules(revokes_whole_grant=True)
    third = logged_in(google)
    call(f"{google.base}/revoke", {"token": third[kind]})
    assert api(google, others, "profile")[0] == 401


def api(google: Google, tokens: dict[str, str], path: str, posted: Any = None) -> tuple[int, Any]:
    url = f"{google.base}/gmail/v1/users/me/{path}"
    data = json.dumps(posted).encode() if posted is not None else None
    headers = {"Authorization": f"Bearer {tokens['access_token']}",
               "Content-Type": "application/json"}  # fmt: skip
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=20)
    except urllib.error.HTTPError as error:
        answer = error
    with closing(answer):
        return answer.status, json.loads(answer.read())


class Bearer:
    """Google's library speaks HTTP through this, as through any httplib2.Http."""

    def __init__(self, token: str) -> None:
        self.token, self.http = token, httplib2.Http(timeout=20)

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **_: Any
    ):
        headers = {**(headers or {}), "authorization": f"Bearer {self.token}"}
        return self.http.request(uri, method, body, headers)

    def close(self) -> None:
        self.http.close()


@pytest.fixture
def users(google: Google):
    """Google's own client of the API, on the stand-in, as Ann."""
    document = {**DOCUMENT, "rootUrl": f"{google.base}/", "baseUrl": f"{google.base}/",
                "batchPath": "batch/gmail/v1"}  # fmt: skip
    line = Bearer(logged_in(google)["access_token"])
    service = discovery.build_from_document(document, http=line)
    made = service.users()
    made.batch = service.new_batch_http_request
    yield made
    line.close()


def ids(answer: dict[str, Any]) -> list[str]:
    return [message["id"] for message in answer.get("messages", [])]


def test_profile_aliases_and_labels(google: Google, users) -> None:
    profile = users.getProfile(userId="me").execute()
    assert (profile["emailAddress"], profile["messagesTotal"]) == (ANN, 0)
    assert int(profile["historyId"]) > 2**53
    found = users.settings().sendAs().list(userId=ANN).execute()["sendAs"]
    assert [each["sendAsEmail"] for each in found] == [ANN, "sales@acme.example"]
    assert {"INBOX", "SPAM"} <= {
        each["id"] for each in users.labels().list(userId="me").execute()["labels"]
    }
    with pytest.raises(HttpError, match="Delegation denied"):
        users.getProfile(userId=BEN).execute()


def test_searching(google: Google, users) -> None:
    def add(n: int, **fields: Any) -> str:
        return google.add_message(ANN, **{"date": 1_763_856_000 + n, "to": ANN, **fields})["id"]

    one = add(0, from_="Uwe <uwe@x.example>", subject="Quote")
    two = add(1, from_=ANN, to="eve@x.example", cc="uwe@X.EXAMPLE", labels=["SENT"])
    three = add(2, from_="joe@y.example", bcc="uwe@x.example", text="the blue door")
    spam = add(3, from_="uwe@x.example", labels=["SPAM"])

    def found(q: str, **more: Any) -> list[str]:
        return ids(users.messages().list(userId="me", q=q, **more).execute())

    assert found("") == [three, two, one]
    assert found("", includeSpamTrash=True)[0] == spam
    assert found("in:anywhere from:uwe@x.example") == [spam, one]
    assert found("", labelIds=["SPAM"]) == [spam]
    assert found("{from:uwe@x.example cc:uwe@x.example}") == [two, one]
    assert found("{from:uwe@x.example to:uwe@x.example cc:uwe@x.example bcc:uwe@x.example}") == [
        three, two, one
    ]  # fmt: skip
    assert found("from:uwe@x.example OR to:eve@x.example") == [two, one]
    assert found("from:(uwe@x.example OR joe@y.example)") == [three, one]
    assert found("{from:uwe@x.example cc:uwe@x.example} after:1763856001") == [two]
    assert found("after:1763856001 before:1763856002") == [two]
    assert found("before:1763856000") == []
    assert found("-from:ann@acme.example -in:sent") == [three, one]
    assert found('"blue door"') == [three]
    assert found("subject:quote from:x.example") == [one]
    assert found("from:e@x.example") == []
    # A date is midnight in California.
    assert found("after:2025/11/22 before:2025/11/23") == [three, two, one]
    assert found("after:2025/11/23") == []
    many = " ".join(f"from:p{n}@long.example" for n in range(200))
    assert found(f"{{{many} from:uwe@x.example}}") == [one]
    assert google.log("messages.list")[-1]["http"] == "GET"


def test_pages_lead_to_the_end_and_no_further(google: Google, users) -> None:
    made = google.add_messages(ANN, [{"from_": "a@b.example", "date": 10**9 + n} for n in range(7)])
    seen, request, pages = [], users.messages().list(userId="me", maxResults=3), 0
    while request:
        answer = request.execute()
        seen += ids(answer)
        request, pages = users.messages().list_next(request, answer), pages + 1
    assert (seen, pages) == ([each["id"] for each in reversed(made)], 3)
    assert "messages" not in users.messages().list(userId="me", q="from:none@x.example").execute()


def test_formats(google: Google, users) -> None:
    added = google.add_message(
        ANN, from_="Zoë Ä <zoe@x.example>", to=ANN, subject="Grüße & Küsse", text="Hallo Ünï",
        html="<p>Hallo</p>", date=1_763_856_000.5,
        attachments=[{"name": "a.pdf", "type": "application/pdf",
                      "content": base64.b64encode(b"%PDF").decode()}],
    )  # fmt: skip
    get = users.messages().get
    minimal = get(userId="me", id=added["id"], format="minimal").execute()
    assert minimal.keys() == {"id", "threadId", "labelIds", "snippet", "sizeEstimate", "historyId",
                              "internalDate"}  # fmt: skip
    assert minimal["internalDate"] == "1763856000500"
    headers = ["from", "SUBJECT"]
    metadata = get(userId="me", id=added["id"], format="metadata", metadataHeaders=headers)
    payload = metadata.execute()["payload"]
    assert {each["name"]: each["value"] for each in payload["headers"]} == {
        "From": "Zoë Ä <zoe@x.example>", "Subject": "Grüße & Küsse"
    }  # fmt: skip
    assert "parts" not in payload
    full = get(userId="me", id=added["id"]).execute()["payload"]
    assert full["mimeType"] == "multipart/mixed"
    text = full["parts"][0]["parts"][0]
    assert base64.urlsafe_b64decode(text["body"]["data"]).decode().strip() == "Hallo Ünï"
    attached = full["parts"][1]
    assert (attached["filename"], "data" in attached["body"]) == ("a.pdf", False)
    loaded = users.messages().attachments().get(
        userId="me", messageId=added["id"], id=attached["body"]["attachmentId"]
    )  # fmt: skip
    assert base64.urlsafe_b64decode(loaded.execute()["data"]) == b"%PDF"
    raw = get(userId="me", id=added["id"], format="raw").execute()
    assert base64.urlsafe_b64decode(raw["raw"]) == google.messages(ANN)[0]["raw"]
    for id_, status in (("0123456789abcdef", 404), ("no-id", 400)):
        with pytest.raises(HttpError) as caught:
            get(userId="me", id=id_).execute()
        assert caught.value.resp.status == status


def test_threads_follow_the_references(google: Google, users) -> None:
    first = google.add_message(ANN, from_="a@x.example", messageId="<1@x>", date=1_000)
    google.add_message(ANN, **{"from_": ANN, "in-reply-to": "<1@x>", "date": 2_000})
    thread = users.threads().get(userId="me", id=first["threadId"], format="metadata").execute()
    assert len(thread["messages"]) == 2
    assert len(users.threads().list(userId="me").execute()["threads"]) == 1


def test_history_tells_every_change_once_asked_since_when(google: Google, users) -> None:
    start = users.getProfile(userId="me").execute()["historyId"]

    def since(id_: str, **more: Any) -> dict[str, Any]:
        return users.history().list(userId="me", startHistoryId=id_, **more).execute()

    assert "history" not in since(start)
    spam = google.add_message(ANN, from_="a@x.example", labels=["SPAM"])
    google.relabel(ANN, spam["id"], ["INBOX"], ["SPAM"])
    google.delete(ANN, spam["id"])
    told = since(start)
    kinds = [next(iter(each.keys() - {"id", "messages"})) for each in told["history"]]
    assert kinds == ["messagesAdded", "labelsAdded", "labelsRemoved", "messagesDeleted"]
    assert since(told["historyId"]).keys() == {"historyId"}
    wanted = ["messageAdded", "labelAdded"]
    page = since(start, historyTypes=wanted, maxResults=2)
    assert [each["messages"][0]["id"] for each in page["history"]] == [spam["id"]] * 2
    empty = since(start, historyTypes=wanted, maxResults=2, pageToken=page["nextPageToken"])
    assert "history" not in empty
    assert since(start, labelId="INBOX", historyTypes=["labelAdded"])["history"]
    google.forget_history(ANN)
    for gone in (start, "1", str(2**63)):
        with pytest.raises(HttpError) as caught:
            since(gone)
        assert caught.value.resp.status == 404
    assert since(users.getProfile(userId="me").execute()["historyId"])


def mail(**headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("Hello\n")
    return made


def test_sending_arrives_at_whoever_is_here(google: Google, users) -> None:
    made = mail(To=f"{BEN}, eve@x.example", Bcc="zoe@x.example", Subject="Hi", Message_ID="<own@x>")
    raw = base64.urlsafe_b64encode(made.as_bytes()).decode()
    sent = users.messages().send(userId="me", body={"raw": raw}).execute()
    assert sent["labelIds"] == ["SENT"]
    (mine,), (theirs,) = google.messages(ANN), google.messages(BEN)
    assert (mine["id"], b"Bcc: zoe" in mine["raw"], b"From: ann@" in mine["raw"]) == (
        sent["id"], True, True
    )  # fmt: skip
    assert (theirs["labelIds"], b"Bcc" in theirs["raw"]) == (["UNREAD", "INBOX"], False)
    assert b"own@x" not in mine["raw"]
    google.rules(rewrites_message_ids=False)
    sent = users.messages().send(userId="me", body={"raw": raw}).execute()
    assert b"<own@x>" in google.messages(BEN)[0]["raw"]
    with pytest.raises(HttpError, match="Recipient address required"):
        users.messages().send(userId="me", body={"raw": "SGk"}).execute()


@pytest.mark.parametrize("resumable", [False, True])
@pytest.mark.parametrize("body", [None, {}])
def test_sending_by_upload(google: Google, users, resumable, body) -> None:
    raw = mail(To=BEN, Subject="Big").as_bytes()
    upload = http.MediaInMemoryUpload(raw, "message/rfc822", chunksize=262_144, resumable=resumable)
    sent = users.messages().send(userId="me", body=body, media_body=upload).execute()
    assert sent["labelIds"] == ["SENT"]
    assert b"Subject: Big" in google.messages(BEN)[0]["raw"]
    assert b"Hello" in google.messages(BEN)[0]["raw"]


def test_a_batch_answers_each_call_for_itself(google: Google, users) -> None:
    made = [google.add_message(ANN, from_="a@b.example")["id"] for _ in range(3)]
    google.fault("messages.get", status=429, reason="rateLimitExceeded", skip=1)
    answers: dict[str, Any] = {}

    def keep(name: str, answer: Any, error: Any) -> None:
        answers[name] = error.resp.status if error else answer["id"]

    batch = users.batch(callback=keep)
    for name, id_ in zip("abcd", [*made, "0123456789abcdef"], strict=True):
        batch.add(users.messages().get(userId="me", id=id_, format="minimal"), request_id=name)
    batch.execute()
    assert answers == {"a": made[0], "b": 429, "c": made[2], "d": 404}
    entries = google.log("messages.get")
    assert [(each["batch"], each["status"]) for each in entries] == [
        (True, 200), (True, 429), (True, 200), (True, 404)
    ]  # fmt: skip
    assert google.quota()["users"][ANN]["units"] == 60


def test_a_batch_has_a_hundred_calls_at_most(google: Google, users) -> None:
    lines = "".join("--b\r\nContent-Type: application/http\r\n\r\nGET /x HTTP/1.1\r\n\r\n"
                    for _ in range(101))  # fmt: skip
    kind = {"Content-Type": "multipart/mixed; boundary=b"}
    request = urllib.request.Request(f"{google.base}/batch", f"{lines}--b--".encode(), kind)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=20)
    with closing(caught.value) as error:
        assert error.status == 400


def test_quota_is_counted_by_the_minute(google: Google, users) -> None:
    google.rules(user_units_a_minute=12)
    list_ = users.messages().list(userId="me")
    list_.execute(), list_.execute()
    with pytest.raises(HttpError, match="Quota exceeded") as caught:
        list_.execute()
    assert (caught.value.resp.status, caught.value.error_details[0]["reason"]) == (
        429, "rateLimitExceeded"
    )  # fmt: skip
    assert google.quota()["users"][ANN] == {
        "units": 10, "calls": {"messages.list": 2}, "lastMinute": 10
    }  # fmt: skip
    google.rules(access_seconds=9_999)
    google.advance(61)
    list_.execute()


def test_faults_come_when_asked_for_and_no_longer(google: Google, users) -> None:
    ask = users.getProfile(userId="me")
    google.fault("getProfile", status=429, retry_after=900, times=2)
    for _ in range(2):
        with pytest.raises(HttpError, match=r"limit exceeded\.  Retry after 20\d\d-.*\.\d{3}Z"):
            ask.execute()
    ask.execute()
    google.fault("getProfile", status=403, reason="userRateLimitExceeded", user=BEN)
    ask.execute()
    google.clear_faults()
    google.fault("getProfile", kind="cut")
    google.fault("getProfile", kind="cut")
    with pytest.raises((httplib2.HttpLib2Error, OSError)):
        ask.execute()
    google.clear_faults()
    google.fault("getProfile", kind="garbage", status=502)
    with pytest.raises(HttpError) as caught:
        ask.execute()
    assert caught.value.resp.status == 502
    google.fault("getProfile", status=401, reason="authError")
    with pytest.raises(HttpError) as caught:
        ask.execute()
    assert caught.value.resp.status == 401
    google.fault("getProfile", kind="hang", seconds=0.3)
    ask.execute()
    google.rules(concurrent_calls=0)
    with pytest.raises(HttpError, match="Too many concurrent requests for user"):
        ask.execute()


def test_words_it_does_not_know_are_refused(google: Google) -> None:
    tokens = logged_in(google)
    assert api(google, tokens, "messages?queue=x")[0] == 400
    assert api(google, tokens, "messages?pageToken=x")[0] == 400
    assert api(google, tokens, "messages?maxResults=x")[0] == 400
    assert api(google, tokens, "nothing")[0] == 404
    assert api(google, {"access_token": "no"}, "profile")[1]["error"]["status"] == "UNAUTHENTICATED"


def test_everything_it_ever_gave_out_is_remembered(google: Google) -> None:
    code = led_back(google)["code"]
    _, tokens = exchange(google, code)
    (client,) = google.ask("GET", "/client-secrets").values()
    assert set(google.issued()) == {
        code, tokens["access_token"], tokens["refresh_token"], client["client_secret"]
    }  # fmt: skip
