#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the CSV tables of a network, its profiles and a scenario from a folder in the SimBench format (simbench.de).

    scripts/import_simbench.py FOLDER -o FOLDER [--days N]

SimBench describes balanced networks by one phase. Loads and sources become three-phase and balanced; zero-sequence values,
which SimBench does not have, are taken equal to the positive sequence and matter only to unbalanced loads that are added.
Sources are ideal, with the voltage of their node (vmSetp, vaSetp). Profiles play active power; reactive power follows it in
the ratio of their sums. Tap changers stay where they are. What the tables cannot express is an error with file and line
(exit code 2).
"""
import argparse
import csv
import datetime
import math
import pathlib
import sys

from network_tables import Network, Refused

US_TO_NF = 1e3 / (2 * math.pi * 50)  # microsiemens at 50 Hz to nF
IGNORED = ("Storage", "StorageProfile", "Measurement", "Substation", "StudyCases", "NodePFResult", "PowerPlantProfile")
REFUSED = {"Shunt": "shunts", "Transformer3W": "transformers of three windings", "PowerPlant": "power plants",
           "DCLineType": "direct-current lines"}


class Row(dict):
    """A line of a table; empty cells and NULL are None."""

    def __init__(self, path, line, values):
        super().__init__({k: None if v in ("", "NULL") else v for k, v in values.items()})
        self.path, self.line = path, line

    def refuse(self, what):
        raise Refused(f"{self.path}:{self.line}: {what}")

    def text(self, column):
        if self.get(column) is None:
            self.refuse(f"column {column} is missing or empty")
        return self[column]

    def number(self, column, default=None):
        if self.get(column) is None and default is not None:
            return default
        try:
            value = float(self.text(column))
        except ValueError:
            self.refuse(f"{column}: '{self[column]}' is not a number")
        return value if math.isfinite(value) else self.refuse(f"{column}: '{self[column]}' is not finite")


def read(folder, name, required=False):
    path = folder / f"{name}.csv"
    if not path.exists():
        if required:
            raise Refused(f"{path}: there is no such file")
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        lines = csv.reader(file, delimiter=";")
        header = next(lines, [])
        return [Row(path, lines.line_num, dict(zip(header, values))) for values in lines if values]


def by_id(rows):
    found = {}
    for row in rows:
        if row.text("id") in found:
            row.refuse(f"'{row['id']}' occurs twice")
        found[row["id"]] = row
    return found


def known(table, row, column):
    """The row of another table that a column names."""
    return table.get(row.text(column)) or row.refuse(f"{column}: there is no '{row[column]}'")


class Profiles:
    """Columns of LoadProfile.csv or RESProfile.csv."""

    def __init__(self, folder, name):
        self.rows = read(folder, name)
        self.columns = {}

    def has(self, column):
        return bool(self.rows) and column in self.rows[0]

    def values(self, column):
        if column not in self.columns:
            self.columns[column] = [row.number(column) for row in self.rows]
        return self.columns[column]

    def time(self, i):
        text = self.rows[i].text("time")
        for form in ("%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"):
            try:
                return datetime.datetime.strptime(text, form)
            except ValueError:
                pass
        return self.rows[i].refuse(f"time: '{text}' is no time")

    def step_s(self):
        step = self.time(1) - self.time(0)
        if self.time(len(self.rows) - 1) - self.time(0) != step * (len(self.rows) - 1):
            self.rows[-1].refuse("rows are missing: the times are not evenly spaced")
        return int(step.total_seconds())


def add_nodes(network, folder):
    places = by_id(read(folder, "Coordinates"))
    nodes = by_id(read(folder, "Node", True))
    for node in nodes.values():
        place = places.get(node.get("coordID"))
        degrees = (place.number("x"), place.number("y")) if place else (None, None)
        if place and (abs(degrees[0]) > 180 or abs(degrees[1]) > 90):
            degrees = (None, None)
        network.add("buses", bus=node["id"], voltage_V=1000 * node.number("vmR"), longitude_deg=degrees[0],
                    latitude_deg=degrees[1])
    return nodes


def add_sources(network, folder, nodes):
    for row in read(folder, "ExternalNet", True):
        node = known(nodes, row, "node")
        if row.text("calc_type") != "vavm":
            row.refuse(f"an external network of calc_type '{row['calc_type']}' cannot be expressed; vavm can")
        network.add("sources", source=row.text("id"), bus=node["id"], voltage_V=1000 * node.number("vmR") * node.number("vmSetp", 1.0),
                    angle_deg=node.number("vaSetp", 0.0))


def add_lines(network, folder, nodes):
    types = by_id(read(folder, "LineType"))
    used = {}
    for row in read(folder, "Line"):
        kind = known(types, row, "type")
        used.setdefault(kind["id"], kind)
        network.add("lines", line=row.text("id"), **{"from": known(nodes, row, "nodeA")["id"], "to": known(nodes, row, "nodeB")["id"]},
                    type=kind["id"], length_m=1000 * row.number("length"))
    for kind in used.values():
        r, x, c = kind.number("r"), kind.number("x"), kind.number("b", 0.0) * US_TO_NF
        network.add("line_types", type=kind["id"], conductors=3, r1_ohm_per_km=r, x1_ohm_per_km=x, r0_ohm_per_km=r,
                    x0_ohm_per_km=x, c_matrix_nF_per_km=f"{c!r}|0 {c!r}|0 0 {c!r}" if c else None,
                    ampacity_A=kind.number("iMax"))


def add_switches(network, folder, nodes):
    for row in read(folder, "Switch"):
        ends = {"from": known(nodes, row, "nodeA")["id"], "to": known(nodes, row, "nodeB")["id"]}
        network.add("switches", switch=row.text("id"), closed=row.number("cond") != 0, from_wires="123", to_wires="123", **ends)


def add_transformers(network, folder, nodes):
    types = by_id(read(folder, "TransformerType"))
    for row in read(folder, "Transformer"):
        kind = known(types, row, "type")
        if row.number("autoTap", 0.0):
            network.note(f"{row['id']}: the automatic tap changer stays at {row.get('tappos')}")
        ends = {"from": known(nodes, row, "nodeHV")["id"], "to": known(nodes, row, "nodeLV")["id"]}
        network.add("transformers", transformer=row.text("id"), **ends, **transformer_columns(row, kind))


def transformer_columns(row, kind):
    kVA = 1000 * kind.number("sR")
    hours = kind.number("va0", 0.0) / 30
    r, z = 100 * kind.number("pCu") / kVA, kind.number("vmImp")
    if hours % 1 or r > z or kind.number("dVa", 0.0):
        kind.refuse("va0 must be a multiple of 30 degrees, dVa 0, and pCu not beyond vmImp")
    tap = 1 + (row.number("tappos", 0.0) - kind.number("tapNeutr", 0.0)) * kind.number("dVm", 0.0) / 100
    low = kind.get("tapside") == "LV"
    clock = int(hours) % 12
    loss_percent = 100 * kind.number("pFe", 0.0) / kVA
    return {"rated_kVA": kVA, "from_V": 1000 * kind.number("vmHV"), "to_V": 1000 * kind.number("vmLV"),
            "group": f"{'Dyn' if clock % 2 else 'YNyn'}{clock}", "r_percent": r, "x_percent": math.sqrt(z * z - r * r),
            "no_load_loss_W": 1000 * kind.number("pFe", 0.0),
            "no_load_current_percent": max(kind.number("iNoLoad", 0.0), loss_percent),
            "from_tap": 1.0 if low else tap, "to_tap": tap if low else 1.0, "star_earthed": True}


def add_units(network, nodes, rows, sign, p_column, q_column, profiles, suffixes):
    """Loads (sign 1) or sources (sign -1); suffixes of the profile's columns of active and reactive power."""
    for row in rows:
        node, kW, kvar = known(nodes, row, "node"), 1000 * row.number(p_column), 1000 * row.number(q_column, 0.0)
        if kW == 0 and kvar != 0:
            row.refuse("reactive power without active power cannot be expressed")
        tan, file, profile = kvar / kW if kW else 0.0, None, row.get("profile")
        if profile is not None:
            p, q = profile + suffixes[0], profile + suffixes[1]
            if not profiles.has(p):
                row.refuse(f"profile: there is no column '{p}'")
            file = network.profile(p, profiles.values(p))
            if suffixes[0] != suffixes[1] and sum(profiles.values(p)) and profiles.has(q):
                tan *= sum(profiles.values(q)) / sum(profiles.values(p))
        network.add("connections", unit=network.unit(row.text("id"), sign * kW, file), bus=node["id"], wires="123",
                    power_factor=math.copysign(1 / math.sqrt(1 + tan * tan), tan if tan else 1.0))


