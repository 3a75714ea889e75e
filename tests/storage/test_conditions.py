"""What no test can see on a server that sorts by letters anyway: the order is asked for by name."""

import pytest
from sqlalchemy.dialects import postgresql

from crmctl.storage import conditions, tables
from crmctl.storage.conditions import Compare, Place


@pytest.mark.parametrize(
    "place",
    [
        Place("email"),
        Place("tags", many=True),
        Place("address", key="city"),
        Place("name", link="account_id"),
        Place("first_name", then="last_name"),
    ],
)
def test_postgresql_sorts_and_compares_texts_by_their_letters(place):
    dialect = postgresql.dialect()
    order = conditions.sort_key(place, tables.contacts, native=True)
    assert str(order.compile(dialect=dialect)).endswith('COLLATE "C"')
    later = conditions.to_sql(Compare(place, ">", ("m",)), tables.contacts, native=True)
    assert 'COLLATE "C") >' in str(later.compile(dialect=dialect))
