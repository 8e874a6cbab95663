"""Compares every verdict of ours with those of other implementations in Python, on made-up cases.

`python3 judge.py PACKAGES CHECK`: PACKAGES is where pip put requirements.txt, CHECK the program built from
`crates/bank-details/examples/check.rs`. Fails when a verdict differs and DOCUMENTED in judge_differences.py does not
say why. The cases are the same on every machine.
"""

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import monotonic

PACKAGES, CHECK = sys.argv[1:3]
sys.path.insert(0, PACKAGES)
DATA = Path(__file__).resolve().parents[2] / "crates/bank-details"

import judge_cases  # noqa: E402
import peers  # noqa: E402
from judge_differences import DOCUMENTED  # noqa: E402

SHOWN = 20
PROCESSES = 2


def start(tables):
    """Loads the modulus check once a process."""
    global modulus
    modulus = peers.modulus_check(tables, remember=True)


def judge_uk(lines):
    return [modulus(*line.split(",")) for line in lines]


def judge_iban(lines):
    return [peers.accepts_iban(line) for line in lines]


def judge_national(lines):
    return [peers.accepts_iban_nationally(line) for line in lines]


def ours(kind, lines):
    """What our program says of each line."""
    done = subprocess.run([CHECK, kind], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    answers = done.stdout.splitlines()
    if len(answers) != len(lines):
        sys.exit(f"check {kind} answered {len(answers)} of {len(lines)} lines")
    return answers


def main():
    tables = DATA / "data"
    # Once, before several processes read them.
    peers.modulus_check(tables)
    countries = judge_cases.countries(DATA / "tests/data/iban-examples.csv")
    ranges = judge_cases.sort_code_ranges(next(tables.glob("valacdos*.txt")))
    kinds = [
        ("uk", "ukmodulus", judge_uk, judge_cases.uk(ranges)),
        ("iban", "schwifty", judge_iban, judge_cases.ibans(countries)),
        ("iban-national", "schwifty", judge_national, judge_cases.national(countries)),
    ]
    different = 0
    with ProcessPoolExecutor(PROCESSES, initializer=start, initargs=(tables,)) as pool:
        for kind, name, judge, cases in kinds:
            different += compare(pool, kind, name, judge, cases)
    sys.exit(1 if different else 0)


def compare(pool, kind, name, judge, cases):
    """Prints what differs, and gives how many do without a documented reason."""
    began = monotonic()
    answers = ours(kind, cases)
    parts = [cases[at : at + 5_000] for at in range(0, len(cases), 5_000)]
    theirs = [verdict for part in pool.map(judge, parts) for verdict in part]
    shown, different, documented = [], 0, 0
    for case, answer, accepted in zip(cases, answers, theirs):
        # A judge knows yes and no: unchecked is a yes, unless the kind's table says what else.
        if answer.startswith("invalid") != accepted:
            continue
        if any(applies(case, answer, accepted) for applies, _ in DOCUMENTED.get(kind, ())):
            documented += 1
            continue
        different += 1
        if len(shown) < SHOWN:
            shown.append(f"  {case}: ours `{answer}`, {name} `{'valid' if accepted else 'invalid'}`")
    accepted = sum(theirs)
    print(
        f"{kind}: {len(cases)} cases, {accepted} accepted by {name}, {different} verdicts differ, "
        f"{documented} more for documented reasons ({monotonic() - began:.1f} s)"
    )
    print("\n".join(shown), end="\n" if shown else "")
    return different


if __name__ == "__main__":
    main()
