"""Which column goes where: proposed, then as told."""

import pytest

from crmctl.errors import UsageError
from crmctl.importing import columns
from crmctl.importing.columns import Mapping
from crmctl.records import registry

HEADER = ("E-mail", "First Name", "Phone", "Shoe size")
SAMPLE = [["ann@x.example", "Ann", "030 1234567", "39"]] * 3


def proposed(*header: str, kind: str = "contacts") -> Mapping:
    sample = [["x"] * len(header)] * 3 if header else SAMPLE
    return columns.propose(registry.kind(kind), header or HEADER, sample)


def test_headers_find_their_fields() -> None:
    assert proposed().as_document() == {
        "E-mail": "email",
        "First Name": "first_name",
        "Phone": "phone",
        "Shoe size": None,
    }


def test_an_unsure_choice_of_which_no_value_is_a_word_stays_out() -> None:
    """A sure one fails in its rows, which say so."""
    kind = registry.kind("contacts")

    def found(header: str, *cells: str) -> str | None:
        rows = [["a@x.example", cell] for cell in cells]
        return columns.propose(kind, ["Email", header], rows).as_document()[header]

    phases = ["Phone screen", "On-site", "Offer", "Archive", "Review"]
    assert found("Stage", *phases) is None
    assert found("Stage", *phases, "Customer") == "lifecycle"
    assert found("Lifecycle Stage", *phases) == "lifecycle"
    assert found("Stage", *phases[:2]) == "lifecycle"


def test_an_unsure_choice_whose_words_are_told_stays_in() -> None:
    header, rows = ["Email", "Stage"], [["a@x.example", f"Phase {at}"] for at in range(9)]
    found = columns.propose(registry.kind("contacts"), header, rows, {"lifecycle"})
    assert found.as_document()["Stage"] == "lifecycle"


def test_a_column_of_opt_outs_is_no_consent_whoever_says_so() -> None:
    """A mapping that was saved before this was known is no error; one who types it is told."""
    kind, header = registry.kind("contacts"), ["Email", "Unsubscribed"]
    found = columns.propose(kind, header, [["a@x.example", "yes"]])
    saved = columns.override(found, ["Unsubscribed=email_opt_in"], "the mapping x says so")
    assert (saved.as_document()["Unsubscribed"], saved.heeded) == (None, ["Unsubscribed"])
    with pytest.raises(UsageError, match="Unsubscribed=email_opt_out"):
        columns.override(found, ["Unsubscribed=email_opt_in"])
    told = columns.override(found, ["Unsubscribed=email_opt_out"])
    assert [each and each.type for each in told.fields] == ["email", "opt_out"]


def test_crmctls_own_names_win_and_reject_columns_stay_out() -> None:
    found = proposed("_row", "_errors", "E-mail", "email", "custom.shoe").as_document()
    assert found == {
        "_row": None,
        "_errors": None,
        "E-mail": None,
        "email": "email",
        "custom.shoe": "custom.shoe",
    }


def test_as_told() -> None:
    """The header's case does not matter; a field that is told leaves the column it had."""
    words = ["shoe SIZE=email", "Phone=", " first name = custom.called"]
    mapping = columns.override(proposed(), words)
    assert mapping.as_document() == {
        "E-mail": None,
        "First Name": "custom.called",
        "Phone": None,
        "Shoe size": "email",
    }
    assert [field and field.name for field in mapping.fields] == [
        None,
        "custom.called",
        None,
        "email",
    ]


@pytest.mark.parametrize(
    "words",
    [["email"], ["Nowhere=email"], ["Phone=nosuch"], ["Phone=account_id"], ["Phone=id"],
     ["Phone=custom."], ["Phone=custom.a b"], ["Phone=email", "Shoe size=email"]],
)  # fmt: skip
def test_words_that_do_not_hold(words: list[str]) -> None:
    with pytest.raises(UsageError):
        columns.override(proposed(), words)


def test_a_column_name_may_hold_an_equals_sign() -> None:
    mapping = columns.override(proposed("a=b", "email"), ["a=b=job_title"])
    assert mapping.as_document()["a=b"] == "job_title"


def test_a_mapping_must_be_able_to_make_a_record() -> None:
    columns.refuse_useless(proposed("full_name"))
    with pytest.raises(UsageError, match="first_name or email"):
        columns.refuse_useless(proposed("Shoe size"))
    with pytest.raises(UsageError, match="hold name"):
        columns.refuse_useless(proposed("Domain", kind="accounts"))
