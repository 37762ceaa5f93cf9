#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sun and PV against published tables: the rows of the C tests, and what needs whole runs. One table of verdicts.

    tests/solar_cases.py ISSYGRID [--csv]

yield     a year on the Trappes file, 30 degrees south: 1,019.1 kWh/kWp on 1,339.5 kWh/m2 by the chain named in the
          reference folder's resources.md (SAPM close mount, physical modifier on the beam, losses of 14.08 %, inverter of
          900 W direct current), at 1, 10 and 30 minutes. What is left is the air: a run puts a row's temperature and wind
          at the end of its hour (EnergyPlus), the reference at its middle (+0.14 %; tests/test_pv.c does both by the
          hour), and the light, which goes over from hour to hour without a jump (-0.03 %)
bytes     the same bytes with windows of 5, 10 and 30 minutes, one and two threads, with and without vector clones
          (stops and kills: tests/same_bytes.py, whose district has plants)
voltage   a plant at the end of a line, with and without Q(U) and P(U), against the two-bus equation; fixed reactive power

--csv: suite,what,reference,worst,limit,unit,verdict. The reference is $ISSYGRID_REFERENCE (../shared/reference); without it
the yield is skipped."""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

from support import ROOT, differences, run

REFERENCE = pathlib.Path(os.environ.get("ISSYGRID_REFERENCE", ROOT / ".." / "shared" / "reference")).resolve()
EPW = REFERENCE / "weather" / "FRA_Trappes_RT2012_H1a.epw"
C_TESTS = ("test_spa", "test_sun", "test_pv", "test_pv_plants")
YIELD_kWh, PLANE_kWh_m2 = 1019.1, 1339.5
PLANT = "{name: south, peak_power: 1 kW, tilt: 30, azimuth: 180, inverter_power: 864 W, degradation: 0}"


class Board:
    def __init__(self, as_csv):
        self.failed = 0
        self.out = csv.writer(sys.stdout) if as_csv else None
        self.line("suite", "what", "reference", "worst", "limit", "unit", "verdict")

    def line(self, suite, what, reference, worst, limit, unit, verdict):
        if self.out:
            self.out.writerow([suite, what, reference, worst, limit, unit, verdict])
        else:
            print(f"{suite:12} {what:58} {reference:34} {worst:>10} {limit:>9}  {unit:9} {verdict}")
        sys.stdout.flush()

    def row(self, suite, what, reference, worst, limit, unit):
        good = bool(worst <= limit)
        self.failed += not good
        self.line(suite, what, reference, f"{worst:.3g}", f"{limit:.3g}", unit, "ok" if good else "OFF")

    def take(self, text):
        """Rows that a C test printed."""
        for line in text.splitlines():
            if line.startswith("row,"):
                fields = line.split(",")[1:]
                self.failed += fields[-1] != "ok"
                self.line(*fields)


def c_tests(board, program):
    for name in C_TESTS:
        path = program.parent / "tests" / name
        if not path.exists():
            board.line("", name, "", "", "", "", "left out: not built")
            continue
        done = subprocess.run([str(path)], capture_output=True, text=True)
        board.take(done.stdout)
        if done.returncode:
            board.failed += 1
            board.line("", name, "", "", "", "", "FAILED: " + done.stdout.strip().splitlines()[-1])


def kpi(path, name):
    with h5py.File(path) as file:
        return float(file[f"kpi_{name}"][()])


def year(program, folder, step, *options):
    scenario, result = folder / "year.yaml", folder / "year.h5"
    scenario.write_text(f"simulation: {{start: 2017-01-01, duration: 365 d, spin_up: 0 d, step: {step}, window: 30 min}}\n"
                        "site: {latitude: 48.80, longitude: 2.00, elevation: 1 m, utc_offset: 1 h, summer_time: none}\n"
                        f"weather: {{epw: {EPW}}}\npv_plants: {{units: [{PLANT}]}}\noutputs: {{meters: false}}\n")
    run(program, scenario, result, "--force", *options)
    return kpi(result, "pv_specific_yield"), kpi(result, "pv_plane_irradiation")


def yields(board, program, folder):
    if not EPW.exists():
        board.line("yield", "year on the Trappes file", "", "", "", "", f"left out: no {EPW.name}")
        return
    steps = {step: year(program, folder, step) for step in ("1 min", "10 min", "30 min")}
    for step, (made, plane) in steps.items():
        print(f"# {step}: {made:.1f} kWh/kWp on {plane:.1f} kWh/m2") if not board.out else None
        board.row("yield", f"30 degrees south, steps of {step}", "1019.1 kWh/kWp", abs(made / YIELD_kWh - 1), 2e-3, "relative")
        board.row("yield", f"irradiation of the modules, steps of {step}", "1339.5 kWh/m2", abs(plane / PLANE_kWh_m2 - 1), 5e-4, "relative")
    made = [made for made, _ in steps.values()]
    board.row("yield", "steps of 1 and 30 minutes", "each other", abs(made[0] / made[-1] - 1), 5e-4, "relative")
    all_light = year(program, folder, "30 min", "--set", "pv_plants.defaults.glass_on=all")[0]
    if not board.out:
        print(f"# modifier on sky and ground light too: {all_light:.1f} kWh/kWp")


def same_bytes(board, program, folder):
    scenario = folder / "bytes.yaml"
    scenario.write_text("simulation: {start: 2017-06-01, duration: 3 d, spin_up: 1 d}\n"
                        "pv_plants: {count: 150, peak_power: 900 kW, tilt_spread: 10, azimuth_spread: 60, units: [\n"
                        "  {name: a, horizon: \"90:20, 270:5\"}, {name: b, glass: coated, cell_model: faiman}]}\noutputs: {pv_plants: all}\n")
    base = folder / "bytes.h5"
    run(program, scenario, base, "--threads", "1")
    cases = {"two threads": ["--threads", "2"], "windows of 5 minutes": ["--set", "simulation.window=5 min"],
             "windows of 30 minutes": ["--set", "simulation.window=30 min"]}
    plain = os.environ.get("ISSYGRID_PLAIN")
    for what, options in cases.items():
        other = folder / "other.h5"
        run(program, scenario, other, "--force", *options)
        bad = [k for k in differences(base, other) if k not in ("scenario", "policy", "identity")]  # the window is part of the scenario
        board.row("bytes", f"150 plants, {what}", "one thread, 10 minutes", len(bad), 0, "datasets")
    if plain:
        run(plain, scenario, folder / "plain.h5", "--force")
        board.row("bytes", "150 plants, without vector clones", "with", len(differences(base, folder / "plain.h5")), 0, "datasets")


def voltage(board, program, folder):
    """One line of 0.8 + 0.4j ohm (there and back) at 416 V: the voltage follows from the power drawn in closed form."""
    place = folder / "line"
    place.mkdir()
    (place / "buses.csv").write_text("bus,voltage_V\nstart,400\nend,400\n")
    (place / "line_types.csv").write_text("type,conductors,r_matrix_ohm_per_km,x_matrix_ohm_per_km\n"
                                          "a,3,1.6|0 1.6|0 0 1.6,0.8|0 0.8|0 0 0.8\n")
    (place / "lines.csv").write_text("line,from,to,type,length_m\nl,start,end,a,500\n")
    (place / "sources.csv").write_text("source,bus,voltage_V\ng,start,416\n")
    (place / "connections.csv").write_text("unit,bus,wires\npv/roof,end,1\n")
    for what, curve, q_of in (("free", "", lambda u: 0 * u),
                              ("Q(U) and P(U)", "volt_var: {active: true}, volt_watt: {active: true}, ",
                               lambda u: np.interp(u, [0.92, 0.98, 1.02, 1.08], [-0.44, 0, 0, 0.44]))):
        scenario, result = place / "s.yaml", place / "r.h5"
        scenario.write_text("simulation: {start: 2017-06-11, duration: 2 d, spin_up: 0 d}\nnetwork: {tables: .}\n"
                            f"pv_plants: {{units: [{{name: roof, {curve}peak_power: 8 kW}}]}}\noutputs: {{pv_plants: all, buses: all}}\n")
        done = run(program, scenario, result, "--force", check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        with h5py.File(result) as file:
            u = file["bus_earth_voltage_l1"][list(file["bus"][:]).index(b"end")]
            p, dc = file["pv_power"][0], file["pv_dc_power"][0]
            drawn_kWh, offered_kWh = float(file["pv_electricity"][0]) / 1e3, float(file["pv_production"][0]) / 1e3
        rated, pu = 8000 / 1.1, u / (400 / np.sqrt(3))
        q = np.clip(rated * q_of(pu), -np.sqrt(np.maximum(rated**2 - p**2, 0)), np.sqrt(np.maximum(rated**2 - p**2, 0))) if curve else 0 * p
        half = 416**2 / 6 - (0.8 * p + 0.4 * q)
        exact = np.sqrt(half + np.sqrt(half**2 - (0.8**2 + 0.4**2) * (p**2 + q**2)))
        board.row("voltage", f"plant at the end of a line, {what}", "two-bus equation", float(np.abs(u - exact).max()), 2e-3, "V")
        if curve:
            most = rated * np.interp(pu, [1.06, 1.10], [1, 0.2])
            board.row("voltage", "production over the P(U) curve", "0", float((-p - most).max()), 1.0, "W")
            assert -drawn_kWh < 0.98 * offered_kWh, "nothing was curtailed"
        else:
            board.row("voltage", "energy of meter and model", "each other", abs(-drawn_kWh / offered_kWh - 1), 1e-9, "relative")
        assert dc.max() > 5000


def reactive(board, program, folder):
    """In a generated network a plant draws the reactive power that its parameter says."""
    scenario, imports = folder / "reactive.yaml", {}
    for ratio in (0, 0.35):
        scenario.write_text("simulation: {start: 2017-06-11, duration: 1 d, spin_up: 0 d}\nnetwork: {}\nhomes: {count: 3}\n"
                            f"pv_plants: {{units: [{{name: roof, peak_power: 20 kW, reactive_ratio: {ratio}}}]}}\noutputs: {{pv_plants: all}}\n")
        run(program, scenario, folder / "reactive.h5", "--force")
        with h5py.File(folder / "reactive.h5") as file:
            imports[ratio], power = file["import_reactive"][:].astype(float), file["pv_power"][0].astype(float)
    more = imports[0.35] - imports[0]
    high = power < -5000
    board.row("voltage", "reactive power of a plant, in a generated network", "0.35 of its production",
              float(np.abs(more[high] / (-0.35 * power[high]) - 1).max()), 0.02, "relative")


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    board = Board("--csv" in sys.argv)
    with tempfile.TemporaryDirectory(prefix="issygrid-solar-") as name:
        folder = pathlib.Path(name)
        c_tests(board, program)
        yields(board, program, folder)
        same_bytes(board, program, folder)
        voltage(board, program, folder)
        reactive(board, program, folder)
    sys.exit(board.failed != 0)


main()
