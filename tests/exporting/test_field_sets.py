"""Saved sets of fields: checked names, checked contents, whole files."""

import os
import tomllib
from pathlib import Path

import pytest

from crmctl.errors import UsageError
from crmctl.exporting import field_sets
from crmctl.exporting.field_sets import FieldSets

FIELDS = ("email", "first_name", "custom.Schuhgröße")


@pytest.fixture
def sets(tmp_path: Path) -> FieldSets:
    return field_sets.of(tmp_path / "home")


def test_what_was_saved_is_there_in_its_order(sets: FieldSets) -> None:
    sets.save("for-anna_2", "contacts", FIELDS)
    assert sets.load("for-anna_2", "contacts") == FIELDS
    (file,) = sets.files.folder.iterdir()
    held = tomllib.loads(file.read_text(encoding="utf-8"))
    assert (file.name, held) == ("for-anna_2.toml", {"type": "contacts", "fields": list(FIELDS)})
    if os.name != "nt":
        assert file.stat().st_mode & 0o777 == 0o600


def test_saving_again_takes_its_place(sets: FieldSets) -> None:
    sets.save("mine", "contacts", FIELDS)
    sets.save("mine", "contacts", ["email"])
    assert sets.load("mine", "contacts") == ("email",)


@pytest.mark.parametrize("name", ["", "../mine", "a/b", "a.b", "a b", ".", "x" * 65, "a\n", "\0"])
def test_names_are_names_and_no_paths(sets: FieldSets, name: str) -> None:
    for act in (
        lambda: sets.save(name, "contacts", FIELDS),
        lambda: sets.load(name, "contacts"),
        lambda: sets.check(name, "contacts"),
    ):
        with pytest.raises(UsageError, match="letters, digits"):
            act()
    assert not sets.files.folder.exists()


def test_an_unknown_name_tells_the_known_ones(sets: FieldSets) -> None:
    with pytest.raises(UsageError, match="--save-fields NAME makes one"):
        sets.load("mine", "contacts")
    sets.save("yours", "contacts", FIELDS)
    sets.save("anna", "deals", ["name"])
    with pytest.raises(UsageError, match="'mine'; there are: anna, yours"):
        sets.load("mine", "contacts")


def test_a_set_is_of_one_type(sets: FieldSets) -> None:
    sets.save("mine", "deals", ["name"])
    with pytest.raises(UsageError, match="is one of deals, not of contacts"):
        sets.load("mine", "contacts")
    with pytest.raises(UsageError, match="take another name"):
        sets.save("mine", "contacts", FIELDS)
    assert sets.load("mine", "deals") == ("name",)


def test_fields_that_are_none_are_not_saved(sets: FieldSets) -> None:
    with pytest.raises(UsageError, match="did you mean email"):
        sets.save("mine", "contacts", ["emial"])
    assert sets.names() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("type = 'contacts'", "has no fields"),
        ("type = 'contacts'\nfields = []", "has no fields"),
        ("type = 'contacts'\nfields = 'email'", "has no fields"),
        ("type = 'contacts'\nfields = ['email', 3]", "has no fields"),
        ("type = 'contacts'\nfields = ['emial']", r"mine\.toml: There is no field 'emial'"),
        ("fields = ['email']", "one of None"),
        ("fields = [", "cannot be read"),
        ("\udcff", "cannot be read"),
    ],
)
def test_a_file_that_was_edited_wrongly(sets: FieldSets, text: str, words: str) -> None:
    sets.files.folder.mkdir(parents=True)
    (sets.files.folder / "mine.toml").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(UsageError, match=words):
        sets.load("mine", "contacts")


def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(sets: FieldSets) -> None:
    sets.files.folder.parent.write_text("a file")
    with pytest.raises(UsageError, match="fields cannot be made"):
        sets.save("mine", "contacts", FIELDS)
