"""Saved mappings: written, read, recognised, and what is wrong with them told."""

import os
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from crmctl.errors import UsageError
from crmctl.importing import saved_mappings
from crmctl.importing.request import Request
from crmctl.importing.saved_mappings import SavedMapping, SavedMappings

HEADER = ["E-Mail", 'Ein "Name"', "Fax", "Größe = cm"]
COLUMNS = {"E-Mail": "email", 'Ein "Name"': "first_name", "Fax": None, "Größe = cm": "custom.size"}
REQUEST = Request(
    Path("in.csv"), "in.csv", duplicates="update", match=("email", "phone"), in_file="merge",
    date_format="%d/%m/%Y", update=("fill", "notes=overwrite"), clear_with="-",
    map_values=("lifecycle:Kunde=customer",), decimal_mark=",", on_error="blank", resubscribe=True,
)  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> SavedMappings:
    return saved_mappings.of(tmp_path / "home")


def a_mapping(name: str = "mine", columns=COLUMNS, request: Request = REQUEST) -> SavedMapping:
    return saved_mappings.made_from(name, request, columns)


def age(kept: SavedMappings, name: str, seconds: int) -> None:
    path = kept.files.path(name)
    os.utime(path, (path.stat().st_mtime - seconds,) * 2)


def test_what_was_saved_is_there_again_with_all_that_was_settled(kept: SavedMappings) -> None:
    path = kept.save(a_mapping())
    assert kept.load("mine") == a_mapping()
    assert kept.load(str(path)) == a_mapping()
    plain = Request(Path("next.csv"), "next.csv", dry_run=True)
    settled = kept.load("mine").settle(plain, ())
    assert settled == replace(
        REQUEST, file=Path("next.csv"), name="next.csv", dry_run=True, saved=kept.load("mine")
    )
    assert tomllib.loads(path.read_text(encoding="utf-8"))["columns"]["Fax"] == ""
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600


def test_what_the_user_says_goes_before_what_was_saved() -> None:
    plain = Request(Path("in.csv"), "in.csv", duplicates="create", date_format="%Y-%m-%d")
    settled = a_mapping().settle(plain, {"duplicates", "date_format"})
    assert (settled.duplicates, settled.date_format) == ("create", "%Y-%m-%d")
    assert settled.match == ("email", "phone")
    with pytest.raises(UsageError, match="is one of contacts, not of deals"):
        a_mapping().settle(replace(plain, type="deals"), {"type"})


def test_words_leave_room_for_the_users_own() -> None:
    header = ["fax ", "E-MAIL", "Größe = cm", "New"]
    assert set(a_mapping().words(header, ())) == {
        "E-MAIL=email", "fax =", "Größe = cm=custom.size",
    }  # fmt: skip
    assert set(a_mapping().words(header, ["e-mail=other_email"])) == {
        "fax =", "Größe = cm=custom.size",
    }  # fmt: skip
    assert "E-MAIL=email" not in a_mapping().words(header, ["New=email"])
    assert a_mapping().lost(header) == ['Ein "Name"']
    assert a_mapping().new([*header, "_row", "_errors"]) == ["New"]


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (HEADER, True),
        (HEADER[::-1], True),
        (["_row", "_errors", *HEADER], True),
        ([name.upper() + " " for name in HEADER], True),
        (HEADER[:-1], False),
        ([*HEADER, "More"], False),
        (["E-Mail\nEin", *HEADER[1:]], False),
    ],
)
def test_a_header_is_known_by_its_fingerprint(
    kept: SavedMappings, header: list[str], known: bool
) -> None:
    kept.save(a_mapping())
    assert bool(kept.recognise(header, "contacts")) == known


def test_of_several_the_one_saved_last_comes_first(kept: SavedMappings) -> None:
    for name, seconds in (("a", 20), ("b", 10), ("c", 30)):
        kept.save(a_mapping(name))
        age(kept, name, seconds)
    kept.save(a_mapping("d", {"name": "name"}, replace(REQUEST, type="deals")))
    assert [each.name for each in kept.recognise(HEADER, None)] == ["b", "a", "c"]
    assert kept.recognise(HEADER, "deals") == []
    assert [each.name for each in kept.recognise(["name"], None)] == ["d"]
    kept.delete("b")
    assert [each.name for each in kept.recognise(HEADER, "contacts")] == ["a", "c"]


