"""Validations per second of processor time in Python, on the corpus.

`python3 bench.py FOLDER TABLES`, with corpus/ and python/ in FOLDER, and the tables of the UK modulus check in TABLES.
Writes FOLDER/results/python.csv.
"""

import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import process_time

FOLDER, TABLES = Path(sys.argv[1]), Path(sys.argv[2])
sys.path.insert(0, str(FOLDER / "python"))

import peers  # noqa: E402

ROUNDS = 5
# Processor's time that a round lasts at least.
LEAST_SECONDS = 0.4


def lines(name):
    return (FOLDER / "corpus" / name).read_text().split("\n")


def one_round(accepts, cases):
    """How many cases a second of processor time."""
    start, done = process_time(), 0
    while process_time() - start < LEAST_SECONDS:
        for case in cases:
            accepts(case)
        done += len(cases)
    return done / (process_time() - start)


def main():
    modulus = peers.modulus_check(TABLES)
    schwifty, ukmodulus = (f"{name} {version(name)}" for name in ("schwifty", "ukmodulus"))
    tables = {
        "iban-python": (
            lines("iban.txt"),
            {schwifty: peers.accepts_iban, f"{schwifty} with national digits": peers.accepts_iban_nationally},
        ),
        "uk-python": ([line.split(",") for line in lines("uk.txt")], {ukmodulus: lambda pair: modulus(*pair)}),
    }
    results = []
    for table, (cases, contenders) in tables.items():
        entries = {name: [] for name in contenders}
        # In turn, so that what else the machine does meets all of them.
        for _ in range(ROUNDS):
            for name, accepts in contenders.items():
                entries[name].append(one_round(accepts, cases))
        for name, accepts in contenders.items():
            verdicts = "".join("1" if accepts(case) else "0" for case in cases)
            results.append(f"{table},{name},{median(entries[name]):.0f},{verdicts}\n")
    (FOLDER / "results").mkdir(parents=True, exist_ok=True)
    (FOLDER / "results" / "python.csv").write_text("".join(results))


if __name__ == "__main__":
    main()
