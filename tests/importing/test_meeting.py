"""How rows meet each other and the records there are: keys, duplicates, updates, on both databases.

Tried to break it: two people at one switchboard, namesakes, rows that repeat over lots, rows that
can only change and never make a record, words that clear what must be there, consent that returns.
Where rows of one file meet, lots of one row and lots of many must give the same.
"""

import random
from pathlib import Path

import pytest

from crmctl.errors import UsageError
from crmctl.importing import matching
from tests.conftest import Workspace
from tests.importing.importer import Importer, codes, counts

HEAD = ("external_id", "email", "first_name", "last_name", "phone", "account_name")
ANN = ("", "", "Ann", "Lee", "+49 30 1234567", "Acme")


@pytest.fixture
def take(workspace: Workspace, tmp_path: Path) -> Importer:
    return Importer(workspace, tmp_path, lot_size=2)


@pytest.fixture(
    params=[(1, 5_000), (5_000, 5_000), (5_000, 0)], ids=["row by row", "at once", "among many"]
)
def take_in_lots(workspace: Workspace, tmp_path: Path, request, monkeypatch) -> Importer:
    """The last beside more people without email than are looked at together."""
    lot_size, few = request.param
    monkeypatch.setattr(matching, "_FEW", few)
    return Importer(workspace, tmp_path, lot_size)


def test_namesakes_elsewhere_do_not_hide_the_one_at_the_same_company(
    take_in_lots: Importer,
) -> None:
    """Of many rows with one name, that one resembles a row without email which shares all."""
    others = [("", f"{at}@x.example", "Ann", "Lee", "", f"Firm {at}") for at in range(4)]
    same = ("", "ann@acme.example", "Ann", "Lee", "", "Acme")
    nobody = ("", "", "Ann", "Lee", "", "Acme")
    assert counts(take_in_lots(HEAD, nobody, *others, same)) == (5, 0, 0, 1, 0)


# (what speaks for a match, the row, whether it is Ann)
MEETINGS = {
    "by phone, otherwise written": (("", "", "Ann", "Lee", "0049 (30) 123-4567", ""), True),
    "by phone, a name missing": (("", "", "Ann", "", "+49301234567", ""), True),
    "by phone, an email more": (("", "ann@x.example", "", "", "+49 30 1234567", ""), True),
    "one phone, two names": (("", "", "Bob", "Lee", "+49 30 1234567", "Acme"), False),
    "by name and account": (("", "", "ANN", "lee", "", " ACME "), True),
    "a namesake elsewhere": (("", "", "Ann", "Lee", "", "Globex"), False),
    "a name without an account": (("", "", "Ann", "Lee", "", ""), False),
    "an id that she has not": (("7", "", "Ann", "Lee", "", "Acme"), True),
}


@pytest.mark.parametrize("meeting", MEETINGS)
def test_shared_keys_count_where_nothing_speaks_against_them(
    take_in_lots: Importer, meeting: str
) -> None:
    row, is_ann = MEETINGS[meeting]
    assert counts(take_in_lots(HEAD, ANN)) == (1, 0, 0, 0, 0)
    assert counts(take_in_lots(HEAD, row)) == ((0, 0, 0, 1, 0) if is_ann else (1, 0, 0, 0, 0))
    # The same within one file, in either order.
    for at, pair in enumerate(((ANN, row), (row, ANN))):
        rows = [
            (*each[:4], each[4].replace("123", f"9{at}3"), each[5] and f"{each[5].strip()} {at}")
            for each in pair
        ]
        created = 1 if is_ann else 2
        assert counts(take_in_lots(HEAD, *rows)) == (created, 0, 0, 2 - created, 0), pair


@pytest.mark.parametrize(
    "match", ["last_name+account_name+first_name", "name", "name+account", "account+name"]
)
def test_names_are_compared_however_they_are_written(take: Importer, match: str) -> None:
    """In any order of a key's words; first and last are not each other; and as they are now."""
    assert counts(take(HEAD, ("", "", "Ann", "de  Wit", "", "Acme"))) == (1, 0, 0, 0, 0)
    same, swapped = ("", "", "ＡＮＮ ", "DE Wit", "", "acme"), ("", "", "de Wit", "Ann", "", "Acme")
    assert counts(take(HEAD, same, match=(match,))) == (0, 0, 0, 1, 0)
    # Where records are not made ready ahead.
    assert counts(take(HEAD, same, match=(match,), in_file="merge")) == (0, 0, 0, 1, 0)
    assert counts(take(HEAD, swapped, match=(match,))) == (1, 0, 0, 0, 0)
    renamed = ("", "", "Ann", "de Wit", "+49 30 1234567", "Acme")
    assert counts(take(HEAD, renamed, match=(match,), duplicates="update")) == (0, 1, 0, 0, 0)
    anna = ("", "", "Anna", "", "+49 30 1234567", "")
    update = {"match": ("phone",), "duplicates": "update", "update": ("overwrite",)}
    assert counts(take(HEAD, anna, **update)) == (0, 1, 0, 0, 0)
    assert counts(take(HEAD, same, match=(match,))) == (1, 0, 0, 0, 0)
    now = ("", "", "anna", "De wit", "", "Acme")
    assert counts(take(HEAD, now, match=(match,))) == (0, 0, 0, 1, 0)


