"""Mail as anyone may send it: read without fail, or not at all."""

import email
import email.policy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmctl.gmail import parsing
from crmctl.gmail.parsing import addresses_in, normalise_id

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 20, 8, tzinfo=UTC)


def resource(**headers):
    named = [{"name": name.replace("_", "-"), "value": value} for name, value in headers.items()]
    milliseconds = str(int(RECEIVED.timestamp() * 1000))
    return {"id": "1", "threadId": "2", "labelIds": ["INBOX"], "internalDate": milliseconds,
            "snippet": "", "payload": {"headers": named}}  # fmt: skip


def read(**headers):
    return parsing.read(resource(**headers), NOW)


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ("Kim <Kim@Buyer.example>", ["kim@buyer.example"]),
        ('"Lee, Kim" <kim@buyer.example>, x@y.example', ["kim@buyer.example", "x@y.example"]),
        ("=?utf-8?q?K=C3=ADm?= <kim@buyer.example>", ["kim@buyer.example"]),
        ("=?utf-8?q?Kim_=3Ckim=40buyer=2Eexample=3E?=", ["kim@buyer.example"]),
        ("Friends: a@x.example, B <b@x.example>; c@x.example",
         ["a@x.example", "b@x.example", "c@x.example"]),
        ("undisclosed-recipients:;", []),
        ("Kim\r\n <kim@buyer.example>,\r\n\tx@y.example", ["kim@buyer.example", "x@y.example"]),
        ("Kim <kim@buyer.example", ["kim@buyer.example"]),
        ("Kim [kim@buyer.example]", ["kim@buyer.example"]),
        ("kim@buyer.example (Kim)", ["kim@buyer.example"]),
        ('"boss@acme.example" <thief@evil.example>', ["thief@evil.example"]),
        ("boss@acme.example <thief@evil.example>", ["thief@evil.example"]),
        ("kim@buyer.example via Sign <sign@x.example>, boss@acme.example",
         ["sign@x.example", "boss@acme.example"]),
        ('"a kim@buyer.example <b" <x@y.example>', ["x@y.example"]),
        ("a@x.example, b@x.example <c@x.example>", ["a@x.example", "c@x.example"]),
        ("'kim@buyer.example'", ["kim@buyer.example"]),
        ("o'neil@buyer.example", ["o'neil@buyer.example"]),
        ("kim at buyer", []),
        ("", []),
        ("<>", []),
        ("@", []),
        ("kim@b\u00fccher.example", ["kim@b\u00fccher.example"]),
        ("kim@xn--bcher-kva.example", ["kim@b\u00fccher.example"]),
        ("kim@buyer.example\x00", ["kim@buyer.example"]),
        (",,;;<<>>kim@buyer.example", ["kim@buyer.example"]),
    ],
)  # fmt: skip
def test_every_address_in_a_header_is_found(value, addresses):
    assert [each.address for each in addresses_in([value])] == addresses


@pytest.mark.parametrize(
    ("value", "id_"),
    [
        ("<A.b@Host.Example>", "A.b@host.example"),
        ("  <a@b.example> (added by postmaster)", "a@b.example"),
        ("a@b.example", "a@b.example"),
        ("<a@\r\n b.example>", "a@b.example"),
        ("<no-at-all>", "no-at-all"),
        ("<>", None),
        ("", None),
        ("<a\x00@b.example>", "a@b.example"),
    ],
)
def test_a_message_id_is_compared_in_one_form(value, id_):
    assert normalise_id(value) == id_


def test_a_message_id_of_any_length_fits_an_index():
    long = normalise_id(f"<{'x' * 5000}@b.example>")
    assert long.startswith("sha256:")
    assert long != normalise_id(f"<{'y' * 5000}@b.example>")


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Fri, 20 Nov 2026 09:30:00 +0200", datetime(2026, 11, 20, 7, 30, tzinfo=UTC)),
        ("20 Nov 2026 07:30 GMT", datetime(2026, 11, 20, 7, 30, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 07:30:00 -0000", datetime(2026, 11, 20, 7, 30, tzinfo=UTC)),
        ("Tue, 01 Jan 2019 00:00:00 +0000", datetime(2019, 1, 1, tzinfo=UTC)),
        ("", RECEIVED),
        ("yesterday", RECEIVED),
        ("Fri, 99 Nov 2026 09:30:00", RECEIVED),
        ("Fri, 20 Nov 2096 09:30:00 +0000", RECEIVED),
        ("Thu, 01 Jan 1970 00:00:00 +0000", RECEIVED),
        ("Fri, 20 Nov 2026 09:30:00 +9999999999", RECEIVED),
        ("Fri, 20 Nov 99999999999 09:30:00", RECEIVED),
    ],
)
def test_a_broken_date_is_the_time_of_receipt(date, moment):
    assert read(Date=date).happened_at == moment


