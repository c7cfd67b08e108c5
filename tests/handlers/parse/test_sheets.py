"""A captain's CSV of a sheet."""

from datetime import date

import pytest

from handlers.parse.sheets import parse_sheet
from handlers.parse.typed import Misread, TypedItem, TypedSheet, answered
from models.errors import Refusal
from models.terms import LineKey, Verdict
from tests.handlers.parse.campaign_words import DATES, vocabulary

PLAIN = "number,verdict,ground,partner\n3,c,addr,\n4-7,s,,\n9,?,,\n12,c,dup,13310-2-5\n"


def read(data: bytes | str) -> TypedSheet:
    return parse_sheet(data, vocabulary(), DATES)


def said(sheet: TypedSheet) -> list[tuple[object, ...]]:
    return [(i.numbers or i.keys, i.verdict.value, i.ground, i.partners) for i in sheet.items]


EXPECTED = [
    ((3,), "challenge", "ADDR", ()),
    ((4, 5, 6, 7), "stands", None, ()),
    ((9,), "unsure", None, ()),
    ((12,), "challenge", "DUP1", (LineKey(13310, 2, 5),)),
]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "sep=;\n" + PLAIN.replace(",", ";"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", ",,\n"),
        PLAIN.replace("\n", "\n\n"),
        PLAIN.replace("number", "No.").replace("verdict", "VERDICT"),
        PLAIN.replace("number", "Line")
        .replace("verdict", "verdct")
        .replace("partner", "Partners"),
        "Número,Veredicto,Fundamento,Pareja\n3,desafío,dirección,\n4-7,queda,,\n9,duda,,\n"
        "12,c,duplicado,13310-2-5\n",
        "Número;Veredicto;Fundamento;Pareja\n3;desafío;dirección;\n4-7;queda;;\n9;duda;;\n"
        "12;c;duplicado;13310-2-5\n".replace("\n", "\r\n"),
        "Sheet of a batch\n\n" + PLAIN,
        "notes,partner,ground,verdict,number,reason\nx,,addr,c,3,DIFF\n,,,s,4-7,\n,,,?,9,\n"
        ",=S13310-P2-L05,dup,c,12,DUP\n",
    ],
)
def test_a_sheet_is_read_however_the_spreadsheet_wrote_it(data: bytes | str) -> None:
    assert said(read(data)) == EXPECTED


def test_windows_encoding_is_read() -> None:
    data = "número,veredicto,fundamento\n3,desafío,dirección\n".encode("cp1252")
    assert said(read(data)) == EXPECTED[:1]


def test_unread_lines_are_passed_over_and_rows_keep_their_numbers() -> None:
    sheet = read("number,verdict\n1,\n2,\n3,s\n\n5,m\n")
    assert [(item.position, item.numbers) for item in sheet.items] == [(4, (3,)), (6, (5,))]


def test_batch_reader_keys_and_dates_have_columns() -> None:
    sheet = read(
        "batch,read by,section,page,line,verdict,ground,date signed,reg date\n"
        "k7,r17,12045,1,7,c,nrl,5/3/2022,2022-05-01 00:00:00\n,,12045,1,8,s,,,\n"
    )
    key, other = LineKey(12045, 1, 7), LineKey(12045, 1, 8)
    signed, registered = date(2022, 5, 3), date(2022, 5, 1)
    challenge, stands = Verdict.CHALLENGE, Verdict.STANDS
    assert sheet == TypedSheet(
        "K7",
        "R-017",
        (
            TypedItem(2, (), (key,), challenge, "NRL", (), signed, registered),
            TypedItem(3, (), (other,), stands),
        ),
    )


def test_several_partners_fit_in_one_cell() -> None:
    (item,) = read('key,verdict,ground,partner\n12045-1-7,c,dup,"13310-2-5, 13311-1-1; 4"\n').items
    assert item.partners == (LineKey(13310, 2, 5), LineKey(13311, 1, 1), 4)


def test_an_unsure_ground_is_asked_by_row() -> None:
    sheet = read("number,verdict,ground\n3,c,addr/sig\n")
    assert [(q.position, q.candidates) for q in sheet.questions] == [(2, ("ADDR", "SIG"))]
    assert answered(sheet, {2: "SIG"}).items[0].ground == "SIG"


def test_every_wrong_row_is_named_with_its_column() -> None:
    data = (
        "number,verdict,ground,partner,signed,batch\n3,qwx,,,,K7\n7-4,s,,,,\n5,c,,,,\n6,c,qwxyz,,,K8\n"
        "8,c,dup,qwx,,\n,s,,,,\n9,,addr,,,\n10,s,,,2/30/22,\n11,s; 12 s,,,,\n13,s,,,,R2D2\n14,s,,,,K7\n"
    )
    with pytest.raises(Misread) as no:
        read(data)
    assert [(e.position, e.start, e.code) for e in no.value.errors] == [
        (2, 2, "readings.verdict-unknown"),
        (3, 1, "readings.range-backwards"),
        (4, 1, "readings.ground-missing"),
        (5, 6, "readings.two-batches"),
        (5, 3, "readings.ground-unknown"),
        (6, 4, "readings.partner-malformed"),
        (7, 2, "readings.number-missing"),
        (8, 2, "readings.verdict-missing"),
        (9, 5, "readings.date-impossible"),
        (10, 2, "readings.not-understood"),
        (11, 6, "batch.code-malformed"),
    ]
    assert no.value.where == "row"
    assert "qwx" not in repr(no.value.values)


def test_a_line_said_twice_is_refused() -> None:
    with pytest.raises(Misread) as no:
        read("number,verdict\n3,s\n3,m\n")
    assert [(e.position, e.code) for e in no.value.errors] == [(3, "readings.twice")]


@pytest.mark.parametrize(
    ("data", "code", "column"),
    [
        (b"", "sheet.empty", None),
        (b"\n,,\n", "sheet.empty", None),
        (b"PK\x03\x04zip", "sheet.not-text", None),
        (b"\x89PNG\x00\x00", "sheet.not-text", None),
        ("a,b\n1,2\n", "sheet.no-header", None),
        ("verdict,ground\ns,\n", "sheet.no-lines", None),
        ("number,verdict,qwxyz\n3,s,\n", "sheet.column-unknown", 3),
        ("number,verdict,veredicto\n3,s,\n", "sheet.column-twice", 3),
        ("number,verdict,voter name\n3,s,\n", "sheet.personal-column", 3),
        ("number,verdict,Dirección\n3,s,\n", "sheet.personal-column", 3),
        ("nombre,line\nx,3\n", "sheet.personal-column", 1),
        ("number,verdict\n" + "3,s\n" * 5001, "sheet.too-long", None),
        ("number,verdict\n1,\n2,\n", "readings.nothing", None),
    ],
)
def test_a_file_that_cannot_be_a_sheet_is_refused(
    data: bytes | str, code: str, column: int | None
) -> None:
    with pytest.raises(Refusal) as no:
        read(data)
    assert no.value.code == code
    assert no.value.values.get("column") == column