@pytest.mark.parametrize("match", ["email+email", "name+first_name+account+account_name"])
def test_a_key_may_name_a_field_twice(take: Importer, match: str) -> None:
    zoe = ("", "zoe@x.example", "Zoë", "Lee", "", "Acme")
    assert counts(take(HEAD, zoe, match=(match,))) == (1, 0, 0, 0, 0)
    assert counts(take(HEAD, zoe, zoe, match=(match,))) == (0, 0, 0, 2, 0)


def test_names_may_be_of_any_length(take: Importer) -> None:
    """An index of PostgreSQL takes some 2,700 bytes; by chance, for others it makes shorter."""
    chance = random.Random(5)
    letters = "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(9_000))
    long, other = (("", "", letters[:4_500], last, "", "Acme") for last in (letters[4_500:], "Li"))
    assert counts(take(HEAD, long, other, long)) == (2, 0, 0, 1, 0)
    assert counts(take(HEAD, other, long)) == (0, 0, 0, 2, 0)


def test_one_who_is_stored_and_one_of_the_file_are_several(take_in_lots: Importer) -> None:
    """A third row that is like both of them is none of them, wherever a lot ends."""
    stored = ("X1", "", "Ann", "Lee", "", "Acme")
    assert counts(take_in_lots(HEAD, stored)) == (1, 0, 0, 0, 0)
    other, like_both = ("X2", *stored[1:]), ("", "", "Ann", "Lee", "+1 212-555-0199", "Acme")
    told = take_in_lots(HEAD, other, like_both, duplicates="update")
    assert counts(told) == (2, 0, 0, 0, 0)
    assert codes(told, "warning_details") == [(3, None, "several")]


@pytest.mark.parametrize(
    ("account", "domain", "created"),
    [("gmail.com", "", 2), ("Acme", "globex.example", 1), ("Acme", "gmail.com", 1)],
    ids=["a mail provider's", "led to by a domain", "a mail provider's domain"],
)
def test_namesakes_are_compared_by_the_account_they_will_be_with(
    take_in_lots: Importer, account: str, domain: str, created: int
) -> None:
    header = (*HEAD, "account_domain")
    globex = ("", "zoe@x.example", "", "", "", "Globex", "globex.example")
    assert counts(take_in_lots(header, globex)) == (1, 0, 0, 0, 0)
    bob = ("", "", "Bob", "Ray", "", account, domain)
    with_email = ("", "bob@x.example", *bob[2:])
    assert counts(take_in_lots(header, bob, with_email)) == (created, 0, 0, 2 - created, 0)


def test_two_with_their_own_emails_are_two_whatever_they_share(take: Importer) -> None:
    people = [("", f"{n}@x.example", "Ann", "Lee", "+49 30 1234567", "Acme") for n in range(3)]
    assert counts(take(HEAD, *people)) == (3, 0, 0, 0, 0)
    # A row that might be any of the three is none of them.
    told = take(HEAD, ANN)
    assert counts(told) == (1, 0, 0, 0, 0)
    assert codes(told, "warning_details") == [(2, None, "several")]


def test_keys_go_in_their_order_and_several_matches_are_told(take: Importer) -> None:
    take(HEAD, ("1", "a@x.example", "Ann", "", "", ""), ("2", "b@x.example", "Bob", "", "", ""))
    take(HEAD, ("1", "b@x.example", "Changed", "", "", ""), duplicates="update")
    assert [(each["external_id"], each["first_name"]) for each in take.records()] == [
        ("1", "Changed"),
        ("2", "Bob"),
    ]
    take(HEAD, ("1", "c@x.example", "Second", "", "", ""), duplicates="create")
    told = take(HEAD, ("1", "", "", "", "030 1", ""), duplicates="update")
    assert (counts(told), codes(told, "warning_details")) == (
        (0, 1, 0, 0, 0),
        [(2, None, "several")],
    )
    assert [each["phone"] for each in take.records()] == ["030 1", None, None]


def test_a_key_that_was_asked_for_is_believed(take: Importer) -> None:
    take(HEAD, ANN)
    told = take(HEAD, ("", "", "Bob", "", "+49301234567", ""), match=("phone",))
    assert counts(told) == (0, 0, 0, 1, 0)
    told = take(HEAD, ("", "other@x.example", "ann", "LEE", "", "acme"), match=("name+account",))
    assert counts(told) == (0, 0, 0, 1, 0)


