import sys; sys.path.insert(0,'/work/main')
import pytest, collections
from tests.races.test_review_races import *
@pytest.mark.parametrize("n", range(12))
@pytest.mark.parametrize("known",[True,False])
def test_loop(race, known, n):
    test_of_a_duplicate_set_read_by_four_at_once_one_counts(race, known)
@pytest.mark.parametrize("n", range(6))
def test_loop2(race, n):
    test_undo_races_with_a_correction_and_a_double_undo(race)
@pytest.mark.parametrize("n", range(6))
def test_loop3(race, n):
    test_a_set_that_four_build_link_by_link_is_one_set(race)
