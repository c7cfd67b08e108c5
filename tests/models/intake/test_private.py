"""A file with columns of names, addresses or contacts is stopped; all people here are invented."""

from __future__ import annotations

import pytest

from models.errors import Refusal
from models.intake import headers, private
from tests.models.intake.files import HEADER, INVENTED, LINES


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Last Name", "name"), ("FIRST_NAME", "name"), ("Voter's Name", "name"), ("Signer", "name"),
        ("Apellido Paterno", "name"), ("Nombre del firmante", "name"), ("Surnme", "name"),
        ("Res Address", "address"), ("Street Name", "address"), ("Zip Code", "address"),
        ("House Number", "address"), ("Dirección", "address"), ("Domicilio", "address"),
        ("Phone #", "contact"), ("E-mail", "contact"), ("Teléfono", "contact"),
        ("DOB", "birth"), ("Date of Birth", "birth"), ("Fecha de nacimiento", "birth"),
        ("Voter ID", "voter-id"), ("VoterID", "voter-id"), ("Affidavit No.", "voter-id"),
        ("Número de votante", "voter-id"), ("Precinct", "record"), ("Party", "record"),
    ],
)  # fmt: skip
def test_titles_give_private_columns_away(title: str, kind: str) -> None:
    assert private.title_kind(title) == kind


@pytest.mark.parametrize(
    "title",
    ["Section", "Page", "Line No.", "Reason", "Challenge Code", "Office", "Seq", "Sig #", "Sheet",
     "Renglón", "Motivo de rechazo", "Batch", "Status", "", "#", "Image count"],
)  # fmt: skip
def test_titles_of_a_list_of_lines_do_not(title: str) -> None:
    assert private.title_kind(title) is None


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["Maria Exampleton", "Jose Inventado", "Linda Madeup"], "name"),
        (["Exampleton, Maria", "Inventado, Xoel", "Madeup, Q."], "name"),
        (["100 Nowhere St", "22 Imaginary Ave Apt 3"], "address"),
        (["Calle Inventada 12", ""], "address"),
        (["(555) 555-0100", "555-555-0101"], "contact"),
        (["nobody@example.org"], "contact"),
        (["01/02/1961", "1975-03-04", "12/31/1988"], "birth"),
        (["000-12-3456"], "voter-id"),
        ([str(n * 34_567_891 % 90_000_000 + 10_000_000) for n in range(1, 40)], "voter-id"),
    ],
)
def test_cells_give_private_columns_away(cells: list[str], kind: str) -> None:
    assert private.cells_kind(cells) == kind


@pytest.mark.parametrize(
    "cells",
    [
        ["Not Registered", "Different Address", "Out of County Address"] * 10,
        ["NR", "DUP", "SIG"] * 10,
        [str(n) for n in range(1_000_000, 1_000_050)],
        ["Los Angeles", "Orange"] * 20,
        ["Santa Cruz"] * 20,
        ["2022-07-06"] * 20,
        ["S12045-P1-L07", "12045-1-7"],
        [],
    ],
)
def test_cells_of_a_list_of_lines_do_not(cells: list[str]) -> None:
    assert private.cells_kind(cells) is None


def test_surnames_nobody_has_on_a_list_are_noticed_by_their_variety() -> None:
    cells = [a + b for a in ("Quil", "Mar", "Van", "Zeb") for b in ("feather", "row", "tong")]
    assert private.cells_kind(cells) == "name"


def test_the_file_is_stopped_naming_the_columns_and_no_cell() -> None:
    head = [
        [*HEADER, "Signer", "X1"],
        *[
            [*line, name, f"{n} Nowhere St"]
            for n, (line, name) in enumerate(zip(LINES, INVENTED, strict=True))
        ],
    ]
    with pytest.raises(Refusal) as caught:
        private.check(headers.match(head), head)
    assert caught.value.code == "intake.private-columns"
    columns = (("E", "Signer", "name"), ("F", "X1", "address"))
    assert caught.value.values == {"columns": columns}
    assert private.check(headers.match(head), head, drop_columns=True) == {4, 5}


def test_a_needed_column_full_of_names_is_stopped_even_with_drop() -> None:
    head = [HEADER, ["1", "1", "1", "Maria Exampleton"], ["1", "1", "2", "Jose Inventado"]]
    with pytest.raises(Refusal) as caught:
        private.check(headers.match(head), head, drop_columns=True)
    assert caught.value.code == "intake.private-in-needed"
    assert "Exampleton" not in repr(caught.value.values)


def test_a_plain_list_passes() -> None:
    head = [HEADER, *LINES]
    assert private.check(headers.match(head), head) == frozenset()