ACCOUNTS = ("external_id", "name", "domain")
BETA, TWIN = ("B1", "Beta", "beta.example"), ("B2", "Beta", "beta.test")
# {what is in the file: (who it is, and with `--in-file last`: the line that counts)}
NAMESAKES = {
    "ids and domains": ((BETA, TWIN), [1, 2]),
    "ids": ((("B1", "Beta", ""), ("B2", "Beta", "")), [1, 2]),
    "domains": ((("", "Beta", "beta.example"), ("", "Beta", "beta.test")), [1, 2]),
    "one domain": ((BETA, ("B2", "Beta Inc", "beta.example")), [1, 1]),
    "an id more": ((("", "Beta", ""), BETA), [1, 1]),
    "an id less": ((BETA, ("", "beta", "")), [1, 1]),
    "an id on one, a domain on the other": (
        (("B1", "Beta", ""), ("", "Beta", "beta.test")),
        [1, 1],
    ),
    "the name of the first of two": ((BETA, TWIN, ("", "Beta", "")), [1, 2, 1]),
    "a mail provider's domain": ((BETA, ("", "Beta", "gmail.com")), [1, 1]),
    "one of two after their mere name": ((("", "Beta", ""), BETA, TWIN), [1, 1, 3]),
    "two, and their mere name between": ((BETA, ("", "Beta", ""), TWIN), [1, 1, 3]),
    "an id, then a domain, then another": (
        (("B1", "Beta", ""), ("", "Beta", "beta.example"), ("", "Beta", "beta.test")),
        [1, 1, 3],
    ),
}


@pytest.mark.parametrize("case", NAMESAKES)
def test_accounts_of_one_name_are_two_where_ids_or_domains_differ(
    take_in_lots: Importer, case: str
) -> None:
    rows, who = NAMESAKES[case]
    size = len(set(who))
    told = take_in_lots(ACCOUNTS, *rows, type="accounts")
    assert counts(told) == (size, 0, 0, len(rows) - size, 0)
    assert told["warnings"] == 0
    # Each is known again, in any order, and none changes another.
    assert counts(take_in_lots(ACCOUNTS, *rows[::-1], type="accounts"))[3] == len(rows)
    first = [rows[who.index(at)] for at in sorted(set(who))]
    options = {"type": "accounts", "duplicates": "update"}
    assert counts(take_in_lots(ACCOUNTS, *first, **options))[:2] == (0, 0)


def test_a_name_that_nearly_all_bear_takes_no_longer(take: Importer) -> None:
    """Each is looked at a few times, not once for each of the others: it would take minutes."""
    take.lot_size = 5_000
    rows = [(f"X{at}", "Unknown", "") for at in range(12_000)]
    told = take(ACCOUNTS, *rows, type="accounts")
    assert counts(told) == (12_000, 0, 0, 0, 0)
    more = [(f"Y{at}", "Unknown", "") for at in range(6_000)]
    told = take(ACCOUNTS, *more, ("", "unknown", ""), type="accounts", duplicates="update")
    assert counts(told)[:2] == (6_000, 0)
    assert counts(take(ACCOUNTS, *rows[::-1], type="accounts")) == (0, 0, 0, 12_000, 0)


def test_a_namesake_with_another_domain_is_told_of(take_in_lots: Importer) -> None:
    rows = (ACCOUNTS[1:], ("Beta", "beta.example"), ("Acme", ""))
    assert counts(take_in_lots(*rows, type="accounts")) == (2, 0, 0, 0, 0)
    more = (("Beta", "beta.test"), ("Acme", "acme.example"))
    told = take_in_lots(ACCOUNTS[1:], *more, type="accounts")
    assert (counts(told), codes(told, "warning_details")) == (
        (1, 0, 0, 1, 0),
        [(2, None, "namesake")],
    )
    # One of them may be the row's all the same.
    take_in_lots(ACCOUNTS[1:], ("Beta", ""), type="accounts", match=("domain",))
    told = take_in_lots(ACCOUNTS[1:], ("Beta", "beta.localhost"), type="accounts")
    assert (counts(told), told["warnings"]) == ((0, 0, 0, 1, 0), 0)
    # Who says that a name is enough is believed.
    take_in_lots(ACCOUNTS[1:], ("Gamma", "gamma.example"), type="accounts")
    other = ("Gamma", "gamma.test")
    told = take_in_lots(ACCOUNTS[1:], other, type="accounts", match=("name",))
    assert counts(told) == (0, 0, 0, 1, 0)


