"""Pages: plain text in, safe HTML out, and nothing that loads or runs."""

from html.parser import HTMLParser

import pytest

from crmctl.pages import HEADERS
from crmctl.web import pages


class Reader(HTMLParser):
    """What a browser would see: the tags, and the words outside of the style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.words.append(data)


def test_every_word_is_text() -> None:
    evil = "<script>alert(1)</script>&\"'"
    made = Reader(bytes(pages.page(evil, evil).body).decode())
    assert "script" not in made.tags
    assert made.words.count(evil) == 3


def test_a_page_says_what_it_is() -> None:
    made = pages.page("Title", "One.", "Two.", status=418)
    assert made.status_code == 418
    assert made.headers["content-type"] == "text/html; charset=utf-8"
    html = bytes(made.body).decode()
    assert html.startswith('<!doctype html><html lang="en">')
    assert Reader(html).tags.count("p") == 3
    assert "http" not in html.replace("http-equiv", "")


@pytest.mark.parametrize(("made", "status"), [(pages.nothing_here(), 404), (pages.expired(), 410)])
def test_what_they_answer(made, status) -> None:
    assert made.status_code == status
    assert not {"script", "img", "link", "a"} & set(Reader(bytes(made.body).decode()).tags)


def test_pages_load_run_and_keep_nothing() -> None:
    """The answers themselves are looked at in test_downloads."""
    policy = HEADERS["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'",
                 "form-action 'none'"):  # fmt: skip
        assert part in policy
