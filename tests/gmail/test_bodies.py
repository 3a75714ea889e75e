"""The words of a mail: what is new in it, and nothing that runs, watches or was said before."""

import base64

import pytest

from crmctl.gmail import bodies

URL = "https://crm.example"


def encoded(text, charset="utf-8"):
    return base64.urlsafe_b64encode(text.encode(charset)).decode().rstrip("=")


def part(kind, text, **more):
    return {"mimeType": kind, "filename": "", "body": {"data": encoded(text)}, **more}


def text_of(*parts):
    whole = {"mimeType": "multipart/mixed", "parts": list(parts)} if len(parts) > 1 else parts[0]
    return bodies.text_of(whole, URL)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hi Ann\r\nall well?", "Hi Ann\nall well?"),
        ("Yes\n\nOn Mon, 1 Jan 2026, Ann wrote:\n> and?\n> well", "Yes\n[quoted text folded]"),
        ("Yes\n\nOn 1 Jan at 10:00,\nAnn <a@b.example> wrote:\n\n> x",
         "Yes\n[quoted text folded]"),
        ("Ja\n\nAm 1. Januar schrieb Ann:\n> x", "Ja\n[quoted text folded]"),
        ("Oui\n\nLe lun. 1 janv. 2026, Ann a \u00e9crit :\n> x", "Oui\n[quoted text folded]"),
        ("Yes\n-----Original Message-----\nFrom: x\nold", "Yes\n[quoted text folded]"),
        ("Yes\n\nFrom: Ann\nSent: Monday\nTo: Kim\nSubject: x\n\nold", "Yes\n[quoted text folded]"),
        ("> old\n> older\nnew", "[quoted text folded]\nnew"),
        ("Hi\n-- \nKim\n+1 555", "Hi\n[signature folded]"),
        ("On the other hand we wrote a letter.", "On the other hand we wrote a letter."),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("", ""),
    ],
)  # fmt: skip
def test_quotes_and_signatures_are_folded(text, kept):
    assert text_of(part("text/plain", text)) == kept


def test_html_is_text_without_what_runs_or_watches():
    rich = (
        f"<p>Hello <b>Ann</b></p><script>alert(1)</script><style>p{{}}</style>"
        f'<img src="{URL}/t/o/abcdefghijklmnopqrstuv.gif"><img src="https://spy.example/x.gif">'
        '<a href="javascript:alert(1)" onclick="steal()">here</a>'
        '<div class="gmail_signature">Kim</div><div class="gmail_quote">On x wrote: old</div>'
    )
    kept = text_of(part("text/html", rich))
    assert kept == "Hello Ann\nhere\n[signature folded]\n\n[quoted text folded]"


def test_plain_text_comes_before_html_and_attachments_are_only_named():
    attached = part("text/plain", "attached secret", filename="notes\x00.txt")
    whole = {"mimeType": "multipart/mixed", "parts": [
        attached, part("text/html", "<p>rich"), part("text/plain", "plain")]}  # fmt: skip
    assert bodies.text_of(whole, URL) == "plain"
    assert bodies.attachments(whole) == ["notes.txt"]


def test_text_in_another_charset_is_read():
    header = {"name": "Content-Type", "value": 'text/plain; charset="iso-8859-1"'}
    body = {"data": encoded("Gr\u00fc\u00dfe", "latin-1")}
    latin = {"mimeType": "text/plain", "body": body, "headers": [header]}
    assert bodies.text_of(latin, URL) == "Gr\u00fc\u00dfe"
    latin["headers"][0]["value"] = "text/plain; charset=no-such"
    assert bodies.text_of(latin, URL) == "Gr\ufffd\ufffde"
    assert bodies.text_of({"mimeType": "text/plain", "body": {"data": "\u00e9"}}, URL) == ""


def test_parts_in_parts_without_end_are_no_trouble():
    deep = part("text/plain", "deep")
    for _ in range(5000):
        deep = {"mimeType": "multipart/mixed", "parts": [deep]}
    assert bodies.text_of(deep, URL) == "deep"


def test_an_invitation_is_seen_in_any_part():
    inner = {"mimeType": "multipart/alternative", "parts": [part("text/calendar", "BEGIN")]}
    assert bodies.has_invitation({"mimeType": "multipart/mixed", "parts": [inner]})
    assert not bodies.has_invitation(part("text/plain", "x"))


def test_a_long_mail_of_quotes_is_folded_in_no_time():
    import time

    start = time.process_time()
    text_of(part("text/plain", "> x\n" * 20_000 + "on " * 20_000 + "From: a\n" * 5_000))
    assert time.process_time() - start < 3
