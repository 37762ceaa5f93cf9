# SPDX-License-Identifier: GPL-3.0-or-later
"""Electric vehicles in whole runs: the same bytes whatever threads, clones, stops, windows; balances; keys that move what
they should; then rows 33 to 38 of targets.csv, over five seeds, beside what explains them. Lines for machines:

    row,<row>,<run>,<statistic>,<mean>,<standard deviation over seeds>,<low>,<high>,<unit>,<evidence>,<weight>,<verdict>

usage: ev_cases.py ISSYGRID"""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

from support import ROOT, differences, run

program = sys.argv[1]
plain = os.environ.get("ISSYGRID_PLAIN", "")
folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-ev-"))
reference = pathlib.Path(os.environ.get("ISSYGRID_REFERENCE", ROOT.parent / "shared" / "reference"))
failed = 0


def expect(what, good, detail=""):
    global failed
    print(f"{'ok  ' if good else 'FAIL'} {what}" + (f": {detail}" if detail and not good else ""), flush=True)
    failed += not good


def scenario(name, simulation, evs, more=""):
    path = folder / f"{name}.yaml"
    path.write_text(f"simulation: {{{simulation}}}\nevs: {evs}\n{more}")
    return path


def kpis(path):
    with h5py.File(path) as file:
        return {k[4:]: float(file[k][()]) for k in file if k.startswith("kpi_") and file[k].dtype.kind in "if"}


# --- the same bytes ------------------------------------------------------------------------------------

FORTNIGHT = "start: 2017-03-18, duration: 14 d, spin_up: 2 d, seed: 3"
MIXED = "{cars: 150, charge_at: {home: 0.5, work: 0.2, street: 0.2, outside: 0.1}, units: [{name: pool, cars: 8, sockets: 8, start: off_peak}]}"
ALL = "outputs: {evs: all}\n"
base, one, other = scenario("base", FORTNIGHT, MIXED, ALL), folder / "one.h5", folder / "other.h5"
run(program, base, one, "--threads", 1)
for threads in (2, 3):
    run(program, base, other, "--threads", threads, "--force")
    expect(f"{threads} threads = 1 thread", not differences(one, other), differences(one, other))
if plain and plain != program:
    run(plain, base, other, "--force")
    expect("widest vector clones = plain x86-64", not differences(one, other), differences(one, other))
other.unlink()
stops = 0
while run(program, base, other, "--resume", "--max-wall", 0.01, check=False).returncode == 3:
    stops += 1
expect(f"stopped {stops} times and resumed = in one go", stops >= 2 and not differences(one, other), differences(one, other))
run(program, base, other, "--force", "--set", "simulation.duration=28 d")
expect("14 days = the first 14 of 28 days", not differences(one, other, rows=14), differences(one, other, rows=14))
for window in (5, 30, 60):
    run(program, base, other, "--force", "--set", f"simulation.window={window} min")
    with h5py.File(one) as a, h5py.File(other) as b:
        bad = [k for k in a if k.startswith(("ev_", "district_", "kpi_ev")) and a[k].dtype.kind in "if" and a[k][()].tobytes() != b[k][()].tobytes()]
    expect(f"windows of {window} and 10 min", not bad, bad)

POINTS = ["    - {name: ada, place: home}\n", "    - {name: bela, place: work, cars: 4, sockets: 2}\n", "    - {name: chloe, place: street, cars: 3}\n"]
HEAD = f"simulation: {{{FORTNIGHT}}}\noutputs: {{evs: all}}\nevs:\n  units:\n"
(folder / "order.yaml").write_text(HEAD + "".join(POINTS))
(folder / "shuffled.yaml").write_text(HEAD + "".join(POINTS[::-1]))
run(program, folder / "order.yaml", one, "--force")
run(program, folder / "shuffled.yaml", other, "--force")
expect("points listed in another order", not differences(one, other), differences(one, other))
(folder / "further.yaml").write_text(HEAD + "".join(POINTS) + "    - {name: aaron, cars: 2}\n")
run(program, folder / "further.yaml", other, "--force")
with h5py.File(one) as a, h5py.File(other) as b:
    was, now = [[n.decode() for n in f["ev"][:]] for f in (a, b)]
    bad = [n for n in was if a["ev_power"][was.index(n)].tobytes() != b["ev_power"][now.index(n)].tobytes()]
expect("a further point leaves the others unchanged", not bad, bad)

# --- balances and keys ---------------------------------------------------------------------------------

QUARTER = "start: 2017-01-09, duration: 90 d, spin_up: 14 d, seed: 5"


def quarter(name, evs, more=""):
    run(program, scenario(name, QUARTER, evs, more), folder / f"{name}.h5", "--force")
    return kpis(folder / f"{name}.h5")


