# SPDX-License-Identifier: GPL-3.0-or-later
"""The promise of the same bytes: threads, order of units, stop and resume, kill and resume, length of the run,
a further home, and function clones, each on the default district made small, network included; and with a network whose
loads depend on the voltage, solved by sweep and by nodal matrix."""
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

import h5py

from support import LONG, ROOT, SMALL, differences, run

program = sys.argv[1]
plain = os.environ.get("ISSYGRID_PLAIN", "")
scenario = ROOT / "scenarios" / "issygrid.yaml"
folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-same-"))
days = ["--set", "simulation.duration=14 d", "--set", "outputs.homes=all", "--set", "outputs.offices=all", "--set", "outputs.heat_plants=all"]
failed = 0


def expect(what, bad):
    global failed
    print(f"{'ok  ' if not bad else 'FAIL'} {what}" + (f": {', '.join(bad[:8])} differ" if bad else ""), flush=True)
    failed += bool(bad)


def result(name):
    return folder / f"{name}.h5"


def check_threads():
    run(program, scenario, result("one"), "--threads", 1, *SMALL, *days)
    for n in (2, 3, 8):
        run(program, scenario, result("many"), "--threads", n, "--force", *SMALL, *days)
        expect(f"{n} threads = 1 thread", differences(result("one"), result("many")))


def check_clones():
    if not plain or plain == program:
        print("skip clones: the plain build is not there")
        return
    run(plain, scenario, result("plain"), *SMALL, *days)
    expect("widest vector clones = plain x86-64", differences(result("one"), result("plain")))


def check_stops():
    """Stops as early as it can, again and again, until the run is done."""
    stops = 0
    while run(program, scenario, result("stopped"), "--resume", "--max-wall", 0.05, *SMALL, *days, check=False).returncode == 3:
        stops += 1
    expect(f"stopped {stops} times by --max-wall and resumed = in one go", differences(result("one"), result("stopped")))
    if stops < 2:
        expect("the run was stopped at least twice", ["--max-wall"])


def trouble(path):
    """Why a file cannot be read; the last flush of a killed run may hold its lock for a moment."""
    for _ in range(100):
        try:
            with h5py.File(path) as file:
                file["district_import"][:]
            return []
        except OSError as error:
            reason = str(error)
        if "temporarily unavailable" not in reason:
            break
        time.sleep(0.05)
    return [reason]


def check_kills():
    """Kills at random moments, spread so that some `wanted` of them fall into one run, start-up included."""
    wanted = 30 if LONG else 10
    options = [*SMALL, *days, "--set", "simulation.duration=60 d"]
    begin = time.monotonic()
    run(program, scenario, result("long"), *options)
    whole_s = time.monotonic() - begin
    begin = time.monotonic()
    run(program, scenario, result("start"), *SMALL, "--set", "simulation.duration=1 d")
    start_s = time.monotonic() - begin
    command = [program, "run", str(scenario), "-o", str(result("killed")), "--quiet", "--resume", "--checkpoint", "0", *options]
    kills, dice, unreadable = 0, random.Random(1), []
    while True:
        process = subprocess.Popen(command, stderr=subprocess.PIPE)
        if kills < wanted:
            time.sleep(dice.uniform(0.0, start_s + 2.0 * whole_s / wanted))
            process.send_signal(signal.SIGKILL)
        code = process.wait()
        if code == 0:
            break
        if code != -signal.SIGKILL:
            expect(f"a killed run can be resumed (exit {code}: {process.stderr.read().decode()})", ["resume"])
            return
        kills += 1
        if result("killed").exists():
            unreadable += trouble(result("killed"))
    expect(f"readable after each of {kills} kills", unreadable)
    expect(f"killed {kills} times and resumed = in one go", differences(result("long"), result("killed")))
    if kills < wanted / 2:
        expect(f"at least {wanted // 2} kills hit the run", ["SIGKILL"])


def check_length():
    run(program, scenario, result("double"), *SMALL, *days, "--set", "simulation.duration=28 d")
    expect("14 days = the first 14 of 28 days", differences(result("one"), result("double"), rows=14))


def write(name, text):
    path = folder / name
    path.write_text(text)
    return path


HOMES = [f"    - {{name: {n}, persons: {p}, floor_area: {a} m2}}\n" for n, p, a in
         (("ada", 1, 40), ("bela", 2, 55), ("chloe", 3, 70), ("denis", 4, 85), ("emma", 2, 60))]
HEAD = "simulation: {start: 2017-01-09, duration: 7 d, spin_up: 2 d, seed: 3}\noutputs: {homes: all}\nhomes:\n  units:\n"


def check_order():
    run(program, write("order.yaml", HEAD + "".join(HOMES)), result("order"))
    run(program, write("shuffled.yaml", HEAD + "".join(HOMES[::-1])), result("shuffled"))
    expect("units listed in another order", differences(result("order"), result("shuffled")))


def home_series(path):
    with h5py.File(path) as file:
        names = [n.decode() for n in file["home"][:]]
        return {(v, n): file[v][i].tobytes() for v in ("home_power", "home_indoor_temperature", "home_meter_energy") for i, n in enumerate(names)}


