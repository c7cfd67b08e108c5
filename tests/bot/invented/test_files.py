import csv

import openpyxl
import pytest

from bot.invented import (
    SPELLINGS,
    VOLUNTEERS,
    generate,
    volunteer,
    world,
    write_csv,
    write_truth,
    write_xlsx,
)


def made():
    return generate(world("small"), 1)


def read(path, spelling):
    with path.open(encoding=spelling.encoding, newline="") as file:
        return list(csv.reader(file, delimiter=spelling.delimiter))


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling_holds_the_same_lines(tmp_path, name):
    spelling, campaign = SPELLINGS[name], made()
    rows = read(write_csv(campaign, tmp_path / "list.csv", spelling=spelling), spelling)
    body = [row for row in rows[len(spelling.title_rows) + 1 :] if any(row)]
    columns = [column for column, _ in spelling.headers]
    found = [
        tuple(int(row[columns.index(c)].replace(",", "")) for c in ("section", "page", "line"))
        for row in body
    ]
    expected = [campaign.key(index) for index in range(300)]
    assert found == expected + expected[: spelling.repeats]


def test_a_plain_row_is_section_page_line_and_published_label(tmp_path):
    campaign = made()
    rows = read(write_csv(campaign, tmp_path / "list.csv"), SPELLINGS["plain"])
    assert rows[0] == ["Section", "Page", "Line", "Reason"]
    label = campaign.world.reasons[campaign.reason[0]].label
    assert rows[1] == [*map(str, campaign.key(0)), label]


def test_bytes_are_what_the_spelling_says(tmp_path):
    def raw(name):
        path = tmp_path / name
        return write_csv(made(), path, spelling=SPELLINGS[name]).read_bytes()

    assert raw("bom").startswith(b"\xef\xbb\xbf")
    assert raw("utf16")[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert b"Secci\xf3n;" in raw("spanish")
    messy = raw("messy")
    assert b",,,\r\n" in messy
    assert b'"10,0' in messy
    assert raw("strange").count(b"Code 77") == 2


def test_the_same_campaign_gives_the_same_bytes(tmp_path):
    files = [write_csv(made(), tmp_path / f"{n}.csv").read_bytes() for n in range(2)]
    books = [write_xlsx(made(), tmp_path / f"{n}.xlsx").read_bytes() for n in range(2)]
    assert files[0] == files[1]
    assert books[0] == books[1]


def test_a_workbook_holds_the_lines_whatever_it_is_called(tmp_path):
    path = write_xlsx(made(), tmp_path / "list.csv", spelling=SPELLINGS["numbered"])
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True)
        rows = list(book.active.iter_rows(values_only=True))
        book.close()
    assert rows[0] == ("Running no.", "Office", "Section", "Page", "Line", "Reason")
    assert rows[300][:2] == (300, "Los Angeles")
    assert rows[300][2:5] == made().key(299)


def test_the_hidden_truth_is_in_no_list_and_in_a_file_of_its_own(tmp_path):
    campaign = made()
    truth = read(write_truth(campaign, tmp_path / "truth.csv"), SPELLINGS["plain"])
    assert sum(int(row[3]) for row in truth[1:]) == campaign.truth.sum()
    written = {column for spelling in SPELLINGS.values() for column, _ in spelling.headers}
    assert not written & {"truth", "ground", "minutes", "partner"}


def test_personal_columns_say_that_they_are_invented(tmp_path):
    spelling = SPELLINGS["personal"]
    rows = read(write_csv(made(), tmp_path / "list.csv", spelling=spelling), spelling)
    assert rows[0][4:] == ["Voter Name", "Residence Address"]
    assert {cell for row in rows[1:] for cell in row[4:]} == {"(invented)"}


def test_volunteers_differ_say_that_they_are_invented_and_speak_both_languages():
    people = [volunteer(number) for number in range(150)]
    assert len({p.display for p in people}) == len({p.chat for p in people}) == 150
    assert all("(invented)" in p.display and "Invent" in p.legal_name for p in people)
    assert {p.language for p in VOLUNTEERS} == {"en", "es"}
    with pytest.raises(ValueError, match="numbered from 0"):
        volunteer(-1)
