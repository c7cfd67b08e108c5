"""What docs/replay.md and docs/why.md say of the replay: tables, sentences and picture, from the code."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

from bot.invented import world
from models.rules.estimates import State
from tests import replay
from tests.replay import Look

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "img" / "replay.png"
_KEY = "Description"  # the PNG's text in which the digest of what it shows stands


def heard() -> Look:
    """The evening before the statement of 10 October 2022."""
    return [look for look in replay.told() if look.day <= replay.STATEMENT][-1]


def excluded() -> Look:
    """The first evening on which "enough is there" was excluded."""
    return next(look for look in replay.told() if look.support.state is State.EXCLUDED)


def reasons_table() -> str:
    """The reasons in the order in which they are read here."""
    by_code = {reason.code: reason for reason in world("reference").reasons}
    rows = [
        f"| {by_code[code].label} | {by_code[code].count:,} | {share * 100:.4g} % |"
        for code, share in replay.YIELDS.items()
    ]
    total, truth = len(replay.lines()), int(replay.lines().truth.sum())
    return "\n".join(
        [
            "| Reason, in the order read | Lines (published) | Wrongly rejected (invented) |",
            "|---|---:|---:|",
            *rows,
            f"| All | {total:,} | {truth:,} = {truth / total * 100:.1f} % |",
        ]
    )


def days_table() -> str:
    """Some evenings, side by side: what counting what was read says, and what Countersign says."""
    rows = [_row(look) for look in _told()]
    return "\n".join(
        [
            "| Evening of | Read | Claimed of it | “So of all lines …” | Ruled ours"
            " | Countersign: of all lines | Enough? |",
            "|---|---:|---:|---|---:|---|---|",
            *rows,
        ]
    )


def _told() -> list[Look]:
    wanted = (
        *(replay.FIRST, date(2022, 9, 20), heard().day, date(2022, 11, 8), replay.INJUNCTION),
        *(date(2023, 1, 31), date(2023, 4, 4), excluded().day, replay.LAST),
    )
    return [look for look in replay.told() if look.day in wanted]


def _row(look: Look) -> str:
    low, high = look.naive
    band = "no draw is ruled yet" if not look.audited else _span(look.band.low, look.band.high)
    return (
        f"| {_day(look.day)} | {look.read:,} | {look.rate * 100:.1f} %"
        f" | {_span(low, high)}: {'safe' if look.safe else 'not safe'} | {look.counts.ours:,}"
        f" | {band} | {_STATES[look.support.state]} |"
    )


def said() -> str:
    """The two voices on the day of the statement, in sentences."""
    look, total = heard(), len(replay.lines())
    near = [one for one in replay.told() if round(one.rate * 100) == 39]
    low, high = look.naive
    return "\n".join(
        [
            f"The rate of what was read stood at 39 % (rounded) from {_day(near[0].day)} to"
            f" {_day(near[-1].day)}. On the evening of {_day(look.day)}, the last before the statement,"
            f" {look.read:,} lines had been read.",
            "",
            f"* *Counting what was read* said: {look.claimed:,} of them are challenges,"
            f" **{look.rate * 100:.0f} %**; give or take"
            f" {(high - low) / 2 / total * 100:.1f} points by the textbook;"
            f" so {_span(low, high)} of all lines; the target is {replay.TARGET:,};"
            f" **safe**.",
            f"* *Countersign* said: {look.counts.ours:,} lines are ruled ours by a lawyer."
            f" What is certain: between {look.certain.low:,} and {look.certain.high:,} of all lines. By"
            f" {look.audited:,} audit lines drawn from all lines and ruled:"
            f" **between {look.band.low:,} and {look.band.high:,}**"
            f" ({look.band.low / total * 100:.0f} to {look.band.high / total * 100:.0f} %), if every"
            f" ruling is upheld. Whether enough is there: **{_STATES[look.support.state]}**."
            f" 39 % would be {round(total * 0.39):,} lines, far outside.",
        ]
    )


def outcome() -> str:
    """What became of both voices, in sentences."""
    first, last, truth = excluded(), replay.told()[-1], int(replay.lines().truth.sum())
    safe = sum(look.safe for look in replay.told())
    inside = sum(look.band.low <= truth <= look.band.high for look in replay.told())
    wide, sooner = replay.dearer().band.width, replay.supported()
    return "\n".join(
        [
            f"* *Counting what was read* said “safe” on {safe} of {len(replay.told())} evenings, and its"
            f" interval held the truth ({truth:,}) on {_held(truth)} of them. On the last one it stood at"
            f" {last.rate * 100:.1f} %.",
            f"* *Countersign's* interval held the truth on {inside} of {len(replay.told())}. On"
            f" {_day(first.day)}, after {first.audited:,} audit lines, it said that the target is"
            f" **{_STATES[first.support.state]}**.",
            f"* On {_day(last.day)} {last.counts.ours:,} lines were ruled ours of {last.read:,} read and"
            f" {last.audited:,} audit lines.",
            f"* Had an audit line taken twice the time of any other, the last interval would have been"
            f" {wide:,} lines wide instead of {last.band.width:,}, and it would still have been"
            f" {_STATES[replay.dearer().support.state]} whether enough is there.",
            f"* Had 39 % been the truth, with all else the same, Countersign would have called “enough”"
            f" *{_STATES[sooner.support.state]}* on {_day(sooner.day)}, after {sooner.audited:,} audit"
            " lines.",
        ]
    )


def _held(truth: int) -> int:
    return sum(look.naive[0] <= truth <= look.naive[1] for look in replay.told())


def _span(low: int, high: int) -> str:
    return f"{low:,} to {high:,}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


_STATES = {
    State.SUPPORTED: "statistically supported",
    State.NOT_YET: "not yet known",
    State.EXCLUDED: "excluded at 95 %",
}


def digest() -> str:
    """Of what the picture shows: it is drawn anew when this changes."""
    shown = [
        (str(look.day), look.naive, look.band.low, look.band.high, look.counts.ours)
        for look in replay.told()
    ]
    return sha256(json.dumps([shown, int(replay.lines().truth.sum())]).encode()).hexdigest()


def pictured(path: Path = PICTURE) -> str:
    """The digest that stands in the picture."""
    from PIL import Image

    with Image.open(path) as image:
        return str(image.info.get(_KEY, ""))


def draw(path: Path = PICTURE) -> None:
    """The two voices over time, with target and truth. Labelled INVENTED."""
    from matplotlib.figure import Figure

    looks = replay.told()
    days, truth = [look.day for look in looks], int(replay.lines().truth.sum())
    figure = Figure(figsize=(10.8, 6.6), dpi=100, facecolor="#F7F5F0", layout="constrained")
    axes = figure.add_subplot(facecolor="#F7F5F0")
    audited = [look for look in looks if look.audited]
    axes.fill_between(
        [look.day for look in audited],
        [look.band.low for look in audited],
        [look.band.high for look in audited],
        color="#6FB1DE",
        alpha=0.55,
        linewidth=0,
        label="Countersign: of all lines, at every look (audit lines drawn from all, ruled)",
    )
    axes.fill_between(
        days,
        [look.naive[0] for look in looks],
        [look.naive[1] for look in looks],
        color="#B84300",
        alpha=0.6,
        linewidth=0,
        label="Claimed of what was read, times all lines, with its textbook 95 %",
    )
    axes.plot(
        days,
        [look.counts.ours for look in looks],
        color="#00548C",
        linewidth=2,
        label="Ruled ours by a lawyer",
    )
    axes.axhline(replay.TARGET, color="#1D2328", linewidth=1.5)
    axes.text(days[-1], replay.TARGET + 600, "target 46,807", ha="right", color="#1D2328")
    axes.axhline(truth, color="#1D2328", linewidth=1, linestyle="--")
    axes.text(days[-1], truth - 2_600, f"truth {truth:,} (invented)", ha="right", color="#1D2328")
    axes.axvline(replay.STATEMENT, color="#5A6066", linewidth=1, linestyle=":")  # type: ignore[arg-type]
    axes.text(replay.STATEMENT, 89_000, "  10 October: “39 %”", color="#5A6066")  # type: ignore[arg-type]
    axes.set_ylim(0, 95_000)
    axes.set_xlim(days[0], days[-1])  # type: ignore[arg-type]
    axes.set_ylabel("lines wrongly rejected")
    axes.yaxis.set_major_formatter(lambda value, _at: f"{value:,.0f}")
    axes.set_title(
        "INVENTED story on published totals: Los Angeles 2022, easy reasons read first",
        loc="left",
        fontsize=12,
    )
    axes.legend(loc="center right", bbox_to_anchor=(1, 0.78), frameon=False, fontsize=9)
    figure.savefig(path, metadata={_KEY: digest()})
