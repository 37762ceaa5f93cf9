#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""People and demand beside the ranges of targets.csv, row by row; pictures of both. Called by `scripts/validate.sh people`.

    scripts/validate_people.py ISSYGRID [--seeds 5] [--rows] [--more] [--definitions] [--pictures output/people]

Each row is simulated with the preset and the weather that it names (the built-in generator, year 2017), once a seed; the
table gives the mean over the seeds, their standard deviation, and how many of them lie inside by themselves. A verdict is
that of the mean, of row 32 that of the highest. What cannot be computed says what it lacks and counts as not inside. `--rows`: semicolons instead of a
table. `--more`: further statistics, beside a published figure where there is one. `--definitions`: how each row is computed.
The runs and what is taken from them: people_runs.py. Seeds also change the weather, so the spread holds both."""
import argparse
import concurrent.futures
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import people_more
import people_runs
import plot_people

REFERENCE = pathlib.Path(os.environ.get("ISSYGRID_REFERENCE", people_runs.ROOT / "../shared/reference"))
EV_ROWS = range(33, 39)
EVERY_HOME = (32,)  # holds for every home, so for every seed: the highest of all is judged


def dimming_saves(r):
    """Of the cabinets that were not dimmed before."""
    before, after = r["default"]["_cabinets"], r["dimming"]["_cabinets"]
    chosen = [n for n in before if n.startswith("cabinet-")]
    return 1 - sum(after[n] for n in chosen) / sum(before[n] for n in chosen)


def of(run, key):
    return lambda r: r[run][key]


# row: (run, how it is computed from the runs of one seed, what that means)
ROWS = {
    1: ("default", of("default", "plain 6 kVA"), "mean of the meters of homes with 6 kVA, heated and supplied with hot water without electricity"),
    2: ("town", of("town", "tanks 6 kVA"), "mean of homes of 6 kVA on the off-peak tariff"),
    3: ("default", of("default", "specific"), "all homes; meter less cooking, ventilation, heating and hot water"),
    4: ("town", of("town", "all homes"), "all homes of stock issy-mix, households of IssyGrid (2.5 persons)"),
    5: ("town", of("town", "heating each"), "electricity of the heating of homes with convectors, typical year of the generator"),
    6: ("electric", of("electric", "heating each"), "the same with stock fort-2013, all homes with convectors"),
    7: ("town", of("town", "slope"), "homes with convectors: straight line of the daily mean power of the meter on the daily mean temperature, days below 15 degC"),
    8: ("minutes", of("minutes", "at home on a weekday"), "person-hours at home of 300 homes over all weekdays of the year, holidays away included; office-2017 (3 % telework)"),
    9: ("minutes", of("minutes", "at home on a weekend day"), "the same on Saturdays, Sundays and public holidays"),
    10: ("minutes", of("minutes", "sleep"), "at home and not awake, noon to noon, homes of one and two persons (all adults), nights that all spend at home"),
    11: ("default", of("default", "work"), "home_work over persons of 15 and older and all days, absences of the household included"),
    12: ("minutes", of("minutes", "awake at 4 h on weekdays"), "share of homes with somebody at home and awake, mean of the hour that begins at 4 h"),
    13: ("minutes", of("minutes", "awake at 8 h on weekdays"), "the same from 8 h"),
    14: ("minutes", of("minutes", "awake at 20 h on weekdays"), "the same from 20 h"),
    15: ("default", of("default", "peak hour"), "sum of all homes, mean weekday of December to February, middle of the highest half-hour, local clock"),
    16: ("default", of("default", "morning over evening"), "the same mean day: highest half-hour from 6 to 11 h over that from 17 to 23 h"),
    17: ("default", of("default", "evening share"), "sum of all homes over all days of the year, 18 to 22 h; no home has off-peak hot water"),
    18: ("default", of("default", "night"), "sum of all homes over all days of the year, 2 to 5 h, over the homes"),
    19: ("minutes", of("minutes", "minute autocorrelation 1"), "each of 300 homes: minutes of the whole year with themselves a minute later; mean over homes"),
    20: ("minutes", of("minutes", "minute autocorrelation 10"), "the same 10 minutes later"),
    21: ("minutes", of("minutes", "minute autocorrelation 60"), "the same 60 minutes later"),
    22: ("default", of("default", "hourly autocorrelation 24"), "each of 2,000 homes: hourly means of the meter a day later, whole year; mean over homes"),
    23: ("default", of("default", "hourly autocorrelation 168"), "the same a week later"),
    24: ("default", of("default", "daily variation"), "each home: standard deviation over mean of the daily energy of the whole year, absences included; mean over homes"),
    25: ("minutes", of("minutes", "variation of minutes"), "each of 300 homes: standard deviation over mean of all minutes of the year; mean over homes"),
    26: ("winter", of("winter", "coincidence 10"), "ten weekdays of January: highest minute of a group's day over the sum of its homes' own; all homes in random groups; mean"),
    27: ("winter", of("winter", "coincidence 30"), "the same in groups of 30"),
    28: ("winter", of("winter", "coincidence 100"), "the same in groups of 100"),
    29: ("default", of("default", "peak over mean"), "sum of all homes: highest half-hour of the weekdays of December to February over the mean of the year"),
    30: ("spell", of("spell", "peak at -5"), "meters of homes with convectors (tanks included): highest half-hour of a day on its mean temperature, line through the eight days nearest to -5 degC, read there"),
    31: ("default", of("default", "highest of all groups of 50"), "highest half-hour of the year of any of 40 random groups of 50 homes, per home; power factor 1, since the homes have none"),
    32: ("town", lambda r: max(r["town"]["over subscription"], r["default"]["over subscription"]), "highest minute of the year over subscribed power, the highest of all homes of issy-mix and of the default"),
    39: ("hybrid", of("hybrid", "presence_tuesday"), "employees who came, over all workday Tuesdays of 2017"),
    40: ("hybrid", of("hybrid", "presence_friday"), "the same on Fridays"),
    41: ("default", of("default", "offices lunch_over_morning"), "persons at their desks, workdays: emptier hour of 12 and 13 h over the fullest of 9, 10 and 11 h"),
    42: ("default", of("default", "offices energy_per_area"), "electricity, gas and district heat of all buildings over their area, equipment of 2017, office-2017"),
    43: ("default", of("default", "offices electricity_per_area"), "electricity of all buildings over their area"),
    44: ("default", of("default", "offices plain_weekend_over_workday"), "mean Saturday and Sunday over mean workday, holidays apart"),
    45: ("hybrid", of("hybrid", "friday_over_tuesday"), "mean workday Friday over mean workday Tuesday"),
    46: ("default", of("default", "offices night_over_busiest_hour"), "mean of 1 to 4 h over the highest hour of the mean workday"),
    47: ("default", of("default", "lamp hours"), "full-load hours over the lamps"),
    48: ("default", of("default", "lamp energy"), "energy of the lighting over its lamps"),
    49: ("dimming", dimming_saves, "cabinets that were not dimmed before, with and without half power from 23 h to 5 h"),
    50: ("default", of("default", "district peak hour"), "whole district without losses, mean weekday of December to February, middle of the highest half-hour"),
}


def compute(program, seeds, names):
    """Dictionary of runs for each seed; two workers, long runs first."""
    with tempfile.TemporaryDirectory(prefix="issygrid-people-") as folder, concurrent.futures.ProcessPoolExecutor(min(2, os.cpu_count())) as pool:
        waiting = {(seed, n): pool.submit(people_runs.take, program, n, seed, folder) for seed in range(1, seeds + 1) for n in names}
        done = {}
        for (seed, name), future in waiting.items():
            done.setdefault(seed, {})[name] = future.result()
            print(f"validate people: seed {seed} of {seeds}, {name}      ", end="\r", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        return list(done.values())


def summary(target, values):
    """Mean, standard deviation over the seeds, and how many of them lie inside by themselves."""
    low, high = float(target["low"]), float(target["high"])
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else np.nan
    middle = max(values) if int(target["id"]) in EVERY_HOME else np.mean(values)
    return float(middle), spread, f"{sum(low <= v <= high for v in values)} of {len(values)}"


def vehicles(program):
    """Rows 33 to 38 from the test of the electric vehicles, which runs five seeds itself: {row: summary}, and what is missing."""
    script = people_runs.ROOT / "tests" / "ev_cases.py"
    if not script.exists():
        return {}, "a model of electric vehicles (tests/ev_cases.py)"
    done = subprocess.run(["/usr/bin/python3", str(script), str(program)], capture_output=True, text=True)
    lines = csv.reader(line for line in done.stdout.splitlines() if line.startswith("row,"))
    found = {int(fields[1]): (float(fields[4]), float(fields[5]), "") for fields in lines}
    return found, "its line in the output of tests/ev_cases.py"


def rows_of(targets, results, program):
    """For each target: run, summary or None, what is missing."""
    cars, no_cars = vehicles(program)
    for t in targets:
        row = int(t["id"])
        if row in EV_ROWS:
            yield t, "ev", cars.get(row), no_cars
            continue
        run, how, _ = ROWS[row]
        values = [] if run is None else [v for v in (how(r) for r in results) if np.isfinite(v)]
        yield t, run or "-", summary(t, values) if values else None, how if run is None else "a quantity that the run does not give"


def is_inside(target, found):
    return found is not None and float(target["low"]) <= found[0] <= float(target["high"])


def print_rows(rows, machine):
    counts = {"all": 0, "hard": 0, "hard of": 0, "missing": 0, "n": 0}
    head = ["row", "statistic", "run", "simulated", "sd", "range", "unit", "evidence", "weight", "seeds inside", "verdict"]
    print(";".join(head) if machine else "| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for target, run, found, missing in rows:
        inside, hard = is_inside(target, found), target["weight"] == "hard"
        for what, one in (("n", True), ("all", inside), ("hard of", hard), ("hard", hard and inside), ("missing", found is None)):
            counts[what] += one
        mean, sd, seeds = found or (np.nan, np.nan, "")
        line = [target["id"], target["statistic"], run, "" if np.isnan(mean) else f"{mean:.4g}", "" if np.isnan(sd) else f"{sd:.2g}", f"{target['low']} to {target['high']}",
                "" if target["unit"] == "1" else target["unit"], target["evidence"], target["weight"], seeds,
                f"cannot be computed: needs {missing}" if found is None else "inside" if inside else "OUTSIDE"]
        text = [field.replace(";", ",") for field in line]
        print(";".join(text) if machine else "| " + " | ".join(text) + " |")
    words = f"{counts['all']} of {counts['n']} inside, hard rows inside: {counts['hard']} of {counts['hard of']}; {counts['missing']} cannot be computed."
    print(f"# {words}" if machine else f"\n{words}")


def print_runs(names):
    """Preset and keys behind each name in the column run."""
    print("\n| run | what |\n|---|---|")
    for name in names:
        scenario, sets, text = {**people_runs.RUNS, **people_runs.MORE}[name]
        print(f"| {name} | {text}: `{scenario}.yaml`, `{' '.join(sets)}` |")


def print_definitions(targets):
    print("\n| row | run | how it is computed | condition of the row |\n|---|---|---|---|")
    for t in targets:
        run, _, text = ROWS.get(int(t["id"]), ("ev", None, "tests/ev_cases.py"))
        print(f"| {t['id']} | {run or '-'} | {text} | {t['conditions']} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", action="store_true", help="semicolons, one line a row")
    parser.add_argument("--more", action="store_true", help="further statistics")
    parser.add_argument("--definitions", action="store_true", help="how each row is computed")
    parser.add_argument("--pictures", type=pathlib.Path, help="folder for pictures of the first seed")
    options = parser.parse_args()
    if not (REFERENCE / "targets.csv").is_file():
        print(f"validate: no targets.csv in {REFERENCE}: nothing to compare with", file=sys.stderr)
        return 0
    with open(REFERENCE / "targets.csv") as file:
        targets = list(csv.DictReader(file))
    program = options.program.resolve()
    names = [*people_runs.RUNS, *(people_runs.MORE if options.more else ())]
    results = compute(program, options.seeds, names)
    print_rows(rows_of(targets, results, program), options.rows)
    if not options.rows:
        print_runs(names)
    if options.definitions:
        print_definitions(targets)
    if options.more:
        people_more.show(results, options.rows)
    if options.pictures:
        ranges = {int(t["id"]): (float(t["low"]), float(t["high"])) for t in targets}
        plot_people.draw(program, results, ranges, options.pictures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
