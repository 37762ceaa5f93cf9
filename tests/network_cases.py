#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Published network cases through importer and program, by both solvers: how far are the voltages off?

    tests/network_cases.py ISSYGRID

eulv      IEEE European low-voltage test feeder, a day of minutes: minutes 1 and 566 by GridLAB-D and OpenDSS
fourwire  the same with an explicit neutral, earthed solidly and through 10 ohm: minute 566 by OpenDSS
unit      small four-wire cases by OpenDSS
cigre     CIGRE European low-voltage benchmark by pandapower
simbench  a few lines in the SimBench format against a sum in closed form
opendss   one network written in two ways, and what the importer refuses

The references are in $ISSYGRID_REFERENCE/network (../shared/reference/network); without them the first four are skipped.
"""
import csv
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import h5py
import numpy as np

from support import ROOT, run

sys.path.insert(0, str(ROOT / "scripts"))
from network_tables import Network  # noqa: E402

REFERENCE = pathlib.Path(os.environ.get("ISSYGRID_REFERENCE", ROOT / ".." / "shared" / "reference")).resolve() / "network"
CONDUCTORS = ("l1", "l2", "l3", "n")
SOLVERS = ("sweep", "nodal")
WIDE = ["--vminpu", "0.8", "--vmaxpu", "1.2"]  # the cases' loads are of constant power from 0.8 to 1.2 of rated voltage
AGREE_V = 1e-6  # of the two solvers


class Board:
    """The table of verdicts."""

    def __init__(self):
        self.failed = 0
        print(f"{'case':34} {'solver':8} {'values':>8} {'difference':>12} {'tolerance':>12}  where         verdict")

    def row(self, case, solver, differences, tolerance, unit="V"):
        """differences: {where: (difference, its tolerance if another)}."""
        worst = max(differences, key=lambda k: differences[k] if np.isfinite(differences[k]) else np.inf)
        off = differences[worst]
        good = bool(off <= tolerance)
        self.failed += not good
        self.line(case, solver, len(differences), f"{off:.2e} {unit:2}", f"{tolerance:.0e} {unit:2}", worst, "ok" if good else "OFF")

    def line(self, case, solver, count, off, tolerance, where, verdict):
        print(f"{case:34} {solver:8} {count:>8} {off:>12} {tolerance:>12}  {where:13} {verdict}", flush=True)

    def left_out(self, case, solver, why):
        self.line(case, solver, "", "", "", "", f"left out: {why}")


class Solution:
    """Voltages to earth and what else a run says."""

    def __init__(self, path):
        with h5py.File(path) as file:
            self.bus = {name.decode().lower(): i for i, name in enumerate(file["bus"][:])}
            self.magnitude_V = np.stack([file[f"bus_earth_voltage_{c}"][:] for c in CONDUCTORS])  # conductor, bus, step
            self.angle_deg = np.stack([file[f"bus_angle_{c}"][:] for c in CONDUCTORS])
            self.network = {name: file[name][:] for name in file if name.startswith(("line", "transformer"))}

    def volts(self, bus, conductor, step=1):
        """Magnitude at conductor 1 to 4 in step 1, 2, ..."""
        return self.magnitude_V[conductor - 1, self.bus[bus.lower()], step - 1]

    def degrees(self, bus, conductor, step=1):
        return self.angle_deg[conductor - 1, self.bus[bus.lower()], step - 1]


def solve(program, folder, solver):
    """A Solution, or the reason why the solver does not apply."""
    result = folder / f"{solver}.h5"
    series = ", ".join(f"{kind}_{c}" for kind in ("earth_voltage", "angle") for c in CONDUCTORS)
    scenario = folder / "with-voltages.yaml"
    scenario.write_text((folder / "scenario.yaml").read_text() + f"outputs:\n  buses: [{series}]\n")
    done = run(program, scenario, result, "--set", f"network.solver={solver}", check=False)
    if done.returncode == 2 and solver == "sweep" and "does not apply" in done.stderr:
        return done.stderr.partition("does not apply: ")[2].split(";")[0]
    if done.returncode:
        raise SystemExit(f"network_cases: {scenario}, {solver}: exit {done.returncode}\n{done.stderr}")
    return Solution(result)


def both(board, program, folder, case, compare):
    """Runs both solvers, compares each with the reference and them with each other."""
    found = {solver: solve(program, folder, solver) for solver in SOLVERS}
    for solver, solution in found.items():
        if isinstance(solution, str):
            board.left_out(case, solver, solution)
        else:
            compare(solver, solution)
    if not any(isinstance(solution, str) for solution in found.values()):
        sweep, nodal = found["sweep"].magnitude_V, found["nodal"].magnitude_V
        off = np.nanmax(np.abs(sweep - nodal), axis=(0, 2))
        alike = np.array_equal(np.isnan(sweep), np.isnan(nodal))
        board.row(f"{case}, every step", "both", {b: off[i] if alike else np.inf for b, i in found["sweep"].bus.items()}, AGREE_V)


def import_opendss(script, folder, *options):
    """Error text, empty where all went well."""
    done = subprocess.run([sys.executable, str(ROOT / "scripts/import_opendss.py"), str(script), "-o", str(folder), *options],
                          capture_output=True, text=True)
    if done.returncode not in (0, 2):
        raise SystemExit(f"network_cases: import_opendss.py: exit {done.returncode}\n{done.stderr}")
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def nodes_of(path):
    """{(bus, conductor): volts} of a file node,re_V,im_V."""
    with path.open() as file:
        rows = list(csv.DictReader(file))
    split = [(row["node"].rpartition("."), abs(complex(float(row["re_V"]), float(row["im_V"])))) for row in rows]
    return {(bus, int(conductor)): volts for (bus, _, conductor), volts in split}


def gridlabd_of(path):
    with path.open() as file:
        rows = [row for row in csv.reader(file) if row[0].startswith("Bus")]
    return {(row[0][3:], k): float(row[2 * k - 1]) for row in rows for k in (1, 2, 3)}


def differences(solution, reference, step):
    return {f"{bus}.{k}": abs(solution.volts(bus, k, step) - volts) for (bus, k), volts in reference.items()}


# --- cases ------------------------------------------------------------------------------------------------------------

def eulv(board, program, folder):
    error = import_opendss(REFERENCE / "eulv/Master.dss", folder, *WIDE)
    assert not error, error

    def compare(solver, solution):
        assert solution.magnitude_V.shape[2] == 1440 and np.isfinite(solution.magnitude_V[:3]).all()
        for minute in (1, 566):
            for name, read in (("gridlabd", gridlabd_of), ("opendss", nodes_of)):
                reference = read(REFERENCE / f"eulv/voltages_{name}_step{minute}.csv")
                board.row(f"eulv, minute {minute}, {name}", solver, differences(solution, reference, minute), 1e-4)

    both(board, program, folder, "eulv", compare)


def fourwire(board, program, folder, earthing):
    """The scripts name the load shapes p1.txt, ...: those of the three-wire feeder."""
    folder.mkdir()
    script = shutil.copy(REFERENCE / f"fourwire/Master4w_{earthing}.dss", folder)
    for i in range(1, 56):
        shutil.copy(REFERENCE / f"eulv/Daily_1min_100profiles/load_profile_{i}.txt", folder / f"p{i}.txt")
    error = import_opendss(script, folder)
    assert not error, error
    reference = nodes_of(REFERENCE / f"fourwire/fourwire_{earthing}_566.csv")

    def compare(solver, solution):
        board.row(f"fourwire {earthing}, minute 566", solver, differences(solution, reference, 566), 1e-4)

    both(board, program, folder, f"fourwire {earthing}", compare)


# The third conductor of this "switch" hangs in the air; its voltage is lost in rounding (tests/test_grid_nodal.c).
HANGING = {"test_switch_1w": 3}


def unit_cases(board, program, folder):
    for path in sorted((REFERENCE / "unit").glob("*.json")):
        case = path.stem
        error = import_opendss(path.with_suffix(".dss"), folder / case)
        if error:
            board.left_out(case, "", error.rpartition(path.parent.name + "/")[2])
        else:
            unit_case(board, program, folder / case, case, json.loads(path.read_text())["bus"])


def unit_case(board, program, folder, case, reference):
    """In parts of 1e-6 of the nominal voltage, or of 1e-4 V where that is more (the references' digits end there)."""
    with (folder / "buses.csv").open() as file:
        rows = csv.DictReader(line for line in file if line[0] != "#")
        nominal_V = {row["bus"].lower(): float(row["voltage_V"]) / math.sqrt(3) for row in rows}

    def compare(solver, solution):
        off = {f"{bus}.{k}": abs(solution.volts(bus, int(k)) - volts) / max(1e-4, 1e-6 * nominal_V[bus]) * 1e-6
               for bus, values in reference.items() for k, volts in values["vm"].items()
               if int(k) <= 4 and int(k) != HANGING.get(case)}
        board.row(case, solver, off, 1e-6, "pu")

    both(board, program, folder, case, compare)


def cigre_table(name):
    with (REFERENCE / f"cigre_lv/cigre_lv_{name}.csv").open() as file:
        return list(csv.DictReader(file))


def cigre_tables(folder):
    """Tables of the balanced network, which pandapower's tables describe by one phase."""
    network, name = Network(), {row[""]: row["name"] for row in cigre_table("bus")}
    for row in cigre_table("bus"):
        network.add("buses", bus=row["name"], voltage_V=1e3 * float(row["vn_kv"]))
    for row in cigre_table("line"):
        r, x = float(row["r_ohm_per_km"]), float(row["x_ohm_per_km"])
        network.add("line_types", type=row["name"], conductors=3, r1_ohm_per_km=r, x1_ohm_per_km=x, r0_ohm_per_km=r,
                    x0_ohm_per_km=x, ampacity_A=1e3 * float(row["max_i_ka"]))
        network.add("lines", line=row["name"], type=row["name"], length_m=1e3 * float(row["length_km"]),
                    **{"from": name[row["from_bus"]], "to": name[row["to_bus"]]})
    for row in cigre_table("trafo"):
        r, z = float(row["vkr_percent"]), float(row["vk_percent"])
        network.add("transformers", transformer=row["name"], rated_kVA=1e3 * float(row["sn_mva"]),
                    from_V=1e3 * float(row["vn_hv_kv"]), to_V=1e3 * float(row["vn_lv_kv"]), group="Dyn1", star_earthed=True,
                    r_percent=r, x_percent=math.sqrt(z * z - r * r), **{"from": name[row["hv_bus"]], "to": name[row["lv_bus"]]})
    for row in cigre_table("switch"):
        network.add("switches", switch=row["name"], closed=row["closed"] == "True",
                    **{"from": name[row["bus"]], "to": name[row["element"]]}, from_wires="123", to_wires="123")
    for row in cigre_table("ext_grid"):
        network.add("sources", source="source", bus=name[row["bus"]], voltage_V=20e3 * float(row["vm_pu"]))
    for row in cigre_table("load"):
        p, q = float(row["p_mw"]), float(row["q_mvar"])
        network.add("connections", unit=network.unit(row["name"], 1e3 * p), bus=name[row["bus"]], wires="123",
                    power_factor=p / math.hypot(p, q))
    network.write(folder, "the CIGRE low-voltage benchmark", "CIGRE low voltage", 60, 1)


def cigre(board, program, folder):
    cigre_tables(folder)
    buses, lines, transformers = cigre_table("bus"), cigre_table("line"), cigre_table("trafo")

    def compare(solver, solution):
        volts, angle = {}, {}
        for row, result in zip(buses, cigre_table("res_bus")):
            nominal_V = 1e3 * float(row["vn_kv"]) / math.sqrt(3)
            for k in (1, 2, 3):
                where = f"{row['name']}.{k}"
                volts[where] = abs(solution.volts(row["name"], k) / nominal_V - float(result["vm_pu"]))
                turn = solution.degrees(row["name"], k) + 120 * (k - 1) - float(result["va_degree"])
                angle[where] = abs((turn + 180) % 360 - 180)
        board.row("cigre", solver, volts, 1e-6, "pu")
        board.row("cigre, angles", solver, angle, 1e-5, "deg")
        for what, kind, field, rows, column, factor, unit in (
                ("line currents", "line", "highest_current", lines, "i_ka", 1e3, "A"),
                ("line loading", "line", "highest_loading", lines, "loading_percent", 1, "%"),
                ("transformer loading", "transformer", "highest_loading", transformers, "loading_percent", 1, "%")):
            results = cigre_table("res_line" if kind == "line" else "res_trafo")
            board.row(f"cigre, {what}", solver, of_elements(solution, kind, field, rows, results, column, factor), 1e-4, unit)

    both(board, program, folder, "cigre", compare)


def of_elements(solution, kind, field, rows, results, column, factor):
    """Differences of a column of the result's table of lines or transformers."""
    value = dict(zip((n.decode() for n in solution.network[kind]), solution.network[f"{kind}_{field}"]))
    return {row["name"]: abs(value[row["name"]] - factor * float(result[column])) for row, result in zip(rows, results)}


SIMBENCH = {
    "Node": "id;type;vmSetp;vaSetp;vmR;vmMin;vmMax;substation;coordID;subnet;voltLvl\n"
            "MV 1;busbar;1.025;0.0;20;NULL;NULL;NULL;c1;MV1;5\nLV 1;busbar;NULL;NULL;0.4;0.9;1.1;NULL;c1;LV1;7\n"
            "LV 2;node;NULL;NULL;0.4;0.9;1.1;NULL;c2;LV1;7\nLV 3;node;NULL;NULL;0.4;0.9;1.1;NULL;c2;LV1;7\n",
    "Coordinates": "id;x;y;subnet;voltLvl\nc1;2.27;48.82;LV1;7\nc2;2.272;48.82;LV1;7\n",
    "ExternalNet": "id;node;calc_type;dspf;pExtNet;qExtNet;pWardShunt;qWardShunt;rXWard;xXWard;vmXWard;subnet;voltLvl\n"
                   "grid;MV 1;vavm;1;NULL;NULL;NULL;NULL;NULL;NULL;NULL;MV1_eq;5\n",
    "Line": "id;nodeA;nodeB;type;length;loadingMax;subnet;voltLvl\nLine 1;LV 1;LV 2;NAYY 4x150;0.25;100;LV1;7\n",
    "LineType": "id;r;x;b;iMax;type\nNAYY 4x150;0.2067;0.0804;0;270;cable\n",
    "Transformer": "id;nodeHV;nodeLV;type;tappos;autoTap;autoTapSide;loadingMax;substation;subnet;voltLvl\n"
                   "Trafo 1;MV 1;LV 1;0.25 MVA;1;0;NULL;100;NULL;LV1;6\n",
    "TransformerType": "id;sR;vmHV;vmLV;va0;vmImp;pCu;pFe;iNoLoad;tapable;tapside;dVm;dVa;tapNeutr;tapMin;tapMax\n"
                       "0.25 MVA;0.25;20;0.4;150;4.0;3.25;0;0;1;HV;2.5;0;0;-2;2\n",
    "Switch": "id;nodeA;nodeB;type;cond;substation;subnet;voltLvl\nSwitch 1;LV 2;LV 3;LS;1;NULL;LV1;7\n",
    "Load": "id;node;profile;pLoad;qLoad;sR;subnet;voltLvl\nLoad 1;LV 3;H0-A;0.03;0.012;0.035;LV1;7\n",
    "LoadProfile": "time;H0-A_pload;H0-A_qload\n" + "".join(
        f"01.01.2016 {i // 4:02}:{15 * (i % 4):02};{0.25 + 0.5 * (i % 2)};{0.25 + 0.5 * (i % 2)}\n" for i in range(96)),
    "RES": "id;node;type;profile;calc_type;pRES;qRES;sR;subnet;voltLvl\nPV 1;LV 3;PV;PV1;pq;0.02;0;0.02;LV1;7\n",
    "RESProfile": "time;PV1\n" + "".join(f"01.01.2016 {i // 4:02}:{15 * (i % 4):02};{0.5 * (i // 48)}\n" for i in range(96)),
}


def two_node_voltage(source_V, z, power_VA):
    """Phase to phase, at a constant power behind an impedance."""
    a = 2 * (z.real * power_VA.real + z.imag * power_VA.imag) - source_V ** 2
    return math.sqrt((-a + math.sqrt(a * a - 4 * abs(z * power_VA) ** 2)) / 2)


def simbench(board, program, folder):
    (folder / "data").mkdir(parents=True)
    for name, text in SIMBENCH.items():
        (folder / "data" / f"{name}.csv").write_text(text)
    done = subprocess.run([sys.executable, str(ROOT / "scripts/import_simbench.py"), str(folder / "data"), "-o", str(folder / "made")],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    r, base = 0.013, 400 ** 2 / 250e3
    z = complex(r, math.sqrt(0.04 ** 2 - r ** 2)) * base + 0.25 * complex(0.2067, 0.0804)

    def compare(solver, solution):
        off = {}
        for step in (1, 16, 721, 736):
            load, sun = (0.25, 0.75)[(step - 1) // 15 % 2], 0.5 * (step > 720)
            volts = two_node_voltage(1.025 * 400 / 1.025, z, complex(30e3 * load - 20e3 * sun, 12e3 * load)) / math.sqrt(3)
            off |= {f"minute {step}.{k}": abs(solution.volts("LV 3", k, step) - volts) for k in (1, 2, 3)}
        board.row("simbench format, closed form", solver, off, 1e-6)

    both(board, program, folder / "made", "simbench format", compare)


PLAIN = """new circuit.c basekv=0.4 mvasc3=10 mvasc1=10 bus1=a
new linecode.z nphases=3 rmatrix=[0.3|0.1 0.3|0.1 0.1 0.3] xmatrix=[0.2|0.1 0.2|0.1 0.1 0.2] cmatrix=[0|0 0|0 0 0] units=km
new transformer.t phases=3 windings=2 buses=[a.1.2.3 b.1.2.3.4] conns=[delta wye] kvs=[0.4 0.4] kvas=[50 50] xhl=4 %rs=[1 1]
new reactor.g phases=1 bus1=b.4 bus2=b.0 r=5 x=0
new line.l bus1=b.1.2.3 bus2=c.1.2.3 linecode=z length=100 units=m
new loadshape.s npts=3 minterval=30 mult=[0.5 1 0.25]
new load.one phases=1 bus1=b.1.4 kv=0.23 kw=2 pf=0.9 vminpu=0.8 vmaxpu=1.2 daily=s
new load.three phases=3 bus1=c.1.2.3 kv=0.4 kw=6 kvar=3 conn=delta model=2
"""
FANCY = """Clear
/* the same,
   otherwise */
New Circuit.C  bus1=A ! a comment
~ BasekV = 0.4, MVAsc3=(5 2 *)  MVAsc1=10
New LineCode.y 3 units=km  // by position
~ Rmatrix=(0.3 0.1 0.1 | 0.1 0.3 0.1 | 0.1 0.1 0.3)
More Xmatrix="0.2 | 0.1 0.2 | 0.1 0.1 0.2" cmat={0 | 0 0 | 0 0 0}
new linecode.Z like=Y
New Object=Transformer.T Conns=(delta, wye) XHL=4 %Rs=[1, 1]
~ wdg=2 bus=B.1.2.3.4 kV=0.4 kVA=50
~ wdg=1 bus=A kV=( 0.16 sqrt ) kVA=50
New Reactor.G B.4 phases=1 R=5
New Line.L B C.1.2.3 z 0.1 units=km
New Monitor.M Line.L 1 mode=0
New LoadShape.S 3 interval=0.5 csvfile=values.csv useactual=yes
BatchEdit LoadShape..* useactual=no
New Load.One 1 B.1.4 0.23 kW=9 PF=0.9 Daily=S
Edit Load.One kW=2 Vminpu=0.8 Vmaxpu=1.2
Load.One.vmaxpu=1.2
New Load.Three bus1=C kV=0.4 kW=6 kvar=3 conn=LL model=2
Redirect nothing.txt
Solve
Show Voltages LN Nodes
"""
REFUSED = {
    "New Capacitor.c bus1=a kvar=3": "capacitor.c: elements of this class cannot be expressed",
    "New Line.m bus1=b bus2=d geometry=g": "line.m: geometry=g cannot be expressed",
    "New Line.m bus1=b bus2=d linecode=none": "line.m: there is no linecode 'none'",
    "New Line.m bus1=b bus2=d lenth=3": "line.m: there is no property 'lenth'",
    "New Line.m bus1=b bus2=d length=abc": "length: 'abc' is not a number",
    "New Line.m bus1=b.1.2.7 bus2=d": "line.m: bus 'b.1.2.7': a name and up to 3 conductors from 0 to 6 are wanted",
    "New Line.m bus1=b bus2=d rmatrix=(1|2": "'(' is not closed",
    "New Transformer.u phases=1 buses=[b d]": "transformer.u: transformers of three phases can be expressed",
    "New Load.m bus1=b kw=0 kvar=2": "load.m: reactive power without active power cannot be expressed",
    "New Load.m bus1=b kw=1 model=6": "load.m: loads of model 6 cannot be expressed",
    "New Load.m bus1=b kw=1 daily=t": "load.m: there is no loadshape 't'",
    "New Load.one bus1=b": "load.one is defined twice",
    "Edit Load.two kW=3": "there is no Load.two",
    "New Loadshape.t mult=(file=gone.txt)\nNew Load.m bus1=b kw=1 daily=t": "there is no file",
    "Redirect gone.dss": "there is no file",
    "New Load.m bus1=b kw=1\nOpen Load.m 1": "load.m: lines and reactors can be open, others disabled",
    "Frobnicate x": "the command 'frobnicate' is not known",
    "New Reactor.r phases=1 bus1=b.1 r=3": "reactor.r: a reactor between conductors 1 and earth cannot be expressed",
}


def opendss(board, folder):
    """Both ways of writing make the same tables, but for case; what is refused names its line."""
    folder.mkdir()
    (folder / "plain.dss").write_text(PLAIN)
    (folder / "fancy.dss").write_text(FANCY)
    (folder / "nothing.txt").write_text("")
    (folder / "values.csv").write_text("0.5\n1\n0.25\n")
    text = {}
    for name in ("plain", "fancy"):
        error = import_opendss(folder / f"{name}.dss", folder / name)
        assert not error, error
        files = sorted((folder / name).rglob("*.csv"), key=lambda p: str(p).lower())
        text[name] = "".join(p.read_text().partition("\n" if p.parent.name != "profiles" else "value")[2] for p in files).lower()
    differ, wrong = text["plain"] != text["fancy"], 0
    for lines, message in REFUSED.items():
        (folder / "bad.dss").write_text(PLAIN + lines + "\n")
        error = import_opendss(folder / "bad.dss", folder / "bad")
        at = f"bad.dss:{len(PLAIN.splitlines()) + 1}: "
        if message not in error or at not in error:
            print(f"network_cases: '{lines}' gives '{error}' instead of '{at}...{message}'")
            wrong += 1
    board.failed += differ + (wrong > 0)
    board.line("opendss, one network in two ways", "", "", "", "", "", "OFF" if differ else "ok")
    board.line(f"opendss, {len(REFUSED)} refusals", "", "", "", "", "", "OFF" if wrong else "ok")


def main():
    board, program = Board(), pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        opendss(board, place / "opendss")
        simbench(board, program, place / "simbench")
        if REFERENCE.is_dir():
            eulv(board, program, place / "eulv")
            for earthing in ("solid", "tt"):
                fourwire(board, program, place / f"fourwire_{earthing}", earthing)
            unit_cases(board, program, place / "unit")
            cigre(board, program, place / "cigre")
        else:
            print(f"network_cases: SKIPPED all other cases, there is no {REFERENCE} (set ISSYGRID_REFERENCE)")
    print("network_cases: " + (f"{board.failed} comparisons are OFF" if board.failed else "all within tolerance"))
    return 1 if board.failed else 0


if __name__ == "__main__":
    sys.exit(main())
