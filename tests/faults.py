# SPDX-License-Identifier: GPL-3.0-or-later
"""System faults: unwritable output, full disk, SIGTERM. What was finished stays readable, and the program says so."""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np

from support import ROOT, SMALL, differences, run

program = sys.argv[1]
scenario = ROOT / "scenarios" / "issygrid.yaml"
folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-faults-"))
failed = 0


def expect(what, good, detail=""):
    global failed
    print(f"{'ok  ' if good else 'FAIL'} {what} {'' if good else detail}", flush=True)
    failed += not good


def check_unwritable():
    done = run(program, scenario, folder / "missing" / "x.h5", *SMALL, check=False)
    expect("missing folder: exit 1 with the reason", done.returncode == 1 and "No such file or directory" in done.stderr, done.stderr)
    done = run(program, scenario, "/proc/x.h5", *SMALL, check=False)
    expect("unwritable folder: exit 1 with the path", done.returncode == 1 and "/proc/x.h5" in done.stderr, done.stderr)
    (folder / "there.h5").write_bytes(b"my notes")
    done = run(program, scenario, folder / "there.h5", *SMALL, check=False)
    expect("an existing file is refused with 2", done.returncode == 2 and "--force" in done.stderr, done.stderr)
    done = run(program, scenario, folder / "there.h5", "--resume", *SMALL, check=False)
    expect("a foreign file is not resumed", done.returncode == 2 and (folder / "there.h5").read_bytes() == b"my notes", done.stderr)


def check_other_scenario():
    options = [*SMALL, "--set", "simulation.duration=30 d"]
    run(program, scenario, folder / "other.h5", "--max-wall", 0.05, *options, check=False)
    done = run(program, scenario, folder / "other.h5", "--resume", *options, "--set", "simulation.seed=9", check=False)
    expect("another seed does not resume", done.returncode == 2 and "another scenario or seed" in done.stderr, done.stderr)


def check_full_disk():
    mount = folder / "small"
    mount.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(mount)], capture_output=True).returncode:
        print("skip full disk: no right to mount a small tmpfs")
        return
    try:
        done = run(program, scenario, mount / "x.h5", "--checkpoint", 0, *SMALL, "--set", "outputs.homes=all", "--set", "simulation.duration=200 d", check=False)
        expect("full disk: exit 1 with the reason", done.returncode == 1 and "No space left" in done.stderr, f"{done.returncode} {done.stderr}")
        with h5py.File(mount / "x.h5") as file:
            steps = (file.attrs["recorded_until_s"] - file.attrs["begin_s"]) // 60
            power = file["district_import"][:]
            expect("full disk: what was finished is readable", steps > 0 and np.isfinite(power[:steps]).all() and file.attrs["complete"] == 0, str(steps))
            file["home_power"][:, :steps]
        done = run(program, scenario, mount / "x.h5", "--resume", "--checkpoint", 0, *SMALL, "--set", "outputs.homes=all", "--set", "simulation.duration=200 d", check=False)
        expect("full disk: to resume there says the reason too", done.returncode == 1 and "No space left" in done.stderr and "unknown" not in done.stderr, f"{done.returncode} {done.stderr}")
    finally:
        subprocess.run(["umount", str(mount)], check=False)


def check_sigterm():
    options = [*SMALL, "--set", "simulation.duration=60 d"]
    run(program, scenario, folder / "whole.h5", *options)
    command = [program, "run", str(scenario), "-o", str(folder / "term.h5"), "--quiet", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not (folder / "term.h5").exists():
        time.sleep(0.01)
    time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    _, text = process.communicate()
    if process.returncode == 0:
        print("skip SIGTERM: the run was over before the signal came")
        return
    expect("SIGTERM: exit 3, says how to go on", process.returncode == 3 and "--resume" in text, f"{process.returncode} {text}")
    run(program, scenario, folder / "term.h5", "--resume", *options)
    expect("SIGTERM and resume = in one go", not differences(folder / "whole.h5", folder / "term.h5"))
    expect("no checkpoint is left behind", not (folder / "term.h5.ckpt").exists())


for check in (check_unwritable, check_other_scenario, check_full_disk, check_sigterm):
    check()
subprocess.run(["rm", "-rf", str(folder)], check=False)
sys.exit(1 if failed else 0)
