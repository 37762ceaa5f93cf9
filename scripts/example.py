#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where to start with a result in Python: scripts/example.py [RESULT]"""
import sys

import xarray as xr

run = xr.open_dataset(sys.argv[1] if len(sys.argv) > 1 else "output/issygrid.h5")
parts = run[["district_homes", "district_offices", "district_shops", "district_lighting"]].to_dataframe() / 1e3
parts.index = parts.index.tz_localize("UTC").tz_convert("Europe/Paris")  # times in the file are UTC
print("mean power by month, kW", parts.resample("1M").mean().round(0), sep="\n")
homes = run[["home_persons", "home_floor_area", "home_electricity"]].to_dataframe()
print("kWh a home by number of persons", (homes.groupby("home_persons").home_electricity.mean() / 1e3).round(0), sep="\n")
print("largest half-hour of any home:", float(run.home_meter_energy.max()) * 2 / 1e3, "kW")
