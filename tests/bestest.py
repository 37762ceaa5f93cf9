#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ASHRAE 140-2020, thermal fabric: the cases of tests/bestest/ by `issygrid run`.

    tests/bestest.py ISSYGRID [--rows] [--all]

Cases with published results ($ISSYGRID_REFERENCE/bestest/ranges_2020.csv): annual loads must lie within the acceptance
limits; hourly peaks and free-floating temperatures, which have none, within the range of the programs. Then differences between cases whose sign physics gives
("610 cools less than 600"), without figures, from coarser steps. --all prints every case; --rows prints lines for scripts instead of a table:
bestest;case;metric;value;programs' lowest;highest;acceptance from;to;verdict
"""
import csv
import os
import pathlib
import sys
import tempfile

import h5py

from support import ROOT, run

REFERENCE = pathlib.Path(os.environ.get("ISSYGRID_REFERENCE", ROOT / ".." / "shared" / "reference")).resolve()
EPW = REFERENCE / "weather" / "USA_CO_Denver.Intl.AP.725650_TMY3.epw"
CASES = ROOT / "tests" / "bestest"
KPI = {"annual_heating_MWh": ("heating", 1e-3), "annual_cooling_MWh": ("cooling", 1e-3),
       "peak_heating_kW": ("heating_peak", 1), "peak_cooling_kW": ("cooling_peak", 1),
       "ff_Tmax_C": ("air_max", 1), "ff_Tmin_C": ("air_min", 1), "ff_Tmean_C": ("air_mean", 1)}
HEAT, COLD, PEAK, MAX, MIN = "annual_heating_MWh", "annual_cooling_MWh", "peak_cooling_kW", "ff_Tmax_C", "ff_Tmin_C"
# (metric, case that has less, case that has more, why)
ORDER = [
    (COLD, "610", "600", "an overhang keeps summer sun off"), (HEAT, "600", "610", "and a little of the winter's"),
    (COLD, "620", "600", "east and west get less sun in the year than south"), (HEAT, "600", "620", "above all in winter"),
    (COLD, "630", "620", "overhang and fins"), (HEAT, "620", "630", "overhang and fins"),
    (HEAT, "640", "600", "set back at night"), (COLD, "650", "600", "night ventilation, no morning cooling"),
    (COLD, "950", "900", "night ventilation"), (COLD, "950", "650", "mass stores the night's cold"),
    (MAX, "650FF", "600FF", "night ventilation"), (MAX, "950FF", "900FF", "night ventilation"),
    (MAX, "900FF", "600FF", "mass"), (MIN, "600FF", "900FF", "mass"), (MIN, "650FF", "600FF", "night ventilation"),
    (HEAT, "900", "600", "mass keeps the day's sun"), (COLD, "900", "600", "mass"), (PEAK, "900", "600", "mass"),
    (COLD, "910", "900", "overhang"), (COLD, "930", "920", "overhang and fins"), (HEAT, "900", "920", "less winter sun"),
    (COLD, "660", "600", "less sun through the coating"), (HEAT, "660", "600", "lower transmittance"),
    (HEAT, "600", "670", "single glazing"), (HEAT, "680", "600", "insulation"), (HEAT, "600", "685", "20 degC in summer too"),
    (COLD, "960", "900", "the windows are in the sunspace"),
    (HEAT, "195", "200", "opaque windows conduct"), (HEAT, "200", "210", "radiation joins the inner faces"),
    (HEAT, "200", "215", "the outside radiates to the sky"), (HEAT, "215", "220", "both"), (HEAT, "220", "230", "infiltration"),
    (HEAT, "240", "220", "gains"), (HEAT, "250", "220", "sun on dark walls"), (COLD, "220", "250", "sun on dark walls"),
    (COLD, "280", "270", "a light room reflects sun out again"), (COLD, "290", "270", "overhang"), (COLD, "300", "270", "orientation"),
    (COLD, "310", "300", "overhang and fins"), (COLD, "320", "270", "dead band"), (HEAT, "395", "400", "opaque windows conduct"),
    (HEAT, "400", "410", "infiltration"), (HEAT, "420", "410", "gains"), (HEAT, "430", "420", "sun on dark walls"),
    (COLD, "440", "600", "a light room reflects sun out again"), (HEAT, "800", "430", "mass"), (COLD, "810", "900", "reflection"),
]


COARSE = ["--set", "simulation.step=10 min", "--set", "rooms.substep=5 min"]  # 0.3 % off, five times as fast


class Runs:
    """KPIs of a case, run when first asked for; cases without published results may be coarse."""

    def __init__(self, program, fine):
        self.program, self.folder, self.done, self.fine = program, tempfile.TemporaryDirectory(), {}, fine

    def __getitem__(self, case):
        if case not in self.done:
            result = pathlib.Path(self.folder.name) / f"{case}.h5"
            coarse = [] if case in self.fine else COARSE
            run(self.program, CASES / f"{case}.yaml", result, "--set", f"weather.epw={EPW}", *coarse)
            with h5py.File(result) as f:
                self.done[case] = {m: float(f[f"kpi_room_zone_{k}"][()]) * s for m, (k, s) in KPI.items()}
            result.unlink()
        return self.done[case]


def reference():
    with open(REFERENCE / "bestest" / "ranges_2020.csv", newline="") as f:
        return list(csv.DictReader(f))


def number(text):
    return float(text) if text else None


def verdict(value, low, high, accept_low, accept_high):
    """The word, and whether it is good enough."""
    inside = low <= value <= high
    if accept_low is not None:
        accepted = accept_low <= value <= accept_high
        return ("ok" if inside else "ok (outside the programs)") if accepted else "OFF", accepted
    return ("ok" if inside else "outside the programs"), inside


def compare(runs, rows):
    """Prints the published cases; returns how many values are off."""
    off = 0
    if not rows:
        print(f"{'case':6} {'metric':20} {'value':>8}  {'programs':>15}  {'acceptance':>15}  verdict")
    for line in reference():
        metric, value = line["metric"], runs[line["case"]][line["metric"]]
        limits = [number(line[k]) for k in ("min", "max", "accept_lower", "accept_upper")]
        word, good = verdict(value, *limits)
        off += not good
        if rows:
            text = ["" if x is None else f"{x:g}" for x in limits]
            print(";".join(["bestest", line["case"], metric, f"{value:.4g}", *text, word if good else "OFF"]))
        else:
            low, high, a, b = (f"{x:.3f}" if x is not None else "" for x in limits)
            accept = f"{a} .. {b}" if a else ""
            print(f"{line['case']:6} {metric:20} {value:8.3f}  {low + ' .. ' + high:>15}  {accept:>15}  {word}", flush=True)
    return off


def signs(runs, rows):
    """Prints the differences that go the wrong way; returns how many."""
    wrong = 0
    for metric, less, more, why in ORDER:
        a, b = runs[less][metric], runs[more][metric]
        wrong += not a < b
        if rows:
            print(";".join(["bestest", f"{less}<{more}", metric, f"{a:.4g}", "", f"{b:.4g}", "", "", "ok" if a < b else "OFF"]))
        elif not a < b:
            print(f"{metric}: {less} has {a:.3f}, {more} {b:.3f}, but should have more: {why}")
    if not rows:
        print(f"{len(ORDER)} differences between cases, {wrong} go the wrong way")
    return wrong


def show_all(runs):
    print(f"\n{'case':6} {'heating MWh':>12} {'cooling MWh':>12} {'peak heat kW':>13} {'peak cool kW':>13} {'T max':>7} {'T min':>7} {'T mean':>7}")
    for path in sorted(CASES.glob("[0-9]*.yaml")):
        r = runs[path.stem]
        print(f"{path.stem:6} {r[HEAT]:12.3f} {r[COLD]:12.3f} {r['peak_heating_kW']:13.3f} {r[PEAK]:13.3f} {r[MAX]:7.2f} {r[MIN]:7.2f} {r['ff_Tmean_C']:7.2f}", flush=True)


def main():
    options = set(sys.argv[2:])
    if len(sys.argv) < 2 or options - {"--rows", "--all"}:
        raise SystemExit(__doc__)
    if not EPW.exists() or not (REFERENCE / "bestest" / "ranges_2020.csv").exists():
        print(f"skipped: no ASHRAE 140 reference in {REFERENCE}")
        return 0
    every = {path.stem for path in CASES.glob("[0-9]*.yaml")}
    runs = Runs(pathlib.Path(sys.argv[1]).resolve(), every if "--all" in options else {line["case"] for line in reference()})
    bad = compare(runs, "--rows" in options) + signs(runs, "--rows" in options)
    if "--all" in options:
        show_all(runs)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
