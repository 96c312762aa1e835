"""Every balance of a bank, as `wenming balance` has it and as hledger sums it up.

    compare_with_hledger.py WENMING BANK

The export is a list of movements; hledger adds them up by itself and checks
that each sums to zero. What it comes to is held, account by account and
currency by currency, against what `wenming balance --json` says. An account
that only one of the two knows counts as zero in the other.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from decimal import Decimal


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def by_wenming(wenming, bank, branch):
    answer = json.loads(run(wenming, "--bank", bank, "--branch", branch, "--json", "balance"))
    return {
        (line["account"], line["currency"]): Decimal(line["balance"])
        for line in answer["balances"]
    }


def by_hledger(wenming, bank, branch):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bank.journal")
        run(wenming, "--bank", bank, "--branch", branch, "export", "hledger", "--out", path)
        text = run(
            "hledger", "--file", path, "balance", "--flat", "--empty", "--no-total",
            "--layout=bare", "--output-format=csv", "^holders:",
        )
    rows = csv.DictReader(io.StringIO(text))
    return {
        (row["account"].rsplit(":", 1)[1], row["commodity"]): Decimal(row["balance"])
        for row in rows
    }


def main():
    wenming, bank = sys.argv[1:]
    differ = seen = 0
    branches = sorted(set(os.listdir(os.path.join(bank, "journal"))) - {"HQ"})
    for branch in branches:
        ours, theirs = by_wenming(wenming, bank, branch), by_hledger(wenming, bank, branch)
        for key in sorted(ours.keys() | theirs.keys()):
            here, there = ours.get(key, Decimal(0)), theirs.get(key, Decimal(0))
            if here != there:
                differ += 1
                print(f"{key[0]}: wenming {here} {key[1]}, hledger {there} {key[1]}")
        both = ours.keys() & theirs.keys()
        seen += len(both)
        total = sum(theirs.values())
        print(f"{branch}: {len(both)} balances in both, {total} points in all")
    if seen == 0:
        sys.exit("there was nothing to compare")
    sys.exit(f"{differ} balances differ" if differ else 0)


main()
