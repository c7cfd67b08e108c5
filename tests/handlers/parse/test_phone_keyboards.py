"""One sheet, as many phones send it."""

import pytest

from handlers.parse.readings import looks_like_readings, parse_readings
from models.terms import Verdict
from tests.handlers.parse.campaign_words import DATES, vocabulary

TOLERATED = [
    "K7: 3 c addr; 4-7 s; 9 ?",
    "k7: 3 c addr; 4-7 s; 9 ?",
    "K7 3 c addr; 4-7 s; 9 ?",
    "/v K7 3 c addr; 4-7 s; 9 ?",
    "/v@countersign_bot K7: 3 c addr; 4-7 s; 9 ?",
    "/V k7 3 c addr, 4-7 s, 9 ?",
    "K7:3c addr;4-7s;9?",
    "K7:3c addr;4-7s;9u",
    "K7 3c addr4-7s9?",
    "K7: 3 c addr, 4-7 s, 9 ?",
    "K7: 3 C ADDR. 4-7 S. 9 ?.",
    "K7. 3 c addr. 4-7 s. 9 ?",
    "K7: 3 c addr; 4–7 s; 9 ?",
    "K7: 3 c addr; 4—7 s; 9 ?",
    "K7: 3 c addr; 4−7 s; 9 ?",
    "K7: 3 c addr; 4 ‑ 7 s; 9 ?",
    "K7: 3 c addr; 4--7 s; 9 ?",
    "K7: 3 c addr; 4..7 s; 9 ?",
    "K7: 3 c addr; 4…7 s; 9 ?",
    "K7: 3 c addr; 4 to 7 s; 9 ?",
    "K7: 3 c addr; 4 a 7 s; 9 ?",
    "K7: 3 c addr; 4 al 7 s; 9 ?",
    "K7: 3 c addr; 4,5,6,7 s; 9 ?",
    "K7: 3 c addr; 4 5 6 7 s; 9 ?",
    "K7: 3 c addr; 4, 5, 6 and 7 s; 9 ?",
    "K7: 3 c addr; 4, 5, 6 y 7 s; 9 ?",
    "K7: 3 c addr; 4+5+6+7 s; 9 ?",
    "K7\n3 c addr\n4-7 s\n9 ?",
    "K7:\r\n3 c addr\r\n4-7 s\r\n9 ?\r\n",
    "K7:\n\n3 c addr;\n4-7 s;\n\n9 ?\n",
    "K7:\n- 3 c addr\n- 4-7 s\n- 9 ?",
    "K7:\n• 3 c addr\n• 4-7 s\n• 9 ?",
    "K7: 3 c\naddr\n4-7\ns\n9\n?",
    "K7: 3. c addr\n4-7. s\n9. ?",
    "K7: 3) c addr; 4-7) s; 9) ?",
    "K7: 3: c addr; 4-7: s; 9: ?",
    "K7: 3 - c addr; 4-7 - s; 9 - ?",
    "K7: 3 = c addr; 4-7 = s; 9 = ?",
    "K7: #3 c addr; #4-7 s; #9 ?",
    "K7: 3 c-addr; 4-7 s; 9 ?",
    "K7: 3 c, addr; 4-7 s; 9 ?",
    "K7: 3 c (addr); 4-7 s; 9 ?",
    "K7: “3 c addr”; ‘4-7 s’; 9 ?",
    "K7: 3 c addr;; 4-7 s;;; 9 ?;",
    "K7: ; 3 c addr ,; 4-7 s , ; 9 ?",
    "K7:\u00a03\u00a0c\u00a0addr;\u20094-7\u2009s; 9\u202f?",
    "Ｋ７： ３ ｃ ａｄｄｒ； ４－７ ｓ； ９ ？",
    "К7: 3 с addr; 4-7 ѕ; 9 ?",
    "K7: 3️⃣ c addr; 4-7 s; 9 ❓",
    "K7: ③ c addr; ④-⑦ s; ⑨ ?",
    "K7: ٣ c addr; ٤-٧ s; ٩ ?",
    "K7: 3 c addr 👍; 4-7 s!!! 9 ??",
    "K7: 3 c addr; 4-7 s; 9 ???",
    "K7: 3 c addr 4-7 s 9 ?",
    "K-7: 3 c addr; 4-7 s; 9 ?",
    "k 7: 3 c addr; 4-7 s; 9 ?",
    "batch K7: 3 c addr; 4-7 s; 9 ?",
    "Lote K7: 3 c addr; 4-7 s; 9 ?",
    "K7 - 3 c addr; 4-7 s; 9 ?",
    "K7, 3 c addr; 4-7 s; 9 ?",
    "K7: line 3 c addr; lines 4-7 s; 9 ?",
    "K7: línea 3 c addr; líneas 4-7 s; 9 ?",
    "K7: 3 challenge address; 4-7 stands; 9 unsure",
    "K7: 3 Challenge Adress; 4-7 Stand; 9 Unsure.",
    "K7: 3 chalenge addres, 4-7 stnds, 9 unsre",
    "K7: 3 is challenged address; 4-7 stand s; 9 u ?",
    "K7: 3 desafío dirección; 4-7 queda; 9 duda",
    "K7: 3 DESAFIO DIRECCION; 4-7 SE QUEDAN; 9 DUDA",
    "K7: la 3 impugnar domicilio; las 4 a 7 quedan firmes; 9 dudosa",
    "K7: 3 desafi\u0301o direccio\u0301n; 4-7 queda; 9 duda",
    "K7: 03 c addr; 04-07 s; 09 ?",
    "K7: 3 c addr; 4-7 s; 4 s; 9 ?; 9 ?; 3 c address",
    "K7: 3 c addr\nK7: 4-7 s\nK7: 9 ?",
]


@pytest.mark.parametrize("typed", TOLERATED)
def test_phone_keyboards_are_forgiven(typed: str) -> None:
    sheet = parse_readings(typed, vocabulary(), DATES)
    said = {(n, item.verdict, item.ground) for item in sheet.items for n in item.numbers}
    assert sheet.code == "K7"
    stands = {(n, Verdict.STANDS, None) for n in (4, 5, 6, 7)}
    assert said == stands | {(3, Verdict.CHALLENGE, "ADDR"), (9, Verdict.UNSURE, None)}
    assert not sheet.questions
    assert sheet.rest is None
    assert looks_like_readings(typed, vocabulary())
