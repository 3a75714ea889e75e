"""Telling the names of people, companies and deals apart by the columns around them."""

from collections.abc import Iterator, Sequence

from crmctl.importing.mapping.columns import Candidate, Column

_USUAL_ROLES = frozenset({"work", "primary", "billing"})
_TITLES = frozenset({"name", "title", "honorific_or_title"})
_PERSON = frozenset({"person", "customer", "lead"})
_PARTS = frozenset({"first_name", "last_name"})
# Of a company and somebody there: "Nom / Raison sociale".
_EITHER = frozenset({"name", "full_name", "last_name"})


def candidates(columns: Sequence[Column], object_type: str) -> Iterator[Candidate]:
    """Offer the name fields of a kind of record."""
    some = any(column.evidence.filled for column in columns)
    concepts = {
        column.concept
        for column in columns
        if column.belongs_to(object_type) and (column.evidence.filled or not some)
    }
    for column in columns:
        if not column.meaning.roles <= _USUAL_ROLES or column.meaning.number > 1:
            continue
        if object_type == "contacts":
            yield from _contacts(column, columns, concepts)
        elif object_type == "accounts":
            yield from _accounts(column, columns, has_people=bool(concepts & _PARTS))
        else:
            yield from _deals(column)
    if object_type == "deals":
        yield from _described(columns)


def _contacts(
    column: Column, columns: Sequence[Column], concepts: set[str | None]
) -> Iterator[Candidate]:
    entities = column.meaning.entities
    if column.concept == "company" or _names(column, {"company"}, {"company", "person"}):
        yield Candidate(column, "account_name", _company_score(column), "company")
    elif _holds_companies(column) and "company" not in concepts:
        yield Candidate(column, "account_name", 0.8, "company, by its values")
    elif (
        column.concept == "full_name"
        and _are_single_words(column)
        and entities <= _PERSON
        and _is_a_last_name(column, columns, concepts)
    ):
        yield Candidate(column, "last_name", 0.85, "last name, beside a first name")
    elif column.concept in {"first_name", "last_name", "full_name"} and entities <= _PERSON:
        score = 0.9 if column.meaning.roles else 0.95
        yield Candidate(column, column.concept, score, column.concept.replace("_", " "))
    elif column.concept == "name" and entities <= _PERSON:
        yield _plain_name(column, columns, concepts)
        if (
            "full_name" in concepts
            and not concepts & {"company", *_PARTS}
            and _tells_another(column, columns)
        ):
            yield Candidate(column, "account_name", 0.75, "company, beside a person's name")
    elif _is_person_alone(column):
        yield Candidate(column, "full_name", 0.6, "full name")


def _holds_companies(column: Column) -> bool:
    """Whether whoever is named are companies, though the header says it of people."""
    named = column.concept in {"name", "full_name"} or _is_person_alone(column)
    return named and column.evidence.mostly("company")


def _is_person_alone(column: Column) -> bool:
    meaning = column.meaning
    alone = column.concept == "entity" and not meaning.number and not meaning.roles
    return alone and bool(meaning.entities) and meaning.entities <= _PERSON


def _company_score(column: Column) -> float:
    return 0.9 if column.meaning.number or column.meaning.roles else 0.95


def _names(column: Column, needed: set[str], allowed: set[str]) -> bool:
    entities = column.meaning.entities
    return column.concept in {"entity", "name"} and needed <= entities <= allowed | needed


def _plain_name(column: Column, columns: Sequence[Column], concepts: set[str | None]) -> Candidate:
    if _is_a_last_name(column, columns, concepts):
        return Candidate(column, "last_name", 0.85, "last name, beside a first name")
    if "last_name" in concepts and "first_name" not in concepts:
        return Candidate(column, "first_name", 0.85, "first name, beside a last name")
    return Candidate(column, "full_name", 0.85, "full name")


def _tells_another(column: Column, columns: Sequence[Column]) -> bool:
    """Whether the name is not just another one of the person beside it: what they are called."""
    full = next((c.evidence.values for c in columns if c.concept == "full_name"), ())
    pairs = zip(column.evidence.values, full, strict=False)
    shared = any({*one.lower().split()} & {*other.lower().split()} for one, other in pairs)
    return not shared and not _are_single_words(column)


def _are_single_words(column: Column) -> bool:
    single = sum(len(value.split()) == 1 for value in column.evidence.values)
    return 2 * single > column.evidence.filled


def _is_a_last_name(column: Column, columns: Sequence[Column], concepts: set[str | None]) -> bool:
    return (
        "first_name" in concepts
        and "last_name" not in concepts
        and not _holds_first(column, columns)
    )


def _holds_first(column: Column, columns: Sequence[Column]) -> bool:
    """Whether the values of a name column contain those of the first-name column."""
    first = next((c.evidence.values for c in columns if c.concept == "first_name"), ())
    return any(
        given.lower() in whole.lower().split()
        for given, whole in zip(first, column.evidence.values, strict=False)
    )


def _accounts(
    column: Column, columns: Sequence[Column], *, has_people: bool
) -> Iterator[Candidate]:
    entities = column.meaning.entities
    if not entities <= {"company", "customer"}:
        return
    if column.concept in _EITHER and "company" in entities:
        yield Candidate(column, "name", 0.93, "name")
    elif column.concept == "name":
        # Beside a first name it is the last name of someone who works there, and so it is where
        # the name of the company is hardly ever missing.
        of_people = has_people or _is_outdone(column, columns)
        yield Candidate(column, "name", 0.7 if of_people else 0.95, "name")
    elif column.concept == "company":
        yield Candidate(column, "name", 0.94, "name")
    elif column.concept == "entity" and column.meaning.entities:
        yield Candidate(column, "name", 0.9, "name")


def _is_outdone(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column that names companies has twice as many values."""
    named = (c for c in columns if _names(c, {"company"}, {"company"}))
    return any(c.evidence.filled > 2 * column.evidence.filled for c in named)


def _described(columns: Sequence[Column]) -> Iterator[Candidate]:
    """Offer what describes a deal as its name where no column has one."""
    if not any(c.field == "name" for column in columns for c in _deals(column)):
        for column in columns:
            if column.concept == "description" and column.belongs_to("deals"):
                yield Candidate(column, "name", 0.76, "deal name, for no other column has one")


def _deals(column: Column) -> Iterator[Candidate]:
    entities = column.meaning.entities
    if column.concept in _TITLES and entities <= {"deal", "lead"}:
        yield Candidate(column, "name", 0.93, "deal name")
    elif column.concept == "entity" and entities == {"deal"}:
        yield Candidate(column, "name", 0.95, "deal name")
    elif column.concept == "company" or _names(
        column, {"company"}, {"company", "deal", "customer", "lead"}
    ):
        yield Candidate(column, "account_name", 0.93, "company")
    elif column.concept == "full_name" or _names(column, {"person"}, {"person", "deal"}):
        yield Candidate(column, "contact_name", 0.9, "contact")
    elif column.concept in {"entity", "name"} and entities == {"customer"}:
        yield Candidate(column, "account_name", 0.75, "company")