def test_a_website_tells_accounts_apart_and_finds_them(take_in_lots: Importer) -> None:
    """As a domain does; but a page among others tells nothing."""
    head = ("name", "website")
    rows = (("Phoenix", "https://phoenix.example"), ("Phoenix", "www.phoenix.test/about"))
    assert counts(take_in_lots(head, *rows, type="accounts")) == (2, 0, 0, 0, 0)
    again = (("Phoenix AG", "http://phoenix.test"), ("Phoenix Inc", "phoenix.example"))
    options = {"type": "accounts", "duplicates": "update"}
    assert counts(take_in_lots(head, *again, **options)) == (0, 2, 0, 0, 0)
    by_domain = (("Phoenix", "phoenix.example"), ("Phoenix", "phoenix.test"))
    assert counts(take_in_lots(("name", "domain"), *by_domain, **options))[:2] == (0, 2)
    pages = [
        ("Shop 0", "https://www.facebook.com/shop0"),
        ("Shop 1", "https://www.facebook.com/shop1"),
        ("Shop 2", "https://sites.google.com/shop2"),
    ]
    assert counts(take_in_lots(head, *pages, type="accounts")) == (3, 0, 0, 0, 0)
    assert {each["domain"] for each in take_in_lots.records("accounts")} == {
        "phoenix.example", "phoenix.test", None,
    }  # fmt: skip
    assert counts(take_in_lots(head, *pages[::-1], type="accounts")) == (0, 0, 0, 3, 0)


@pytest.mark.parametrize("in_file", ["merge", "last"])
def test_a_mere_name_between_two_joins_one_of_them(take_in_lots: Importer, in_file: str) -> None:
    rows = (BETA, ("", "Beta", ""), TWIN)
    told = take_in_lots(ACCOUNTS, *rows, type="accounts", in_file=in_file)
    assert counts(told) == (2, 0, 0, 1, 0)
    found = [(each["external_id"], each["domain"]) for each in take_in_lots.records("accounts")]
    first = BETA[::2] if in_file == "merge" else (None, None)
    assert found == [first, TWIN[::2]]


@pytest.mark.parametrize("duplicates", ["skip", "update"])
def test_two_of_a_name_are_not_both_the_one_that_is_stored(
    take_in_lots: Importer, duplicates: str
) -> None:
    """Wherever a lot ends."""
    take_in_lots(("name",), ("Beta",), type="accounts")
    rows = (("Beta", "beta.example"), ("Beta", "beta.test"), ("Beta", "beta.test"))
    told = take_in_lots(ACCOUNTS[1:], *rows, type="accounts", duplicates=duplicates)
    assert counts(told)[0] == 1
    domains = [each["domain"] for each in take_in_lots.records("accounts")]
    assert domains == ["beta.example" if duplicates == "update" else None, "beta.test"]


def test_of_namesakes_the_last_row_counts_where_it_may_be_the_same(take_in_lots: Importer) -> None:
    rows = (("", "Beta", ""), BETA, TWIN, ("", "Acme", ""), ("A1", "Acme", ""))
    told = take_in_lots(ACCOUNTS, *rows, type="accounts", in_file="last")
    assert counts(told) == (3, 0, 0, 2, 0)
    assert [each["external_id"] for each in take_in_lots.records("accounts")] == ["B1", "B2", "A1"]


def test_an_account_that_takes_anothers_name_is_not_that_one(take_in_lots: Importer) -> None:
    take_in_lots(ACCOUNTS, BETA, ("A1", "Acme", ""), type="accounts")
    told = take_in_lots(ACCOUNTS, ("B1", "Acme", ""), type="accounts", duplicates="update")
    assert (counts(told), told["warnings"]) == ((0, 1, 0, 0, 0), 0)
    # By a domain, it is.
    told = take_in_lots(ACCOUNTS, ("A1", "", "beta.example"), type="accounts", duplicates="update")
    assert codes(told, "warning_details") == [(2, None, "several")]


def test_deals_of_one_name_are_two_where_their_ids_differ(take_in_lots: Importer) -> None:
    head = ("external_id", "name", "account_name")
    deals = [(id_, "Renewal", "Acme") for id_ in ("D1", "D2", "D2", "")]
    assert counts(take_in_lots(head, *deals, type="deals")) == (2, 0, 0, 2, 0)
    # However the name is written.
    other = (("", "RENEWAL ", "acme"), ("", "Ｒenewal  Two", "Acme"), ("", "renewal two", "Acme"))
    assert counts(take_in_lots(head, *other, type="deals")) == (1, 0, 0, 2, 0)
    told = take_in_lots(head, ("D3", "Renewal", "Acme"), type="deals")
    assert (counts(told), told["warnings"]) == ((1, 0, 0, 0, 0), 0)


def test_a_row_that_is_two_records_changes_the_first_and_says_so(take_in_lots: Importer) -> None:
    head = ("external_id", "email", "first_name")
    people = (("1", "ann@x.example", "Ann"), ("2", "bob@x.example", "Bob"))
    take_in_lots(head, *people)
    rows = (("1", "bob@x.example", "Changed"), ("2", "new@x.example", "Bob"))
    told = take_in_lots(head, *rows, duplicates="update")
    assert counts(told) == (0, 2, 0, 0, 0)
    assert codes(told, "warning_details") == [(2, None, "several")]
    assert "by its email" in told["warning_details"][0]["message"]
    assert [each["first_name"] for each in take_in_lots.records()] == ["Changed", "Bob"]