def test_a_line_taken_out_by_hand_leaves_the_header_known(kept: SavedMappings) -> None:
    path = kept.save(a_mapping())
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("Fax")]
    path.write_text("\n".join(lines), encoding="utf-8")
    (found,) = kept.recognise(HEADER, None)
    assert "Fax" not in found.columns


@pytest.mark.parametrize("name", ["", "..", "../mine", "a b", ".hidden", "x" * 65, "a\n"])
def test_names_are_names_and_no_paths(kept: SavedMappings, name: str) -> None:
    with pytest.raises(UsageError, match="letters, digits"):
        kept.save(a_mapping(name))
    with pytest.raises(UsageError):
        kept.delete(name)
    assert not kept.files.folder.exists()


def test_a_name_belongs_to_one_type(kept: SavedMappings) -> None:
    kept.save(a_mapping())
    kept.save(a_mapping(columns={"E-Mail": "email"}))
    assert kept.load("mine").columns == {"E-Mail": "email"}
    with pytest.raises(UsageError, match="is one of contacts: take another name"):
        kept.check("mine", "deals")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('type = "contacts"', "it needs \\[columns\\]"),
        ('type = "people"\n[columns]\na = "email"', "type must be one of"),
        ('type = "contacts"\n[columns]\na = "emial"', "did you mean email"),
        ('type = "contacts"\n[columns]\na = 1', "must be a text"),
        ('type = "contacts"\n[columns]\na = "account_id"', "cannot be imported"),
        ('type = "contacts"\nduplicate = "skip"\n[columns]\na = "email"', "means nothing here"),
        ('type = "contacts"\nduplicates = "drop"\n[columns]\na = "email"', "duplicates must be"),
        ('type = "contacts"\nmatch = "email"\n[columns]\na = "email"', "match must be a list"),
        ('type = "contacts"\nresubscribe = 1\n[columns]\na = "email"', "true or false"),
        ('type = "contacts"\nfingerprint = 1\n[columns]\na = "email"', "fingerprint must be"),
        ("type = ", "cannot be read"),
        ("\x00\xff", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_and_harms_nobody_else(
    kept: SavedMappings, text: str, told: str
) -> None:
    kept.save(a_mapping())
    path = kept.files.path("broken")
    path.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=told) as error:
        kept.load("broken")
    assert str(path) in str(error.value)
    assert [each.name for each in kept.listed()] == ["mine"]


def test_unknown_names_and_places(kept: SavedMappings, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--save-mapping NAME makes one"):
        kept.load("mine")
    kept.save(a_mapping("yours"))
    with pytest.raises(UsageError, match="There is no mapping 'mine'; there are: yours"):
        kept.load("mine")
    for path in (tmp_path / "no.toml", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            kept.load(f"{path}/")
    (tmp_path / "large.toml").write_bytes(b" " * 5_000_000)
    with pytest.raises(UsageError, match="too large"):
        kept.load(str(tmp_path / "large.toml"))


def test_of_rejected_rows_only_how_they_are_read_is_remembered_and_not_for_ever(
    tmp_path: Path,
) -> None:
    """What becomes of records, and of consent, is for each import to say."""
    memory = saved_mappings.of_rejects(tmp_path)
    memory.remember("one", REQUEST, COLUMNS, {"E-Mail": "dmy"})
    (found,) = [memory.recall("one-rejects.csv", ["_row", "_errors", *HEADER], None)]
    assert found is not None
    assert found.columns["Größe = cm"] == "custom.size"
    assert found.options == {
        "date_format": "%d/%m/%Y",
        "map_values": ("lifecycle:Kunde=customer",),
        "decimal_mark": ",",
        "proven": {"E-Mail": "dmy"},
    }
    os.utime(memory.files.path("one"), (1, 1))
    for at in range(50):
        memory.remember(f"i{at}", REQUEST, {"Email": "email", f"Column of {at}": None}, {})
    assert memory.recall("one-rejects.csv", HEADER, None) is None
    assert memory.recall("x.csv", ["Email", "Column of 0"], None) is not None
    assert len(list(memory.files.folder.iterdir())) == 50
