"""One process a SQLite database."""

import pytest

from bot.alone import alone
from config.settings import Unset


def test_a_second_copy_is_told_and_the_lock_goes_with_the_first(tmp_path):
    url = f"sqlite:///{tmp_path / 'campaign.sqlite3'}"
    with alone(url) as held:
        assert held
        with pytest.raises(Unset, match="Another copy"), alone(url):
            pass
    with alone(url) as held:
        assert held


def test_postgresql_serves_several():
    with alone("postgresql://here/name") as held:
        assert not held
