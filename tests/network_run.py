# SPDX-License-Identifier: GPL-3.0-or-later
"""The network in whole runs: statistics made again from step series, energies that add up, steps without a solution,
odd networks from tables."""
import pathlib
import sys
import tempfile

import h5py
import numpy as np

from support import ROOT, run

program = pathlib.Path(sys.argv[1]).resolve()
folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-network-"))
DISTRICT = folder / "district.yaml"
DISTRICT.write_text("""
homes: {count: 60}
offices: {units: [{name: desk, area: 1500 m2}]}
shops: {units: [{name: bakery, kind: bakery, floor_area: 120 m2}]}
lighting: {units: [{name: street, lamps: 40}]}
network: {homes_per_substation: 40}
""")
CONDUCTORS = ("l1", "l2", "l3", "n")
failed = 0


def expect(what, good, more=""):
    global failed
    print(f"{'ok  ' if good else 'FAIL'} {what} {more}", flush=True)
    failed += not good


def near(what, a, b, tolerance):
    a, b = np.asarray(a, float), np.asarray(b, float)
    both = np.isnan(a) & np.isnan(b)
    off = np.nanmax(np.where(both, 0, np.abs(a - b)), initial=0) if a.shape == b.shape else np.inf
    missing = (np.isnan(a) != np.isnan(b)).sum() if a.shape == b.shape else 1
    expect(what, off <= tolerance and not missing, f"off by {off:.2g}, allowed {tolerance:g}" + (f"; {missing} are NaN on one side" if missing else ""))


def read(path):
    with h5py.File(path) as file:
        values = {}
        for name, item in file.items():
            values[name] = item[()]
            if item.attrs.get("scale_factor") is not None and item.dtype.kind == "i":
                values[name] = np.where(item[()] == item.attrs["_FillValue"], np.nan, item[()] * item.attrs["scale_factor"])
        return values, dict(file.attrs)


# --- statistics ---------------------------------------------------------------------------------------------


def complex_voltages(r):
    return np.stack([r[f"bus_earth_voltage_{c}"] * np.exp(1j * np.deg2rad(r[f"bus_angle_{c}"])) for c in CONDUCTORS])


