import dataclasses
import hashlib
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bot.invented import Invented, generate, varied, world
from bot.invented.chance import apportioned

ROOT = Path(__file__).parents[3]


@cache
def reference(seed: int = 1) -> Invented:
    return generate(world("reference"), seed)


def columns(invented: Invented) -> dict[str, np.ndarray]:
    fields = (f.name for f in dataclasses.fields(invented) if f.name not in ("world", "seed"))
    return {name: getattr(invented, name) for name in fields}


def digest(invented: Invented) -> str:
    """One hash over every column; little-endian, so that all machines agree."""
    total = hashlib.sha256()
    for name, column in sorted(columns(invented).items()):
        total.update(name.encode())
        total.update(column.astype(column.dtype.newbyteorder("<")).tobytes())
    return total.hexdigest()[:16]


def keys(invented: Invented) -> np.ndarray:
    return (invented.section.astype(np.int64) * 100 + invented.page) * 100 + invented.line


def test_the_full_size_has_exactly_the_published_counts():
    assert reference().counts() == {r.code: r.count for r in world("reference").reasons}
    assert len(reference()) == 195_783


@pytest.mark.parametrize("lines", [1, 7, 1_958, 20_000, 300_000])
def test_another_size_keeps_the_shares_by_largest_remainder(lines):
    made = generate(world("reference"), 4, lines=lines)
    expected = apportioned(lines, [r.count for r in world("reference").reasons])
    assert list(made.counts().values()) == expected
    assert len(set(keys(made))) == lines


def test_keys_are_unique_and_in_the_registrars_order():
    assert (np.diff(keys(reference())) > 0).all()


def test_all_columns_have_one_length():
    assert {len(column) for column in columns(reference()).values()} == {195_783}


def test_pages_and_lines_stay_inside_a_booklet():
    made = reference()
    assert made.section.min() >= 10_001
    assert set(made.page) == {1, 2}
    assert (made.line.min(), made.line.max()) == (1, 10)


def test_section_sizes_follow_the_worlds_shares():
    _, sizes = np.unique(reference().section, return_counts=True)
    shares = dict(world("reference").sections.sizes)
    found = np.bincount(sizes, minlength=21) / len(sizes)
    for size in range(1, 21):
        assert found[size] == pytest.approx(shares.get(size, 0.0), abs=0.0005)
    assert found[1] + found[2] > 0.6


def test_the_same_world_and_seed_give_the_same_lines_and_another_seed_does_not():
    small = world("small")
    assert digest(generate(small, 5)) == digest(generate(small, 5))
    assert digest(generate(small, 5)) != digest(generate(small, 6))


def test_lines_are_the_same_on_every_machine():
    assert digest(generate(world("small"), 1)) == "d07e54fdf17a2b90"
    assert digest(generate(world("reference"), 1, lines=5_000)) == "c1156ac144e035e1"


@pytest.mark.slow
def test_two_fresh_processes_agree():
    code = (
        "from tests.bot.invented.test_lines import digest, reference\nprint(digest(reference()))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": salt, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for salt in ("1", "2")
    ]
    assert runs == [digest(reference())] * 2


def test_variants_differ_in_truth_alone():
    plain = columns(generate(varied(world("small"), drift=0.0, correlation=0.0), 2))
    drifting = columns(generate(varied(world("small"), rate=0.35), 2))
    differing = {name for name in plain if not np.array_equal(plain[name], drifting[name])}
    assert differing == {"truth"}


@pytest.mark.parametrize("name", ["reference", "strong", "flat"])
def test_yields_are_the_worlds_within_chance(name):
    made = generate(world(name), 3)
    for place, reason in enumerate(made.world.reasons):
        found = made.truth[made.reason == place].mean()
        # Bundles of some 65 lines with correlation .05 widen chance about twofold at most.
        chance = 2 * (reason.rate * (1 - reason.rate) / reason.count) ** 0.5
        assert abs(found - reason.rate) < 4 * chance


def test_the_reference_truth_stays_below_the_target():
    for seed in range(3):
        assert 42_000 < reference(seed).truth.sum() < 46_807


def slope(invented: Invented) -> float:
    """Yield of the first tenth less that of the last, in share points, duplicates left out."""
    plain = invented.truth[invented.duplicate_set < 0]
    tenth = len(plain) // 10
    return float(plain[:tenth].mean() - plain[-tenth:].mean())


def test_drift_falls_along_the_order_only_when_asked():
    world_ = varied(world("strong"), correlation=0.0)
    assert slope(generate(world_, 1)) == pytest.approx(0.144, abs=0.025)
    assert slope(generate(varied(world_, drift=0.0), 1)) == pytest.approx(0.0, abs=0.025)


