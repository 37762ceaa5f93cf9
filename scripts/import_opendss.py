#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the CSV tables of a network, its profiles and a scenario from an OpenDSS script.

    scripts/import_opendss.py MASTER.dss -o FOLDER [--shapes yearly|daily|duty] [--vminpu 0.8] [--vmaxpu 1.2] [--at LON,LAT]

Then: issygrid run FOLDER/scenario.yaml -o RESULT.h5. What the tables cannot express is an error with file and line (exit
code 2); what carries no current (monitors, controls, ...) is counted in a note. Values are those that OpenDSS calculates
with: its defaults, its source impedances from short-circuit powers, its transformer (30 degrees lag unless leadlag says
otherwise). The i-th value of a shape is step i.
"""
import argparse
import math
import pathlib
import sys

import opendss
from network_tables import Network, Refused, triangle
from opendss import matrix, number, numbers, words

NEUTRAL, WIRES, FREQUENCY_HZ, DAY_S = 4, 6, 50.0, 86400
METRES = {"none": None, "mi": 1609.344, "kft": 304.8, "km": 1000.0, "m": 1.0, "ft": 0.3048, "in": 0.0254, "cm": 0.01,
          "mm": 0.001}
SEQUENCE = {"r1": 0.058, "x1": 0.1206, "r0": 0.1784, "x0": 0.4047, "c1": 3.4, "c0": 1.6}  # ohm and nF a unit of length
SWITCH = {"r1": 1.0, "x1": 1.0, "r0": 1.0, "x0": 1.0, "c1": 1.1, "c0": 1.0}  # and 0.001 units long
STIFF_MVA = 1e6     # a source of more short-circuit power is ideal
MOST_OHM_PER_M = 0.01
BONDING_OHM = 1e-6  # a reactor of less between two wires joins them


class Importer:
    def __init__(self, script, options):
        self.script, self.options = script, options
        self.network = Network()
        self.bus_name = {}    # lower case -> as first written
        self.nominal_V = {}   # lower-case bus -> phase to phase
        self.line_types = {}  # what it is -> its name
        self.frequency_Hz = self.frequency()
        self.load_factor = self.option("loadmult", 1.0)

    # --- options of the script ---

    def option(self, name, default=None):
        for key, (value, place) in self.script.options.items():
            if key == name:
                return number(value, place, name)
        return default

    def frequency(self):
        """OpenDSS keeps DefaultBaseFrequency for the next compilation, so it counts wherever it stands."""
        given = [number(value, place, key) for key, (value, place) in self.script.options.items()
                 if key.startswith("defaultbasefreq")]
        frequency = given[0] if given else 60.0
        if frequency != FREQUENCY_HZ:
            self.network.note(f"made for {frequency:g} Hz: reactances are taken as they stand there, capacitances are scaled "
                              f"so that they draw at {FREQUENCY_HZ:g} Hz what they drew there")
        return frequency

    # --- buses ---

    def bus(self, element, text, conductors, default):
        """(name, node of each conductor) of "name.1.2.3.0"; conductors that are not given get the default nodes."""
        name, *nodes = text.strip().split(".")
        if not name or any(not n.isdigit() or int(n) > WIRES for n in nodes) or len(nodes) > conductors:
            element.refuse(f"bus '{text}': a name and up to {conductors} conductors from 0 to {WIRES} are wanted")
        nodes = [int(n) for n in nodes] + list(default)[len(nodes):conductors]
        return self.bus_name.setdefault(name.lower(), name), nodes

    def other_bus(self, name):
        """A further bus beside one of the script."""
        while name.lower() in self.bus_name:
            name += "-"
        return self.bus_name.setdefault(name.lower(), name)

    # --- sources ---

    def source(self, e):
        e.refuse_if_set("bus2", "z1", "z0", "z2", "puz1", "puz0", "puz2", "puzideal")
        if e.number("phases", 3) != 3 or e.text("sequence", "pos")[:1].lower() != "p":
            e.refuse("a source of three phases in positive sequence is wanted")
        bus, nodes = self.bus(e, e.text("bus1", "sourcebus"), 3, (1, 2, 3))
        if nodes != [1, 2, 3]:
            e.refuse("the source's conductors must be 1, 2, 3")
        kV = e.number("basekv", 115.0)
        r1, x1, r0, x0 = source_impedance(e, kV)
        if kV * kV >= STIFF_MVA * math.hypot(r1, x1):
            r1 = x1 = r0 = x0 = None
        self.nominal_V.setdefault(bus.lower(), 1000 * kV)
        self.network.add("sources", source=e.name, bus=bus, voltage_V=1000 * kV * e.number("pu", 1.0),
                         angle_deg=e.number("angle", 0.0), r1_ohm=r1, x1_ohm=x1, r0_ohm=r0, x0_ohm=x0)

    # --- lines ---

    def line(self, e):
        e.refuse_if_set("geometry", "spacing", "wires", "cncables", "tscables", "b1", "b0")
        code = self.line_code(e)
        n = int(code.number("nphases", 3)) if code else int(e.number("phases", 3))
        switch = e.yes("switch", False)
        type_name, unit_m = self.line_type(e, code, n, SWITCH if switch else SEQUENCE)
        length = e.number("length", 0.001 if switch else 1.0) * unit_m
        start, from_nodes = self.bus(e, self.must(e, "bus1"), n, range(1, n + 1))
        end, to_nodes = self.bus(e, self.must(e, "bus2"), n, range(1, n + 1))
        ends = {"from": start, "to": end, "from_wires": joined(from_nodes), "to_wires": joined(to_nodes)}
        if e.opened:
            self.network.add("switches", switch=e.name, closed=False, **ends)
        else:
            self.network.add("lines", line=e.name, type=type_name, length_m=length, **ends)

    def must(self, e, name):
        return e.text(name) or e.refuse(f"{name} is missing")

    def line_code(self, e):
        name = e.text("linecode")
        code = self.script.find("linecode", name) if name else None
        if name and not code:
            e.refuse(f"there is no linecode '{name}'", "linecode")
        if code and code.number("basefreq", self.frequency_Hz) != self.frequency_Hz:
            code.refuse(f"made for another frequency than the circuit's {self.frequency_Hz:g} Hz", "basefreq")
        return code

    def line_type(self, e, code, n, defaults):
        """Adds the type once; returns (its name, metres of the line's unit of length)."""
        own_values = e.has(*SEQUENCE, "rmatrix", "xmatrix", "cmatrix")
        per_m, unit_m = line_units(e, code)
        if code and not own_values:
            values, name = line_values([code], n, SEQUENCE), code.name
        else:
            values, name = line_values([code, e] if code else [e], n, defaults), f"line-{e.name}"
        if per_m is None:
            per_m = unit_m = likely_unit(values)
        ampacity = next((x.number("normamps") for x in (e, code) if x and x.has("normamps")), None)
        key = (n, repr(values), per_m, ampacity)
        if key not in self.line_types:
            self.line_types[key] = self.free_type_name(name)
            self.network.add("line_types", type=self.line_types[key], conductors=n, ampacity_A=ampacity,
                             **line_columns(values, n, 1000.0 / per_m, self.frequency_Hz / FREQUENCY_HZ))
        return self.line_types[key], unit_m

    def free_type_name(self, name):
        taken = set(self.line_types.values())
        return name if name not in taken else next(f"{name}-{i}" for i in range(2, 10 ** 6) if f"{name}-{i}" not in taken)

    # --- reactors: earthing, bonding, series impedance ---

    def reactor(self, e):
        e.refuse_if_set("kvar", "kv", "rmatrix", "xmatrix", "rp", "z1", "z2", "z0", "z", "rcurve", "lcurve", "lmh", "parallel")
        n = int(e.number("phases", 3))
        start, nodes = self.bus(e, self.must(e, "bus1"), n, range(1, n + 1))
        end, to_nodes = self.bus(e, e.text("bus2", start + ".0" * n), n, range(1, n + 1))
        r, x = e.number("r", 0.0), e.number("x", 0.0)
        if not any(to_nodes):
            return self.earthing(e, start, nodes, r, x)
        ends = {"from": start, "to": end, "from_wires": joined(nodes), "to_wires": joined(to_nodes)}
        if math.hypot(r, x) < BONDING_OHM:
            return self.network.add("switches", switch=e.name, closed=not e.opened, **ends)
        if e.opened:
            return self.network.add("switches", switch=e.name, closed=False, **ends)
        diagonal = [[[v * 1000.0 if i == j else 0.0 for j in range(n)] for i in range(n)] for v in (r, x)]
        name = self.free_type_name(f"reactor-{e.name}")
        self.line_types[name] = name
        self.network.add("line_types", type=name, conductors=n, r_matrix_ohm_per_km=triangle(diagonal[0]),
                         x_matrix_ohm_per_km=triangle(diagonal[1]))
        self.network.add("lines", line=f"reactor-{e.name}", type=name, length_m=1.0, **ends)

    def earthing(self, e, bus, nodes, r, x):
        if nodes != [NEUTRAL]:
            e.refuse(f"a reactor between conductors {joined(nodes)} and earth cannot be expressed (an earthing is of conductor 4)")
        if e.opened:
            return
        if bus.lower() in self.earthings:
            e.refuse(f"bus {bus} has two earthings")
        self.earthings[bus.lower()] = (r, x)

    # --- transformers ---

    def transformer(self, e):
        e.refuse_if_set("xfmrcode", "core", "xscarray", "bank")
        windings = read_windings(e)
        order = sorted(range(len(windings)), key=lambda i: (-windings[i]["kv"], i))
        if order[0] != 0 and (e.number("%noloadloss", 0.0) or e.number("%imag", 0.0)):
            self.network.note(f"{e}: winding {order[0] + 1} is the high voltage; the no-load branch moves to the other side")
        x = short_circuit(e, len(windings))
        star_earthed = {True} == {w["nodes"][3] == 0 for w in self.placed(e, windings) if w["wye"]}
        at = [self.terminal(e, windings[i], star_earthed) for i in order]
        base_kVA = windings[0]["kva"]
        for bus, i in zip(at, order):
            self.nominal_V.setdefault(bus.lower(), 1000 * windings[i]["kv"])
        w = [windings[i] for i in order]
        pair = lambda i, j: x[frozenset((order[i], order[j]))]
        row = {"transformer": e.name, "from": at[0], "to": at[1], "rated_kVA": base_kVA, "from_V": 1000 * w[0]["kv"],
               "to_V": 1000 * w[1]["kv"], "group": letters(w[0]).upper() + letters(w[1]) + str(clock(e, windings, order[1])),
               "x_percent": pair(0, 1), "from_tap": w[0]["tap"], "to_tap": w[1]["tap"],
               "no_load_loss_W": 10 * base_kVA * e.number("%noloadloss", 0.0),
               "no_load_current_percent": math.hypot(e.number("%imag", 0.0), e.number("%noloadloss", 0.0)), "star_earthed": star_earthed,
               "r_percent_from": w[0]["%r"], "r_percent_to": w[1]["%r"]}
        if len(w) == 3:
            row |= {"third": at[2], "third_V": 1000 * w[2]["kv"], "third_group": letters(w[2]) + str(clock(e, windings, order[2])),
                    "third_tap": w[2]["tap"], "r_percent_third": w[2]["%r"], "x_percent_from_third": pair(0, 2),
                    "x_percent_to_third": pair(1, 2)}
        self.network.add("transformers", **row)

    def placed(self, e, windings):
        """The windings with their bus and the nodes of their conductors."""
        for w in windings:
            count = 4 if w["wye"] else 3
            w["bus_name"], w["nodes"] = self.bus(e, w["bus"] or e.refuse("a winding has no bus"), count, (1, 2, 3, 0))
            if sorted(w["nodes"][:3]) != [1, 2, 3] or w["wye"] and w["nodes"][3] not in (0, NEUTRAL):
                e.refuse(f"a winding at '{w['bus']}': conductors 1, 2, 3 and a star point at 0 or 4 are wanted")
        return windings

    def terminal(self, e, w, star_earthed):
        """The bus where a winding ends; a bus of its own, joined by a switch, where conductors are swapped."""
        star = [0 if star_earthed else NEUTRAL] if w["wye"] else []
        wanted = [1, 2, 3] + star
        if w["nodes"] == wanted:
            return w["bus_name"]
        bus = self.other_bus(f"{w['bus_name']}-{e.name}")
        keep = [i for i in range(len(wanted)) if wanted[i]]
        self.network.add("switches", switch=bus, closed=True, **{"from": bus, "to": w["bus_name"]},
                         from_wires=joined(wanted[i] for i in keep), to_wires=joined(w["nodes"][i] for i in keep))
        return bus

    # --- loads and generators ---

    def load(self, e):
        e.refuse_if_set("xfkva", "kwh", "cvrcurve", "growth", "rneut", "xneut")
        kW, kvar = power(e, 10.0, 0.88)
        exponents = load_exponents(e)
        fixed = e.text("status", "variable")[:1].lower() in ("f", "e")
        factor = 1.0 if fixed else self.load_factor
        self.connect(e, kW * factor, kvar * factor, exponents, e.number("vminpu", self.options.vminpu),
                     e.number("vmaxpu", self.options.vmaxpu), not fixed)

    def generator(self, e):
        e.refuse_if_set("rneut", "xneut")
        if e.number("model", 1) not in (1, 2):
            e.refuse("generators of model 1 (constant power) and 2 (impedance) can be expressed", "model")
        kW, kvar = power(e, 1000.0, 0.88)
        exponent = 2.0 if e.number("model", 1) == 2 else 0.0
        self.connect(e, -kW, -kvar, (exponent, exponent), e.number("vminpu", 0.9), e.number("vmaxpu", 1.1),
                     e.text("status", "variable")[:1].lower() != "f")

    def pv_system(self, e):
        e.refuse_if_set("effcurve", "p-tcurve", "kvar", "tyearly", "tdaily", "tduty", "yearly", "daily", "duty")
        if e.number("model", 1) != 1 or e.number("pf", 1.0) != 1:
            e.refuse("photovoltaics of constant power at pf=1 can be expressed")
        dc_kW = e.number("pmpp", 500.0) * e.number("%pmpp", 100.0) / 100 * e.number("irradiance", 1.0)
        self.connect(e, -min(dc_kW, e.number("kva", 500.0)), 0.0, (0.0, 0.0), e.number("vminpu", 0.9),
                     e.number("vmaxpu", 1.1), False)

    def connect(self, e, kW, kvar, exponents, low, high, varies):
        """Units of the section `profiles`, one for each leg (or one for three phases), and where they are connected."""
        if kW == 0 and kvar != 0:
            e.refuse("reactive power without active power cannot be expressed")
        tan = kvar / kW if kW else 0.0
        file = self.shape(e, kW) if varies else None
        kW = 1.0 if file and self.actual(e) else kW
        legs = self.legs(e)
        for i, (bus, wires, wiring, rated_V) in enumerate(legs):
            name = e.name if e.kind == "load" else f"{e.kind}-{e.name}"
            unit = self.network.unit(name if len(legs) == 1 else f"{name}-{i + 1}", kW / len(legs), file)
            self.network.add("connections", unit=unit, bus=bus, wires=wires, wiring=wiring, rated_V=rated_V,
                             power_factor=power_factor(tan),
                             exponent_p=exponents[0], exponent_q=exponents[1], u_min_pu=low, u_max_pu=high)

    def legs(self, e):
        """(bus, wires, wiring, rated voltage of a leg) of each connection that the element makes."""
        phases, delta = int(e.number("phases", 3)), e.text("conn", "wye").lower() in ("delta", "ll", "d")
        if phases not in (1, 2, 3):
            e.refuse("1 to 3 phases can be expressed", "phases")
        volts = 1000 * e.number("kv", 12.47)
        count = (3 if phases == 3 else phases + 1) if delta else phases + 1
        bus, nodes = self.bus(e, self.must(e, "bus1"), count, (1, 2, 3) if delta else list(range(1, phases + 1)) + [0])
        rated_V = volts if delta or phases == 1 else volts / math.sqrt(3)
        if phases == 3:
            keep = nodes if delta or nodes[3] else nodes[:3]
            return [(bus, joined(keep), "delta" if delta else "wye", rated_V)]
        pairs = zip(nodes, nodes[1:]) if delta else ((node, nodes[-1]) for node in nodes[:-1])
        return [(bus, joined(n for n in pair if n), "wye", rated_V) for pair in pairs]

    # --- shapes ---

    def shape_of(self, e):
        for kind in [self.options.shapes] if self.options.shapes else ("yearly", "daily", "duty"):
            name = e.text(kind)
            if name and name.lower() != "none":
                return self.script.find("loadshape", name) or e.refuse(f"there is no loadshape '{name}'", kind)
        return None

    def actual(self, e):
        return self.shape_of(e).yes("useactual", False)

    def shape(self, e, kW):
        """File of the element's shape without suffix; None where it has none."""
        shape = self.shape_of(e)
        if shape is None:
            return None
        if self.actual(e) and e.number("kvar", 0.0):
            e.refuse("a shape of actual values beside kvar cannot be expressed")
        values, step_s = shape_values(shape)
        if self.actual(e):
            values = [math.copysign(v, kW) if kW < 0 else v for v in values]
        self.step_s.setdefault(step_s, shape)
        if len(self.step_s) > 1:
            shape.refuse("shapes of different intervals cannot be expressed")
        self.days = max(self.days, math.ceil(len(values) * step_s / DAY_S))
        return self.network.profile(shape.name, values)

    # --- all ---

    def run(self):
        self.earthings, self.step_s, self.days = {}, {}, 1
        handlers = {"vsource": self.source, "line": self.line, "reactor": self.reactor, "transformer": self.transformer,
                    "load": self.load, "generator": self.generator, "pvsystem": self.pv_system}
        if not self.script.of("vsource"):
            raise Refused("no circuit: 'New Circuit.NAME' is missing")
        for e in self.script.elements.values():
            if e.opened and e.kind not in ("line", "reactor"):
                e.refuse("lines and reactors can be open, others disabled")
            if e.kind in handlers and e.yes("enabled", True):
                handlers[e.kind](e)
            elif e.kind in handlers:
                self.script.ignore("disabled element")
        self.spread_voltages()
        self.add_buses()
        if self.script.ignored:
            self.network.note("passed over: " + ", ".join(f"{n} x {what}" for what, n in sorted(self.script.ignored.items())))
        return self.network

    def spread_voltages(self):
        """Lines and switches have the same nominal voltage at both ends."""
        ends = [(row["from"].lower(), row["to"].lower()) for t in ("lines", "switches") for row in self.network.table[t]]
        neighbours = {}
        for a, b in ends:
            neighbours.setdefault(a, []).append(b)
            neighbours.setdefault(b, []).append(a)
        todo = list(self.nominal_V)
        while todo:
            bus = todo.pop()
            for other in neighbours.get(bus, ()):
                if other not in self.nominal_V:
                    self.nominal_V[other] = self.nominal_V[bus]
                    todo.append(other)

    def add_buses(self):
        place = coordinates(self.script.coordinates, self.options.at, self.network)
        for key, name in self.bus_name.items():
            if key not in self.nominal_V:
                raise Refused(f"bus {name} is joined to no source")
            longitude, latitude = place.get(key, (None, None))
            r, x = self.earthings.get(key, (None, None))
            self.network.add("buses", bus=name, voltage_V=self.nominal_V[key], longitude_deg=longitude, latitude_deg=latitude,
                             earthing_r_ohm=r, earthing_x_ohm=x)


# --- what values mean ----------------------------------------------------------------------------------------------------

def joined(nodes):
    return "".join(map(str, nodes))


def source_impedance(e, kV):
    """r1, x1, r0, x0 in ohm; |2 z1 + z0| is three times the voltage of a phase over the current of a single-phase fault."""
    last = e.last_of("mvasc3", "mvasc1", "isc3", "isc1", "r1", "x1", "r0", "x0")
    if last in ("r1", "x1", "r0", "x0"):
        return tuple(e.number(k, v) for k, v in (("r1", 1.65), ("x1", 6.6), ("r0", 1.9), ("x0", 5.7)))
    if last in ("isc3", "isc1"):
        mva3, mva1 = (math.sqrt(3) * kV * e.number(k, v) / 1000 for k, v in (("isc3", 10000.0), ("isc1", 10500.0)))
    else:
        mva3, mva1 = e.number("mvasc3", 2000.0), e.number("mvasc1", 2100.0)
    ratio1, ratio0 = e.number("x1r1", 4.0), e.number("x0r0", 3.0)
    x1 = kV * kV / mva3 / math.sqrt(1 + 1 / ratio1 ** 2)
    r1 = x1 / ratio1
    a, b, c = 1 + ratio0 ** 2, 4 * (r1 + x1 * ratio0), 4 * (r1 * r1 + x1 * x1) - (3 * kV * kV / mva1) ** 2
    r0 = (-b + math.sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)
    return r1, x1, r0, r0 * ratio0


def line_units(e, code):
    """(metres of the unit that impedances refer to, metres of the unit of the length); None where no unit is given."""
    def metres(x):
        text = x.text("units", "none").lower() if x else "none"
        if text not in METRES:
            x.refuse(f"the unit '{text}' is not known", "units")
        return METRES[text]
    own, of_code = metres(e), metres(code)
    unit_m = own or of_code
    return (of_code or unit_m) if code else unit_m, unit_m


def likely_unit(values):
    """Metres of a unit that the script does not name: a metre, or a kilometre where that would be beyond any cable."""
    ohm = max(values[1]["r1"], values[1]["r0"]) if values[0] == "sequence" else max(map(max, values[1]))
    return 1.0 if ohm <= MOST_OHM_PER_M else 1000.0


def line_values(elements, n, defaults):
    """("sequence", six values) or ("matrix", r, x, c), from a linecode and what the line says itself."""
    last = next((e for e in reversed(elements) if e.has(*SEQUENCE, "rmatrix", "xmatrix", "cmatrix")), elements[0])
    sequence = {k: next((e.number(k) for e in reversed(elements) if e.has(k)), v) for k, v in defaults.items()}
    if last.last_of(*SEQUENCE, "rmatrix", "xmatrix", "cmatrix") not in ("rmatrix", "xmatrix", "cmatrix"):
        return "sequence", sequence
    found = []
    for key, one, zero in (("rmatrix", "r1", "r0"), ("xmatrix", "x1", "x0"), ("cmatrix", "c1", "c0")):
        e = next((e for e in reversed(elements) if e.has(key)), None)
        found.append(matrix(e.text(key), n, e.place_of(key), f"{e}: {key}") if e else
                     phase_matrix(sequence[one], sequence[zero], n))
    return "matrix", *found


def phase_matrix(one, zero, n):
    return [[(zero + 2 * one) / 3 if i == j else (zero - one) / 3 for j in range(n)] for i in range(n)]


def line_columns(values, n, per_km, c_factor):
    """Columns of line_types.csv from values per unit of length, of which a kilometre has per_km."""
    scaled = lambda m, f: [[v * f for v in row] for row in m]
    if values[0] == "sequence" and n == 3:
        s = values[1]
        columns = {f"{k}_ohm_per_km": s[k] * per_km for k in ("r1", "x1", "r0", "x0")}
        c = phase_matrix(s["c1"], s["c0"], n)
    else:
        s = values[1]
        r, x, c = values[1:] if values[0] == "matrix" else [phase_matrix(s[k + "1"], s[k + "0"], n) for k in "rxc"]
        columns = {"r_matrix_ohm_per_km": triangle(scaled(r, per_km)), "x_matrix_ohm_per_km": triangle(scaled(x, per_km))}
    if any(v for row in c for v in row):
        columns["c_matrix_nF_per_km"] = triangle(scaled(c, per_km * c_factor))
    return columns


def read_windings(e):
    """The windings' values, from properties of one winding (wdg=2 kV=...) and of all (kVs=[...]), in order."""
    if e.number("phases", 3) != 3:
        e.refuse("transformers of three phases can be expressed", "phases")
    n = int(e.number("windings", 2))
    if n not in (2, 3):
        e.refuse("transformers of two or three windings can be expressed", "windings")
    windings = [{"bus": None, "kv": 12.47, "kva": 1000.0, "tap": 1.0, "%r": 0.2, "conn": "wye"} for _ in range(n)]
    now = 0
    for key, text, place in e.settings:
        if key == "wdg":
            now = int(number(text, place, key)) - 1
            if not 0 <= now < n:
                e.refuse(f"wdg={text}: there are {n} windings", key)
        elif key in windings[0]:
            windings[now][key] = text if key in ("bus", "conn") else number(text, place, key)
        elif key in ("buses", "conns"):
            for w, word in zip(windings, words(text)):
                w["bus" if key == "buses" else "conn"] = word
        elif key in ("kvs", "kvas", "taps", "%rs"):
            for w, value in zip(windings, numbers(text, place, key)):
                w[key[:-1]] = value
        elif key == "%loadloss":
            windings[0]["%r"] = windings[1]["%r"] = number(text, place, key) / 2
        elif key in ("rneut", "xneut") and number(text, place, key) > 0:
            e.refuse(f"{key} cannot be expressed (a reactor at conductor 4 can)", key)
    for w in windings:
        w["wye"] = w["conn"].lower() not in ("delta", "ll", "d")
    return windings


def short_circuit(e, n):
    """Reactance in percent between two windings."""
    x = {frozenset((0, 1)): e.number("xhl", e.number("x12", 7.0))}
    if n == 3:
        x[frozenset((0, 2))] = e.number("xht", e.number("x13", 35.0))
        x[frozenset((1, 2))] = e.number("xlt", e.number("x23", 30.0))
    return x


def letters(winding):
    return "yn" if winding["wye"] else "d"


def clock(e, windings, i):
    """A winding of the other kind than the high voltage's lags it by 30 degrees, or leads (leadlag=lead, Euro)."""
    high = max(windings, key=lambda w: w["kv"])
    leads = e.text("leadlag", "lag").lower() in ("lead", "euro")
    return (11 if leads else 1) if windings[i]["wye"] != high["wye"] else 0


def power(e, default_kW, default_pf):
    """kW and kvar from kW and pf, kW and kvar, or kVA and pf, whatever was set last."""
    last = e.last_of("kw", "pf", "kvar", "kva")
    pf = e.number("pf", default_pf)
    tan = math.copysign(math.sqrt(1 / pf ** 2 - 1), pf) if pf else e.refuse("pf=0 cannot be expressed", "pf")
    apparent = e.kind == "load" and e.last_of("kw", "kvar", "kva") == "kva"
    kW = e.number("kva") * abs(pf) if apparent else e.number("kw", default_kW)
    by_kvar = e.has("kvar") and not apparent and last != "pf"
    return kW, e.number("kvar") if by_kvar else kW * tan


def load_exponents(e):
    """Exponents of the voltage of active and reactive power."""
    model = int(e.number("model", 1))
    if model == 8:
        return zip_exponents(e)
    known = {1: (0.0, 0.0), 2: (2.0, 2.0), 3: (0.0, 2.0), 4: (e.number("cvrwatts", 1.0), e.number("cvrvars", 2.0)),
             5: (1.0, 1.0)}
    return known.get(model) or e.refuse(f"loads of model {model} cannot be expressed", "model")


def zip_exponents(e):
    """A load of model 8 that is purely impedance, current or power in P and in Q."""
    values = numbers(e.text("zipv", ""), e.place_of("zipv"), "zipv")
    parts = [values[0:3], values[3:6]]
    if any(sorted(part) != [0, 0, 1] for part in parts):
        e.refuse("a mix of impedance, current and power cannot be expressed; one of them can", "zipv")
    return tuple(2.0 - part.index(1) for part in parts)


def power_factor(tan):
    """Negative where Q has the other sign than P."""
    return math.copysign(1 / math.sqrt(1 + tan * tan), tan if tan else 1.0)


def shape_values(shape):
    """(values, interval in s) of a load shape."""
    shape.refuse_if_set("sngfile", "dblfile", "pqcsvfile", "pmult", "qmult", "hour", "pbase", "qbase")
    last = shape.last_of("interval", "minterval", "sinterval") or "interval"
    step_s = shape.number(last, 1.0) * {"interval": 3600, "minterval": 60, "sinterval": 1}[last]
    if step_s < 1 or step_s % 1:
        shape.refuse("an interval of whole seconds is wanted", last)
    source = shape.last_of("mult", "csvfile") or shape.refuse("neither mult nor csvfile is given")
    text, place = shape.text(source), shape.place_of(source)
    values = file_values(text, place) if source == "csvfile" or "file" in text.lower() else numbers(text, place, "mult")
    count = int(shape.number("npts", len(values)))
    if count > len(values):
        shape.refuse(f"npts={count}, but there are {len(values)} values", source)
    values = values[:count] if count else values
    if shape.text("action", "").lower().startswith("n"):
        values = [v / max(map(abs, values)) for v in values]
    return values, int(step_s)


def file_values(text, place):
    """Values of "FILE" or "file=FILE, col=2, header=yes"."""
    args = dict((name or "file", value) for name, value in opendss.pairs(text.strip("()[]"), place))
    if not set(args) <= {"file", "col", "column", "header"}:
        place.refuse(f"'{text}': file, col and header can be given")
    path, column = opendss.beside(place, args["file"]), int(args.get("col", args.get("column", "1"))) - 1
    lines = path.read_text(errors="replace").splitlines()
    skip = 1 if args.get("header", "n")[:1].lower() in ("y", "t") else 0
    rows = [(i, words(line)) for i, line in enumerate(lines, 1) if i > skip and line.strip()]
    if any(len(row) <= column for _, row in rows):
        raise Refused(f"{path}:{next(i for i, row in rows if len(row) <= column)}: there is no column {column + 1}")
    return [number(row[column], opendss.Place(path, i), "value") for i, row in rows]


def coordinates(given, at, network):
    """Degrees of each bus. Metres of a map are put around `at`; without it they are left out."""
    if not given:
        return {}
    xs, ys = zip(*given.values())
    if max(map(abs, xs)) <= 180 and max(map(abs, ys)) <= 90:
        return given
    if at is None:
        network.note("coordinates are metres of a map and were left out; --at LON,LAT puts them around a place")
        return {}
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    metres = 111195.0  # of a degree
    return {bus: (at[0] + (x - middle_x) / metres / math.cos(math.radians(at[1])), at[1] + (y - middle_y) / metres)
            for bus, (x, y) in given.items()}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("script", type=pathlib.Path, help="OpenDSS script")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="folder to write")
    parser.add_argument("--shapes", choices=("yearly", "daily", "duty"), help="which shapes drive loads (default: the first there)")
    parser.add_argument("--vminpu", type=float, default=0.95, help="limit of the load model where a load says none (0.95)")
    parser.add_argument("--vmaxpu", type=float, default=1.05, help="the upper one (1.05)")
    parser.add_argument("--at", type=lambda text: tuple(map(float, text.split(","))), help="LON,LAT for coordinates in metres")
    return parser.parse_args()


def main():
    options = arguments()
    try:
        importer = Importer(opendss.read(options.script), options)
        network = importer.run()
    except Refused as error:
        print(f"import_opendss: {error}", file=sys.stderr)
        return 2
    made_from = f"{options.script.name} by scripts/import_opendss.py"
    network.write(options.output, made_from, options.script.stem, next(iter(importer.step_s), 60), importer.days)
    return 0


if __name__ == "__main__":
    sys.exit(main())
