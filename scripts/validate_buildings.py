#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One page of everything that buildings, systems, sun and weather are checked against: value, limits, verdict.

    scripts/validate_buildings.py ISSYGRID PAGE.md

Runs the tests of the build that ISSYGRID belongs to, which print rows for it, and writes the page; the summary goes to
the terminal. Exit 1 when a test failed. What lies outside of a limit but does not fail a test is marked all the same."""
import csv
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
REFERENCE = pathlib.Path(os.environ.get("ISSYGRID_REFERENCE", ROOT / ".." / "shared" / "reference")).resolve()
TRAPPES = REFERENCE / "weather" / "FRA_Trappes_RT2012_H1a.epw"
PYTHON = "/usr/bin/python3"


def ashrae(line):
    """bestest;case;metric;value;lowest;highest;from;to;verdict"""
    _, case, metric, value, low, high, accept_low, accept_high, verdict = line.split(";")
    if "<" in case:
        less, more = case.split("<")
        return f"{metric.replace('_', ' ')}: {less} has less than {more}", f"{value} < {high}", "sign", verdict
    limits = f"{accept_low} to {accept_high} (accepted)" if accept_low else f"{low} to {high} (programs)"
    return f"{case}: {metric.replace('_', ' ')}", value, limits, verdict


def cases(line):
    """suite,what,reference,worst,limit,unit,verdict"""
    suite, what, reference, worst, limit, unit, verdict = next(csv.reader([line]))
    against = f" against {reference}" if reference else ""
    return f"{suite}: {what}{against}", f"{worst} {unit}".strip(), f"at most {limit} {unit}".strip() if limit else "", verdict


def formulas(line):
    """what;reference;value;limit;verdict"""
    what, reference, value, limit, verdict = line.split(";")
    return what, value, f"{reference}, within {limit}", verdict


def weather(line):
    """name,unit,target,mean,spread,tolerance,verdict"""
    name, unit, target, mean, spread, tolerance, verdict = next(csv.reader([line]))
    return f"{name} [{unit}]", f"{mean}, from year to year {spread}", f"{target} +- {tolerance}", verdict


def stock(line):
    """what,value,unit,low,high,evidence,source,verdict"""
    what, value, unit, low, high, evidence, source, verdict = next(csv.reader([line]))
    return f"{what} [{unit}]", value, f"{low} to {high} ({evidence}; {source})", verdict


def suites(program):
    tests, built = ROOT / "tests", program.parent / "tests"
    script = lambda name, *options: [PYTHON, str(tests / name), *map(str, options)]
    return [
        ("Rooms: ASHRAE 140-2020", script("bestest.py", program, "--rows"), ashrae),
        ("Rooms: VDI 6007-1", script("vdi6007.py", built / "vdi6007_room", "--csv"), cases),
        ("Homes by period", script("home_stock.py", program, "--rows"), stock),
        ("Offices by age", script("office_stock.py", program, "--rows"), stock),
        ("Heat pumps, boilers, chillers, fans", [str(built / "test_hvac"), "rows"], formulas),
        ("Tanks", [str(built / "test_tank"), "rows"], formulas),
        ("Heat plant", [str(built / "test_plant"), "rows"], formulas),
        ("Sun and PV", script("solar_cases.py", program, "--csv"), cases),
        ("Generated weather beside the source year", script("weather_stats.py", "--runs", "--rows", program, TRAPPES), weather),
    ]


def is_row(line):
    return (";" in line or "," in line) and not line.startswith(("suite,", "name,", "what,", "#", "skipped"))


def take(command, read):
    """Rows of a suite, and whether it ended well."""
    done = subprocess.run(command, capture_output=True, text=True)
    rows = [read(line) for line in done.stdout.splitlines() if is_row(line)]
    return rows, done


def bad(verdict):
    return not verdict.lower().startswith(("ok", "inside", "yes"))


def main(program, page):
    program, failed = pathlib.Path(program).resolve(), 0
    with open(page, "w") as out:
        print("# What buildings, systems, sun and weather are checked against\n\nMade by `scripts/validate.sh buildings`.", file=out)
        for title, command, read in suites(program):
            rows, done = take(command, read)
            outside = [row for row in rows if bad(row[-1])]
            failed += done.returncode != 0
            words = f"{len(rows) - len(outside)} of {len(rows)} inside" if rows else (done.stdout.strip() or "no rows").splitlines()[0]
            print(f"{title:44} {words}{', TEST FAILED' if done.returncode else ''}", flush=True)
            print(f"\n## {title}: {words}\n\n| what | value | limits | verdict |\n|---|---|---|---|", file=out)
            for row in rows:
                print("| " + " | ".join(row) + " |", file=out)
            for what, value, limits, verdict in outside:
                print(f"    {what}: {value}; {limits}: {verdict}")
            if done.returncode:
                print("    " + (done.stderr.strip() or "no message").splitlines()[-1])
    print(f"all rows: {page}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
