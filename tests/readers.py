# SPDX-License-Identifier: GPL-3.0-or-later
"""A result opens in h5py, netCDF4 and xarray, with coordinates on every variable, and balances."""
import pathlib
import subprocess
import sys
import tempfile

import h5py
import netCDF4
import numpy as np
import xarray as xr

from support import ROOT, SMALL, run

folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-readers-"))
path = folder / "x.h5"
run(sys.argv[1], ROOT / "scenarios" / "issygrid.yaml", path, *SMALL, "--set", "simulation.duration=3 d", "--set", "outputs.homes=[power, indoor_temperature]")
parts = ["homes", "offices", "shops", "lighting", "ev", "pv", "heat_plants", "losses"]

with h5py.File(path) as file:
    assert file.attrs["complete"] == 1
    total = sum(file[f"district_{p}"][:] for p in parts)
    assert np.allclose(total, file["district_import"][:], rtol=1e-9), "parts do not add up to the import"
    assert file["kpi_audit_balance_residual"][()] < 1e-9 and file["kpi_audit_event_residual"][()] < 1e-9
    index_free = [k for k in file if file[k].ndim and k not in ("nv",) and not any(len(d) for d in file[k].dims) and b"DIMENSION_SCALE" not in file[k].attrs.get("CLASS", b"")]
    assert not index_free, f"without coordinates: {index_free}"
    # The energy of a unit, its meter and its recorded series tell the same.
    meter, power = file["home_meter_energy"][:].sum(axis=1), file["home_power"][:].mean(axis=1) * 72
    assert np.allclose(meter, file["home_electricity"][:], atol=1.0), "meters and totals differ"
    assert np.allclose(power, file["home_electricity"][:], atol=0.5 * 72), "stored series and totals differ"

    assert file["network_iterations"].shape == file["time"].shape and (file["network_iterations"][:] > 0).all()
    assert file["bus_voltage_l1"].shape == (len(file["bus"]), 3 * 144) and len(file["time_10min"]) == 3 * 144
    assert file["bus_week_within"].shape == (len(file["bus"]), 1)

with netCDF4.Dataset(path) as data:
    assert data["bus_voltage_l1"].dimensions == ("bus", "time_10min") and data["bus_week_lowest"].dimensions == ("bus", "week")
    assert data["line_from"].dimensions == ("line",) and data["transformer_loading"].dimensions == ("transformer", "time_10min")
    assert data["feeder_load_margin"].units == "W" and data["network_iterations"].dimensions == ("time",)
    assert data["home_power"].dimensions == ("home", "time") and data["home_power"].units == "W"
    assert data.variables["home"][0].startswith("home-")

with xr.open_dataset(path) as data:
    assert str(data.time.values[0]) == "2016-12-31T23:00:00.000000000"
    assert data.home_power.sel(home="home-00001").dims == ("time",)
    assert float(data.home_indoor_temperature.mean()) > 10 and str(data.home_indoor_temperature.dtype).startswith("float")
    assert np.isfinite(data.district_import).all()
    low = data.bus_voltage_l1.where(data.bus_nominal_voltage < 1000, drop=True)
    assert 200 < float(low.min()) < float(low.max()) < 260 and str(data.time_10min.values[1]) == "2016-12-31T23:10:00.000000000"
    assert np.isnan(data.bus_voltage_l1.where(data.bus_nominal_voltage > 1000, drop=True)).all()

subprocess.run(["rm", "-rf", str(folder)], check=False)
print("h5py, netCDF4 and xarray read the result")
