#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where to start with a result in Python: scripts/example.py [RESULT]"""
import sys

import pandas as pd
import xarray as xr

path = sys.argv[1] if len(sys.argv) > 1 else "output/issygrid.h5"
pd.set_option("display.max_columns", None, "display.width", 200)
try:
    run = xr.open_dataset(path)
except (OSError, ValueError) as error:
    sys.exit(f"example.py: cannot read {path}: {error}")
names = [name for name in run if name.startswith("district_")]  # the parts that the scenario has, and their sum
if not names:
    sys.exit(f"example.py: {path} is not a result of issygrid")

parts = run[names].to_dataframe().dropna() / 1e3  # a run that was stopped has no values after its end
parts.index = parts.index.tz_localize("UTC").tz_convert("Europe/Paris")  # times in the file are UTC
print("mean power by month, kW", parts.resample("1M").mean().round(3), sep="\n")

if "home_electricity" in run:  # totals of units are there once the run is complete
    homes = run[["home_persons", "home_floor_area", "home_electricity"]].to_dataframe()
    print("kWh a home by number of persons", (homes.groupby("home_persons").home_electricity.mean() / 1e3).round(0), sep="\n")
if "home_meter_energy" in run:
    print("largest half-hour of any home:", float(run.home_meter_energy.max()) * 2 / 1e3, "kW")
