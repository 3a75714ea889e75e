"""Dates and times as people and products write them; none is guessed that may mean two days."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Literal

Order = Literal["dmy", "mdy", "ymd"]

_ZONE = r"Z|UTC|GMT|[+-]\d{2}:?\d{2}"
_TIME = (
    r"(?:(?:[T,]|\s)+(?:(?:um|at|à|kl\.?|o)\s+)?(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})"
    rf"(?:[:.](?P<second>\d{{2}})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?|Uhr)?\s*(?P<zone>{_ZONE})?)?"
)
_NUMERIC = re.compile(
    r"(?P<first>\d{1,4})(?P<mark>[-/.])[ ]?(?P<second_part>\d{1,2})(?P=mark)[ ]?"
    rf"(?P<third>\d{{1,4}})\.?{_TIME}"
).fullmatch
_FAR_EASTERN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?").fullmatch
_WORD = r"[^\W\d_]{3,12}"
_NAMED = re.compile(
    rf"(?:{_WORD}\.?,?\s+)??(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:de\s+|of\s+)?"
    rf"(?P<month>{_WORD})\.?,?[\s-]+(?:de\s+|del\s+)?|(?P<month_first>{_WORD})\.?[\s-]+"
    rf"(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+)(?P<year>\d{{4}}|\d{{2}}){_TIME}"
).fullmatch
# What a database writes for no date at all.
_NOUGHT = re.compile(r"0{1,4}[-/.]0{1,2}[-/.]0{1,4}(?:[T ]00?:00(?::00(?:\.0+)?)?)?").fullmatch
_LONGEST = 60
# POSIX: two digits from 69 on are of the last century.
_PIVOT = 69
_MONTHS = """
january jan janvier januar januari enero gennaio janeiro styczeń stycznia sty stycz ene gen janv
 leden ledna január ocak oca tammikuu tammikuuta tammi
february feb february février février fevr févr februar februari febrero febbraio fevereiro luty
 lutego lut fev fév febr únor února február şubat helmikuu helmikuuta helmi
march mar mars märz marzo março maart mrt mrz marzec marca marz mär března březen március mart
 maaliskuu maaliskuuta maalis
april apr avril abril aprile kwiecień kwietnia kwi avr abr duben dubna április nisan nis
 huhtikuu huhtikuuta huhti
may mai mayo maggio maio mei maj maja mag květen května május mayıs toukokuu toukokuuta touko
june jun juin juni junio giugno junho czerwiec czerwca cze giu červen června június haziran haz
 kesäkuu kesäkuuta kesä
july jul juillet juli julio luglio julho lipiec lipca lip juil lug červenec července július
 temmuz tem heinäkuu heinäkuuta heinä
august aug août aout agosto augustus augusti sierpień sierpnia sie ago srpen srpna augusztus
 ağustos ağu elokuu elokuuta elo
september sep sept septembre septiembre settembre setembro wrzesień września wrz set září
 szeptember eylül eyl syyskuu syyskuuta syys
october oct okt oktober octobre octubre ottobre outubro październik października paź ott out říjen
 října október ekim eki lokakuu lokakuuta loka
november nov novembre noviembre novembro listopad listopada lis listopadu kasım kas marraskuu
 marraskuuta marras
december dec dez déc dezember décembre diciembre dicembre dezembro grudzień grudnia gru dic
 prosinec prosince aralık ara joulukuu joulukuuta joulu