def windows(x, n):
    return x.reshape(*x.shape[:-1], x.shape[-1] // n, n)


def check_statistics(name, r, step_s):
    low = r["bus_nominal_voltage"] < 1000
    n = 600 // step_s if step_s < 600 and 600 % step_s == 0 else 1
    v = complex_voltages(r)
    neutral = np.where(np.isnan(v[3]), 0, v[3])
    u = np.sqrt(np.mean(np.abs(windows(v[:3] - neutral, n)) ** 2, axis=-1))
    for k in range(3):
        near(f"{name}: 10-minute voltage {CONDUCTORS[k]}", r[f"bus_voltage_{CONDUCTORS[k]}"][low], u[k][low], 0.005001)
    with np.errstate(all="ignore"):
        lowest, highest = np.nanmin(u, axis=(0, 2)), np.nanmax(u, axis=(0, 2))
    near(f"{name}: lowest voltage", r["bus_lowest_voltage"], lowest, 1e-6)
    near(f"{name}: highest voltage", r["bus_highest_voltage"], highest, 1e-6)
    nominal = r["bus_nominal_voltage"][:, None] / np.sqrt(3)
    inside = (u >= 0.9 * nominal) & (u <= 1.1 * nominal) | np.isnan(u)
    hours = (~inside.all(axis=0)).sum(axis=1) * n * step_s / 3600
    near(f"{name}: hours outside of 90 to 110 %", r["bus_outside_limits"], hours, 1e-9)
    per_week = 7 * 86400 // (n * step_s)
    for w in range(r["bus_week_within"].shape[1]):
        part = slice(w * per_week, (w + 1) * per_week)
        near(f"{name}: week {w} within", r["bus_week_within"][:, w], inside[:, :, part].mean(axis=2).min(axis=0), 1e-12)
        near(f"{name}: week {w} lowest", r["bus_week_lowest"][:, w], np.nanmin(u[:, :, part], axis=(0, 2)), 0.012)
        near(f"{name}: week {w} highest", r["bus_week_highest"][:, w], np.nanmax(u[:, :, part], axis=(0, 2)), 0.012)
    a = np.exp(2j * np.pi / 3)
    positive, negative = v[0] + a * v[1] + a * a * v[2], v[0] + a * a * v[1] + a * v[2]
    unbalance = 100 * np.sqrt(np.sum(np.abs(windows(negative, n)) ** 2, -1) / np.sum(np.abs(windows(positive, n)) ** 2, -1))
    all_phases = ~np.isnan(positive[:, 0])
    near(f"{name}: unbalance", r["bus_highest_unbalance"][all_phases], unbalance.max(axis=1)[all_phases], 0.01)
    has = ~np.isnan(r["bus_earth_voltage_n"][:, 0])
    near(f"{name}: neutral", r["bus_highest_neutral_voltage"][has], np.sqrt(np.mean(windows(np.abs(v[3][has]), n) ** 2, -1)).max(-1), 1e-6)
    check_times(name, r, step_s, n)


def check_times(name, r, step_s, n):
    axis = "time_10min" if n > 1 else "time"
    expect(f"{name}: time axes", (np.diff(r["time"]) == step_s).all() and (np.diff(r[axis]) == n * step_s).all()
           and r["bus_voltage_l1"].shape[1] == len(r[axis]) and len(r["time"]) == n * len(r[axis]))
    loading = r.get("transformer_loading")
    if loading is not None:
        near(f"{name}: highest loading", loading.max(axis=1), r["transformer_highest_loading"], 0.05001)


def check_energy(name, r, step_s):
    hours, parts = step_s / 3600, [k for k in r if k.startswith("district_") and k != "district_import"]
    power = sum(r[k] for k in parts)
    expect(f"{name}: import is the sum of the parts", np.allclose(r["district_import"], power, rtol=1e-9, atol=1e-6))
    losses = r["district_losses"].sum() * hours
    pieces = r.get("line_loss", np.zeros(1)).sum() + r.get("transformer_load_loss", np.zeros(1)).sum() + r.get("transformer_no_load_loss", np.zeros(1)).sum()
    earthings = 1e-4 if "tn" in name or "earthed" in name else 0  # what burns in earthings counts with the low-voltage lines in all alone
    near(f"{name}: lines and transformers add up to the losses, relative", pieces / losses, 1, 1e-9 + earthings)
    behind = r["district_import"].sum() * hours - losses + 1e3 * sum(r.get(f"kpi_network_losses_{k}", 0) for k in ("lv_lines", "service_lines", "risers"))
    if "transformer_energy" in r and abs(behind) > 1 and "low to high" not in name and (r["bus_connections"][r["bus_nominal_voltage"] > 1000] == 0).all():
        near(f"{name}: energy through transformers, relative", r["transformer_energy"].sum() / behind, 1, 1e-5 if earthings else 1e-8)
    kinds = sum(r[k] for k in r if k.startswith("kpi_network_losses_")) * 1e3
    near(f"{name}: kinds of losses, relative", kinds / losses, 1, 1e-9)
    for k in ("audit_balance_residual", "audit_step_residual", "audit_kirchhoff", "audit_power_mismatch"):
        expect(f"{name}: {k}", r[f"kpi_{k}"] < 1e-9, f"{r[f'kpi_{k}']:.1e}")
    for k in [k for k in r if k.endswith("_meter_energy")]:
        unit = k[: -len("_meter_energy")]
        if len(r["time"]) * step_s % 1800 == 0:
            near(f"{name}: meters of {unit}", r[k].sum(axis=1), r[f"{unit}_electricity"], 1.0)


def statistics():
    cases = {
        "1 min": (60, "8 d", []),
        "10 s": (10, "1 d", []),
        "30 s, 36 h": (30, "36 h", []),
        "3 min": (180, "1 d", ["simulation.window=15 min"]),
        "5 min, summer time": (300, "3 d", ["simulation.start=2017-03-25"]),
        "10 min, at 6:30, no spin-up": (600, "30 h", ["simulation.start=2017-10-28 06:30", "simulation.spin_up=0 d"]),
        "15 min": (900, "36 h", ["simulation.window=30 min"]),
        "30 min": (1800, "9 d", ["simulation.window=30 min"]),
        "voltage-dependent": (60, "1 d", ["network.voltage_exponent.p=1.3", "network.voltage_exponent.q=2"]),
        "nodal": (300, "2 d", ["network.solver=nodal"]),
        "nodal, voltage-dependent, tn": (300, "1 d", ["network.solver=nodal", "network.voltage_exponent.p=1.3", "network.earthing=tn"]),
        "weak, loaded": (600, "15 d", ["network.source.short_circuit=20 MVA", "network.source.voltage=0.885"]),
    }
    for name, (step_s, duration, more) in cases.items():
        path = folder / "s.h5"
        options = [f"homes.count={15 if step_s < 60 else 60}", f"simulation.step={step_s} s", "simulation.spin_up=1 d",
                   f"simulation.duration={duration}", "outputs.buses=all", "outputs.transformers=all", "outputs.lines=all", *more]
        run(program, DISTRICT, path, "--force", *[x for o in options for x in ("--set", o)])
        r, _ = read(path)
        check_statistics(name, r, step_s)
        check_energy(name, r, step_s)
        if "weak" in name:
            expect(f"{name}: some voltages are outside", r["bus_outside_limits"].max() > 1 and (r["bus_week_within"] < 0.95).any())
        if step_s == 600:
            check_ageing(name, r)


def check_ageing(name, r):
    """The difference equations of IEC 60076-7 over the recorded loading, which is rounded to 0.1 %."""
    outdoor = r["outdoor_temperature"]
    hottest, ageing = [], []
    for loading, hot in zip(r["transformer_loading"] / 100, r["transformer_hot_spot"]):
        gradient = 23 * loading[0] ** 1.6
        rise = np.empty(len(loading))
        for i, k in enumerate(loading):
            gradient += (23 * k**1.6 - gradient) * (1 - np.exp(-10 / 8)) if i else 0
            rise[i] = gradient
        oil = hot - outdoor - 10 - rise  # what is left is the oil, which is slow
        hottest.append(oil.max() < 70 and np.abs(np.diff(oil)).max() < 3)
        ageing.append(np.sum(2 ** ((hot - 98) / 6)) / 6)
    expect(f"{name}: hot spot is air, oil and gradient", all(hottest))
    near(f"{name}: ageing, relative", np.array(ageing) / r["transformer_ageing"], np.ones(len(ageing)), 0.01)
    near(f"{name}: hottest", r["transformer_hot_spot"].max(axis=1), r["transformer_hottest"], 0.0501)


# --- own networks -------------------------------------------------------------------------------------------

TYPES = """type,conductors,r1_ohm_per_km,x1_ohm_per_km,r0_ohm_per_km,x0_ohm_per_km,rn_ohm_per_km,r_matrix_ohm_per_km,x_matrix_ohm_per_km,ampacity_A
mv,3,0.2,0.12,0.6,0.4,,,,300
main,4,0.206,0.08,,,0.206,,,300
thin,4,0.6,0.08,,,0.6,,,100
pair,2,,,,,,0.9|0.05 0.9,0.7|0.65 0.7,60
"""
TABLES = {
    "buses": "bus,voltage_V,earthing_r_ohm,longitude_deg,latitude_deg",
    "lines": "line,from,to,type,length_m,from_wires",
    "switches": "switch,from,to,closed,from_wires",
    "transformers": "transformer,from,to,rated_kVA,from_V,to_V,group,r_percent,x_percent,no_load_loss_W,no_load_current_percent,"
                    "third,third_V,third_group,r_percent_from,r_percent_to,r_percent_third,x_percent_from_third,x_percent_to_third,star_earthed",
    "sources": "source,bus,voltage_V,sc3_MVA,x_over_r",
    "connections": "unit,bus,wires,power_factor,exponent_p,wiring",
}
STATION = ["mv,20000", "lv,400,10"], ["grid,mv,20400,250,10"], ["t,mv,lv,400,20000,410,Dyn11,1.1,3.8,610,0.8"]


def own_network(name, loads, buses, sources, transformers=(), lines=(), switches=(), connections=(), simulation=""):
    """Writes tables and a scenario. loads: {unit: mean kW}; a day of quarter-hours each."""
    place = folder / name.replace(" ", "_")
    place.mkdir(exist_ok=True)
    (place / "line_types.csv").write_text(TYPES)
    rows = dict(buses=buses, lines=lines, switches=switches, transformers=transformers, sources=sources, connections=connections)
    for table, header in TABLES.items():
        if rows[table] or table in ("buses", "lines", "connections", "sources"):
            width = header.count(",")
            (place / f"{table}.csv").write_text("\n".join([header, *(r + "," * (width - r.count(",") + in_quotes(r)) for r in rows[table])]) + "\n")
    units = []
    for i, (unit, kW) in enumerate(loads.items()):
        shape = kW * (1 + 0.8 * np.sin(np.arange(96) / 96 * 2 * np.pi + i)) if np.isscalar(kW) else np.asarray(kW)
        (place / f"load{i}.csv").write_text("value\n" + "".join(f"{x:.6f}\n" for x in shape))
        quoted = unit.replace('"', '\\"')
        units.append(f'  - {{name: "{quoted}", file: load{i}.csv}}\n')
    (place / "scenario.yaml").write_text(f"simulation: {{start: 2017-01-01, duration: 1 d, spin_up: 0 d{simulation}}}\nnetwork: {{tables: .}}\n"
                                         f"profiles:\n  defaults: {{unit: kW, step: 900 s, start: 2017-01-01, outside: repeat_day}}\n  units:\n{''.join(units)}outputs: {{buses: all, profiles: all}}\n")
    return place / "scenario.yaml"


def in_quotes(row):
    """Commas of a row that part no cells."""
    return sum(part.count(",") for part in row.split('"')[1::2])


def solve(scenario, *options):
    """Variables, attributes and what was said; None for the first two where it was refused."""
    path = scenario.parent / "r.h5"
    done = run(program, scenario, path, "--force", *[x for o in options for x in ("--set", o)], check=False)
    if done.returncode:
        return None, None, done.stderr
    return *read(path), done.stderr


def sane(name, r):
    """All statistics are numbers where there is something to say, and margins and gradients are plausible."""
    bad = [k for k, x in r.items() if np.asarray(x).dtype.kind == "f" and np.isinf(x).any()]
    bad += [k for k in ("bus_voltage_gradient", "bus_lowest_voltage", "bus_distance", "transformer_ageing", "line_loss", "feeder_lowest_voltage")
            if k in r and np.isnan(r[k]).any()]
    expect(f"{name}: finite", not bad, ", ".join(bad))
    expect(f"{name}: gradients", (r["bus_voltage_gradient"] >= 0).all() and (r["bus_voltage_gradient"] < 30).all())
    for k in ("feeder_load_margin", "feeder_generation_margin"):
        expect(f"{name}: {k}", not (r.get(k, np.zeros(1)) < 0).any())


def trouble():
    """A feeder that asks for far more than it can carry for an hour: the run goes on and says where and when."""
    kW = np.full(96, 10.0)
    kW[72:76] = 3000
    for solver in ("sweep", "nodal"):
        scenario = own_network("trouble", {"mill": kW, "flat": 1.0}, [*STATION[0], "end,400"], STATION[1], STATION[2], ["a,lv,end,thin,800"],
                               connections=["profile/mill,end,1234,0.95", "profile/flat,lv,14,0.95"])
        r, attributes, said = solve(scenario, f"network.solver={solver}")
        marked = r["network_iterations"] == 0
        expect(f"{solver}: 60 steps without a solution, marked and counted", marked.sum() == 60 and marked[1080:1140].all() and r["kpi_network_unsolved_steps"] == 60)
        for text in (said, attributes["warnings"].decode() if isinstance(attributes["warnings"], bytes) else str(attributes["warnings"])):
            expect(f"{solver}: says how many, when and where", all(x in text for x in ("60 of 1440 steps", "2017-01-01 18:00 (UTC+01:00)", "bus end", "profile/mill")), text.strip())
        near(f"{solver}: what was asked for counts", r["district_import"], r["district_other"] + r["district_losses"], 1e-3)
        near(f"{solver}: meters", r["profile_meter_energy"].sum(), (10 * 23 + 3000 + 24) * 1e3, 3)
        expect(f"{solver}: audits", r["kpi_audit_balance_residual"] < 1e-9 and r["kpi_audit_step_residual"] < 1e-9)
        sane(f"trouble, {solver}", r)


def odd():
    b, s, t = STATION
    c4 = lambda unit, bus, wires="1234", **k: f"profile/{unit},{bus},{wires},0.95," + k.get("exponent", "") + "," + k.get("wiring", "")
    cases = {
        "at the source": ({"x": 50.0}, ["mv,20000"], s, [], [], [], [c4("x", "mv", "123")], None),
        "ideal source": ({"x": 50.0}, ["mv,400"], ["grid,mv,400"], [], [], [], [c4("x", "mv", "123")], None),
        "idle transformer": ({"x": 5.0}, [*b, "lv2,400,10"], s, [*t, "t2,mv,lv2,250,20000,410,Dyn11,1.1,3.8,400"], [], [], [c4("x", "lv")], "sweep"),
        "two sources": ({"x": 40.0, "y": 9.0}, [*b, "mv2,20000"], [*s, "other,mv2,20100,100,5"], t, ["m,mv,mv2,mv,900"], [], [c4("x", "lv"), c4("y", "mv2", "123")], "nodal"),
        "five sources": ({"x": 40.0}, [*b, *(f"m{i},20000" for i in range(4))], [*s, *(f"g{i},m{i},20200,100,5" for i in range(4))], t,
                         [f"m{i},mv,m{i},mv,900" for i in range(4)], [], [c4("x", "lv")], "nodal"),
        "mesh": ({"x": 20.0, "y": 9.0}, [*b, "p,400", "q,400"], s, t, ["a,lv,p,main,150", "b,p,q,thin,80", "c,q,lv,main,120"], [], [c4("x", "p"), c4("y", "q", "24")], "nodal"),
        "open mesh": ({"x": 20.0, "y": 9.0}, [*b, "p,400", "q,400", "r,400"], s, t, ["a,lv,p,main,150", "b,p,r,thin,80", "c,q,lv,main,120"], ["o,r,q,false"],
                      [c4("x", "r"), c4("y", "q", "24")], "sweep"),
        "closed switch": ({"x": 20.0}, [*b, "p,400", "q,400"], s, t, ["a,lv,p,main,150"], ["o,p,q,true"], [c4("x", "q")], "sweep"),
        "two transformers": ({"x": 300.0}, b, s, [*t, "t2,mv,lv,250,20000,410,Dyn11,1.1,3.8,400,0.8"], [], [], [c4("x", "lv")], "nodal"),
        "delta": ({"x": 20.0, "y": 6.0}, [*b, "p,400"], s, t, ["a,lv,p,main,150"], [], [c4("x", "p", "123", wiring="delta"), c4("y", "p", "12", exponent="1.3")], "sweep"),
        "laterals": ({"x": 3.0, "y": 2.0}, [*b, "p,400", "q,400", "r,400"], s, t, ["a,lv,p,main,150", "b,p,q,pair,60,14", "d,p,r,pair,60,34"], [], [c4("x", "q", "14"), c4("y", "r", "34")], None),
        "earthed twice": ({"x": 9.0}, [*b, "p,400,30"], s, t, ["a,lv,p,main,150"], [], [c4("x", "p", "14")], "nodal"),
        "three windings": ({"x": 90.0, "y": 60.0}, [*b, "third,400,10"], s,
                           ["t,mv,lv,400,20000,410,Dyn11,,4,610,0.8,third,410,yn11,0.5,0.5,0.6,5,6"], [], [], [c4("x", "lv"), c4("y", "third")], "nodal"),
        "names": ({"ecole n. 3": 20.0, "2b": 2.0}, [*b, '"rue de l\'Été, 5",400', '"a ""b""",400'], s, t,
                  ['"câble, 1",lv,"rue de l\'Été, 5",main,150', '2 b,"rue de l\'Été, 5","a ""b""",thin,30'], [],
                  [c4("ecole n. 3", '"rue de l\'Été, 5"'), 'profile/2b,"a ""b""",24,0.95'], "sweep"),
        "generation at the low voltage": ({"x": -150.0}, [*b, "p,400"], s, t, ["a,lv,p,main,150"], [], [c4("x", "p", exponent="1")], "sweep"),
        "from low to high": ({"x": 20.0}, ["low,400,10", "high,20000", "far,400,10"], ["g,low,400,10,4"],
                             ["u,high,low,400,20000,410,YNyn0,1.1,3.8,610" + "," * 10 + "true", "d,high,far,400,20000,410,Dyn11,1.1,3.8,610"], [], [], [c4("x", "far")], "nodal"),
        "nothing drawn": ({"x": 0.0}, b, s, t, [], [], [c4("x", "lv")], "sweep"),
    }
    for name, (loads, buses, sources, transformers, lines, switches, connections, solver) in cases.items():
        scenario = own_network(name, loads, buses, sources, transformers, lines, switches, connections)
        r, attributes, said = solve(scenario)
        if r is None:
            expect(name, False, said.strip())
            continue
        text = str(attributes["network"])
        expect(f"{name}: {solver}", not solver or {"sweep": "by backward", "nodal": "by nodal"}[solver] in text, text)
        sane(name, r)
        check_statistics(name, r, 60)
        check_energy(name, r, 60) if r["district_losses"].any() else None
        if "nodal matrix" not in text:
            other, _, _ = solve(scenario, "network.solver=nodal")
            for k in ("bus_lowest_voltage", "bus_highest_unbalance", "line_highest_current", "transformer_highest_loading", "transformer_load_loss", "transformer_no_load_loss", "transformer_ageing"):
                if k in r:
                    near(f"{name}: both solvers, {k}", r[k], other[k], 1e-6 * max(1, np.nanmax(np.abs(other[k]), initial=1)))


for check in (statistics, trouble, odd):
    check()
print("network_run: " + (f"{failed} checks failed" if failed else "all in order"))
sys.exit(1 if failed else 0)
