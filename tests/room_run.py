#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rooms against closed solutions, step against step, and the promise of the same bytes.

    tests/room_run.py ISSYGRID
"""
import math
import pathlib
import sys
import tempfile

import h5py

from support import differences, run

program = sys.argv[1]
folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-room-"))
failed = 0
AIR_J_M3K = 101325 * (1 - 2.25577e-5 * 40) ** 5.25588 / (287.05 * 293.15) * 1006  # at 40 m


def expect(what, good, detail=""):
    global failed
    print(f"{'ok  ' if good else 'FAIL'} {what}" + (f": {detail}" if detail else ""), flush=True)
    failed += not good


def close(what, value, exact, relative):
    expect(what, abs(value - exact) <= relative * abs(exact), f"{value:.6f}, exact {exact:.6f}, off {value / exact - 1:.1e}, limit {relative:.0e}")


def scenario(name, text):
    path = folder / f"{name}.yaml"
    path.write_text(text)
    return path


def kpis(name, text, *options):
    result = folder / f"{name}.h5"
    run(program, scenario(name, text), result, "--force", *options)
    with h5py.File(result) as f:
        return {k[9:]: float(f[k][()]) for k in f if k.startswith("kpi_room_")}


# A room with one face: no radiation, films of 5 inside and 7.7 W/m2K outside.
ONE = """simulation: {{duration: {days} d, spin_up: {spin} d, step: {step}, window: 1 h}}
site: {{elevation: 40 m}}
materials:
  units:
    - {{name: board, resistance: 1 m2 K/W}}
    - {{name: concrete, conductivity: 2 W/(m K), density: 2000 kg/m3, specific_heat: 1000 J/(kg K)}}
constructions: {{units: [{{name: wall, layers: {layers}}}]}}
surfaces:
  units:
    - {{name: wall, room: a, construction: wall, area: 10 m2, film_inside: 5 W/(m2 K), film_outside: 7.7 W/(m2 K), {outside}}}
rooms:
  substep: {substep}
  units:
    - {{name: a, volume: 30 m3, floor_area: 10 m2, furniture: {furniture} J/(m2 K), infiltration: 0 1/h, gain_radiant: 0, {room}}}
"""


def one(layers="board", outside="outside: temperature, outside_temperature: 0 degC", room="heating: false, cooling: false",
        days=1, spin=20, step="10 min", substep="10 min", furniture=0):
    return ONE.format(layers=layers, outside=outside, room=room, days=days, spin=spin, step=step, substep=substep, furniture=furniture)


def check_steady():
    resistance = (1 / 5 + 1 + 1 / 7.7) / 10
    r = kpis("gain", one(room="gains: 100 W, heating: false, cooling: false"))
    close("gains against one wall, K", r["a_air_mean"], 100 * resistance, 1e-9)
    r = kpis("heated", one(room="cooling: false"))
    close("heating against one wall, kWh", r["a_heating"], 20 / resistance * 24 / 1e3, 1e-9)
    r = kpis("cooled", one(outside="outside: temperature, outside_temperature: 40 degC", room="heating: false"))
    close("cooling against one wall, kWh", r["a_cooling"], 13 / resistance * 24 / 1e3, 1e-9)
    r = kpis("limited", one(room="cooling: false, heating_capacity: 100 W"))
    close("limited power, K", r["a_air_mean"], 100 * resistance, 1e-9)
    r = kpis("heavy", one(layers="concrete 10 cm; board; concrete 20 cm", room="cooling: false", spin=60))
    close("heating against a heavy wall, kWh", r["a_heating"], 20 * 10 / (1 / 5 + 0.05 + 1 + 0.1 + 1 / 7.7) * 24 / 1e3, 1e-6)
    r = kpis("ground", one(outside="outside: ground, outside_temperature: 10 degC", room="cooling: false"))
    close("film of the ground as given, kWh", r["a_heating"], 10 / resistance * 24 / 1e3, 1e-9)


def check_storage():
    capacity = 30 * AIR_J_M3K + 10 * 0.2 * 2000 * 1000
    r = kpis("store", one(layers="concrete 20 cm", outside="outside: adiabatic", room="gains: 100 W, heating: false, cooling: false"))
    close("gains into an insulated room, K a day", (r["a_air_max"] - r["a_air_min"]) * 24 / 23, 100 * 86400 / capacity, 1e-6)
    # Air and furniture alone behind the wall: one exponential from 20 degC; the mean of its last hour.
    tau = (30 * AIR_J_M3K + 10 * 20000) * (1 / 5 + 1 + 1 / 7.7) / 10
    exact = 20 * tau / 3600 * (math.exp(-23 * 3600 / tau) - math.exp(-24 * 3600 / tau))
    for seconds, limit in ((60, 4e-3), (10, 6e-4)):
        r = kpis("decay", one(spin=0, step="1 min", substep=f"{seconds} s", furniture=20000))
        close(f"exponential, substep {seconds} s, degC", r["a_air_min"], exact, limit)


TWO = """simulation: {duration: 1 d, spin_up: 60 d, step: 10 min, window: 1 h}
materials: {units: [{name: concrete, conductivity: 2 W/(m K), density: 2000 kg/m3, specific_heat: 1000 J/(kg K)}]}
constructions: {units: [{name: wall, layers: concrete 20 cm}]}
surfaces:
  units:
    - {name: wall, room: warm, construction: wall, area: 10 m2, film_inside: 5 W/(m2 K), film_outside: 4 W/(m2 K), outside: room, outside_room: cold}
