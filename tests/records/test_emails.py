"""The fast path answers as the library does."""

import re

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crmctl.records import emails

LETTERS = st.sampled_from("abz09._+-@A é\n")
LABEL = st.text(st.sampled_from("abz09-"), min_size=1, max_size=4)
TOP = st.sampled_from(["com", "test", "local", "localhost", "invalid", "onion", "arpa", "x1", "c"])
ADDRESS = st.builds(
    lambda name, labels, top: f"{name}@{'.'.join([*labels, top])}",
    st.text(st.sampled_from("abz09._+-"), min_size=1, max_size=8),
    st.lists(LABEL, max_size=3),
    TOP,
)
LONG = st.builds(
    lambda name, label, times: f"{'n' * name}@{('d' * label + '.') * times}com",
    st.integers(62, 66),
    st.integers(60, 65),
    st.integers(1, 4),
)


def test_the_fast_path_takes_what_most_addresses_are():
    assert emails._PLAIN("ann-b.lee+x_1@mail.acme-2.example")
    assert emails._PLAIN("a" * 64 + "@x.de")
    assert not emails._PLAIN("a@" + "b" * 60 + ".com")


@settings(max_examples=1_500, deadline=None)
@given(ADDRESS | LONG | st.text(LETTERS, max_size=20))
@example("a@b.c")
@example("a..b@c.com")
@example("a@-b.com")
@example("a@b-.com")
@example("a@xn--b.com")
@example("a@ab--c.com")
@example("a@b.test")
@example("a@test.com")
def test_the_fast_path_takes_only_what_the_library_takes(text):
    if emails._PLAIN(text):
        assert validate_email(text, check_deliverability=False).normalized == text


@settings(max_examples=1_000, deadline=None)
@given(st.emails() | st.text() | st.text(LETTERS | st.sampled_from('<>"')))
@example("n/a")
@example("ann at x.example")
@example('"ann')
@example("ann\uff20x.example")
def test_anything_is_an_address_in_lower_case_or_a_value_error_of_the_library(text):
    try:
        known = validate_email(text.strip().lower(), check_deliverability=False)
    except EmailNotValidError as error:
        with pytest.raises(ValueError, match=f"^{re.escape(str(error))}$"):
            emails.normalise(text)
    else:
        address = emails.normalise(text)
        assert address == known.normalized.lower()
        assert address == address.lower()
        assert emails.normalise(address) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ann.Lee+x@ACME.Example ", "ann.lee+x@acme.example"),
        ("jürgen@müller.example", "jürgen@müller.example"),
        ("o'neil@acme.example", "o'neil@acme.example"),
    ],
)
def test_addresses_are_lowered(text, address):
    assert emails.normalise(text) == address


@pytest.mark.parametrize("text", ["", "ann", "ann@", "@acme.com", "a b@c.com", "a@b", "a@b.com."])
def test_what_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        emails.normalise(text)
