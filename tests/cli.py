# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line as its users meet it: overlays that take away, two runs to one file, files that are kept, what
compare and info say, the width of the progress bar, the Python scripts."""
import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import time

from support import ROOT

program = str(pathlib.Path(sys.argv[1]).resolve())
scenario = ROOT / "scenarios" / "issygrid.yaml"
folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-cli-"))
failed = 0
SMALL = ["--set", "homes.count=20", "--set", "simulation.duration=3 d", "--set", "simulation.spin_up=1 d", "--set", "offices=null"]


def expect(what, good, detail=""):
    global failed
    print(f"{'ok  ' if good else 'FAIL'} {what} {'' if good else detail}", flush=True)
    failed += not good


def call(*arguments):
    return subprocess.run([program, *map(str, arguments)], cwd=folder, capture_output=True, text=True)


def write(name, text):
    (folder / name).write_text(text)
    return name


def check_overlays():
    base = write("base.yaml", "homes: {count: 5, setpoint_mean: 20 degC}\nshops: {units: [{name: a, kind: bakery}, {name: b, kind: bakery}]}\nlighting: {count: 2}\n")
    over = write("over.yaml", f"extends: {base}\nhomes: null\nshops: {{units: []}}\nlighting:\n")
    text = call("check", over).stdout
    expect("null removes a section", "\nhomes:" not in text, text)
    expect("an empty list replaces the list", "\nshops:" in text and "name: \"a\"" not in text, text)
    expect("an empty section leaves what lies below", "count: 2" in text, text)
    text = call("check", base, "--set", "homes=null").stdout
    expect("--set homes=null removes the homes", "\nhomes:" not in text, text)
    text = call("check", base, "--set", "homes.setpoint_mean=~").stdout
    default = call("check", base, "--set", "homes={count: 5}", "--set", "homes.setpoint_mean=null").stdout
    expect("null of a key is its default", "setpoint_mean: 20 degC" not in text and text == default, text)
    text = call("check", write("one.yaml", f"extends: {base}\nshops: {{units: [{{name: a, floor_area: 99 m2}}]}}\n")).stdout
    expect("units merge by name", text.count("- name:") == 2 and "floor_area: 99 m2" in text, text)
    expect("a time of day", "begin: 23.5 h" in call("check", base, "--set", "lighting.defaults.dimming.begin=23:30").stdout)
    done = call("run", write("none.yaml", f"extends: {base}\nhomes: null\nshops: null\nlighting: null\nsimulation: {{duration: 1 d}}\n"), "-o", "none.h5", "--quiet")
    expect("a scenario without units is warned of", done.returncode == 0 and "has no units" in done.stderr, done.stderr)


def start(*arguments):
    process = subprocess.Popen([program, "run", str(scenario), "-o", "two.h5", "--quiet", *arguments], cwd=folder, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not (folder / "two.h5").exists():
        time.sleep(0.01)
    return process


def check_two_runs():
    first = start("--set", "simulation.duration=2000 d")
    busy = "is being written by another run"
    for option in ([], ["--force"], ["--resume"]):
        done = call("run", scenario, "-o", "two.h5", "--quiet", *option)
        expect(f"a second run {' '.join(option)} is refused", done.returncode == 2 and busy in done.stderr, done.stderr)
    for command in (["info", "two.h5"], ["compare", "two.h5", "two.h5"]):
        done = call(*command)
        expect(f"{command[0]} says that a run is writing", done.returncode == 2 and busy in done.stderr and "try when" in done.stderr, done.stderr)
    expect("the first goes on", first.poll() is None)
    first.kill()
    first.wait()
    done = call("run", scenario, "-o", "two.h5", "--quiet", "--force", *SMALL)
    expect("a killed run locks nothing", done.returncode == 0 and not (folder / "two.h5.lock").exists(), done.stderr)
    (folder / "two.h5").unlink()
    together = [subprocess.Popen([program, "run", str(scenario), "-o", "two.h5", "--quiet", *SMALL], cwd=folder, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    codes = sorted(p.wait() for p in together)
    expect("of two that start together one ends well", codes in ([0, 2], [0, 0]) and call("info", "two.h5").returncode == 0, str(codes))


def check_kept_files():
    lamp = write("lamp.yaml", "lighting: {count: 1}\nsimulation: {duration: 1 d, spin_up: 0 d}\n")
    os.link(folder / lamp, folder / "same-lamp")
    for name in (lamp, "same-lamp"):
        done = call("run", lamp, "-o", name, "--force")
        expect(f"the scenario is not overwritten as {name}", done.returncode == 2 and "reads" in done.stderr and "lighting" in (folder / lamp).read_text(), done.stderr)
    notes = write("notes", "mine")
    done = call("run", lamp, "-o", notes, "--force")
    expect("--force keeps a foreign file", done.returncode == 2 and "not a result" in done.stderr and (folder / notes).read_text() == "mine", done.stderr)
    done = call("run", lamp, "-o", write("empty.h5", ""), "--force", "--quiet")
    expect("--force replaces an empty file", done.returncode == 0, done.stderr)
    expect("--max-wall 0 is refused", call("run", lamp, "--max-wall", "0").returncode == 2)


def check_results():
    for seed in (1, 2, 3):
        call("run", scenario, "-o", f"a{seed}.h5", "--quiet", *SMALL, "--set", f"simulation.seed={seed}")
        call("run", scenario, "-o", f"b{seed}.h5", "--quiet", *SMALL, "--set", f"simulation.seed={seed}", "--set", "lighting.defaults.dimming.level=0.5")
    done = call("run", scenario, "-o", "a1.h5", "--resume", *SMALL)
    expect("resuming a finished run says so", done.returncode == 0 and "complete already" in done.stderr, done.stderr)
    text = call("compare", "a1.h5", "b1.h5").stdout
    expect("compare names the keys that differ", "lighting.defaults.dimming.level: 1 -> 0.5" in text, text)
    expect("compare hides what did not change", "homes_energy" not in text and "did not change" in text and "homes_energy" in call("compare", "a1.h5", "b1.h5", "--all").stdout, text)
    expect("one pair has no interval", "+-" not in text, text)
    text = call("compare", "a1.h5", "a2.h5", "b2.h5", "b3.h5").stdout
    expect("seeds of one side only are left out", text.count("left out") == 2 and "a2.h5, seed 2" in text and "+-" not in text, text)
    text = call("compare", "a1.h5", "b2.h5").stdout
    expect("no seed in common is said", "not paired: no seed in common" in text, text)
    text = call("compare", "a1.h5", "a2.h5", "a3.h5", "b1.h5", "b2.h5", "b3.h5", "--all").stdout
    row = next(line for line in text.splitlines() if line.startswith("district_peak_time"))
    expect("peak times of several seeds are hours, not dates", re.search(r"local +\d\d:\d\d +\d\d:\d\d", row) and "median hour" in text and "3 pairs" in text, row)
    call("run", scenario, "-o", "long.h5", "--quiet", *SMALL, "--set", "simulation.duration=4 d", "--set", "homes.count=21")
    done = call("compare", "a1.h5", "long.h5")
    expect("other lengths and counts are warned of", "3 days" in done.stderr and "21" in done.stderr, done.stderr)
    text = call("info", "a1.h5").stdout
    expect("info: main KPIs, local time, kWh where small", "local time" in text and "more KPIs with --all" in text and "district_winter_peak_30min" in text and len(text.splitlines()) < 55, text)
    expect("info: scaled to a year", "shorter than a year" in text, text)
    done = call("run", scenario, "-o", "stop.h5", "--max-wall", "0.001", "--quiet", *SMALL)
    until = re.search(r"recorded up to ([^;]*);", done.stderr)
    expect("stop and info agree", done.returncode == 3 and until and until[1] in call("info", "stop.h5").stdout and "UTC+" in until[1], done.stderr)


def check_progress():
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 40, 0, 0))
    process = subprocess.Popen([program, "run", str(scenario), "-o", "bar.h5", "--max-wall", "1", "--set", "homes.count=500"], cwd=folder, stderr=child, stdout=subprocess.DEVNULL)
    os.close(child)
    seen = b""
    try:
        while chunk := os.read(parent, 4096):
            seen += chunk
    except OSError:
        pass  # the other end was closed
    process.wait()
    bars = [b.replace("\x1b[K", "") for b in seen.decode().split("\r") if "left" in b]
    expect("the progress bar fits 40 columns", bars and max(map(len, bars)) < 40, str(bars[:2]))


def script(name, *arguments):
    return subprocess.run(["/usr/bin/python3", str(ROOT / "scripts" / name), *arguments], cwd=folder, capture_output=True, text=True)


def network_pictures(name):
    return sorted(p.name.removeprefix(f"{name}_") for p in folder.glob(f"{name}_*.png") if "weeks" not in p.name and "carpet" not in p.name and "duration" not in p.name)


def check_network_pictures():
    every = ["map.png", "transformers.png", "voltage_profile.png"]
    call("run", scenario, "-o", "net.h5", "--quiet", *SMALL, "--set", "simulation.duration=1 d")
    done = script("plot.py", "net.h5")
    expect("plot.py: pictures of the network", done.returncode == 0 and network_pictures("net") == every and not done.stderr, done.stderr)
    done = script("plot.py", "lamp.h5")
    expect("plot.py: none without a network, and no message", done.returncode == 0 and network_pictures("lamp") == [] and not done.stderr, done.stderr)
    done = script("plot_network.py", "lamp.h5")
    expect("plot_network.py says that there is no network", done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "no network" in done.stderr, done.stderr)
    call("run", scenario, "-o", "halted.h5", "--quiet", *SMALL, "--set", "simulation.spin_up=0 d", "--set", "simulation.duration=2000 d", "--max-wall", "1")
    done = script("plot_network.py", "halted.h5")
    expect("plot_network.py draws a run that was stopped", done.returncode == 0 and network_pictures("halted") == every and not done.stderr, done.stderr)
    done = script("plot_network.py", "stop.h5")
    expect("plot_network.py: nothing recorded yet", done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "no recorded" in done.stderr, done.stderr)
    own = f"network: {{tables: {ROOT / 'tests' / 'bad_networks' / 'good'}}}\nsimulation: {{start: 2017-01-01, duration: 1 d, spin_up: 0 d}}\n"
    loads = f"profiles: {{defaults: {{file: {ROOT / 'tests' / 'bad_networks' / 'load.csv'}, unit: kW}}, units: [{{name: bakery}}, {{name: flat}}, {{name: school}}]}}\n"
    call("run", write("own.yaml", own + loads), "-o", "own.h5", "--quiet")
    done = script("plot.py", "own.h5")
    expect("plot.py: no map without coordinates, one line says so",
           done.returncode == 0 and network_pictures("own") == every[1:] and len(done.stderr.splitlines()) == 1 and "no map" in done.stderr, done.stderr)


def check_scripts():
    write("text.h5", "no HDF5")
    for name in ("missing.h5", "text.h5", "empty"):
        write("empty", "")
        done = script("plot.py", name)
        expect(f"plot.py {name}: exit 2 and one line", done.returncode == 2 and len(done.stderr.splitlines()) == 1, done.stderr)
    done = script("plot.py", "a1.h5", "a2.h5", "b1.h5", "b2.h5")
    expect("plot.py: one comparison, named by both", done.returncode == 0 and (folder / "a1_and_b1_compare.png").exists(), done.stderr)
    call("run", "lamp.yaml", "-o", "lamp.h5", "--quiet")
    check_network_pictures()
    for name in ("lamp.h5", "stop.h5", "a1.h5"):
        done = script("example.py", name)
        expect(f"example.py {name}", done.returncode == 0 and "..." not in done.stdout, done.stderr + done.stdout)


for check in (check_overlays, check_two_runs, check_kept_files, check_results, check_progress, check_scripts):
    check()
subprocess.run(["rm", "-rf", str(folder)], check=False)
sys.exit(1 if failed else 0)
