#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Benchmarks of scripts/bench.sh: bench.py district|network RUNS DAYS."""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build/release/issygrid"
SPIN_UP_DAYS = 14
SIZES = [250, 1000, 2000, 4000, 16000]


def run(scenario, result, threads, *options):
    """Wall s, core s, peak MB of one run, and the lines of its profile."""
    command = [PROGRAM, "run", scenario, "-o", result, "--force", "--quiet", "--profile", "--threads", str(threads)]
    for option in options:
        command += ["--set", option]
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    profile = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - begin
    if status:
        raise SystemExit(profile)
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, profile


def phase(profile, name):
    return next(float(line.split()[1]) for line in profile.splitlines() if line.startswith(name + " "))


def pairs(slow, fast):
    ratios = [a / b for a, b in zip(slow, fast)]
    return f"{statistics.median(ratios):.2f} (pairs {', '.join(f'{r:.2f}' for r in ratios)})"


def district(runs, days):
    cores = os.cpu_count()
    scenario, off = ROOT / "scenarios/issygrid.yaml", "network=null"
    cases = [(homes, cores, network) for homes in SIZES for network in (False, True)]
    cases += [(2000, 1, network) for network in (False, True)] if cores > 1 else []
    took = {case: [] for case in cases}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(runs):
            for homes, threads, network in cases:
                options = [f"homes.count={homes}", f"simulation.duration={days} d"] + ([] if network else [off])
                took[homes, threads, network].append(run(scenario, f"{folder}/x.h5", threads, *options))
    print(f"{'homes':>6} {'threads':>7} {'network':>8} {'wall s':>8} {'min':>7} {'max':>7} {'core s':>8}"
          f" {'million home-minutes/s':>23} {'ms a further home':>18} {'peak MB':>8}")
    before = {}
    for case in sorted(cases, key=lambda c: (c[2], c[1] == 1, c[0])):
        homes, threads, network = case
        wall, core = (statistics.median(r[i] for r in took[case]) for i in (0, 1))
        last = before.get((threads, network))
        slope = f"{1e3 * (wall - last[1]) / (homes - last[0]):18.2f}" if last else " " * 18
        before[threads, network] = (homes, wall)
        print(f"{homes:6d} {threads:7d} {'yes' if network else 'no':>8} {wall:8.2f} {min(r[0] for r in took[case]):7.2f}"
              f" {max(r[0] for r in took[case]):7.2f} {core:8.2f} {homes * (days + SPIN_UP_DAYS) * 1440 / wall / 1e6:23.1f}"
              f" {slope} {max(r[2] for r in took[case]):8.0f}")
    walls = {case: [r[0] for r in took[case]] for case in cases}
    for network in (False, True) if cores > 1 else ():
        print(f"{cores} threads over one, {'with' if network else 'without'} network:",
              pairs(walls[2000, 1, network], walls[2000, cores, network]))
    more = [a - b for a, b in zip(walls[2000, cores, True], walls[2000, cores, False])]
    print(f"2,000 homes, {cores} threads: the network adds {statistics.median(more):.1f} s (pairs {', '.join(f'{m:.1f}' for m in more)})")
    print(f"\n2,000 homes, {cores} threads, last run:\n{took[2000, cores, True][-1][3]}")


def network(runs, days):
    """All bus voltages and 10-minute statistics of the IEEE European LV feeder, its 1,440 minutes repeated."""
    reference = pathlib.Path(os.environ.get("ISSYGRID_REFERENCE", ROOT.parent / "shared/reference")) / "network/eulv/Master.dss"
    if not reference.exists():
        raise SystemExit(f"bench: no {reference}: nothing to run")
    threads = [1] + ([os.cpu_count()] if os.cpu_count() > 1 else [])
    seconds = {t: [] for t in threads}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["/usr/bin/python3", ROOT / "scripts/import_opendss.py", reference, "-o", folder, "--vminpu", "0.8",
                        "--vmaxpu", "1.2"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(runs):
            for t in threads:
                profile = run(f"{folder}/scenario.yaml", f"{folder}/x.h5", t, f"simulation.duration={days} d")[3]
                seconds[t].append(phase(profile, "network"))
    flows = days * 1440
    print("IEEE European LV feeder, 906 buses, 55 loads; time of the network phase: loads gathered, every minute solved to"
          "\n1e-8 V, 10-minute voltages of every bus and currents of every line, weekly and yearly statistics, ageing.")
    for t in threads:
        rates = [flows / s for s in seconds[t]]
        print(f"{t} thread{'s' if t > 1 else ' '}: {statistics.median(rates):9,.0f} power flows a second"
              f" (min {min(rates):,.0f}, max {max(rates):,.0f}; {flows:,} flows a run)")
    if len(threads) > 1:
        print(f"{threads[1]} threads over one:", pairs(seconds[1], seconds[threads[1]]))


if __name__ == "__main__":
    {"district": district, "network": network}[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))
