# SPDX-License-Identifier: GPL-3.0-or-later
"""Units that answer to the voltage, in whole runs: an inverter at the end of a line against the two-bus equation, what is
curtailed in series, meters and totals, many steep curves, and the same without a network."""
import pathlib
import sys
import tempfile

import h5py
import numpy as np

from support import run

program = pathlib.Path(sys.argv[1]).resolve()
folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-inverter-"))
R_OHM, X_OHM = 0.8, 0.4  # of a line; the earth returns


def tables(place, n, length_m=500):
    place.mkdir()
    (place / "buses.csv").write_text("bus,voltage_V\nstart,400\n" + "".join(f"end{i},400\n" for i in range(n)))
    (place / "line_types.csv").write_text("type,conductors,r_matrix_ohm_per_km,x_matrix_ohm_per_km\n"
                                          "a,3,1.6|0 1.6|0 0 1.6,0.8|0 0.8|0 0 0.8\n")
    (place / "lines.csv").write_text("line,from,to,type,length_m\n" + "".join(f"l{i},{'start' if i == 0 or n < 3 else f'end{i - 1}'},end{i},a,{length_m}\n" for i in range(n)))
    (place / "sources.csv").write_text("source,bus,voltage_V\ng,start,416\n")
    (place / "connections.csv").write_text("unit,bus,wires\n" + "".join(f"inverter/i{i:03d},end{i},{1 + i % 3}\n" for i in range(n)))


def solve(place, units, *options, network=True, check=True):
    scenario, result = place / "s.yaml", place / "r.h5"
    scenario.write_text("simulation: {start: 2017-06-01, duration: 1 d, spin_up: 0 d}\n" + ("network: {tables: .}\n" if network else "")
                        + "inverters:\n  units:\n" + "".join(f"  - {{name: i{i:03d}, {u}}}\n" for i, u in enumerate(units))
                        + "outputs: {inverters: all" + (", buses: all" if network else "") + "}\n")
    done = run(program, scenario, result, "--force", *options, check=check)
    if done.returncode:
        raise SystemExit(done.stderr)
    with h5py.File(result) as file:
        return {k: v[()] for k, v in file.items()}, done


def curve(x, y, at):
    return np.interp(at, x, y)


def two_buses():
    place = folder / "two"
    tables(place, 1)
    unit = "available: 9 kW, ramp: 1, rated_apparent_power: 9 kVA, var_from: 1.02, var_width: 0.04, watt_from: 1.06, watt_to: 1.10, watt_least: 0.2"
    results = []
    for solver in ("sweep", "nodal"):
        r, done = solve(place, [unit], "--set", f"network.solver={solver}", check=False)
        assert done.returncode == 0, done.stderr
        u = r["bus_earth_voltage_l1"][list(r["bus"]).index(b"end0")]
        asked, pu = -9000 * (1 - np.arange(1440) / 1440), u / 230.94010767585033
        p = np.maximum(asked, -9000 * curve([1.06, 1.10], [1, 0.2], pu))
        q = np.clip(9000 * curve([0.94, 0.98, 1.02, 1.06], [-0.44, 0, 0, 0.44], pu), *(s * np.sqrt(9000**2 - p**2) for s in (-1, 1)))
        half = 416**2 / 6 - (R_OHM * p + X_OHM * q)
        exact = np.sqrt(half + np.sqrt(half**2 - (R_OHM**2 + X_OHM**2) * (p**2 + q**2)))
        assert np.abs(u - exact).max() < 1e-5, f"{solver}: the voltage is {np.abs(u - exact).max():.2g} V off the two-bus equation"
        assert (p > asked + 100).any() and (np.abs(q) > 100).any(), "neither curve is reached"
        assert np.abs(r["inverter_power"][0] - p).max() < 1e-3, "the recorded power is not the curve's"
        assert np.allclose(r["district_pv"], r["inverter_power"][0], rtol=1e-12), "the part is not what was drawn"
        assert abs(r["inverter_meter_energy"][0].sum() - p.sum() / 60) < 2 and abs(r["inverter_electricity"][0] - p.sum() / 60) < 0.01, "meters"
        assert np.allclose(r["district_import"], r["district_pv"] + r["district_losses"], rtol=1e-9, atol=1e-5)
        for k in ("balance_residual", "step_residual", "kirchhoff", "power_mismatch"):
            assert r[f"kpi_audit_{k}"] < 1e-9, f"{solver}: audit {k} {r[f'kpi_audit_{k}']:.2g}"
        results.append(r)
        print(f"two buses, {solver}: {np.abs(u - exact).max():.1e} V off, {np.mean(r['network_iterations']):.1f} iterations")
    for c in ("l1", "l2", "l3"):
        off = np.abs(results[0][f"bus_earth_voltage_{c}"] - results[1][f"bus_earth_voltage_{c}"]).max()
        assert off < 1e-6, f"sweep and nodal differ by {off} V on {c}"


def many_steep():
    """Thirty inverters along a line that bears a few, whose curves go from nothing to all within 5 V."""
    place = folder / "many"
    tables(place, 30, 30)
    unit = "available: 2.5 kW, ramp: 1, rated_apparent_power: 3 kVA, var_from: 1.05, var_width: 0.02, watt_from: 1.08, watt_to: 1.10"
    results = [solve(place, [unit] * 30, "--set", f"network.solver={s}")[0] for s in ("sweep", "nodal")]
    for r, solver in zip(results, ("sweep", "nodal")):
        assert r["kpi_network_unsolved_steps"] == 0, f"{solver}: {r['kpi_network_unsolved_steps']} steps did not converge"
        for k in ("balance_residual", "step_residual", "kirchhoff", "power_mismatch"):
            assert r[f"kpi_audit_{k}"] < 1e-9, f"{solver}: audit {k} {r[f'kpi_audit_{k}']:.2g}"
        print(f"many steep curves, {solver}: {np.mean(r['network_iterations']):.1f} iterations, {np.max(r['network_iterations'])} at most")
    off = max(np.nanmax(np.abs(results[0][f"bus_earth_voltage_{c}"] - results[1][f"bus_earth_voltage_{c}"])) for c in ("l1", "l2", "l3"))
    assert off < 1e-6, f"sweep and nodal differ by {off} V"
    assert results[0]["inverter_power"].sum() > -0.98 * 30 * 2500 * 720, "nothing was curtailed"


def without_network():
    place = folder / "none"
    place.mkdir()
    r, _ = solve(place, ["available: 4 kW"], network=False)
    assert (r["inverter_power"] == -4000).all() and (r["district_import"] == -4000).all()
    print("without a network the curves do nothing")


for check in (two_buses, many_steep, without_network):
    check()
