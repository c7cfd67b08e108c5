"""From facts and a template to a PDF, or to pictures of its pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal

from config.locale import Words

Paper = Literal["us-letter", "a4"]

# Countries whose paper is Letter: CLDR, supplemental/measurementData, paperSize "US-Letter".
_LETTER = frozenset("BZ CA CL CO CR GT MX NI PA PH PR SV US VE".split())
_TEMPLATES = Path(__file__).parent


def paper_of(words: Words, asked: str = "") -> Paper:
    """Letter or A4: what was ``asked`` for (``a4``, ``letter``), or else the country's."""
    wanted = asked.strip().lower()
    if wanted in ("a4", "letter"):
        return "a4" if wanted == "a4" else "us-letter"
    return "us-letter" if words.locale.rpartition("_")[2] in _LETTER else "a4"


def to_pdf(template: str, data: Mapping[str, Any], paper: Paper, path: Path) -> None:
    """Set ``template`` with ``data`` and write the PDF; whoever reads ``path`` finds it whole."""
    pdf = press(template, data, paper, "pdf")
    assert isinstance(pdf, bytes)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        file.write(pdf)
    Path(file.name).replace(path)


def press(
    template: str,
    data: Mapping[str, Any],
    paper: Paper,
    form: Literal["pdf", "png"],
    *,
    ppi: float = 100,
) -> bytes | list[bytes]:
    """Set ``template`` with ``data``: one PDF, or a PNG a page (bytes alone where there is one)."""
    import typst

    inputs = {"data": json.dumps(data), "paper": paper}
    made: bytes | list[bytes] = typst.compile(
        _TEMPLATES / template, format=form, ppi=ppi, font_paths=_fonts(), sys_inputs=inputs
    )
    return made


@cache
def _fonts() -> Any:
    """Typst's own fonts and DejaVu Sans, which matplotlib brings: the same on every machine."""
    import typst

    spec = find_spec("matplotlib")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])
