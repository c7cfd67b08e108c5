"""Every kind of file a registrar may send opens, or is refused by name."""

from __future__ import annotations

import gc
import gzip
import hashlib
import io
import struct
import zipfile

import pytest

from models.errors import Refusal
from models.intake import formats
from tests.models.intake.files import HEADER, INVENTED, LINES, a_csv, an_xls, an_xlsx, compound

TABLE = [HEADER, *LINES]


def code(file: io.BytesIO) -> str:
    with pytest.raises(Refusal) as caught:
        list(formats.open_rows(file).rows)
    return caught.value.code


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"],
)
def test_an_accent_survives_every_encoding(encoding: str) -> None:
    table = [*TABLE, ["12047", "1", "1", "Dirección señalada en Los Ángeles: año"]] * 3
    opened = formats.open_rows(a_csv(table, encoding=encoding))
    assert [list(row) for _, row in opened.rows] == table


def test_an_accent_first_met_far_down_still_decides_the_encoding() -> None:
    table = [*TABLE * 5000, ["1", "1", "1", "inválido"]]
    opened = formats.open_rows(a_csv(table, encoding="cp1252"))
    assert opened.encoding == "cp1252"
    assert list(opened.rows)[-1][1][3] == "inválido"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_delimiters_and_line_ends_are_found(delimiter: str, end: str) -> None:
    opened = formats.open_rows(a_csv(TABLE, delimiter=delimiter, end=end))
    assert opened.delimiter == delimiter
    assert [list(row) for _, row in opened.rows] == TABLE


def test_thousands_in_quotes_do_not_mislead_the_delimiter() -> None:
    table = [["Section;Page", "Line;Reason"], ['"12,045"', "1"]]
    file = io.BytesIO(b"Section;Line;Reason\r\n12,045;1;NR\r\n12,046;2;NR\r\n")
    assert formats.open_rows(file).delimiter == ";"
    assert formats.open_rows(a_csv(table)).delimiter == ","


def test_a_sep_line_is_obeyed_and_has_no_row_number() -> None:
    rows = list(formats.open_rows(io.BytesIO(b"sep=;\r\nSection;Line\r\n1;2\r\n")).rows)
    assert [(number, list(row)) for number, row in rows] == [
        (1, ["Section", "Line"]),
        (2, ["1", "2"]),
    ]


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    file = io.BytesIO(b'a,b\r\n\r\n"two\nlines",2\r\n3,4\r\n')
    assert [number for number, _ in formats.open_rows(file).rows] == [1, 2, 3, 4]


def test_a_quote_that_swallows_rows_is_refused_with_its_row() -> None:
    body = "".join(f"{n},1,1,NR\r\n" for n in range(1, 40))
    file = io.BytesIO(f'Section,Page,Line,Reason\r\n7,1,1,"NR\r\n{body}'.encode())
    with pytest.raises(Refusal) as caught:
        list(formats.open_rows(file).rows)
    assert (caught.value.code, caught.value.values) == ("intake.quote-not-closed", {"row": 2})


def test_a_cell_beyond_all_bounds_is_refused() -> None:
    file = io.BytesIO(b'Section,Reason\r\n1,"' + b"x" * 200_000)
    assert code(file) == "intake.quote-not-closed"


def test_a_workbook_is_read_as_a_person_sees_it() -> None:
    file = an_xlsx([HEADER, [12045, 1.0, 7, "Not Registered"], [], [12046.0, None, "2", True]])
    assert list(formats.open_rows(file).rows) == [
        (1, HEADER),
        (2, ["12045", "1", "7", "Not Registered"]),
        (3, []),
        (4, ["12046", "", "2", "TRUE"]),
    ]


@pytest.mark.parametrize("name", ["list.csv", "list.xls", "list.xlsx", "list"])
def test_the_bytes_decide_and_not_the_name(name: str) -> None:
    opened = formats.open_rows(an_xlsx(TABLE), name_hint=name)
    assert (opened.kind, opened.misnamed) == ("xlsx", name in {"list.csv", "list.xls"})
    old = formats.open_rows(an_xls(TABLE), name_hint=name)
    assert (old.kind, old.misnamed) == ("xls", name in {"list.csv", "list.xlsx"})
    assert [list(row) for _, row in old.rows] == TABLE