def test_without_any_date_it_is_now():
    told = resource()
    told["internalDate"] = "soon"
    assert parsing.read(told, NOW).happened_at == NOW


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        ("=?iso-8859-1?q?Gr=FC=DFe?=", "Gr\u00fc\u00dfe"),
        ("=?no-such?q?Gr=FC?=", "Gr\ufffd"),
        ("=?utf-8?b?!!!?=", ""),
        ("a\r\n\tb", "a b"),
        ("nul\x00 and half \udc80", "nul and half ?"),
    ],
)
def test_a_subject_is_read_or_left(value, subject):
    assert read(Subject=value).subject == subject


def test_a_snippet_is_text():
    told = {**resource(), "snippet": "I&#39;m here &amp; there \u200b\u200c\u00a0now"}
    assert parsing.read(told, NOW).snippet == "I'm here & there now"


@pytest.mark.parametrize("told", [{}, {"id": 5}, {"id": "1", "payload": "none"}])
def test_what_is_no_message_is_refused(told):
    with pytest.raises(ValueError, match="no message"):
        parsing.read(told, NOW)


# After the mails that Python's own tests of its email package are made of.
ODD = [
    b"",
    b"\n",
    b"Subject: nothing else",
    b"From: a@x.example\nFrom: b@x.example\nTo: <kim@buyer.example>\n\n",
    b"From nobody Mon Jan 1\nFrom: kim@buyer.example\n\nbody",
    b"From: kim@buyer.example\nthis is no header\nTo: x@y.example\n\n",
    b"Content-Type: multipart/mixed; boundary=x\nFrom: kim@buyer.example\n\n--x\n--x",
    b"Content-Type: multipart/mixed\nFrom: kim@buyer.example\n\nno boundary",
    b"Content-Type: message/rfc822\nFrom: kim@buyer.example\n\nFrom: other@x.example\n\n",
    b'Content-Type: text/plain; charset=""\nFrom: kim@buyer.example\n\nx',
    b"Content-Transfer-Encoding: bogus\nFrom: kim@buyer.example\n\nx",
    b"From: kim@buyer.example\nSubject: =?utf-8?q?\n =?utf-8?q?broken?=\n\n",
    b"From: \xff\xfe <kim@buyer.example>\n\n",
    b"To: " + b"kim@buyer.example, " * 2000 + b"\n\n",
    b"From: " + b"(" * 3000 + b"kim@buyer.example\n\n",
    b"From: " + b"<" * 3000 + b"kim@buyer.example\n\n",
]


@pytest.mark.parametrize("raw", ODD)
def test_odd_mail_is_read(raw):
    parsed = email.message_from_bytes(raw, policy=email.policy.compat32)
    headers = [{"name": name, "value": str(value)} for name, value in parsed.items()]
    told = {**resource(), "payload": {"headers": headers}}
    mail = parsing.read(told, NOW)
    assert mail.happened_at == RECEIVED
    assert len(mail.named()) < 5


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=100))
def test_whatever_stands_in_headers_is_read_and_can_be_stored(sender, subject, date):
    mail = read(From=sender, Subject=subject, Date=date, Message_ID=subject)
    for text in (mail.subject, mail.message_id or "", *(each.address for each in mail.named())):
        assert "\x00" not in text
        text.encode("utf-8")


@pytest.mark.parametrize("part", ["@", "x", '"\\', '"a" ', "<", "a@b ", "=?", "(a)"])
def test_a_header_of_any_length_is_read_in_time(part):
    """By whatever goes over the text again and again, each of these would take minutes."""
    assert addresses_in([part * 50_000 + ", <kim@buyer.example>"]) is not None
    assert parsing.decode(part * 50_000)