REPEATED = (
    ("a@x.example", "Ann", "", "+49 30 1"),
    ("A@X.example", "Anna", "CEO", ""),
    ("bad", "Bob", "", ""),
    ("a@x.example", "", "CFO", "+49 30 22"),
    ("c@x.example", "Cleo", "", ""),
)
# {what: (counts, [(first name, title, phone) of a@x.example])}
IN_FILE = {
    "first": ((2, 0, 0, 2, 1), ("Ann", None, "+49 30 1")),
    "last": ((2, 0, 0, 2, 1), (None, "CFO", "+49 30 22")),
    "merge": ((2, 0, 0, 2, 1), ("Ann", "CEO", "+49 30 1")),
    "reject": ((2, 0, 0, 0, 3), ("Ann", None, "+49 30 1")),
}


@pytest.mark.parametrize("duplicates", ["skip", "update", "create"])
@pytest.mark.parametrize("in_file", IN_FILE)
def test_rows_of_one_file_that_are_one_record(
    take_in_lots: Importer, in_file: str, duplicates: str
) -> None:
    wanted, ann = IN_FILE[in_file]
    every = (in_file, duplicates) == ("first", "create")
    header = ("email", "first_name", "job_title", "phone")
    told = take_in_lots(header, *REPEATED, in_file=in_file, duplicates=duplicates)
    assert counts(told) == ((4, 0, 0, 0, 1) if every else wanted)
    first = take_in_lots.records()[0]
    assert (first["first_name"], first["job_title"], first["phone"]) == ann or every
    rejected = [row for row, _, code in codes(told) if code == "duplicate"]
    assert rejected == ([3, 5] if in_file == "reject" else [])
    # Once more, with the records there.
    again = counts(take_in_lots(header, *REPEATED, in_file=in_file, duplicates=duplicates))
    failed = wanted[4]
    assert (
        again
        == {
            "skip": (0, 0, 0, 5 - failed, failed),
            "update": (0, 0, 2, wanted[3], failed),
            "create": (4, 0, 0, 0, 1) if every else wanted,
        }[duplicates]
    )


def test_merged_rows_that_lead_to_each_other_by_several_keys(take_in_lots: Importer) -> None:
    rows = (
        ("1", "", "Ann", "", "", ""),
        ("1", "a@x.example", "", "", "", ""),
        ("", "a@x.example", "", "Lee", "", ""),
    )
    assert counts(take_in_lots(HEAD, *rows, in_file="merge", duplicates="update")) == (
        1,
        0,
        0,
        2,
        0,
    )
    (ann,) = take_in_lots.records()
    assert (ann["external_id"], ann["email"], ann["first_name"], ann["last_name"]) == (
        "1", "a@x.example", "Ann", "Lee",
    )  # fmt: skip


FULL = ("email", "first_name", "job_title", "tags", "city", "account_name", "mobile_phone")
OLD = ("a@x.example", "Ann", "CEO", "vip", "Berlin", "Acme", "0171 1234567")
NEW = ("a@x.example", "Anna", "CFO", "new", "Köln", "Globex", "0171 7654321")


def test_fill_takes_blanks_only_and_overwrite_all_but_blanks(take: Importer) -> None:
    take(FULL, OLD, ("b@x.example", "Bob", "", "", "", "", ""))
    rows = (NEW, ("b@x.example", "", "CFO", "new", "Köln", "Globex", ""))
    told = take(FULL, *rows, duplicates="update", update=("fill",))
    assert counts(told) == (0, 1, 1, 0, 0)
    ann, bob = take.records()
    assert (ann["first_name"], ann["tags"], ann["address"]) == ("Ann", ["vip"], {"city": "Berlin"})
    assert (bob["job_title"], bob["tags"], bob["address"]) == ("CFO", ["new"], {"city": "Köln"})
    assert {each["name"] for each in take.records("accounts")} == {"Acme", "Globex"}
    of_fields = ("fill", "job_title=overwrite", "city=overwrite")
    assert counts(take(FULL, NEW, duplicates="update", update=of_fields)) == (0, 1, 0, 0, 0)
    ann, _ = take.records()
    assert (ann["first_name"], ann["job_title"]) == ("Ann", "CFO")
    assert ann["address"] == {"city": "Köln"}
    assert counts(take(FULL, NEW, duplicates="update", update=("account_name=fill",))) == (
        (0, 1, 0, 0, 0)
    )
    ann, _ = take.records()
    names = {each["id"]: each["name"] for each in take.records("accounts")}
    assert (ann["first_name"], names[ann["account_id"]]) == ("Anna", "Acme")
    for word in ("always", "=fill", "nosuch=fill", "fill=job_title"):
        with pytest.raises(UsageError):
            take(FULL, NEW, duplicates="update", update=(word,))