def load_network(folder):
    """(network, profiles that give the time)."""
    network = Network()
    for name, what in REFUSED.items():
        for row in read(folder, name):
            row.refuse(f"{what} cannot be expressed")
    nodes = add_nodes(network, folder)
    add_sources(network, folder, nodes)
    add_lines(network, folder, nodes)
    add_switches(network, folder, nodes)
    add_transformers(network, folder, nodes)
    loads, res = Profiles(folder, "LoadProfile"), Profiles(folder, "RESProfile")
    add_units(network, nodes, read(folder, "Load"), 1, "pLoad", "qLoad", loads, ("_pload", "_qload"))
    add_units(network, nodes, read(folder, "RES"), -1, "pRES", "qRES", res, ("", ""))
    passed = {name: len(read(folder, name)) for name in IGNORED}
    if any(passed.values()):
        network.note("passed over: " + ", ".join(f"{n} rows of {name}" for name, n in passed.items() if n))
    network.note("balanced: zero-sequence values equal the positive sequence; reactive power follows active power")
    return network, loads if len(loads.rows) > 1 else res


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path, help="folder with Node.csv, Line.csv, ...")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="folder to write")
    parser.add_argument("--days", type=int, help="length of the scenario (default: all of the profiles)")
    options = parser.parse_args()
    try:
        network, profiles = load_network(options.folder)
        timed = len(profiles.rows) > 1
        step_s = profiles.step_s() if timed else 900
        start = profiles.time(0).strftime("%Y-%m-%d") if timed else "2017-01-01"
    except Refused as error:
        print(f"import_simbench: {error}", file=sys.stderr)
        return 2
    days = options.days or max(1, math.ceil(len(profiles.rows) * step_s / 86400))
    network.write(options.output, f"{options.folder.resolve().name} by scripts/import_simbench.py",
                  options.folder.resolve().name, step_s, days, start)
    return 0


if __name__ == "__main__":
    sys.exit(main())
