# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads OpenDSS scripts: commands become elements with the properties that were set, each with the line that set it.

Nothing is calculated here, and no default is known here: import_opendss.py says what an element means.
"""
import math
import pathlib
import re
from dataclasses import dataclass, field

from network_tables import Refused

# Properties in OpenDSS's order: values without a name are given to the next property of this list.
PROPERTIES = {name: text.split() for name, text in {
    "vsource": "bus1 basekv pu angle frequency phases mvasc3 mvasc1 x1r1 x0r0 isc3 isc1 r1 x1 r0 x0 scantype sequence bus2 "
               "z1 z0 z2 puz1 puz0 puz2 basemva yearly daily duty model puzideal spectrum basefreq enabled like",
    "linecode": "nphases r1 x1 r0 x0 c1 c0 units rmatrix xmatrix cmatrix basefreq normamps emergamps faultrate pctperm "
                "repair kron rg xg rho neutral b1 b0 seasons ratings linetype like",
    "line": "bus1 bus2 linecode length phases r1 x1 r0 x0 c1 c0 rmatrix xmatrix cmatrix switch rg xg rho geometry units "
            "spacing wires earthmodel cncables tscables b1 b0 seasons ratings linetype normamps emergamps faultrate pctperm "
            "repair basefreq enabled like",
    "transformer": "phases windings wdg bus conn kv kva tap %r rneut xneut buses conns kvs kvas taps xhl xht xlt xscarray "
                   "thermal n m flrise hsrise %loadloss %noloadloss normhkva emerghkva sub maxtap mintap numtaps subname "
                   "%imag ppm_antifloat %rs bank xfmrcode xrconst x12 x13 x23 leadlag wdgcurrents core rdcohms seasons "
                   "ratings normamps emergamps faultrate pctperm repair basefreq enabled like",
    "load": "phases bus1 kv kw pf model yearly daily duty growth conn kvar rneut xneut status class vminpu vmaxpu vminnorm "
            "vminemerg xfkva allocationfactor kva %mean %stddev cvrwatts cvrvars kwh kwhdays cfactor cvrcurve numcust zipv "
            "%seriesrl relweight vlowpu puxharm xrharm spectrum basefreq enabled like",
    "loadshape": "npts interval mult hour mean stddev csvfile sngfile dblfile action qmult useactual pmax qmax sinterval "
                 "minterval pbase qbase pmult pqcsvfile memorymapping like",
    "generator": "phases bus1 kv kw pf kvar model vminpu vmaxpu yearly daily duty dispmode dispvalue conn rneut xneut status "
                 "class vpu maxkvar minkvar pvfactor forceon kva mva xd xdp xdpp h d usermodel userdata shaftmodel shaftdata "
                 "dutystart debugtrace balanced xrdp usefuel fuelkwh %fuel %reserve refuel spectrum basefreq enabled like",
    "pvsystem": "phases bus1 kv irradiance pmpp %pmpp temperature pf conn kvar kva %cutin %cutout effcurve p-tcurve %r %x "
                "model vminpu vmaxpu balanced limitcurrent yearly daily duty tyearly tdaily tduty class usermodel userdata "
                "debugtrace varfollowinverter dutystart wattpriority pfpriority %pminnovars %pminkvarmax kvarmax kvarmaxabs "
                "spectrum basefreq enabled like",
    "reactor": "bus1 bus2 phases kvar kv conn rmatrix xmatrix parallel r x rp z1 z2 z0 z rcurve lcurve lmh normamps emergamps "
               "faultrate pctperm repair basefreq enabled like",
}.items()}

# What measures, plots, protects or controls, or is data for that: no current flows through it.
WITHOUT_POWER = set("monitor energymeter sensor spectrum tcc_curve growthshape xycurve tshape priceshape fuse relay recloser "
                    "regcontrol capcontrol swtcontrol invcontrol storagecontroller gencontroller expcontrol espvlcontrol "
                    "upfccontrol wiredata linespacing linegeometry cndata tsdata cnts".split())
IGNORED_VERBS = set("solve calcvoltagebases calcv show plot export visualize help reset select closedi sample makebuslist "
                    "setkvbase interpolate cleanup save summary about rotate allocateloads totals get ? // buildy fileedit "
                    "var distribute pause cd nodelist".split())
QUOTES = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'"}


@dataclass(frozen=True)
class Place:
    file: pathlib.Path
    line: int

    def refuse(self, what):
        raise Refused(f"{self.file}:{self.line}: {what}")


@dataclass
class Element:
    kind: str
    name: str
    place: Place
    settings: list = field(default_factory=list)  # (property, text, place) in the order of the file
    opened: bool = False

    def __str__(self):
        return f"{self.kind}.{self.name}"

    def text(self, name, default=None):
        return next((value for key, value, _ in reversed(self.settings) if key == name), default)

    def place_of(self, name):
        return next((place for key, _, place in reversed(self.settings) if key == name), self.place)

    def has(self, *names):
        return any(key in names for key, _, _ in self.settings)

    def last_of(self, *names):
        """Which of these properties was set last; None where none was."""
        return next((key for key, _, _ in reversed(self.settings) if key in names), None)

    def number(self, name, default=None):
        value = self.text(name)
        return default if value is None else number(value, self.place_of(name), name)

    def yes(self, name, default):
        value = self.text(name)
        return default if value is None else value[:1].lower() in ("y", "t")

    def refuse(self, what, name=None):
        self.place_of(name).refuse(f"{self}: {what}")

    def refuse_if_set(self, *names):
        for name in names:
            if self.has(name):
                self.refuse(f"{name}={self.text(name)} cannot be expressed", name)


# --- text ------------------------------------------------------------------------------------------------------------

def without_comment(line):
    closing = None
    for i, c in enumerate(line):
        if closing:
            closing = None if c == closing else closing
        elif c == "!" or line.startswith("//", i):
            return line[:i]
        elif c in QUOTES and QUOTES[c] in line[i + 1:]:
            closing = QUOTES[c]
    return line


def one_token(line, at, place):
    """(text, where it ends) of the token at or after `at`; text is None at the end of the line."""
    while at < len(line) and line[at] in " \t,":
        at += 1
    if at == len(line):
        return None, at
    if line[at] in QUOTES:
        end = closing(line, at)
        if end < 0:
            place.refuse(f"'{line[at]}' is not closed")
        return line[at + 1:end].strip(), end + 1
    end = at
    while end < len(line) and line[end] not in " \t,=":
        end += 1
    return line[at:end], end


def closing(line, at):
    """Where the bracket or quote that opens at `at` is closed, brackets of its kind inside counted; -1 where nowhere."""
    begin, end, depth = line[at], QUOTES[line[at]], 0
    for i in range(at, len(line)):
        if line[i] == end and (begin != end or i > at):
            depth -= 1
            if depth == 0 or begin == end:
                return i
        elif line[i] == begin:
            depth += 1
    return -1


def pairs(line, place):
    """Splits a command into (name or None, value)."""
    found, at = [], 0
    while True:
        value, at = one_token(line, at, place)
        if value is None:
            return found
        after = len(line) - len(line[at:].lstrip())
        if line[after:after + 1] != "=":
            found.append((None, value))
            continue
        name = value
        value, at = one_token(line, after + 1, place)
        found.append((name.lower(), value or ""))


OPERATORS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
             "^": lambda a, b: a ** b}
FUNCTIONS = {"sqrt": math.sqrt, "sqr": lambda a: a * a, "ln": math.log, "log10": math.log10, "exp": math.exp,
             "inv": lambda a: 1 / a, "sin": lambda a: math.sin(math.radians(a)), "cos": lambda a: math.cos(math.radians(a)),
             "tan": lambda a: math.tan(math.radians(a))}


def number(text, place, what):
    """A number, or a calculation in reverse Polish notation as in (0.4 3 sqrt /)."""
    stack = []
    try:
        for word in text.lower().split():
            if word in OPERATORS:
                b, a = stack.pop(), stack.pop()
                stack.append(OPERATORS[word](a, b))
            elif word in FUNCTIONS:
                stack.append(FUNCTIONS[word](stack.pop()))
            else:
                stack.append(math.pi if word == "pi" else float(word))
        (value,) = stack
    except (ValueError, IndexError, ZeroDivisionError):
        place.refuse(f"{what}: '{text}' is not a number")
    if not math.isfinite(value):
        place.refuse(f"{what}: '{text}' is not finite")
    return value


def words(text):
    return re.split(r"[\s,]+", text.strip(" \t,[](){}\"'"))


def numbers(text, place, what):
    return [number(word, place, what) for word in words(text) if word]


def matrix(text, n, place, what):
    """Symmetric matrix of n x n from "a | b c | ..." (a lower triangle or all of it)."""
    rows = [numbers(row, place, what) for row in text.split("|")]
    if len(rows) != n or any(len(row) not in (i + 1, n) for i, row in enumerate(rows)):
        place.refuse(f"{what}: a matrix of {n} rows is wanted")
    return [[rows[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)]


# --- commands --------------------------------------------------------------------------------------------------------

class Script:
    """All that a script and the scripts it calls have set up."""

    def __init__(self):
        self.elements = {}      # (kind, lower-case name) -> Element, in the order of the files
        self.options = {}       # of Set
        self.coordinates = {}   # lower-case bus -> (x, y)
        self.ignored = {}       # what was passed over -> how often
        self.active = None

    def of(self, kind):
        return [e for (k, _), e in self.elements.items() if k == kind]

    def find(self, kind, name):
        return self.elements.get((kind, name.lower()))

    def ignore(self, what):
        self.ignored[what] = self.ignored.get(what, 0) + 1

    def read(self, path, calls=()):
        if path in calls:
            raise Refused(f"{path}:1: calls itself")
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise Refused(f"{path}: {error.strerror}") from error
        text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)
        for i, line in enumerate(text.splitlines(), 1):
            line = without_comment(line).strip()
            if line:
                self.command(line, Place(path, i), calls + (path,))

    def command(self, line, place, calls):
        if line[0] == "~":
            line = "more " + line[1:]
        args = pairs(line, place)
        verb = args[0][0] or args[0][1].lower()
        if args[0][0]:
            return self.assign(*args[0], args[1:], place)
        args = args[1:]
        if verb in ("redirect", "compile"):
            return self.read(beside(place, args[0][1] if args else ""), calls)
        if verb in ("buscoords", "latlongcoords"):
            return self.read_coordinates(beside(place, args[0][1] if args else ""))
        handler = {"new": self.new, "edit": self.edit, "more": self.more, "m": self.more, "set": self.set_options,
                   "batchedit": self.batch_edit, "open": self.open, "close": self.open, "disable": self.enable,
                   "enable": self.enable}.get(verb)
        if verb in ("clear", "clearall"):
            self.elements.clear()
            self.active = None
        elif handler:
            handler(args, place, verb)
        elif verb in IGNORED_VERBS:
            self.ignore(f"command {verb}")
        else:
            place.refuse(f"the command '{verb}' is not known")

    def assign(self, name, value, rest, place):
        """Line.L1.length=3, or a property of the active element."""
        kind, _, path = name.rpartition(".")
        element = self.element_of(kind, place) if kind else self.active
        if element is None:
            place.refuse(f"'{name}=' without an element")
        self.set_properties(element, [(path, value)] + rest, place)

    def element_of(self, text, place):
        kind, _, name = text.partition(".")
        kind, name = ("vsource", "source") if kind.lower() == "circuit" else (kind.lower(), name)
        element = self.find(kind, name)
        if element is None and kind not in WITHOUT_POWER:
            place.refuse(f"there is no {text}")
        return element

    def new(self, args, place, _):
        if not args or args[0][0] not in (None, "object"):
            place.refuse("New wants Class.Name")
        kind, _, name = args[0][1].partition(".")
        kind = kind.lower()
        kind, name = ("vsource", "source") if kind == "circuit" else (kind, name or "?")
        if kind in WITHOUT_POWER:
            self.active = None
            return self.ignore(f"{kind}")
        if kind not in PROPERTIES:
            place.refuse(f"{kind}.{name}: elements of this class cannot be expressed")
        if (kind, name.lower()) in self.elements:
            place.refuse(f"{kind}.{name} is defined twice")
        self.active = self.elements[kind, name.lower()] = Element(kind, name, place)
        self.set_properties(self.active, args[1:], place)

    def edit(self, args, place, _):
        self.active = self.element_of(args[0][1] if args else "", place)
        if self.active:
            self.set_properties(self.active, args[1:], place)

    def more(self, args, place, _):
        if self.active:
            self.set_properties(self.active, args, place)

    def batch_edit(self, args, place, _):
        kind, _, pattern = (args[0][1] if args else "").partition(".")
        for element in self.of(kind.lower()):
            if re.search(pattern, element.name, re.I):
                self.set_properties(element, args[1:], place)

    def set_options(self, args, place, _):
        for name, value in args:
            if name:
                self.options[name] = (value, place)

    def open(self, args, place, verb):
        element = self.element_of(args[0][1] if args else "", place)
        if element is None:
            return
        if len(args) > 2 and args[2][1] != "0":
            place.refuse(f"{verb} of single conductors cannot be expressed")
        element.opened = verb == "open"

    def enable(self, args, place, verb):
        element = self.element_of(args[0][1] if args else "", place)
        if element:
            element.settings.append(("enabled", "yes" if verb == "enable" else "no", place))

    def set_properties(self, element, args, place):
        known, at = PROPERTIES[element.kind], -1
        for name, value in args:
            at = at + 1 if name is None else property_at(known, name, element, place)
            if at >= len(known):
                place.refuse(f"{element}: '{value}' is one value too many")
            if known[at] == "like":
                other = self.find(element.kind, value)
                if other is None:
                    place.refuse(f"{element}: like={value}, but there is no {element.kind}.{value}")
                element.settings += other.settings
            else:
                element.settings.append((known[at], value, place))

    def read_coordinates(self, path):
        for i, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            line = words(without_comment(line))
            if len(line) >= 3:
                place = Place(path, i)
                self.coordinates[line[0].lower()] = (number(line[1], place, "x"), number(line[2], place, "y"))


def property_at(known, name, element, place):
    """Index of a property by its name or the beginning of it."""
    if name in known:
        return known.index(name)
    for i, full in enumerate(known):
        if full.startswith(name):
            return i
    place.refuse(f"{element}: there is no property '{name}'")


def beside(place, name):
    """A file named in a script, seen from the script's folder; any case, either slash."""
    path = place.file.parent / name.replace("\\", "/")
    if path.exists():
        return path
    for other in path.parent.iterdir() if path.parent.is_dir() else ():
        if other.name.lower() == path.name.lower():
            return other
    place.refuse(f"there is no file {path}")


def read(path):
    script = Script()
    script.read(pathlib.Path(path))
    return script
