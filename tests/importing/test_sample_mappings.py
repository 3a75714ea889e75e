"""The samples that come with crmctl hold, and give way to one's own mapping of the same name."""

import pytest

from crmctl.importing import saved_mappings
from tests.end_to_end.database import csv_of

SAMPLES = saved_mappings.samples()


def test_there_is_one_for_each_type():
    assert sorted(each.type for each in SAMPLES) == ["accounts", "contacts", "deals"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: each.name)
def test_it_takes_each_field_once_and_a_row_goes_in(sample, crmctl):
    taken = [field for field in sample.columns.values() if field]
    assert len(taken) == len(set(taken)) > 10
    cells = {"email": "a@b.example", "first_name": "Ann", "name": "Acme", "phone": "+4930123456"}
    cells |= {"stage": "lead"}
    wanted = {column: cells[field] for column, field in sample.columns.items() if field in cells}
    file = crmctl.file("in.csv", csv_of(wanted.keys(), wanted.values()))
    # A workspace that nobody has touched before: a new business has them from the first moment.
    words = ("--workspace", "w-new", "import", file, "--mapping", sample.name, "--yes", "--json")
    report = crmctl(*words).json()
    assert (report["created"], report["type"]) == (1, sample.type)
    assert report["mapping"] == {column: sample.columns[column] for column in wanted}


def test_ones_own_goes_before_a_sample(tmp_path):
    kept = saved_mappings.of(tmp_path)
    sample = kept.load("hubspot-contacts")
    own = saved_mappings.SavedMapping(sample.name, "contacts", "f", {"Mail": "email"})
    kept.save(own)
    assert kept.load("hubspot-contacts") == own
    kept.delete("hubspot-contacts")
    assert kept.load("hubspot-contacts") == sample
    # Only one's own are recognised by themselves: a sample is asked for by name.
    assert kept.recognise(list(sample.columns), None) == []


def test_the_list_names_them(crmctl):
    told = crmctl("imports", "mappings", "list", "--json").json()
    assert told["mappings"] == []
    assert [each["name"] for each in told["samples"]] == [each.name for each in SAMPLES]