def test_only_the_word_that_clears_clears(take: Importer) -> None:
    take(FULL, OLD)
    empty = ("a@x.example", *[""] * 6)
    assert counts(take(FULL, empty, duplicates="update")) == (0, 0, 1, 0, 0)
    words = ("a@x.example", "", " - ", "-", "-", "-", "-")
    assert counts(take(FULL, words, duplicates="update", clear_with="-")) == (0, 1, 0, 0, 0)
    (ann,) = take.records()
    assert [ann[name] for name in ("job_title", "tags", "address", "account_id", "phones")] == [
        None
    ] * 5
    assert ann["first_name"] == "Ann"
    # What makes a contact may go, but not all of it.
    told = take(("external_id", "email", "first_name"), ("", "a@x.example", "-"),
                duplicates="update", clear_with="-")  # fmt: skip
    assert counts(told) == (0, 1, 0, 0, 0)
    take(("external_id", "email"), ("9", "a@x.example"), duplicates="update")
    told = take(("external_id", "email"), ("9", "-"), duplicates="update", clear_with="-")
    assert (counts(told), codes(told)) == ((0, 0, 0, 0, 1), [(2, None, "required")])
    assert counts(take(FULL, ("b@x.example", "-", *["-"] * 5), clear_with="-")) == (1, 0, 0, 0, 0)


def test_a_row_that_cannot_make_a_record_can_change_one(take: Importer) -> None:
    take(("external_id", "email"), ("1", "a@x.example"))
    rows = (("1", "CEO"), ("2", "CFO"), ("2", "CTO"))
    told = take(("external_id", "job_title"), *rows, duplicates="update")
    assert counts(told)[:2] == (0, 1)
    assert next(row for row, _, code in codes(told) if code == "required") == 3
    with pytest.raises(UsageError, match="first_name or email"):
        take(("external_id", "job_title"), ("1", "CEO"))


@pytest.mark.parametrize("policy", [(), ("fill",)])
def test_consent_is_never_given_back_unasked(take: Importer, policy: tuple[str, ...]) -> None:
    head = ("email", "email_opt_in", "Unsubscribed")
    people = [("out@x.example", "yes", "yes"), ("in@x.example", "yes", "no"),
              ("none@x.example", "", ""), ("day@x.example", "yes", "2026-01-31")]  # fmt: skip
    told = take(head, *people)
    assert counts(told) == (4, 0, 0, 0, 0)
    assert [each["email_opt_in"] for each in take.records()] == [False, True, None, False]
    rows = [("out@x.example", "yes", ""), ("in@x.example", "", "yes"), ("none@x.example", "1", "")]
    told = take(head, *rows, duplicates="update", update=policy)
    assert [each["email_opt_in"] for each in take.records()] == [False, False, True, False]
    assert codes(told, "warning_details") == [(2, "email_opt_in", "opt_out")]
    again = take(head, *rows[:1], duplicates="update", resubscribe=True)
    assert counts(again) == (0, 1, 0, 0, 0)
    assert take.records()[0]["email_opt_in"] is True


def test_an_opt_out_that_is_passed_over_is_told(take_in_lots: Importer) -> None:
    head = ("email", "email_opt_in")
    told = take_in_lots(
        head, ("a@x.example", "yes"), ("b@x.example", ""), ("c@x.example", "no"),
        ("a@x.example", "no"), ("b@x.example", "no"), ("c@x.example", "no"),
    )  # fmt: skip
    assert counts(told) == (3, 0, 0, 3, 0)
    lost = "email_opt_in", "opt_out_lost"
    assert codes(told, "warning_details") == [(5, *lost), (6, *lost)]
    rows = (("a@x.example", "no"), ("b@x.example", "no"), ("c@x.example", "no"))
    skipped = take_in_lots(head, *rows, ("a@x.example", "no"))
    assert codes(skipped, "warning_details") == [(2, *lost), (3, *lost), (5, *lost)]
    again = take_in_lots(head, *rows, ("a@x.example", "yes"), duplicates="update")
    assert counts(again)[1] == 2
    assert codes(again, "warning_details") == []
    more = take_in_lots(
        head, ("d@x.example", "yes"), ("d@x.example", "no"), ("a@x.example", "no"),
        in_file="last", duplicates="skip",
    )  # fmt: skip
    assert codes(more, "warning_details") == []
    last = take_in_lots(head, ("e@x.example", "no"), ("e@x.example", "yes"), in_file="last")
    assert codes(last, "warning_details") == [(2, *lost)]
    assert last["warning_details"][0]["message"].endswith("line 3, which is taken, has not")


def test_an_opt_out_of_any_column_wins_and_is_no_consent_when_it_says_no(take: Importer) -> None:
    head = ("email", "Do not email", "Status of newsletter", "Email Opt Out")
    maps = ("Status of newsletter=email_opt_in", "Do not email=email_opt_out")
    rows = (
        ("a@x.example", "no", "subscribed", "no"),
        ("b@x.example", "yes", "subscribed", "no"),
        ("c@x.example", "no", "subscribed", "true"),
        ("d@x.example", "no", "", "0"),
        ("e@x.example", "", "cleaned", ""),
        ("f@x.example", "", "pending", "who knows"),
    )
    told = take(head, *rows, maps=maps)
    assert [each["email_opt_in"] for each in take.records()] == [
        True, False, False, None, False, None,
    ]  # fmt: skip
    assert codes(told, "warning_details") == [(7, "Email Opt Out", "boolean")]


