"""Long texts go out in pieces, counted as Telegram counts."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.texts.lengths import TEXT_MOST, length, parts


def test_markup_and_entities_do_not_count_and_a_smiley_counts_two():
    assert length("<b>ab</b> &amp; 🙂") == 7


def test_a_short_text_stays_one_piece():
    assert parts("<b>short</b>") == ["<b>short</b>"]


def test_a_long_list_is_cut_between_its_lines():
    text = "\n".join(f"{n}. S12045-P1-L{n:02d} · stands" for n in range(400))
    pieces = parts(text)
    assert len(pieces) > 1
    assert all(length(piece) <= TEXT_MOST for piece in pieces)
    assert "\n".join(pieces) == text


def test_a_tag_open_at_a_cut_is_closed_and_opened_again():
    pieces = parts("<b>" + "\n".join(["x" * 50] * 10) + "</b>", most=120)
    assert all(piece.startswith("<b>") and piece.endswith("</b>") for piece in pieces)


@given(st.lists(st.text(st.characters(exclude_characters="<>&\r", codec="utf-8"), max_size=300)))
def test_no_piece_is_too_long_unless_one_word_is(lines):
    for piece in parts("\n".join(lines), most=200):
        assert length(piece) <= 200 or " " not in piece.strip(" \n")
