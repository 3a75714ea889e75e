"""Domains and web addresses."""

import pytest

from crmctl.records import domains


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("acme.com", "acme.com"),
        (" https://www.Acme.com/about?x=1#y ", "acme.com"),
        ("HTTP://ann:pw@shop.acme.co.uk:8080/", "shop.acme.co.uk"),
        ("acme.com.", "acme.com"),
        ("müller.de", "xn--mller-kva.de"),
        ("例え.jp", "xn--r8jz45g.jp"),
    ],
)
def test_a_domain_is_found_in_what_people_write(text, domain):
    assert domains.normalise(text) == domain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "acme",
        "ann@",
        "ftp://acme.com",
        "a b.com",
        "-acme.com",
        "acme.c",
        "a..b",
        "1.2.3.4",
        "x" * 64 + ".com",
    ],
)
def test_what_is_none_is_refused(text):
    with pytest.raises(ValueError, match="looks like"):
        domains.normalise(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Acme.com", "https://acme.com"),
        ("HTTP://Acme.com/About", "http://acme.com/About"),
        ("https://müller.de/ü?q=Ä", "https://müller.de/ü?q=Ä"),
    ],
)
def test_a_web_address_gets_its_scheme_and_keeps_its_path(text, address):
    assert domains.web_address(text) == address
    assert domains.web_address(address) == address


@pytest.mark.parametrize("text", ["", "none", "https://", "javascript:alert(1)", "https://a b"])
def test_what_is_no_web_address_is_refused(text):
    with pytest.raises(ValueError, match="looks like"):
        domains.web_address(text)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.acme.com/about", "acme.com"),
        ("acme.com", "acme.com"),
        ("https://www.facebook.com/acme", None),
        ("https://de.linkedin.com/company/acme", None),
        ("https://sites.google.com/view/acme", None),
        ("https://acme.etsy.com/", "acme.etsy.com"),
        # They are the platform.
        ("https://www.google.com", "google.com"),
        ("booking.com/", "booking.com"),
        ("https://notfacebook.com/acme", "notfacebook.com"),
        (None, None),
        ("", None),
    ],
)
def test_the_domain_of_a_website_is_no_platforms(address: str | None, domain: str | None) -> None:
    assert domains.of_website(address) == domain