NETWORK = ["--set", "outputs.buses=all", "--set", "outputs.lines=all", "--set", "outputs.transformers=all", "--set", "outputs.homes=all"]
SOLVERS = {"sweep": ["--set", "network.voltage_exponent.p=1.3", "--set", "network.voltage_exponent.q=2"],
           "nodal": ["--set", "network.voltage_exponent.p=1.3", "--set", "network.solver=nodal", "--set", "simulation.step=5 min"]}


def check_network():
    """All promises again where the network changes what is drawn; few units, for the nodal matrix."""
    for solver, more in SOLVERS.items():
        path = write("network.yaml", "homes: {count: 30}\nshops: {units: [{name: bakery, kind: bakery, floor_area: 120 m2}]}\n"
                     "network: {homes_per_substation: 12}\nsimulation: {start: 2017-03-20, duration: 14 d, spin_up: 1 d, seed: 5}\n")
        options = [*NETWORK, *more]
        one, other = result("net"), result("net-other")
        run(program, path, one, "--threads", 1, "--force", *options)
        for threads in (2, 3, 8):
            run(program, path, other, "--threads", threads, "--force", *options)
            expect(f"{solver}: {threads} threads = 1 thread", differences(one, other))
        if plain and plain != program:
            run(plain, path, other, "--force", *options)
            expect(f"{solver}: widest vector clones = plain x86-64", differences(one, other))
        other.unlink()
        stops = 0
        while run(program, path, other, "--resume", "--max-wall", 0.02, *options, check=False).returncode == 3:
            stops += 1
        expect(f"{solver}: stopped {stops} times and resumed = in one go", differences(one, other) + ["--max-wall"] * (stops < 2))
        kill_and_resume(solver, path, one, options)
        run(program, path, other, "--force", *options, "--set", "simulation.duration=28 d")
        expect(f"{solver}: 14 days = the first 14 of 28 days", differences(one, other, rows=14) + weeks(one, other, 2))


def kill_and_resume(solver, path, one, options):
    killed, dice, kills = result("net-killed"), random.Random(2), 0
    killed.unlink(missing_ok=True)
    command = [program, "run", str(path), "-o", str(killed), "--quiet", "--resume", "--checkpoint", "0", *options]
    while True:
        process = subprocess.Popen(command)
        if kills < 4:
            time.sleep(dice.uniform(0.02, 0.12))
            process.send_signal(signal.SIGKILL)
        if process.wait() != -signal.SIGKILL:
            break
        kills += 1
    expect(f"{solver}: killed {kills} times and resumed = in one go", differences(one, killed) + ["SIGKILL"] * (kills < 2))


def weeks(one, other, n):
    with h5py.File(one) as a, h5py.File(other) as b:
        return [k for k in a if k.startswith("bus_week_") and a[k][:, :n].tobytes() != b[k][:, :n].tobytes()]


def check_windows():
    """How long a window is changes no voltage, and nothing that a plant does: demand is the same second by second."""
    voltages, plants = [], []
    for window in (5, 10, 30):
        run(program, scenario, result("window"), "--force", *SMALL, "--set", "simulation.duration=1 d", "--set", f"simulation.window={window} min",
            "--set", "outputs.buses=[earth_voltage_l1, earth_voltage_n]", "--set", "outputs.heat_plants=all")
        with h5py.File(result("window")) as file:
            plants.append([file[k][()].tobytes() for k in ("plant_power", "plant_heat_demand", "plant_boiler_power", "kpi_heat_plants_gas")])
            voltages.append([file["bus_earth_voltage_l1"][:], file["bus_earth_voltage_n"][:]])
    for window, other in zip((5, 30), (plants[0], plants[2])):
        expect(f"windows of {window} and 10 min give the same plant", ["plant"] if other != plants[1] else [])
    for window, other in zip((5, 30), (voltages[0], voltages[2])):
        off = max(abs(a[a == a] - b[b == b]).max() for a, b in zip(voltages[1], other))
        expect(f"windows of {window} and 10 min agree to 1e-6 V ({off:.1e} V)", ["bus_earth_voltage"] if off > 1e-6 else [])


def check_network_order():
    """Units in another order are the same network."""
    head = HEAD.replace("outputs:", "network: {homes_per_substation: 3}\noutputs:").replace("{homes: all}", "{homes: all, buses: all, lines: all}")
    run(program, write("order.yaml", head + "".join(HOMES)), result("order-net"))
    run(program, write("shuffled.yaml", head + "".join(HOMES[::-1])), result("shuffled-net"))
    expect("units listed in another order, with a network", differences(result("order-net"), result("shuffled-net")))


def check_further_home():
    further = ["    - {name: aaron, persons: 6, floor_area: 120 m2}\n"]
    run(program, write("further.yaml", HEAD + "".join(HOMES + further)), result("further"))
    before, after = home_series(result("order")), home_series(result("further"))
    expect("a further listed home leaves the others unchanged", [f"{v} of {n}" for (v, n), s in before.items() if after[v, n] != s])
    run(program, scenario, result("added"), *SMALL, *days, "--set", "homes.units=[{name: aaron, persons: 6}]")
    before, after = home_series(result("one")), home_series(result("added"))
    expect("a listed home leaves generated ones unchanged", [f"{v} of {n}" for (v, n), s in before.items() if after[v, n] != s])


for check in (check_threads, check_clones, check_stops, check_kills, check_length, check_order, check_network, check_windows, check_network_order,
              check_further_home):
    check()
subprocess.run(["rm", "-rf", str(folder)], check=False)
sys.exit(1 if failed else 0)
