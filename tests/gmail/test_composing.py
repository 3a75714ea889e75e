"""Mails that the standard library reads back the same, and into which nothing can be smuggled.

Tried: line breaks of all kinds in subjects, addresses and names of files; long and foreign words.
"""

import email
import email.policy
from pathlib import Path

import pytest

from crmctl.errors import UsageError
from crmctl.gmail import composing
from crmctl.gmail.composing import Attachment, Draft, Thread


def draft(**more: object) -> Draft:
    words = {"sender": "me@acme.example", "to": ("ann@x.example",), "subject": "Hi",
             "text": "Hello\n", "message_id": "m1@acme.example"}  # fmt: skip
    return Draft(**(words | more))


def read(made: bytes):
    return email.message_from_bytes(made, policy=email.policy.default)


def test_text_alone() -> None:
    made = composing.compose(draft(text="Grüße\n.\nFrom here\n" + "x" * 2000 + "\n"))
    mail = read(made)
    assert mail.get_content().splitlines() == ["Grüße", ".", "From here", "x" * 2000]
    assert (mail["From"], mail["To"], mail["Subject"]) == ("me@acme.example", "ann@x.example", "Hi")
    assert mail["Message-ID"] == "<m1@acme.example>"
    assert mail.get_content_type() == "text/plain"
    assert max(map(len, made.split(b"\r\n"))) <= 998
    assert b"\n" not in made.replace(b"\r\n", b"")


def test_text_and_html_and_files() -> None:
    mail = read(
        composing.compose(
            draft(
                subject="Grüße 🙂 " + "lang " * 60,
                html="<p>Hé</p>",
                attachments=(
                    Attachment("größe.pdf", "application/pdf", b"%PDF\x00\r\n"),
                    Attachment("a.eml", "application/octet-stream", b"From: x\r\n\r\nx"),
                ),
                to=("ann@x.example", "bob@y.example"),
            )
        )
    )
    assert mail["Subject"].split() == ["Grüße", "🙂", *["lang"] * 60]
    assert [each.addr_spec for each in mail["To"].addresses] == ["ann@x.example", "bob@y.example"]
    assert mail.get_body(("html",)).get_content().rstrip() == "<p>Hé</p>"
    assert mail.get_body(("plain",)).get_content().rstrip() == "Hello"
    files = [(each.get_filename(), each.get_content()) for each in mail.iter_attachments()]
    assert files == [("größe.pdf", b"%PDF\x00\r\n"), ("a.eml", b"From: x\r\n\r\nx")]


def test_an_answer_and_a_way_to_leave() -> None:
    mail = read(
        composing.compose(
            draft(
                thread=Thread("b@x.example", ("a@x.example", "b@x.example")),
                leave_url="https://crm.example/u/abc",
            )
        )
    )
    assert mail["In-Reply-To"] == "<b@x.example>"
    assert mail["References"] == "<a@x.example> <b@x.example>"
    assert mail["List-Unsubscribe"] == "<https://crm.example/u/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_programs_read_is_never_encoded_however_long() -> None:
    """The standard library encodes what is longer than a line; no mail program undoes that."""
    long = "AM0PR04MB1234567890ABCDEF1234567890ABCDEF@AM0PR04MB1234.eurprd04.prod.outlook.com"
    url = f"https://crm.example/{'deep/' * 20}u/AAAAAAAAAAAAAAAAAAAAAA"
    ids = [f"{at}{long}" for at in range(30)]
    made = composing.compose(draft(thread=Thread(long, tuple(ids)), leave_url=url))
    head = made.partition(b"\r\n\r\n")[0]
    assert b"=?" not in head
    assert f"In-Reply-To: <{long}>\r\n".encode() in head
    assert f"List-Unsubscribe: <{url}>\r\n".encode() in head
    assert read(made)["References"].split() == [f"<{each}>" for each in (*ids, long)]
    assert max(map(len, head.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("ending", ["\r\nBcc: evil@x.example", "\nX: 1", "\rX: 1", "\x00", "\x0bX",
                                    "\u2028X: 1", "\x85X: 1"])  # fmt: skip
@pytest.mark.parametrize("name", ["subject", "message_id", "leave_url", "sender"])
def test_no_header_can_be_smuggled_in(name: str, ending: str) -> None:
    value = "a@x.example" + ending
    with pytest.raises(UsageError):
        composing.compose(draft(**{name: value}))


@pytest.mark.parametrize("to", ["", "ann", "ann@x.example\nBcc: e@x.example", "a b@x.example",
                                "ann@x.example, bob@x.example", "@x.example"])  # fmt: skip
def test_what_is_no_address(to: str) -> None:
    with pytest.raises(UsageError):
        composing.compose(draft(to=(to,)))


def test_the_name_of_a_file_is_a_name(tmp_path: Path) -> None:
    (tmp_path / 'a"\r\nX-Evil: 1.txt').write_text("x")
    (file,) = composing.attach([str(tmp_path / 'a"\r\nX-Evil: 1.txt')])
    mail = read(composing.compose(draft(attachments=(file,))))
    (part,) = mail.iter_attachments()
    assert (mail["X-Evil"], part["X-Evil"]) == (None, None)
    assert part.get_filename() == 'a"__X-Evil: 1.txt'


def test_files_from_disk(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"pdf")
    (tmp_path / "b.tar.gz").write_bytes(b"gz")
    made = composing.attach([str(tmp_path / "a.pdf"), str(tmp_path / "b.tar.gz")])
    assert [(each.name, each.type) for each in made] == [
        ("a.pdf", "application/pdf"), ("b.tar.gz", "application/octet-stream"),
    ]  # fmt: skip
    for bad in (tmp_path / "none", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            composing.attach([str(bad)])


def test_too_much() -> None:
    big = Attachment("big", "application/octet-stream", bytes(20 * 1024 * 1024))
    with pytest.raises(UsageError, match="attach less"):
        composing.compose(draft(attachments=(big,)))
