# SPDX-License-Identifier: GPL-3.0-or-later
"""A model of one file and one line in the registry is read, run, documented and recorded."""
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-pool-"))
(folder / "pool.yaml").write_text("simulation: {duration: 3 d}\npools: {units: [{name: lagoon, volume: 600 m3}]}\noutputs: {pools: all}\n")
subprocess.run([sys.argv[1], "run", folder / "pool.yaml", "-o", folder / "pool.h5", "--quiet"], check=True)
with h5py.File(folder / "pool.h5") as file:
    power, water = file["pool_power"][0], file["pool_temperature"][0] * 0.01
    outdoor = file["outdoor_temperature"][:] * 0.01
    assert np.allclose(water, 27.0, atol=0.011), "the water is kept at its set-point"
    assert np.allclose(power, 2000 * (27.0 - outdoor) / 4.0, atol=6.0), "the heat pump covers the loss"
    assert np.allclose(file["district_other"][:], file["district_import"][:])
text = subprocess.run([sys.argv[1], "models", "pool"], check=True, capture_output=True, text=True).stdout
assert "heat_loss" in text and "W K-1" in text
wrong = subprocess.run([sys.argv[1], "check", folder / "pool.yaml", "--set", "pools.defaults.volume=3 kW"], capture_output=True, text=True)
assert wrong.returncode == 2 and "pools.defaults.volume" in wrong.stderr, wrong.stderr
subprocess.run(["rm", "-rf", str(folder)], check=False)
print("a new model took one file and one line")
