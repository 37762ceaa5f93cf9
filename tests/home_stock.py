# SPDX-License-Identifier: GPL-3.0-or-later
"""What flats of each construction period need for heating in Paris, beside what their period is known for; steps of half an
hour beside minutes for whole homes; the rows of test_home_stock (build-ups, reduced and detailed zones).

    tests/home_stock.py ISSYGRID [--rows]

Prints rows  what,value,unit,low,high,evidence,source,verdict ; exit 1 when one is outside of its limits."""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
program = pathlib.Path(sys.argv[1]).resolve()
reference = pathlib.Path(os.environ.get("ISSYGRID_REFERENCE", ROOT / ".." / "shared" / "reference")).resolve()
trappes = reference / "weather" / "FRA_Trappes_RT2012_H1a.epw"
folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-stock-"))
out = csv.writer(sys.stdout, lineterminator="\n")
bad = 0

# Useful heat, kWh/m2 a year. No survey gives it by period for flats of Paris; what is known is joined here:
#   Paris, all ages, 2007: 167 kWh/m2 of final energy for heating (Apur, 96,000 buildings), most of them older than 1975 and on
#   collective boilers, whose heat reaches rooms to 60 to 80 %; a fifth less since then by new windows and insulation (D)
#   homes older than 1970: 200 kWh/m2 of final energy for all uses and more, from 2006 on 140 (ADEME), some 65 of it not heating
#   rules of 1974, 1982, 1988, 2000, 2005: each 15 to 25 % below the one before (from memory, C)
#   rules of 2012: five uses within 57.5 x 1.2 kWh/m2 primary (reference/buildings.md), of which heating is a third at most
PERIODS = [(60, 135, "D", "Apur; ADEME"), (65, 145, "D", "Apur; ADEME"), (60, 145, "D", "Apur; ADEME"), (55, 125, "D", "Apur; ADEME"),
           (35, 90, "C", "rules of 1974"), (30, 85, "C", "rules of 1982"), (25, 65, "C", "rules of 1988"), (20, 55, "C", "rules of 2000"),
           (12, 40, "C", "rules of 2005"), (6, 25, "C", "rules of 2012")]
YEARS = ["to 1914", "1915-48", "1949-67", "1968-74", "1975-81", "1982-89", "1990-99", "2000-05", "2006-12", "from 2013"]


def row(what, value, unit, low, high, evidence, source):
    global bad
    good = low <= value <= high
    bad += not good
    out.writerow([what, f"{value:.4g}", unit, f"{low:g}", f"{high:g}", evidence, source, "ok" if good else "OFF"])
    sys.stdout.flush()


def run(name, step, days, weather="", homes=""):
    scenario = folder / f"{name}.yaml"
    scenario.write_text(f"simulation: {{start: 2017-01-01, duration: {days} d, spin_up: 14 d, step: {step}, window: 1 h}}\n"
                        f"{weather}homes: {{count: 1000, persons_per_home: 2.1, periods: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]{homes}}}\n")
    subprocess.run([program, "run", scenario, "-o", folder / f"{name}.h5", "--quiet", "--set", "network=null"], check=True)
    with h5py.File(folder / f"{name}.h5") as file:
        return {key: file[f"home_{key}"][:] for key in ("period", "floor_area", "heat", "discomfort")}


def per_m2(result, first, last):
    here = (result["period"] >= first) & (result["period"] <= last)
    return result["heat"][here].sum() / result["floor_area"][here].sum() / 1e3


year = run("year", "10 min", 365)
for number, (limits, years) in enumerate(zip(PERIODS, YEARS), 1):
    row(f"useful heat {years}", per_m2(year, number, number), "kWh/m2", *limits)
row("useful heat to 1974", per_m2(year, 1, 4), "kWh/m2", 80, 134, "B", "Apur 2007: 167 kWh/m2 final")
row("1975-89 over to 1974", per_m2(year, 5, 6) / per_m2(year, 1, 4), "1", 0.4, 0.8, "C", "rules of 1974 and 1982")
row("from 2013 over 2006-12", per_m2(year, 10, 10) / per_m2(year, 9, 9), "1", 0.3, 0.8, "C", "rules of 2012 over 2005")
row("below the set-point while at home", year["discomfort"].mean(), "K h a home", 0, 100, "D", "none expected: reheat after setback")
if trappes.exists():
    file = run("file", "10 min", 365, f"weather: {{epw: '{trappes}'}}\n")
    row("useful heat to 1974; Trappes file", per_m2(file, 1, 4), "kWh/m2", 80, 134, "B", "Apur 2007: 167 kWh/m2 final")
    row("useful heat from 2013; Trappes file", per_m2(file, 10, 10), "kWh/m2", 6, 25, "C", "rules of 2012")
else:
    print(f"skipped: no weather file at {trappes}", file=sys.stderr)
still = ", setpoint_sd: 0 K, setback: 0 K"
minutes, halves = run("minutes", "1 min", 28, homes=still), run("halves", "30 min", 28, homes=still)
row("heat of January; half hours over minutes; constant set-point", 100 * (halves["heat"].sum() / minutes["heat"].sum() - 1), "%", -0.3, 0.3, "C", "itself")
minutes, halves = run("minutes-setback", "1 min", 28), run("halves-setback", "30 min", 28)
row("the same with setbacks", 100 * (halves["heat"].sum() / minutes["heat"].sum() - 1), "%", -2, 2, "C", "itself")

unit = program.parent / "tests" / "test_home_stock"
if unit.exists():
    for line in subprocess.run([unit], capture_output=True, text=True).stdout.splitlines():
        if line.startswith("row,"):
            _, suite, what, against, worst, limit, unit_name, _ = next(csv.reader([line]))
            row(what, float(worst), unit_name, 0, float(limit), "C", against)
sys.exit(bad > 0)
