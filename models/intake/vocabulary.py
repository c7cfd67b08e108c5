"""How registrars title their columns, in English and Spanish, folded as ``text.fold_title`` folds.

Collected from the words of the Elections Code (section, page, line: EC 100, 11040), from the
petition screens of county election systems (challenge code, disposition) and plain usage. Words
for "number" are left out: folding removes them.
"""

from __future__ import annotations

from collections.abc import Mapping

Vocabulary = Mapping[str, Mapping[str, int]]
"""Field -> spelling -> score from 0 to 100; below ``SURE`` the person is asked."""

FIELDS = ("section", "page", "line", "reason", "office", "running", "key")
SURE = 90

_STRONG = {
    "section": "section|sec|sect|petition section|petition sec|pet section|pet sec|section id"
    "|sections|booklet|petition booklet|seccion|secc|seccion de la peticion|seccion de peticion"
    "|seccion peticion|cuadernillo",
    "page": "page|pg|pag|pge|petition page|section page|page in section|pagina|hoja"
    "|pagina de la seccion",
    "line": "line|ln|lin|petition line|signature line|sig line|line item|page line|line on page"
    "|line in section|section line|renglon|linea|renglon de la hoja|linea de firma",
    "reason": "reason|reason code|challenge code|challenge reason|challenge|rejection reason"
    "|reject reason|rejection code|reject code|invalid reason|invalid code|invalidation reason"
    "|invalidation code|reason invalid|reason for rejection|reason rejected|reason not counted"
    "|reason for invalidity|disqualification reason|disqualification code|disqualified reason"
    "|motivo|razon|causa|motivo de rechazo|razon de rechazo|causa de rechazo|motivo del rechazo"
    "|codigo de rechazo|codigo de motivo|motivo de invalidacion|razon de invalidez"
    "|codigo del motivo",
    "office": "office|county|registrar office|office name|county name|county office|jurisdiction"
    "|registrar|oficina|condado|oficina del registro|jurisdiccion",
    "running": "running|seq|sequence|running count|serial|consecutivo|secuencia|sequential"
    "|signature sequence|sig seq",
    "key": "line key|signature key|section page line|sec page line|sec pg ln|sec pg line"
    "|clave de linea|clave del renglon|seccion hoja renglon|seccion pagina linea",
}
# Titles that mean it in one county and something else in the next: the person is asked.
_WEAK = {
    "section": "petition|book|folder|peticion|libro|sheet section",
    "page": "sheet|side|folio|cara|pliego",
    "line": "row|entry|position|fila|item line|posicion",
    "reason": "code|disposition|result|status|finding|determination|codigo|resultado"
    "|estado|hallazgo",
    "office": "location|sede",
    "running": "row|item|record|sig|signature|fila|registro|firma",
    "key": "key|id|signature id|sig id|reference|clave|referencia|petition id",
}
_WEAK_SCORE = 80

VOCABULARY: Vocabulary = {
    field: {
        **dict.fromkeys(_WEAK[field].split("|"), _WEAK_SCORE),
        **dict.fromkeys(_STRONG[field].split("|"), 100),
    }
    for field in FIELDS
}

# A title with one of these is about something else, however many of our words it also has.
_ELSEWHERE = """
date time name address by count total phone city street zip birth voter email image fecha hora
nombre direccion por cuenta calle ciudad telefono nacimiento votante correo apellido
"""
ELSEWHERE = frozenset(_ELSEWHERE.split())