def test_accounts_by_domain_or_name_and_never_by_a_mail_provider(take: Importer) -> None:
    take(("name", "domain"), ("Acme", "acme.example"), ("Twin", ""), type="accounts")
    take(("name", "domain"), ("TWIN", ""), type="accounts", duplicates="create")
    head = ("email", "account_name", "account_domain")
    told = take(
        head,
        ("a@x.example", "Acme Corporation", "https://www.acme.example/about"),
        ("b@x.example", "acme", ""),
        ("c@x.example", "twin", ""),
        ("d@x.example", "", "gmail.com"),
        ("e@x.example", "New", "gmail.com"),
        ("f@x.example", "", "new.example"),
    )
    assert counts(told) == (6, 0, 0, 0, 0)
    accounts = {each["id"]: each for each in take.records("accounts")}
    named = [accounts[each["account_id"]]["name"] if each["account_id"] else None
             for each in take.records()]  # fmt: skip
    assert named == ["Acme", "Acme", "Twin", None, "New", "new.example"]
    assert {each["domain"] for each in accounts.values()} == {"acme.example", "new.example", None}
    assert sorted(told["warning_details"], key=lambda each: each["code"]) == [
        {"row": 1, "column": None, "value": "gmail.com", "code": "free_mail",
         "message": "this is a mail provider's domain: no account was made of it"},
        {"row": 1, "column": None, "value": "twin", "code": "several",
         "message": "several accounts match: the oldest was taken"},
    ]  # fmt: skip
    rows = (("One", "gmail.com"), ("Two", "gmail.com"))
    assert counts(take(("name", "domain"), *rows, type="accounts")) == (2, 0, 0, 0, 0)


def test_a_mail_provider_in_the_column_of_companies_is_no_account(take: Importer) -> None:
    """Unless it is one already: some of them have staff who are somebody's customers."""
    take(("name",), ("GMX.net",), type="accounts")
    rows = (("a@x.example", "Gmail.com"), ("b@x.example", "gmx.net"), ("c@x.example", "Acme"))
    told = take(("email", "account_name"), *rows)
    assert counts(told) == (3, 0, 0, 0, 0)
    accounts = {each["id"]: each["name"] for each in take.records("accounts")}
    assert sorted(accounts.values()) == ["Acme", "GMX.net"]
    named = [accounts.get(each["account_id"]) for each in take.records()]
    assert named == [None, "GMX.net", "Acme"]
    assert codes(told, "warning_details") == [(1, None, "free_mail")]


def test_warnings_come_in_the_order_of_the_file(take: Importer) -> None:
    rows = (("a@x.example", "", "soon"), ("b@x.example", "no url", ""), ("c@", "", "never"))
    told = take(("email", "website", "birthday"), *rows, ("Ann", "", ""), on_error="blank")
    lines = [line for line, _, _ in codes(told, "warning_details")]
    assert lines == sorted(lines)
    assert len(set(lines)) > 2


def test_a_row_without_its_last_cells_is_named(take: Importer) -> None:
    """Unless the file's rows end where their values end, as some programs write them."""
    told = take.text("email,first_name,city\na@x.example,Ann,Rome\nb@x.example,Bob,\nc@x.example\n")
    assert (counts(told), codes(told, "warning_details")) == (
        (3, 0, 0, 0, 0),
        [(4, None, "width")],
    )
    told = take.text("email,first_name,city\nd@x.example,Dan\ne@x.example,Eve\nf@x.example,F\n")
    assert told["warnings"] == 0


def test_unknown_columns_become_custom_fields_with_names_of_their_own(take: Importer) -> None:
    head = ("email", "Größe (cm)", "größe-cm", "Größe  cm", "!!", "_errors")
    told = take(head, ("a@x.example", "1", "2", "3", "4", "5"), keep_unmapped=True)
    assert counts(told) == (1, 0, 0, 0, 0)
    assert take.records()[0]["custom_fields"] == {
        "größe_cm": "1", "größe-cm": "2", "größe_cm_2": "3", "column": "4",
    }  # fmt: skip


def test_whoever_loses_an_email_in_the_file_can_be_met_later_in_it(take: Importer) -> None:
    """Before that nobody was without one, and nobody was looked for."""
    header = ("external_id", "email", "first_name", "last_name", "account_name")
    assert counts(take(header, ("1", "ann@x.example", "Ann", "Lee", "Acme"))) == (1, 0, 0, 0, 0)
    rows = [
        ("1", "-", "Ann", "Lee", "Acme"),
        ("2", "zoe@x.example", "Zoe", "Orr", "Acme"),
        ("", "ann@new.example", "Ann", "Lee", "Acme"),
    ]
    told = take(header, *rows, duplicates="update", clear_with="-")
    assert counts(told) == (1, 1, 0, 1, 0)