rooms:
  units:
    - {name: warm, volume: 30 m3, floor_area: 10 m2, infiltration: 0 1/h, cooling: false}
    - {name: cold, volume: 30 m3, floor_area: 10 m2, infiltration: 0 1/h, heating: false, setpoint_cool: 10 degC}
"""


def check_neighbours():
    r = kpis("two", TWO)
    exact = 10 * 10 / (1 / 5 + 0.1 + 1 / 4) * 24 / 1e3
    close("heat from room to room, kWh", r["warm_heating"], exact, 1e-6)
    close("... and taken there, kWh", r["cold_cooling"], exact, 1e-6)


# A room of an office in Paris, with windows to two sides, blinds, set-back and ventilation; a corridor behind it.
OFFICE = """simulation: {{start: 2017-01-05, duration: {days} d, spin_up: 7 d, step: {step}, window: {window}}}
materials:
  units:
    - {{name: concrete, conductivity: 2 W/(m K), density: 2300 kg/m3, specific_heat: 1000 J/(kg K)}}
    - {{name: wool, conductivity: 0.035 W/(m K), density: 50 kg/m3, specific_heat: 1000 J/(kg K)}}
    - {{name: plaster, conductivity: 0.25 W/(m K), density: 900 kg/m3, specific_heat: 1000 J/(kg K)}}
constructions:
  units:
    - {{name: facade, layers: concrete 16 cm; wool 10 cm; plaster 13 mm}}
    - {{name: slab, layers: concrete 20 cm}}
    - {{name: partition, layers: plaster 26 mm; wool 5 cm; plaster 26 mm}}
glazings: {{units: [{{name: double, u_value: 1.4 W/(m2 K), g_value: 0.55}}]}}
surfaces:
  units:
{surfaces}windows:
  units:
{windows}rooms:
  units:
{rooms}outputs: {{rooms: all}}
"""


def office(count=1, days=7, step="5 min", window="30 min"):
    surfaces = windows = rooms = ""
    for i in range(count):
        r, c = f"r{i:03}a", f"r{i:03}b"
        surfaces += f"    - {{name: {r} south, room: {r}, construction: facade, area: 12 m2, azimuth: {180 + i} deg}}\n"
        surfaces += f"    - {{name: {r} west, room: {r}, construction: facade, area: 14 m2, azimuth: 270 deg}}\n"
        surfaces += f"    - {{name: {r} floor, room: {r}, construction: slab, area: 20 m2, tilt: 180, outside: adiabatic}}\n"
        surfaces += f"    - {{name: {r} ceiling, room: {r}, construction: slab, area: 20 m2, tilt: 0, outside: adiabatic}}\n"
        surfaces += f"    - {{name: {r} back, room: {r}, construction: partition, area: 14 m2, azimuth: 0, outside: room, outside_room: {c}}}\n"
        surfaces += f"    - {{name: {c} slab, room: {c}, construction: slab, area: 10 m2, tilt: 180, outside: adiabatic}}\n"
        windows += f"    - {{name: {r} south, surface: {r} south, glazing: double, width: 3 m, height: 1.6 m, blinds: {{factor: 0.3}}, overhang: {{depth: 0.5 m}}}}\n"
        windows += f"    - {{name: {r} west, surface: {r} west, glazing: double, width: 1.2 m, height: 1.6 m}}\n"
        rooms += (f"    - {{name: {r}, volume: 56 m3, floor_area: 20 m2, gains: 400 W, gain_hours: 'mon-fri 08:00-18:00', setback_hours: 'daily 20:00-06:00', "
                  "setback_ramp: 2 h, heating_capacity: 1500 W, ventilation: 60 m3/h, ventilation_hours: 'mon-fri 07:00-19:00', plant_radiant: 0.3, control_operative: 1, "
                  "gain_electric: 0.7, setpoint_cool: 25 degC, cooling_hours: 'mon-fri 07:00-19:00'}\n")
        rooms += f"    - {{name: {c}, volume: 28 m3, floor_area: 10 m2, heating: false, cooling: false}}\n"
    return OFFICE.format(days=days, step=step, window=window, surfaces=surfaces, windows=windows, rooms=rooms)


def check_steps():
    fine = kpis("minute", office(days=60, step="1 min"))
    for step, limit in (("10 min", 1e-3), ("30 min", 2e-3)):  # irradiance is held over a step
        coarse = kpis("coarse", office(days=60, step=step))
        for what in ("heating", "air_mean"):
            close(f"steps of {step} against a minute, {what}", coarse[f"r000a_{what}"], fine[f"r000a_{what}"], limit)


def check_bytes():
    path, result = scenario("many", office(40, days=3)), lambda name: folder / f"{name}.h5"
    run(program, path, result("one"), "--threads", 1)
    run(program, path, result("pair"), "--threads", 2)
    expect("two threads = one thread (80 rooms)", not (bad := differences(result("one"), result("pair"))), ", ".join(bad))
    stops = 0
    while run(program, path, result("stopped"), "--resume", "--max-wall", 0.05, check=False).returncode == 3:
        stops += 1
    expect(f"stopped {stops} times and resumed = in one go", stops > 1 and not (bad := differences(result("one"), result("stopped"))), ", ".join(bad))
    run(program, scenario("many", office(40, days=3, window="10 min")), result("windows"))
    with h5py.File(result("one")) as a, h5py.File(result("windows")) as b:
        bad = [k for k in a if k.startswith("room_") and a[k].dtype.kind != "O" and a[k][()].tobytes() != b[k][()].tobytes()]
    expect("windows of 10 and 30 min agree", not bad, ", ".join(bad))


check_steady()
check_storage()
check_neighbours()
check_steps()
check_bytes()
sys.exit(1 if failed else 0)