def test_drift_leaves_duplicates_their_yield_and_bends_them_too():
    made = generate(varied(world("flat"), correlation=0.0), 1)
    duplicates = made.truth[made.duplicate_set >= 0]
    assert duplicates.mean() == pytest.approx(0.39, abs=0.01)
    assert duplicates[:4_000].mean() > duplicates[-4_000:].mean() + 0.1


def correlation(invented: Invented) -> float:
    """Intra-class correlation of truth in bundles by the ANOVA estimator, no duplicates."""
    plain = invented.duplicate_set < 0
    truth, bundle = invented.truth[plain].astype(float), invented.bundle[plain]
    sizes = np.bincount(bundle).astype(float)
    sums = np.bincount(bundle, weights=truth)
    sums, sizes = sums[sizes > 0], sizes[sizes > 0]
    groups, total = len(sizes), sizes.sum()
    between = (sizes * (sums / sizes - truth.mean()) ** 2).sum() / (groups - 1)
    within = ((truth**2).sum() - (sums**2 / sizes).sum()) / (total - groups)
    typical = (total - (sizes**2).sum() / total) / (groups - 1)
    return float((between - within) / (between + (typical - 1) * within))


def test_bundles_are_correlated_as_much_as_asked():
    still = varied(world("flat"), drift=0.0)
    assert correlation(generate(still, 1)) == pytest.approx(0.05, abs=0.008)
    loose = varied(still, correlation=0.0)
    assert correlation(generate(loose, 1)) == pytest.approx(0.0, abs=0.003)


def test_bundles_are_runs_of_whole_sections():
    made = reference()
    assert (np.diff(made.bundle) >= 0).all()
    first = np.unique(made.section, return_index=True)[1]
    assert (np.bincount(made.bundle[first])[:-1] == 25).all()
    assert np.array_equal(made.bundle, made.bundle[first].repeat(np.diff([*first, len(made)])))


def test_every_duplicate_and_no_other_line_is_in_a_set():
    made = reference()
    codes = np.array([r.code for r in made.world.reasons])[made.reason]
    assert np.array_equal(made.duplicate_set >= 0, codes == "DUP")


def test_sets_are_symmetric_rings_led_by_their_first_line():
    made = reference()
    for index in np.flatnonzero(made.partner >= 0)[:3_000]:
        ring, at = [index], int(made.partner[index])
        while at != index:
            assert made.duplicate_set[at] == made.duplicate_set[index]
            ring.append(at)
            at = int(made.partner[at])
        assert made.duplicate_set[index] == min(ring)
        assert len(ring) == (made.duplicate_set == made.duplicate_set[index]).sum()


def test_set_sizes_follow_the_worlds_shares():
    made = reference()
    _, sizes = np.unique(made.duplicate_set[made.duplicate_set >= 0], return_counts=True)
    found = np.bincount(sizes) / len(sizes)
    for size, share in made.world.duplicates.sizes:
        assert found[size] == pytest.approx(share, abs=0.001)


def test_at_most_the_first_line_of_a_set_is_true():
    made = reference()
    true = np.flatnonzero(made.truth & (made.duplicate_set >= 0))
    assert len(true) > 5_000
    assert np.array_equal(made.duplicate_set[true], true)


def test_some_partners_are_near_and_most_are_far():
    made = reference()
    linked = np.flatnonzero(made.partner >= 0)
    near = np.abs(made.partner[linked] - linked) < 200
    assert 0.1 < near.mean() < 0.3


def test_a_partner_is_a_line_of_the_list_or_a_counted_line_of_another_section():
    made = reference()
    linked = np.flatnonzero(made.partner >= 0)[:50]
    assert all(made.partner_key(i) == made.key(int(made.partner[i])) for i in linked)
    alone = np.flatnonzero((made.duplicate_set >= 0) & (made.partner < 0))
    assert not np.isin(made.partner_section[alone], made.section).any()
    assert (made.partner_line[alone] > 0).all()
    assert made.partner_key(int(np.flatnonzero(made.duplicate_set < 0)[0])) is None


def test_minutes_average_to_the_reasons_minutes():
    made = reference()
    for place, reason in enumerate(made.world.reasons):
        taken = made.minutes[made.reason == place]
        assert taken.mean() == pytest.approx(reason.minutes, rel=0.02)
        assert taken.min() >= reason.minutes * 0.5


def test_no_lines_and_a_negative_seed_are_refused():
    with pytest.raises(ValueError, match="at least one line"):
        generate(world("small"), 1, lines=0)
    with pytest.raises(ValueError, match="not negative"):
        generate(world("small"), -1)