mixed = quarter("mixed", "{cars: 200}")
expect("charged + outside = driven + change of state", mixed["ev_balance_residual"] < 1e-12, mixed["ev_balance_residual"])
expect("the district's balance and audits", mixed["audit_balance_residual"] < 1e-9 and mixed["audit_event_residual"] < 1e-9)
parts = mixed["ev_home_drawn"] + mixed["ev_work_drawn"] + mixed["ev_street_drawn"]
expect("drawn at points and standby = the part", 0 < mixed["ev_energy"] - parts < 0.02 * parts, mixed["ev_energy"] - parts)
half = quarter("half", "{cars: 200, annual_distance: 8030 km}")
expect("half the distance drives half", abs(half["evs_distance"] / mixed["evs_distance"] - 0.5) < 0.06, half["evs_distance"] / mixed["evs_distance"])
strong = quarter("strong", "{cars: 200, home_powers: [11], home_power_shares: [1]}")
expect("stronger points move no trip", strong["evs_distance"] == mixed["evs_distance"] and strong["evs_sessions"] > 0)
night = quarter("night", "{cars: 200, charge_at: {home: 1, work: 0, street: 0, outside: 0}, defaults: {start: off_peak}}")
expect(f"off-peak start moves the peak into the night ({night['ev_weekday_peak_hour']} h)", night["ev_weekday_peak_hour"] >= 22 or night["ev_weekday_peak_hour"] < 6)
cold = quarter("cold", "{cars: 200}", "weather: {temperature_offset: -10 K}\n")
expect("ten kelvin colder: 10 to 14 % more a kilometre", 1.10 < cold["ev_consumption"] / mixed["ev_consumption"] < 1.14, cold["ev_consumption"] / mixed["ev_consumption"])
none = quarter("none", "{homes: 2000}")
expect("cars by homes: 2000 x 0.659 x 0.0036 = 5", none["ev_cars"] == 5, none["ev_cars"])

# --- targets -------------------------------------------------------------------------------------------

if not (reference / "targets.csv").exists():
    print(f"skip rows 33 to 38: no targets.csv in {reference}")
    sys.exit(1 if failed else 0)
TARGETS = {int(t["id"]): t for t in csv.DictReader(open(reference / "targets.csv"))}
AT_HOME = "charge_at: {home: 1, work: 0, street: 0, outside: 0}, home_power_shares: [1], home_powers: "
# Batteries of the year of the survey: their mean range is its 257 km (46 kWh at 0.18 kWh/km).
OF_2020 = "battery_sizes: [22, 41, 52, 75], battery_shares: [0.20, 0.30, 0.35, 0.15]"
RUNS = {
    "survey of 2020": f"{{cars: 300, charge_at: {{home: 0.89, work: 0.05, street: 0.05, outside: 0.01}}, {OF_2020}}}",
    "flats": f"{{cars: 300, {OF_2020}}}",
    "3.7 kW": f"{{cars: 300, {AT_HOME}[3.7]}}",
    "7.4 kW": f"{{cars: 300, {AT_HOME}[7.4]}}",
    # what explains row 35: the trial's cars of 7.4 kW drove more and were no hybrids, and some drivers set timers
    "3.7 kW; 6.2 kWh a day": f"{{cars: 300, {AT_HOME}[3.7], annual_distance: 10500 km}}",
    "7.4 kW; 15 kWh a day": f"{{cars: 300, {AT_HOME}[7.4], annual_distance: 25500 km, hybrid_share: 0}}",
    "7.4 kW; 15 kWh a day; a fifth off-peak": f"{{cars: 300, {AT_HOME}[7.4], annual_distance: 25500 km, hybrid_share: 0, off_peak_share: 0.2}}",
    "7.4 kW; exponent 1.31": f"{{cars: 300, {AT_HOME}[7.4], plug_in: {{exponent: 1.31}}}}",
}
results = {}
for name, evs in RUNS.items():
    results[name] = []
    for seed in range(1, 3 if ";" in name else 6):  # two for what stands beside
        path = scenario("row", f"start: 2017-01-01, duration: 365 d, spin_up: 14 d, step: 5 min, window: 30 min, seed: {seed}", evs)
        run(program, path, folder / "row.h5", "--force")
        results[name].append(kpis(folder / "row.h5"))


def row(number, name, kpi):
    t = TARGETS[number]
    values = [k[kpi] for k in results[name]]
    mean, spread = np.mean(values), np.std(values, ddof=1)
    inside = float(t["low"]) <= mean <= float(t["high"])
    text = t["statistic"].replace(",", ";")
    print(f"row,{number},{name},{text},{mean:.4g},{spread:.2g},{t['low']},{t['high']},{t['unit']},{t['evidence']},{t['weight']},{'inside' if inside else 'OUTSIDE'}", flush=True)
    return inside


inside = {33: row(33, "survey of 2020", "ev_distance_each")}
inside[34] = row(34, "3.7 kW", "ev_peak_over_daily_energy")
inside[35] = row(35, "7.4 kW", "ev_peak_over_daily_energy")
inside[36] = all([row(36, "3.7 kW", "ev_weekday_peak_hour"), row(36, "7.4 kW", "ev_weekday_peak_hour")])
inside[37] = row(37, "survey of 2020", "ev_once_or_twice_share")
inside[38] = row(38, "flats", "ev_home_drivers_share")
print("beside them:")
for name in list(RUNS)[4:]:
    row(34 if name.startswith("3") else 35, name, "ev_peak_over_daily_energy")
    row(36, name, "ev_weekday_peak_hour")
row(37, "7.4 kW; exponent 1.31", "ev_once_or_twice_share")
row(37, "flats", "ev_once_or_twice_share")
for name, made in results.items():
    means = {k: np.mean([r[k] for r in made]) for k in ("ev_sessions_each", "ev_session_energy", "ev_weekday_energy_each", "ev_less_than_weekly_share", "ev_consumption", "ev_charging_efficiency", "ev_home_energy_share")}
    print(f"     {name}: " + ", ".join(f"{k[3:]} {v:.3g}" for k, v in means.items()))
# Row 35 is known to be outside (models/ev/ev.md says why); the others must stay inside.
for number, good in inside.items():
    if number != 35:
        expect(f"row {number} inside", good)
subprocess.run(["rm", "-rf", str(folder)], check=False)
sys.exit(1 if failed else 0)
