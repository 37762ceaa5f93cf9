# SPDX-License-Identifier: GPL-3.0-or-later
"""What the importers share: the CSV tables of a network (models/grid/tables.h), its profiles and a scenario to run it."""
import pathlib
import re
import sys

COLUMNS = {
    "buses": "bus voltage_V longitude_deg latitude_deg earthing_r_ohm earthing_x_ohm",
    "line_types": "type conductors r1_ohm_per_km x1_ohm_per_km r0_ohm_per_km x0_ohm_per_km r_matrix_ohm_per_km "
                  "x_matrix_ohm_per_km c_matrix_nF_per_km ampacity_A",
    "lines": "line from to type length_m from_wires to_wires kind",
    "switches": "switch from to closed from_wires to_wires",
    "transformers": "transformer from to rated_kVA from_V to_V group x_percent r_percent no_load_loss_W "
                    "no_load_current_percent from_tap to_tap star_earthed third third_V third_group third_tap "
                    "r_percent_from r_percent_to r_percent_third x_percent_from_third x_percent_to_third",
    "sources": "source bus voltage_V angle_deg r1_ohm x1_ohm r0_ohm x0_ohm",
    "connections": "unit bus wires wiring rated_V power_factor exponent_p exponent_q u_min_pu u_max_pu",
}
OPTIONAL_TABLES = ("switches", "transformers")
MUST = {"buses": 2, "line_types": 2, "lines": 5, "switches": 4, "transformers": 7, "sources": 3, "connections": 3}


class Refused(Exception):
    """Wrong input; the text says where and what."""


def cell(value):
    """A value as CSV; numbers so that they read back the same."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    text = str(value)
    return '"' + text.replace('"', '""') + '"' if re.search(r'[,"]|^#|^\s|\s$', text) else text


def triangle(matrix):
    """Lower triangle row by row: "0.5|0.1 0.5"."""
    return "|".join(" ".join(repr(float(x)) for x in row[:i + 1]) for i, row in enumerate(matrix))


def unit_name(name):
    """A name that a scenario takes: letters, digits, blank _ . -, at most 64."""
    return re.sub(r"[^\w .-]", "_", str(name))[:64].strip() or "_"


class Network:
    """Tables under construction, the units that draw power, and notes on what the tables do not say."""

    def __init__(self):
        self.table = {name: [] for name in COLUMNS}
        self.profiles = {}  # file name without suffix -> values
        self.units = []     # (name, file or None for constant power, scale in kW)
        self.notes = []
        self.names = set()

    def add(self, table, **row):
        self.table[table].append(row)

    def note(self, text):
        self.notes.append(text)
        print(f"note: {text}", file=sys.stderr)

    def profile(self, name, values):
        """Keeps a series once; returns its file's name without suffix."""
        file = re.sub(r"[^\w.-]", "_", name)
        self.profiles.setdefault(file, values)
        return file

    def unit(self, name, kW, file=None):
        """Adds a unit of the section `profiles`; returns its name as connections.csv wants it."""
        name = unit_name(name)
        if name in self.names:
            raise Refused(f"two loads or generators end up with the name '{name}'")
        self.names.add(name)
        self.units.append((name, file, kW))
        return f"profile/{name}"

    def write(self, folder, made_from, title, step_s, days, start="2017-01-01"):
        folder = pathlib.Path(folder)
        (folder / "profiles").mkdir(parents=True, exist_ok=True)
        for name in COLUMNS:
            self._write_table(folder / f"{name}.csv", name, made_from)
        constant = [u for u in self.units if u[1] is None]
        series = dict(self.profiles, **({"constant": [1.0]} if constant else {}))
        for name, values in series.items():
            text = "value\n" + "".join(f"{v!r}\n" for v in map(float, values))
            (folder / "profiles" / f"{name}.csv").write_text(text)
        (folder / "scenario.yaml").write_text(self._scenario(made_from, title, step_s, days, start))

    def _write_table(self, path, name, made_from):
        rows, columns = self.table[name], COLUMNS[name].split()
        path.unlink(missing_ok=True)
        if not rows and name in OPTIONAL_TABLES:
            return
        used = [c for i, c in enumerate(columns) if i < MUST[name] or any(row.get(c) is not None for row in rows)]
        lines = [f"# from {made_from}", ",".join(used)]
        lines += [",".join(cell(row.get(c)) for c in used) for row in rows]
        path.write_text("\n".join(lines) + "\n")

    def _scenario(self, made_from, title, step_s, days, start):
        head = [f"# From {made_from}. `issygrid run scenario.yaml -o RESULT.h5` solves it; `issygrid check` lists every key."]
        head += [f"# {line}" for note in self.notes for line in wrapped(note)]
        body = [f"title: {quoted(title)}", "question: Which voltages, currents and losses does this network have?",
                "simulation:", f"  start: {start}", f"  duration: {days} d", "  spin_up: 0 d", "  step: 60 s",
                "  window: 10 min", "network:", "  tables: .", "profiles:",
                f"  defaults: {{unit: kW, step: {step_s} s, start: {start}, outside: repeat_day}}"]
        if not self.units:
            return "\n".join(head + body[:-2]) + "\n"
        body += ["  units:"] + [unit_line(*u) for u in self.units]
        return "\n".join(head + body) + "\n"


def unit_line(name, file, kW):
    step = "" if file else ", step: 86400 s"
    return f"  - {{name: {quoted(name)}, file: profiles/{file or 'constant'}.csv, scale: {kW!r}{step}}}"


def quoted(text):
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def wrapped(text, width=110):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) + 1 > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return lines + [line]
