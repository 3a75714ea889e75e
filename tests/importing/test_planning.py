"""How many rows a file has is found out without reading it, wherever its bytes tell."""

import pytest

from crmctl.errors import UsageError
from crmctl.importing import planning
from crmctl.importing.planning import Limits
from crmctl.importing.request import Request

THREE = (
    pytest.param("email,notes\na@x.example,\nb@x.example,\nc@x.example,\n", id="plain"),
    pytest.param(
        'email,notes\r\na@x.example,"one\r\ntwo ""three""\r\n\r\n"\r\nb@x.example,\r\n'
        'c@x.example,"four\nfive"\r\n',
        id="line breaks in cells",
    ),
    pytest.param("email,notes\ra@x.example,\rb@x.example,\rc@x.example,\r", id="CR alone"),
    pytest.param(
        'email,notes\na@x.example,"5\\" wide\nand high"\nb@x.example,"x"\nc@x.example,"y"\n',
        id="escaped quotes",
    ),
    pytest.param(
        'email,notes\na@x.example,5" wide\nb@x.example,6" wide\nc@x.example,7" wide\n',
        id="quotes that do not pair",
    ),
    pytest.param("email,notes\n\n\na@x.example,\n,\nb@x.example,\n\nc@x.example,", id="blank"),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("text", THREE)
def test_a_file_may_have_as_many_rows_as_the_limit_says_and_no_more(tmp_path, text, encoding):
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode(encoding))
    plan = planning.prepare(Request(path, path.name), Limits(10**6, 3))
    assert plan.most_rows == 3
    with pytest.raises(UsageError, match="has 3 rows, the limit is 2: split it"):
        planning.prepare(Request(path, path.name), Limits(10**6, 2))


def test_a_file_is_read_as_the_request_says(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("email;a,b\nemail;Näme\na@x.example;x\nb@x.example;y\n", "cp1252")
    asked = Request(path, path.name, delimiter=",", encoding="cp850", header_row=2)
    layout = planning.prepare(asked, Limits(10**6, 9)).table.layout
    assert (layout.delimiter, layout.encoding, layout.header_line) == (",", "cp850", 2)