def test_an_old_workbook_keeps_row_numbers_over_blank_rows() -> None:
    rows = [[], [], HEADER, [12045, 1, 7, "Not Registered"]]
    found = [(number, list(row)) for number, row in formats.open_rows(an_xls(rows)).rows]
    assert found[-1] == (4, ["12045", "1", "7", "Not Registered"])
    assert found[2] == (3, HEADER)


def test_the_first_sheet_with_a_fitting_header_is_read() -> None:
    notes = [["Prepared for the proponent"], ["See the next sheet"]]
    opened = formats.open_rows(an_xlsx([], notes, TABLE, TABLE))
    assert (opened.sheet, opened.sheets) == (3, 4)
    assert [list(row) for _, row in opened.rows] == TABLE


def test_the_first_filled_sheet_is_read_where_no_header_fits() -> None:
    assert formats.open_rows(an_xlsx([], [["7", "8"]])).sheet == 2


def test_files_that_are_no_list_are_refused_by_name() -> None:
    assert code(io.BytesIO(b"")) == "intake.empty"
    assert code(io.BytesIO(b"\r\n , \r\n")) == "intake.empty"
    assert code(io.BytesIO(b"\xef\xbb\xbf")) == "intake.empty"
    assert code(an_xlsx([])) == "intake.empty"
    assert code(an_xls([])) == "intake.empty"
    assert code(io.BytesIO(b"\xef\xbb\xbf <HTML><table><tr><td>1")) == "intake.web-page"
    assert code(io.BytesIO("<table>".encode("utf-16"))) == "intake.web-page"
    assert code(io.BytesIO(b"%PDF-1.7 ...")) == "intake.other-format"
    assert code(io.BytesIO(gzip.compress(b"1,2"))) == "intake.other-format"
    assert code(io.BytesIO(b'<?xml version="1.0"?><Workbook/>')) == "intake.other-format"
    assert code(io.BytesIO(bytes(range(256)) * 40)) == "intake.not-a-table"
    assert code(io.BytesIO(b"PK\x03\x04 torn")) == "intake.not-a-table"
    assert code(compound("WordDocument", b"x")) == "intake.other-format"


def test_a_torn_workbook_is_refused() -> None:
    whole = an_xlsx(TABLE).getvalue()
    assert code(io.BytesIO(whole[: len(whole) // 2])) == "intake.not-a-table"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert code(file) == "intake.not-a-table"


def test_a_torn_old_workbook_is_refused_and_ends_nothing() -> None:
    whole = an_xls(TABLE).getvalue()
    for length in range(600, 2000, 350):
        assert code(io.BytesIO(whole[:length])) in {"intake.not-a-table", "intake.other-format"}


def test_a_damaged_old_workbook_that_asks_for_all_memory_is_refused() -> None:
    whole = an_xls([[*HEADER], [12045, 1, 7, "Not Registered"]]).getvalue()
    place = struct.pack("<HHH", 1, 2, 0)  # row 2, column C
    far = struct.pack("<HHH", 65535, 65535, 0)
    assert whole.count(place) == 1
    assert code(io.BytesIO(whole.replace(place, far))) == "intake.not-a-table"


def test_a_password_is_noticed_in_new_and_old_workbooks() -> None:
    assert code(compound("EncryptedPackage", b"x")) == "intake.encrypted"
    for kind in (0, 1):
        assert code(an_xls(TABLE, locked=kind)) == "intake.encrypted"


def test_zero_bytes_at_the_end_of_a_file_do_no_harm() -> None:
    file = io.BytesIO(a_csv().getvalue() + b"\0" * 40)
    assert formats.open_rows(file).kind == "csv"


def test_the_digest_is_that_of_the_bytes_and_the_file_stays_open() -> None:
    file = a_csv()
    assert formats.digest(file) == hashlib.sha256(file.getvalue()).hexdigest()
    opened = formats.open_rows(file)
    del opened
    assert not file.closed


def test_a_file_closed_before_its_rows_are_read_troubles_nobody() -> None:
    file = a_csv([HEADER, *LINES * 200])
    opened = formats.open_rows(file)
    file.close()
    del opened
    gc.collect()


def test_an_opened_file_does_not_show_its_cells() -> None:
    opened = formats.open_rows(a_csv([HEADER, ["1", "1", "1", INVENTED[0]]]))
    assert INVENTED[0] not in repr(opened)