"""


class AmbiguousError(ValueError):
    """The text means one day with the day first, and another with the month first."""


def is_nought(text: str) -> bool:
    """Whether the text is zeros in the place of a date: there is none."""
    return bool(_NOUGHT(text.strip()))


def orders(text: str) -> frozenset[Order]:
    """The orders in which a date of numbers is a day.

    None for a text that is no such date, nor for one whose year of four digits stands first.
    """
    match = _matched(text)
    if not match or len(match["first"]) > 2:
        return frozenset()
    return frozenset(_possible(_parts(match)))


def is_ambiguous(text: str) -> bool:
    """Whether the text is one day or another, as the order of its parts may be."""
    match = _matched(text)
    return match is not None and len(_days(_parts(match), usual(orders(text)))) > 1


def usual(possible: Iterable[Order]) -> set[Order]:
    """The orders without the year first, where there are others: short years stand last."""
    return set(possible) - {"ymd"} or set(possible)


def is_short(text: str) -> bool:
    """Whether the year has two digits only."""
    return not re.search(r"\d{4}", text)


def has_dots(text: str) -> bool:
    """Whether the parts are set apart by dots, as nobody writes who puts the month first."""
    match = _matched(text)
    return match is not None and match["mark"] == "."


def read(text: str, order: Order | None = None) -> datetime:
    """The moment, without a zone where none is named; without a time, the day's first.

    AmbiguousError when the text may be two days and no order is given; ValueError when it is no
    date at all.
    """
    cell = text.strip()
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        pass
    if len(cell) > _LONGEST:
        raise ValueError("this is no date")
    return _numeric(cell, order) or _named(cell) or _far_eastern(cell) or _spaced_zone(cell)


def _numeric(cell: str, order: Order | None) -> datetime | None:
    match = _NUMERIC(cell)
    if not match:
        return None
    parts = _parts(match)
    possible = _possible(parts)
    # A year of four digits in the first place says all.
    told = order is not None and len(parts[0]) < 3
    days = _days(parts, possible & {order} if told else usual(possible))
    if len(days) > 1:
        raise AmbiguousError(cell)
    if not days:
        raise ValueError("there is no such day")
    return _with_time(days.pop(), match)


def _named(cell: str) -> datetime | None:
    match = _NAMED(cell)
    if not match:
        return None
    month = _months().get((match["month"] or match["month_first"]).casefold())
    day = _date(_full_year(match["year"]), month or 0, int(match["day"] or match["day_second"]))
    return _with_time(day, match) if day else None


def _far_eastern(cell: str) -> datetime | None:
    match = _FAR_EASTERN(cell)
    return _date(*map(int, match.groups())) if match else None


def _spaced_zone(cell: str) -> datetime:
    """An ISO moment with a blank before its zone: `2026-01-02 03:04:05 UTC`."""
    match = re.fullmatch(rf"(\d{{4}}-.*?) ?({_ZONE})", cell)
    if not match:
        raise ValueError("this is no date")
    return datetime.fromisoformat(match[1]).replace(tzinfo=_zone(match[2]))


def _matched(text: str) -> re.Match[str] | None:
    return _NUMERIC(text.strip()) if len(text) <= _LONGEST else None


def _parts(match: re.Match[str]) -> tuple[str, str, str]:
    return match["first"], match["second_part"], match["third"]


def _possible(parts: tuple[str, str, str]) -> set[Order]:
    """The orders that the lengths and the calendar allow."""
    lengths = len(parts[0]), len(parts[2])
    candidates: set[Order] = set()
    if lengths[0] < 3 and lengths[1] in (2, 4):
        candidates |= {"dmy", "mdy"}
    if lengths[0] in (2, 4) and lengths[1] < 3:
        candidates |= {"ymd"}
    return {order for order in candidates if _day(parts, order)}


def _days(parts: tuple[str, str, str], wanted: Iterable[Order]) -> set[datetime]:
    return {day for order in wanted if (day := _day(parts, order))}


def _day(parts: tuple[str, str, str], order: Order) -> datetime | None:
    by_name = dict(zip(order, parts, strict=True))
    return _date(_full_year(by_name["y"]), int(by_name["m"]), int(by_name["d"]))


def _full_year(year: str) -> int:
    number = int(year)
    if len(year) > 2:
        return number
    return number + (1900 if number >= _PIVOT else 2000)


def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day)  # noqa: DTZ001 - the text names no zone
    except ValueError:
        return None


def _with_time(day: datetime, match: re.Match[str]) -> datetime:
    if not match["hour"]:
        return day
    hour = int(match["hour"])
    half = (match["half"] or "").replace(".", "").lower()
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise ValueError("there is no such hour")
        hour = hour % 12 + (12 if half == "pm" else 0)
    return day.replace(
        hour=hour,
        minute=int(match["minute"]),
        second=int(match["second"] or 0),
        tzinfo=_zone(match["zone"]) if match["zone"] else None,
    )


def _zone(written: str) -> timezone:
    if written[0] not in "+-":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if written[0] == "-" else away)


@cache
def _months() -> dict[str, int]:
    lists = _MONTHS.strip().replace("\n ", " ").split("\n")
    return {name: at for at, names in enumerate(lists, 1) for name in names.split()}
