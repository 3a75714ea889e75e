"""Marking a mail: a pixel, links through us, and everything else as it was.

Tried: schemes, anchors, links to leave by, odd spellings, broken HTML, scripts in links.
"""

import pytest

from crmctl.gmail import tracking

BASE = "https://crm.example/x/"


def links(html: str) -> list[str]:
    from bs4 import BeautifulSoup

    return [str(each["href"]) for each in BeautifulSoup(html, "html.parser").find_all(href=True)]


def test_links_go_through_us_and_the_text_stays() -> None:
    html = '<p>Hi <a href="https://a.example/?q=1&amp;r=2" title="x">A</a> &amp; <b>b</b></p>'
    made = tracking.mark(html, BASE)
    pixel, link = made.tokens
    assert (pixel.position, pixel.url) == (0, None)
    assert (link.position, link.url) == (1, "https://a.example/?q=1&r=2")
    assert links(made.html) == [f"https://crm.example/x/t/c/{link.token}"]
    assert made.html == (
        f'<p>Hi <a href="https://crm.example/x/t/c/{link.token}" title="x">A</a> &amp; <b>b</b></p>'
        f'<img alt="" height="1" src="https://crm.example/x/t/o/{pixel.token}.gif" width="1"/>'
    )
    assert all(tracking.TOKEN(each.token) for each in made.tokens)


def test_one_token_an_address_and_no_two_alike() -> None:
    html = '<body><a href="http://a.example">1</a><a href="http://b.example">2</a><a href="http://a.example">3</a></body>'
    made = [tracking.mark(html, BASE) for _ in range(2)]
    assert [each.url for each in made[0].tokens] == [None, "http://a.example", "http://b.example"]
    assert len({token.token for each in made for token in each.tokens}) == 6
    assert made[0].html.endswith("</body>")


@pytest.mark.parametrize(
    "href",
    ["mailto:a@x.example", "tel:+1", "#top", "/relative", "javascript:alert(1)", "data:text/html,x",
     "ftp://x.example", "//x.example", "", "https://x.example/unsubscribe?u=1",
     "https://x.example/opt-out", "https://x.example/abmelden", "https://left.example/"],
)  # fmt: skip
def test_left_alone(href: str) -> None:
    html = f'<a href="{href}">x</a>'
    made = tracking.mark(html, BASE, ["https://left.example/"])
    assert links(made.html) == [href]
    assert [each.position for each in made.tokens] == [0]


def test_links_by_which_people_leave_are_known_by_their_words() -> None:
    for words in ("Unsubscribe", "Hier abmelden", "Se désinscrire", "Darse de baja"):
        made = tracking.mark(f'<a href="https://x.example/u/1">{words}</a>', BASE)
        assert len(made.tokens) == 1, words


def test_spellings_that_browsers_forgive() -> None:
    made = tracking.mark('<A HREF="  HTTPS://a.example/\n x\r\nSet-Cookie: a">x</A>', BASE)
    assert made.tokens[1].url == "HTTPS://a.example/xSet-Cookie:a"


def test_our_own_pixel_goes_and_others_stay() -> None:
    made = tracking.mark('<p>x</p><img src="https://other.example/t/o/x.gif"/>', BASE)
    assert tracking.strip_pixels(made.html, BASE) == (
        '<p>x</p><img src="https://other.example/t/o/x.gif"/>'
    )
    assert tracking.strip_pixels("<p>a & b", BASE) == "<p>a & b"
