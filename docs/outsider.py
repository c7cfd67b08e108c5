"""Check a Countersign export without Countersign:  python outsider.py FOLDER

Only numpy and Python itself. It redoes the draw of the audit lines from the seed, and the interval
from draws and rulings; docs/guide/schedule.md explains each step. It ends with 0 if all agrees, with
1 and what does not, with 2 if nothing is wrong but the seed has not been told yet.
"""

import csv
import sys
from hashlib import sha256
from itertools import groupby, takewhile
from math import lgamma, log
from pathlib import Path

import numpy as np

folder, wrong = Path(sys.argv[1]), []


def table(name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row | {"key": "-".join(row.get(k, "") for k in ("section", "page", "line"))} for row in rows]


def agree(what, told, found):
    print(f"agrees {what}: {told}" if told == found else f"WRONG  {what}: {told} should be {found}")
    wrong.extend([what] * (told != found))


about = {row["name"]: row["value"] for row in table("about")}
lines, draws = {row["key"]: row for row in table("lines")}, table("audit")
seed, N = about["audit_seed"], len(lines)
whole = about["interval_low"] != ""  # otherwise there is no list, or it was changed after a draw
for seal in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
    agree(seal[66:], seal[:64], sha256((folder / seal[66:]).read_bytes()).hexdigest())

# The draw. Each time the lowest ticket of all lines that were neither drawn nor ruled before.
ruled_after = {key: int(row["draws_before"]) for key, row in lines.items() if row["ruling"]}
if seed and whole:
    agree("commitment", about["audit_commitment"], sha256(seed.encode()).hexdigest())
    lot = {key: int(sha256(f"{seed} {key}".encode()).hexdigest()[:16], 16) // 2 for key in lines}
    order = sorted(lines, key=lot.get)
    for k, row in enumerate(draws):
        turn = next(key for key in order if ruled_after.get(key, N) > k)
        if (row["key"], row["ticket"]) != (turn, str(lot[turn])):
            agree(f"draw {k}", f"{row['key']} by ticket {row['ticket']}", f"{turn} by ticket {lot[turn]}")
            break
        order.remove(turn)

# The rulings. Of a duplicate set one line can be ours. What comes after a draw without ruling waits.
outside = [key for key in ruled_after if key not in {row["key"] for row in draws}]
after = np.array([ruled_after[key] for key in outside])
counting = np.array([lines[key]["counts"] != "" for key in outside])
for k, row in enumerate(draws):
    line = lines.get(row["key"], {"first_verdict": "", "ruling": ""})  # kept back until it is ruled
    row["said"] = "missing" if line["first_verdict"] == "missing" else ""
    if line["ruling"]:
        row["said"] = "challenge" if line["counts"] else "stands"
    found = (row["said"], f"{(after <= k).sum()}", f"{(after[counting] <= k).sum()}")
    if (row["ruling"], row["elsewhere"], row["ours_elsewhere"]) != found:
        agree(f"draw {k}", (row["ruling"], row["elsewhere"], row["ours_elsewhere"]), found)
prefix = list(takewhile(lambda row: row["said"], draws))
ruled, ours = len(ruled_after), sum(row["counts"] != "" for row in lines.values())
agree("ruled, and ruled ours", (about["ruled"], about["ruled_ours"]), (f"{ruled}", f"{ours}"))

# The interval. All totals M under which the draws are not twenty times less likely than predicted.
log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, N + 1)))])


def falling(x, k):
    """log of x (x - 1) … (x - k + 1); minus infinity where there are not so many."""
    top = np.clip(x, k, N)
    return np.where(x < k, -np.inf, log_factorial[top] - log_factorial[top - k])


def predicted(share, weight, m, s):
    """log of the beta-binomial chance of one order of s ours among m, by a prior of that weight."""
    a, b = share * weight, (1 - share) * weight
    return lgamma(a + s) + lgamma(b + m - s) - lgamma(a + b + m) - lgamma(a) - lgamma(b) + lgamma(a + b)


def kept_off_the_edge(share):
    return min(max(share, 0.005), 0.995)


def totals(missing_are_ours):
    """Lowest and highest M that is not excluded at 95 %, by the prior-posterior ratio R(M)."""
    M, R = np.arange(N + 1), np.zeros(N + 1)
    one = two = drawn = found = 0  # the predictor's two courses; draws so far, and ours among them
    precision, known = 10 / N**2, 10 / N**2 * 0.3 * N  # before any draw: 30 % of all, worth ten lines
    same = ("elsewhere", "ours_elsewhere", "expected")
    for _, block in groupby(prefix, lambda row: [row[name] for name in same]):
        rows = list(block)
        m, said = len(rows), [row["said"] for row in rows]
        s = said.count("challenge") + missing_are_ours * said.count("missing")
        left, before = N - int(rows[0]["elsewhere"]) - drawn, int(rows[0]["ours_elsewhere"]) + found
        share = kept_off_the_edge((known / precision - before) / left)
        weight = max(precision * left**2, 2)
        one += predicted(share, weight, m, s)
        if rows[0]["expected"]:  # the second course also trusts the look of the rest, like 100 lines
            expected = kept_off_the_edge(float(rows[0]["expected"]))
            share, weight = (share * weight + expected * 100) / (weight + 100), weight + 100
        two += predicted(share, weight, m, s)
        R += falling(left, m) - falling(M - before, s) - falling(left - M + before, m - s)
        precision, known = precision + m / left**2, known + m / left**2 * (before + left * s / m)
        drawn, found = drawn + m, found + s
    R += np.logaddexp(one, two) - log(2)
    inside = M[R < log(20)] if R.min() < log(20) else M[[R.argmin()]]
    return inside[0], inside[-1]


sure_low, sure_high = low, high = ours, ours + N - ruled
if prefix:  # a line that could not be shown stands for the lower end, is a challenge for the upper
    low = min(max(totals(0)[0], sure_low), sure_high)
    high = max(min(totals(1)[1], sure_high), low)
if whole:
    agree("certain", (about["certain_low"], about["certain_high"]), (f"{sure_low}", f"{sure_high}"))
    agree("interval", (about["interval_low"], about["interval_high"]), (f"{low}", f"{high}"))
else:
    print("not told the interval:", about["interval_condition"])
if draws and not seed:
    print("not yet the draw: its seed has not been told")
sys.exit(1 if wrong else 0 if whole and (seed or not draws) else 2)
