"""Columns are found by many spellings, in any order; what is unsure is asked."""

from __future__ import annotations

import pytest

from models.errors import Refusal
from models.intake import headers
from tests.models.intake.files import HEADER, INVENTED


@pytest.mark.parametrize(
    "titles",
    [
        ["Section", "Page", "Line", "Reason"],
        ["Sec #", "Pg", "Ln No.", "Challenge Code"],
        ["PETITION SECTION", "PAGE NUMBER", "LINE NUMBER", "REJECTION REASON"],
        ["SectionNumber", "PageNo", "LineNo", "ReasonCode"],
        ["petition_section_no", "page_no", "line_no", "reason_code"],
        ["Sección", "Hoja", "Renglón", "Motivo de rechazo"],
        ["N.º de sección", "Página", "Línea", "Razón"],
        ["Secton", "Page", "Line", "Reasons"],
        ["Petition Section #", "Pg #", "Signature Line", "Disqualification Reason"],
    ],
)
def test_spellings_of_registrars_are_known(titles: list[str]) -> None:
    found = headers.match([titles])
    mapping = found.mapping
    assert (mapping.section, mapping.page, mapping.line, mapping.reason) == (0, 1, 2, 3)
    assert all(match.score >= 70 for match in found.matches)


def test_any_order_with_optional_columns() -> None:
    found = headers.match([["Reason", "Seq", "Line", "County", "Section", "Page"]])
    mapping = found.mapping
    assert (mapping.section, mapping.page, mapping.line, mapping.reason) == (4, 5, 2, 0)
    assert (mapping.running, mapping.office) == (1, 3)
    assert found.sure
    assert [match.letter for match in found.matches] == ["E", "F", "C", "A", "D", "B"]


def test_titles_and_blanks_may_stand_above_the_header() -> None:
    above = [["Registrar of Voters"], [], ["Rejected lines, page by page"], []]
    assert headers.match([*above, HEADER, ["1", "1", "1", "NR"]]).header_row == 5


def test_a_header_of_two_rows_is_read_as_one() -> None:
    rows = [["Petition", "", "", "Rejection"], ["Section", "Page", "Line", "Code"]]
    found = headers.match(rows)
    assert found.header_row == 2
    assert found.mapping.reason == 3


def test_a_weak_title_is_asked() -> None:
    found = headers.match([["Section", "Page", "Line", "Code"]])
    assert [(ask.field, ask.title) for ask in found.asks] == [("reason", "Code")]


def test_an_unsure_office_or_running_number_is_left_out_rather_than_asked() -> None:
    found = headers.match([["Section", "Page", "Line", "Reason", "Item", "Location"]])
    assert found.sure
    assert (found.mapping.running, found.mapping.office) == (None, None)


def test_several_candidates_are_asked_with_their_rivals() -> None:
    found = headers.match([["Section", "Line", "Reason", "Reason Code"]])
    (ask,) = found.asks
    assert (ask.field, ask.position, ask.rivals) == ("reason", 2, (3,))


def test_a_single_column_with_the_full_key_will_do() -> None:
    found = headers.match([["Line key", "Reason"]])
    assert (found.mapping.key, found.mapping.section) == (0, None)
    assert found.assumptions == ()


def test_a_list_without_pages_is_on_page_one_and_says_so() -> None:
    assert headers.match([["Section", "Line", "Reason"]]).assumptions == ("intake.assume-page-1",)


def test_what_is_missing_is_listed() -> None:
    with pytest.raises(Refusal) as caught:
        headers.match([["Section", "Page", "Remarks"]])
    assert caught.value.code == "intake.columns-missing"
    assert caught.value.values == {"missing": ("line", "reason"), "header_row": 1}


def test_a_list_without_header_is_refused_without_showing_its_rows() -> None:
    with pytest.raises(Refusal) as caught:
        headers.match([["12045", "1", "7", INVENTED[0]], ["12045", "1", "8", INVENTED[1]]])
    assert caught.value.code == "intake.no-header"
    assert "Quill" not in repr(caught.value.values)


def test_a_person_overrides_by_title_or_letter() -> None:
    rows = [["Book", "Pg", "Item", "Reason", "Reason text"], ["1", "1", "1", "NR", "x"]]
    found = headers.mapping_from_names(
        {"section": "book", "line": "C", "reason": "Reason text"}, rows
    )
    mapping = found.mapping
    assert (mapping.section, mapping.page, mapping.line, mapping.reason) == (0, 1, 2, 4)
    assert found.sure


def test_letters_work_without_any_header() -> None:
    rows = [["12045", "1", "7", "NR"]]
    names = {"section": "A", "page": "B", "line": "C", "reason": "D"}
    found = headers.mapping_from_names(names, rows)
    assert (found.mapping.header_row, found.mapping.line) == (0, 2)


def test_a_column_that_is_not_there_is_refused_without_repeating_it() -> None:
    with pytest.raises(Refusal) as caught:
        headers.mapping_from_names({"line": INVENTED[0]}, [HEADER])
    assert (caught.value.code, caught.value.values) == (
        "intake.column-not-found",
        {"field": "line"},
    )
    with pytest.raises(Refusal, match=r"intake\.column-not-found"):
        headers.mapping_from_names({"line": "Z"}, [HEADER])
    with pytest.raises(Refusal, match=r"intake\.field-unknown"):
        headers.mapping_from_names({"colour": "A"}, [HEADER])


def test_a_date_or_name_column_is_not_taken_for_a_line() -> None:
    titles = ["Section", "Line", "Reason", "Line date", "Section name", "Page count"]
    mapping = headers.match([titles]).mapping
    assert (mapping.section, mapping.line, mapping.page) == (0, 1, None)


def test_columns_are_shown_by_title_or_letter() -> None:
    found = headers.match([[*HEADER, "Signer", "", "555-0100"]])
    assert found.named([6, 5, 4]) == ("Signer", "F", "G")
