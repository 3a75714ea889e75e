"""The API at the address that is set: single calls, batches and uploads, each request once."""

import base64
import email.message

import pytest
from googleapiclient.http import MediaInMemoryUpload

from crmctl.errors import (
    ConfigurationError,
    CrmctlError,
    NotAuthorisedError,
    NotFoundError,
    ServiceUnavailableError,
)
from crmctl.gmail import api, client_secrets, consent
from crmctl.gmail.mailboxes import Identity
from crmctl.gmail.token_endpoint import TokenEndpoint
from crmctl.gmail.transport import Timeout, Transport
from tests.gmail import browsing
from tests.google_standin.running import ANN, BEN

HERE = "http://127.0.0.1:9/"


class Login:
    """An access token, and how often another was asked for."""

    def __init__(self, google, folder, transport):
        self.client = client_secrets.read(google.client_secrets(folder / "c.json"))
        self.endpoint = TokenEndpoint(transport, f"{google.base}/revoke")
        question = consent.begin(self.client, HERE)
        code = browsing.words_of(browsing.led_to(question.url))["code"]
        self.grant = self.endpoint.exchange(self.client, question, code)
        self.token, self.rejected = self.grant.access_token, []

    def __call__(self, rejected):
        if rejected is not None:
            self.rejected.append(rejected)
            self.token = self.endpoint.refresh(self.client, self.grant.refresh_token).access_token
        return self.token


@pytest.fixture
def transport():
    made = Transport(Timeout(5, 1))
    yield made
    made.close()


@pytest.fixture
def login(google, tmp_path, transport):
    return Login(google, tmp_path, transport)


@pytest.fixture
def service(google, transport, login):
    return api.open_service(google.base, transport, login)


def test_who_it_is_by_googles_own_word(service):
    assert api.identify(service) == Identity(ANN, ("sales@acme.example",))


def test_everything_goes_where_it_was_set(google, service):
    made = google.add_message(ANN, from_=BEN)
    answers = []
    batch = service.new_batch_http_request(callback=lambda *told: answers.append(told))
    batch.add(service.users().messages().get(userId="me", id=made["id"], format="minimal"))
    batch.add(service.users().getProfile(userId="me"))
    batch.execute()
    assert [error for _, _, error in answers] == [None, None]
    assert answers[0][1]["id"] == made["id"]
    # Where Google's guide sends batches; the bundled description has a path that no guide names.
    assert batch._batch_uri == f"{google.base}/batch/gmail/v1"
    mail = email.message.EmailMessage()
    mail["To"], mail["Subject"] = BEN, "Hi"
    for resumable in (False, True):
        upload = MediaInMemoryUpload(mail.as_bytes(), "message/rfc822", resumable=resumable)
        api.call(service.users().messages().send(userId="me", media_body=upload))
    raw = base64.urlsafe_b64encode(mail.as_bytes()).decode()
    api.call(service.users().messages().send(userId="me", body={"raw": raw}))
    assert len(google.messages(BEN)) == 3
    query = " ".join(f"from:p{n}@long.example" for n in range(200))
    api.call(service.users().messages().list(userId="me", q=f"{{{query}}}"))


def test_a_token_that_google_refuses_is_renewed_once(google, service, login):
    google.advance(3_700)
    assert api.call(service.users().getProfile(userId="me"))["emailAddress"] == ANN
    assert len(login.rejected) == 1
    google.fault("getProfile", status=401, times=2)
    with pytest.raises(NotAuthorisedError):
        api.call(service.users().getProfile(userId="me"))
    assert len(login.rejected) == 2


def test_a_lost_answer_is_not_asked_for_again(google, service):
    """A mail whose answer was lost may have gone out: whoever sends must look first."""
    google.fault("messages.send", kind="cut_after")
    raw = base64.urlsafe_b64encode(f"To: {BEN}\r\n\r\nHi".encode()).decode()
    with pytest.raises(ServiceUnavailableError, match="no connection"):
        api.call(service.users().messages().send(userId="me", body={"raw": raw}))
    assert len(google.messages(BEN)) == 1
    assert len(google.log("messages.send")) == 1


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        ({"status": 500}, ServiceUnavailableError, "HTTP 500"),
        ({"status": 503, "kind": "garbage"}, ServiceUnavailableError, "HTTP 503"),
        ({"status": 200, "kind": "garbage"}, ServiceUnavailableError, "cannot be read"),
        ({"kind": "cut"}, ServiceUnavailableError, "no connection"),
        ({"kind": "hang", "seconds": 3}, ServiceUnavailableError, "no answer in time"),
        ({"status": 403, "reason": "domainPolicy"}, NotAuthorisedError, "domainPolicy"),
        ({"status": 403, "reason": "insufficientPermissions"}, NotAuthorisedError, "tick"),
        ({"status": 400, "reason": "failedPrecondition"}, NotAuthorisedError, "failedPrecond"),
        ({"status": 403, "reason": "accessNotConfigured"}, ConfigurationError, "switched on"),
        ({"status": 404, "reason": "notFound"}, NotFoundError, "no such thing"),
        ({"status": 400, "reason": "badRequest"}, CrmctlError, "HTTP 400, badRequest"),
    ],
)
def test_refusals_say_what_to_do(google, service, fault, error, said):
    google.fault("getProfile", **fault)
    with pytest.raises(error, match=said) as caught:
        api.call(service.users().getProfile(userId="me"))
    assert not isinstance(caught.value, api.LimitError)


@pytest.mark.parametrize(
    ("status", "reason"),
    [(429, "rateLimitExceeded"), (403, "rateLimitExceeded"), (403, "userRateLimitExceeded"),
     (403, "quotaExceeded"), (403, "dailyLimitExceeded")],
)  # fmt: skip
def test_limits_carry_googles_deadline(google, service, status, reason):
    google.fault("getProfile", status=status, reason=reason, retry_after=900)
    google.fault("getProfile", status=status, reason=reason, message="Slow down")
    with pytest.raises(api.LimitError, match=r"run it again after 20\d\d-") as caught:
        api.call(service.users().getProfile(userId="me"))
    assert caught.value.until.tzinfo is not None
    when = "tomorrow" if reason == "dailyLimitExceeded" else "in a few minutes"
    with pytest.raises(api.LimitError, match=when) as caught:
        api.call(service.users().getProfile(userId="me"))
    assert caught.value.of_day == (when == "tomorrow")
    assert caught.value.until is None
