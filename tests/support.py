# SPDX-License-Identifier: GPL-3.0-or-later
"""What the whole-program tests share: running issygrid, and comparing results dataset by dataset."""
import os
import pathlib
import subprocess

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
LONG = os.environ.get("ISSYGRID_LONG") == "1"
# Attributes that name the run, the build or the machine rather than what was computed.
ASIDE = {"history", "build", "processor"}
TIMES = ("/time", "/meter_time", "/time_10min")
SMALL = ["--set", "homes.count=150", "--set", "simulation.spin_up=2 d"]


def run(program, scenario, output, *options, check=True, **keywords):
    command = [str(program), "run", str(scenario), "-o", str(output), "--quiet", *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, **keywords)
    if check and done.returncode:
        raise SystemExit(f"{' '.join(command)}\nexit {done.returncode}: {done.stderr}")
    return done


def datasets(file):
    found = {}
    file.visititems(lambda name, item: found.__setitem__(name, item) if isinstance(item, h5py.Dataset) else None)
    return found


def same_attribute(a, b):
    if isinstance(a, (h5py.Reference, np.ndarray)) and getattr(a, "dtype", None) is not None and a.dtype.kind in "OV":
        return True  # references to dimension scales: addresses in the file
    return np.array_equal(np.asarray(a), np.asarray(b), equal_nan=np.asarray(a).dtype.kind == "f")


def differences(one, other, rows=None, skip=()):
    """Names of datasets and attributes in which two results differ; rows: compare the first so many days only."""
    bad = []
    with h5py.File(one) as a, h5py.File(other) as b:
        in_a, in_b = datasets(a), datasets(b)
        if rows is None:
            bad += sorted(set(in_a) ^ set(in_b))
            bad += [k for k in set(a.attrs) | set(b.attrs) if k not in ASIDE and not same_attribute(a.attrs.get(k), b.attrs.get(k))]
        for name in sorted(set(in_a) & set(in_b)):
            x, y = in_a[name][()], in_b[name][()]
            if name.startswith(skip):
                continue
            if rows is not None:
                axis = [len(d) and d[0].name in TIMES for d in in_a[name].dims] if x.ndim else []
                if not any(axis) or "/" + name in TIMES:
                    continue
                take = tuple(slice(0, min(x.shape[i], y.shape[i])) if along else slice(None) for i, along in enumerate(axis))
                x, y = x[take], y[take]
            same = x.shape == y.shape and x.dtype == y.dtype
            if same and x.dtype.kind == "O":
                same = np.array_equal(x, y)
            elif same:
                same = x.tobytes() == y.tobytes()
            if not same:
                bad.append(name)
    return bad
