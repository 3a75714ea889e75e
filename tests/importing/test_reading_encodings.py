"""The encoding is found from all of the bytes."""

from pathlib import Path

import pytest

from crmctl.importing.reading.table import open_table

PEOPLE = "Name,City\nMüller,Köln\nFrançois,Orléans\nMuñoz,Málaga\nÅsa,Malmö\n"


def decoded(tmp_path: Path, data: bytes) -> tuple[str, str]:
    """The encoding found, and the table written out again."""
    source = tmp_path / "people.csv"
    source.write_bytes(data)
    table = open_table(source)
    rows = [list(table.header), *(cells for _, cells in table.rows())]
    return table.layout.encoding, "".join(",".join(row) + "\n" for row in rows)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"],
)
def test_european_letters(tmp_path: Path, encoding: str) -> None:
    assert decoded(tmp_path, PEOPLE.encode(encoding)) == (encoding, PEOPLE)


# {language: (encodings that its programs write, some lines)}
ELSEWHERE = {
    "Polish": (
        "cp1250 iso8859-2",
        "Łukasz,Łódź\nMałgorzata,Kraków\nŻak,Gdańsk\nDąbrowski,Końskie\n",
    ),
    "Czech": ("cp1250 iso8859-2", "Jiří,Plzeň\nBožena,Ústí\nRůžička,Dvůr\nŠťastný,Děčín\n"),
    "Hungarian": ("cp1250 iso8859-2", "Őrsi,Győr\nSzűcs,Kőszeg\nErdős,Székesfehérvár\n" * 5),
    "Croatian": ("cp1250", "Željko,Čakovec\nMarić,Šibenik\nĐuro,Đakovo\n" * 2),
    "Turkish": ("cp1254", "Işıl,Muğla\nÇağrı,İstanbul\nGökçe,Eskişehir\n" * 2),
    "Russian": ("cp1251", "Иван,Москва\nОльга,Тверь\n"),
    "Ukrainian": ("cp1251", "Іван,Київ\nОлена,Львів\n"),
    "of several countries": (
        "cp1252 mac_roman",
        "Hélène,Nîmes\nSøren,Århus\nNiccolò,Forlì\nJoão,São Paulo\nMüller,Köln\nNúria,Lluçà\n" * 9,
    ),
    "of a few people": ("cp1252", "Niccolò,Søren\nHélène,Gálvez\nMartín,León\n"),
    "mostly of three countries": ("cp1252", "Niccolò,Søren\nHélène,Gálvez\nJosé,Müller\n" * 20),
    "Spanish with questions": ("cp1252", "Muñoz,¿Dueño?\nPeña,¿Señor Obregón?\nIbañez,¡Sí!\n" * 20),
    "Icelandic": ("cp1252", "Þórður,Ísafjörður\nSigríður,Húsavík\n"),
}


@pytest.mark.parametrize("language", ELSEWHERE)
def test_letters_of_a_language_are_known_by_their_company(tmp_path: Path, language: str) -> None:
    encodings, rows = ELSEWHERE[language]
    for encoding in encodings.split():
        text = f"Name,City\n{rows}"
        found, read = decoded(tmp_path, text.encode(encoding))
        assert (found in encodings.split(), read) == (True, text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp932"])
def test_japanese_letters(tmp_path: Path, encoding: str) -> None:
    text = "氏名,会社\n山田たろう,ひかり商事\nスズキ,トヨタ\n"
    assert decoded(tmp_path, text.encode(encoding)) == (encoding, text)


def test_windows_punctuation(tmp_path: Path) -> None:
    text = "Name,Note\nAnna,“yes” – it’s 5 €…\n"
    assert decoded(tmp_path, text.encode("cp1252")) == ("cp1252", text)


def test_letters_that_come_late(tmp_path: Path) -> None:
    text = "Name,City\n" + "Anna,Rome\n" * 300_000 + "Jörg,Köln\n"
    assert decoded(tmp_path, text.encode("cp1252")) == ("cp1252", text)


def test_a_letter_on_the_edge_of_a_chunk(tmp_path: Path) -> None:
    text = "Name,City\n" + "x" * ((1 << 20) - 11) + "é,Rome\n"
    assert decoded(tmp_path, text.encode()) == ("utf-8", text)


def test_bytes_that_no_windows_letter_has(tmp_path: Path) -> None:
    encoding, text = decoded(tmp_path, "Name,Größe\nMüller\x81,5\n".encode("latin-1"))
    assert (encoding, text.split(",")[1][:5]) == ("latin-1", "Größe")


def test_a_few_windows_bytes_among_utf8(tmp_path: Path) -> None:
    encoding, text = decoded(tmp_path, PEOPLE.encode() + "José,Bogotá\n".encode("cp1252")[:-1])
    assert (encoding, text) == ("utf-8", PEOPLE + "José,Bogotá\n")


def test_stray_nul_characters_are_left_out_and_told(tmp_path: Path) -> None:
    source = tmp_path / "nul.csv"
    source.write_bytes(b"Name,City\nAn\0na,Rome\nBob,Paris\n\0\0\0\0")
    table = open_table(source)
    assert list(table.rows()) == [(2, ["Anna", "Rome"]), (3, ["Bob", "Paris"])]
    assert table.layout.notes == ("Stray NUL characters were left out (5).",)


def test_stray_nul_characters_of_one_side_do_not_make_a_small_file_utf_16(tmp_path: Path) -> None:
    source = tmp_path / "nul.csv"
    source.write_bytes(b"email,first_name\na@x.example,A\0nn\n\0b@x.example,Ben\0\n")
    table = open_table(source)
    assert [cells for _, cells in table.rows()] == [["a@x.example", "Ann"], ["b@x.example", "Ben"]]
    assert table.layout.notes == ("Stray NUL characters were left out (3).",)


@pytest.mark.parametrize(
    "text",
    [
        "名,社\n社名,光\n",
        "氏名,会社\n山田たろう,光商事\n",
        "Имя,Город\nАня,Рим\n",
        "שם,עיר\nדן,לוד\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_and_with_few_nuls(
    tmp_path: Path, encoding: str, text: str
) -> None:
    assert decoded(tmp_path, text.encode(encoding)) == (encoding, text)


def test_a_guess_is_told(tmp_path: Path) -> None:
    source = tmp_path / "people.csv"
    source.write_bytes(PEOPLE.encode("mac_roman"))
    assert "mac_roman" in open_table(source).layout.notes[0]


def test_lines_of_two_encodings_are_each_read_in_their_own_and_named(tmp_path: Path) -> None:
    """A row that was pasted in: the others keep their letters, whichever kind there are more of."""
    source = tmp_path / "mixed.csv"
    lines = PEOPLE.splitlines(keepends=True)
    for strange in ([2], [2, 4], [1, 2, 3]):
        encoded = [
            line.encode("cp1252" if at in strange else "utf-8") for at, line in enumerate(lines)
        ]
        source.write_bytes(b"".join(encoded))
        table = open_table(source)
        rows = [table.header, *(tuple(cells) for _, cells in table.rows())]
        assert "".join(",".join(row) + "\n" for row in rows) == PEOPLE
        assert table.strange == tuple(at + 1 for at in strange)
        assert str(strange[-1] + 1) in table.layout.notes[0]


def test_german_marks_that_look_like_utf8_by_chance_change_nothing(tmp_path: Path) -> None:
    rows = PEOPLE.partition("\n")[2]
    text = PEOPLE + rows * 4 + "„Spaß“,Köln\n"
    assert decoded(tmp_path, text.encode("cp1252")) == ("cp1252", text)
