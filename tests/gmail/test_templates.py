"""Templates stop at a gap, escape what they are given, and reach nothing else.

Tried: missing and empty fields, markup and templates in values, ways out of the sandbox.
"""

from pathlib import Path

import pytest

from crmctl.errors import UsageError
from crmctl.gmail import templates
from crmctl.gmail.templates import MissingFieldError, Rendered, Template

ANN = {"first_name": "Ann", "last_name": None, "custom": {"shoe": "42"}, "tags": []}


def write(home: Path, name: str, text: str) -> None:
    (home / "templates").mkdir(exist_ok=True)
    (home / "templates" / name).write_text(text)


def test_subject_text_and_html(tmp_path: Path) -> None:
    write(tmp_path, "hi.txt", "subject: Hi {{ first_name }}\n\nDear {{ first_name }},\nx\n")
    write(tmp_path, "hi.html", "<p>Dear {{ first_name }}</p>")
    made = templates.render(templates.load(tmp_path, "hi"), ANN)
    assert made == Rendered("Dear Ann,\nx\n", "Hi Ann", "<p>Dear Ann</p>")


def test_without_a_subject(tmp_path: Path) -> None:
    write(tmp_path, "hi.txt", "Hello\nSubject: no\n\n{{ custom.shoe }}")
    made = templates.render(templates.load(tmp_path, "hi"), ANN)
    assert made == Rendered("Hello\nSubject: no\n\n42", None, None)


@pytest.mark.parametrize("name", ["first_nam", "last_name", "custom.size", "tags", "email"])
def test_a_gap_stops_it(name: str) -> None:
    with pytest.raises(MissingFieldError, match=f"'hi'.*'{name.removeprefix('custom.')}'"):
        templates.render(Template("hi", f"Dear {{{{ {name} }}}}"), ANN)


def test_a_gap_that_the_template_provides_for() -> None:
    text = "Dear {{ last_name | default('friend') }}{% if email is defined %}!{% endif %}"
    assert templates.render(Template("hi", text), ANN).text == "Dear friend"


def test_values_are_text() -> None:
    evil = {"first_name": "<script>{{ 7*7 }}</script>&\"'\r\nBcc: x"}
    made = templates.render(
        Template("hi", "{{ first_name }}", "{{ first_name }}", "<p>{{ first_name }}</p>"), evil
    )
    assert made.html == "<p>&lt;script&gt;{{ 7*7 }}&lt;/script&gt;&amp;&#34;&#39;\r\nBcc: x</p>"
    assert made.subject == "<script>{{ 7*7 }}</script>&\"' Bcc: x"
    assert made.text == evil["first_name"]


@pytest.mark.parametrize(
    "text",
    ["{{ ''.__class__.__mro__ }}", "{{ first_name.__init__.__globals__ }}", "{{ 1/0 }}",
     "{% for %}", "{% include '/etc/passwd' %}", "{{ range(10**9) }}", "{{ cycler.__init__ }}",
     "{{", "{{ custom.update({'a': 1}) }}", "{{ 'x' * first_name }}"],
)  # fmt: skip
def test_it_reaches_nothing_else(text: str) -> None:
    with pytest.raises(UsageError, match="'hi'"):
        templates.render(Template("hi", text), ANN)


@pytest.mark.parametrize("name", ["../hi", "", "a/b", "hi.txt", "x" * 65, "a\nb"])
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="a name has"):
        templates.load(tmp_path, name)


def test_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"put hi\.txt into"):
        templates.load(tmp_path, "hi")
    write(tmp_path, "ho.txt", "x")
    with pytest.raises(UsageError, match="there are: ho"):
        templates.load(tmp_path, "hi")
