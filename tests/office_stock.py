#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Offices of every period over a year of the Trappes file: heating, cooling, ventilation, lighting, all carriers, kWh/m2,
beside what is published.

    tests/office_stock.py ISSYGRID

The weather is $ISSYGRID_REFERENCE/weather/FRA_Trappes_RT2012_H1a.epw (../shared/reference); without it nothing is
compared. Rows of evidence A and B must be inside, or stand in EXPLAINED with the physical reason; rows from memory (D)
are shown with their verdict and fail nothing.
"""
import os
import pathlib
import sys
import tempfile

import h5py
import numpy as np

from support import ROOT, run

WEATHER = pathlib.Path(os.environ.get("ISSYGRID_REFERENCE", ROOT / ".." / "shared" / "reference")) / "weather" / "FRA_Trappes_RT2012_H1a.epw"
PERIODS = {"before_1975": 1968, "1975_1988": 1982, "1989_2000": 1995, "2001_2005": 2003, "2006_2012": 2009, "2013_2021": 2015}
# Shares of office floor by period in a French panel of large owners: assumption (D), for the mean of the stock.
SHARES = np.array([0.15, 0.20, 0.30, 0.10, 0.15, 0.10])
EXPLAINED = {"all carriers, built since 2006": "new buildings as designed: tenants' data rooms, heating against cooling and systems that "
             "run at night are not modelled; one new head office used 144 where its design said 48 (slate.fr)"}
SCENARIO = """\
simulation: {{start: 2019-01-01, duration: 365 d, spin_up: 14 d}}
weather: {{epw: {weather}}}
offices:
  presence: [0.74, 0.77, 0.74, 0.76, 0.70]
  units:
{units}"""


def per_area(file, *fields):
    return sum(file[f"office_{f}"][:] for f in fields) / file["office_area"][:] / 1e3


def simulate(program, folder):
    units = "".join(f"  - {{name: '{n}', construction_year: {y}, area: 8000 m2, employees: 500, heating: gas}}\n" for n, y in PERIODS.items())
    scenario, output = folder / "stock.yaml", folder / "stock.h5"
    scenario.write_text(SCENARIO.format(weather=WEATHER, units=units))
    run(program, scenario, output)
    with h5py.File(output) as file:
        order = [[n.decode() for n in file["office"][:]].index(p) for p in PERIODS]
        # a canteen burns half a kWh of gas for 0.7 kWh of its electricity
        return {"heating": (per_area(file, "gas", "electricity_heating") - per_area(file, "electricity_cooking") * 0.5 / 0.7)[order],
                "cooling": per_area(file, "electricity_cooling")[order],
                "ventilation": per_area(file, "electricity_ventilation")[order],
                "lighting": per_area(file, "electricity_lighting")[order],
                "all carriers": per_area(file, "final_energy")[order]}


def rows(use):
    """What, value, range, evidence and source."""
    old, new = use["all carriers"][:4], use["all carriers"][4:]
    weight = SHARES[:4] / SHARES[:4].sum()
    yield "all carriers, stock", SHARES @ use["all carriers"], 124, 206, "A", "targets.csv row 42, OID: 146 to 179"
    yield "all carriers, built before 2006", weight @ old, 152, 228, "A", "OID: older buildings 190, +-20 %"
    yield "all carriers, built since 2006", new.mean(), 122, 182, "A", "OID: since 2008 152, +-20 %"
    yield "heating, stock", SHARES @ use["heating"], 39, 73, "A", "audits of 205 French offices: 56, a third of all (Sinteo 2024), +-30 %"
    yield "heating over all carriers, stock", SHARES @ use["heating"] / (SHARES @ use["all carriers"]), 0.25, 0.50, "A", "34 % (Sinteo 2024) to 50 % of ordinary stock"
    yield "lighting over all carriers, stock", SHARES @ use["lighting"] / (SHARES @ use["all carriers"]), 0.10, 0.25, "B", "10-20 % (kreconcept); tubes of 2017 at the upper end"
    yield "heating, before 1975", use["heating"][0], 90, 180, "D", "from memory"
    yield "heating, 1989-2000", use["heating"][2], 40, 100, "D", "from memory"
    yield "heating, 2013-2021", use["heating"][5], 10, 40, "D", "from memory: RT2012 measured, not calculated"
    yield "cooling, stock", SHARES @ use["cooling"], 5, 25, "D", "from memory"
    yield "ventilation and pumps, stock", SHARES @ use["ventilation"], 5, 20, "D", "from memory"


def main():
    if not WEATHER.exists():
        print(f"skip: no {WEATHER.name} in the reference folder: nothing to compare with")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        use = simulate(sys.argv[1], pathlib.Path(folder))
    print("| period | " + " | ".join(use) + " |\n|---|" + "---|" * len(use))
    for k, period in enumerate(PERIODS):
        print(f"| {period} | " + " | ".join(f"{v[k]:.1f}" for v in use.values()) + " |")
    bad = 0
    print("\n| what, kWh/m2 a year | simulated | range | evidence | verdict | source |\n|---|---|---|---|---|---|")
    for what, value, low, high, evidence, source in rows(use):
        inside = low <= value <= high
        bad += not inside and evidence in "AB" and what not in EXPLAINED
        print(f"| {what} | {value:.3g} | {low:g} to {high:g} | {evidence} | {'inside' if inside else 'OUTSIDE'} | {source} |")
    for what, why in EXPLAINED.items():
        print(f"\n{what}: {why}.")
    falls = np.all(np.diff(use["heating"]) < 0)
    print(f"\nheating falls from period to period: {'yes' if falls else 'NO'}")
    return 1 if bad or not falls else 0


sys.exit(main())