def test_rows_that_hold_nothing_but_a_link_make_no_record(take_in_lots: Importer) -> None:
    told = take_in_lots(("account_name",), ("Acme",), ("Globex",), duplicates="update",
                        match=("account_name",))  # fmt: skip
    assert counts(told) == (0, 0, 0, 0, 2)
    assert codes(told) == [(2, None, "required"), (3, None, "required")]


@pytest.mark.parametrize(
    ("row", "is_ann"),
    [
        (("", "ann.lee@home.example", "ANN", "Lee"), True),
        (("7", "Ann.Lee@home.example", "Ann", "Lee"), True),
        (("8", "ann.lee@home.example", "Ann", "Lee"), False),
        (("", "ann.lee@home.example", "Bob", "Lee"), False),
        (("", "ann.lee@home.example", "", "Lee"), False),
        (("", "other@home.example", "Ann", "Lee"), False),
    ],
)
def test_whoever_has_the_email_as_a_second_one_is_the_same_by_the_name(
    take_in_lots: Importer, row: tuple[str, ...], is_ann: bool
) -> None:
    head = (*HEAD[:4], "other_email")
    take_in_lots(head, ("7", "ann@x.example", "Ann", "Lee", "ann.lee@home.example"))
    take_in_lots(head, ("9", "eve@x.example", "Eve", "Lee", "ann.lee@home.example"))
    told = take_in_lots((*HEAD[:4], "job_title"), (*row, "CEO"), duplicates="update")
    assert counts(told) == ((0, 1, 0, 0, 0) if is_ann else (1, 0, 0, 0, 0))
    ann = take_in_lots.records()[0]
    # Her own email stays her own, where she was not found by her id.
    email = row[1].lower() if row[0] == "7" else "ann@x.example"
    assert (ann["job_title"], ann["email"]) == ("CEO" if is_ann else None, email)
    assert counts(take_in_lots(HEAD[:4], row)) == (0, 0, 0, 1, 0)


# Dan is stored with an email and a phone; the file has him twice, by either.
DAN = ("", "dan@x.example", "Dan", "Ito", "+1 212 555 0188", "")
BY_PHONE = ("", "", "Dan", "Ito", "+1 212 555 0188", "Acme")
BY_EMAIL = ("", "dan@x.example", "Daniel", "Ito", "", "")


@pytest.mark.parametrize("in_file", ["first", "last", "merge", "reject"])
def test_rows_that_are_one_by_the_record_that_both_are(
    take_in_lots: Importer, in_file: str
) -> None:
    """The first of them counts, whichever key found it, and the other names it."""
    take_in_lots(HEAD, DAN)
    told = take_in_lots(HEAD, BY_PHONE, BY_EMAIL, duplicates="update", in_file=in_file)
    rejected = in_file == "reject"
    assert counts(told) == (0, 1, 0, not rejected, rejected)
    (dan,) = take_in_lots.records()
    assert (dan["first_name"], dan["account_id"] is None) == ("Dan", False)
    said = [each["message"] for each in (told["errors"] if rejected else told["warning_details"])]
    assert all("line 2" in each for each in said)
    assert len(said) == (in_file != "first")


@pytest.mark.parametrize("in_file", ["last", "merge"])
def test_who_is_alike_by_phone_alone_is_joined_when_that_is_asked_for(
    take_in_lots: Importer, in_file: str
) -> None:
    told = take_in_lots(HEAD, BY_PHONE, DAN, in_file=in_file)
    assert counts(told) == (1, 0, 0, 1, 0)
    assert codes(told, "warning_details") == [(3, None, "not_joined")]
    other = [(*row[:2], "Eve", *row[3:4], "+1 212 555 0199", row[5]) for row in (BY_PHONE, DAN)]
    told = take_in_lots(HEAD, *other, in_file=in_file, match=("phone",))
    assert (counts(told), told["warnings"]) == ((1, 0, 0, 1, 0), 0)
    assert take_in_lots.records()[-1]["email"] == "dan@x.example"


def test_who_is_like_an_earlier_row_was_not_there_before(take: Importer) -> None:
    """Rows of other lots are met as the records that were made of them."""
    eve = ("", "eve@x.example", "Eve", "Ode", "", "")
    take(HEAD, DAN, eve, BY_PHONE)
    assert list(take.report.passed) == ["repeated"]
    (told,) = take.report.passed["repeated"].examples
    assert (told.line, told.message.endswith(", which an earlier row has made")) == (4, True)
    take(HEAD, BY_PHONE, eve)
    assert {code: found.count for code, found in take.report.passed.items()} == {"there": 2}
