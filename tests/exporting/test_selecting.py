"""Which fields and rows: what is asked for is taken at its word, and no word is guessed."""

import pytest

from crmctl.errors import UsageError
from crmctl.exporting import selecting
from crmctl.records import registry
from crmctl.records.values import Context
from crmctl.storage.conditions import Compare, Mentions, Place
from crmctl.storage.queries import Order

CONTEXT = Context("u-test", {})


def select(plural="contacts", names=("email",), filters=(), search="", sort=None):
    return selecting.select(registry.kind(plural), names, filters, search, sort, CONTEXT)


def test_fields_in_their_order_each_once():
    made = select(names=("tags", "email", "tags", "custom.shoe"))
    assert [field.name for field in made.fields] == ["tags", "email", "custom.shoe"]
    assert (made.where, made.order) == ((), ())


def test_filters_search_and_sort():
    made = select(filters=("lifecycle=lead|customer", "owner=me"), search=" acme ", sort="-email")
    assert made.where[:2] == (
        Compare(Place("lifecycle"), "=", ("lead", "customer")),
        Compare(Place("owner_id"), "=", ("u-test",)),
    )
    (mentions,) = made.where[2:]
    assert isinstance(mentions, Mentions)
    assert mentions.text == "acme"
    assert made.order == (Order(Place("email"), descending=True),)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"names": ()}, "nothing to export"),
        ({"names": ("emial",)}, "did you mean email"),
        ({"names": ("custom.",)}, "is no field"),
        ({"names": ("",)}, "There is no field ''"),
        ({"filters": ("nosuch=1",)}, "nosuch"),
        ({"filters": ("lifecycle",)}, "has no operator"),
        ({"filters": ("created_at>=yesterday",)}, "'yesterday' is not a date"),
        ({"filters": ("lifecycle=nobody",)}, "is not one of"),
        ({"sort": "nosuch"}, "There is no field 'nosuch'"),
        ({"sort": "-"}, "There is no field ''"),
    ],
)
def test_words_that_do_not_hold(words, said):
    with pytest.raises(UsageError, match=said):
        select(**words)


@pytest.mark.parametrize("plural", selecting.DEFAULTS)
def test_what_goes_out_by_itself_can_come_back(plural):
    kind = registry.kind(plural)
    every = selecting.every_field(kind)
    assert set(selecting.DEFAULTS[plural]) <= set(every) <= set(kind.fields.importable())
    assert "full_name" not in every
    assert "id" not in every
