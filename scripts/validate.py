#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated statistics beside the ranges of targets.csv; called by scripts/validate.sh, which makes the runs.

    scripts/validate.py TARGETS.csv FOLDER      FOLDER holds default.h5, mix.h5, hybrid.h5, hybrid-2025.h5 and dimming.h5
"""
import csv
import pathlib
import sys

import h5py
import numpy as np


class Run:
    def __init__(self, path):
        self.file = h5py.File(path)

    def kpi(self, name):
        return float(self.file[f"kpi_{name}"][()]) if f"kpi_{name}" in self.file else np.nan

    def mean_day(self, part, season=slice(None), day_type=slice(None)):
        """Mean half-hour profile in W, weighted alike over what is chosen."""
        table = self.file[f"mean_day_{part}"][:][season][..., day_type, :] if isinstance(season, slice) else self.file[f"mean_day_{part}"][:][season][day_type, :]
        return np.nanmean(table.reshape(-1, 48), axis=0)

    def count(self, unit):
        return len(self.file[unit])


def window(day, begin_h, end_h):
    return day[int(2 * begin_h):int(2 * end_h)]


def daily_variation(run):
    """Mean over homes of the coefficient of variation of a home's daily energy."""
    meter = run.file["home_meter_energy"][:].astype(float)
    daily = meter.reshape(len(meter), -1, 48).sum(axis=2)
    return float(np.mean(daily.std(axis=1) / daily.mean(axis=1)))


def sum_of_homes(run):
    return run.file["home_meter_energy"][:].sum(axis=0) * 2.0  # W, half-hour means


def dimming_saves(base, other):
    """Over the cabinets that were not dimmed before."""
    names = [n.decode() for n in base.file["cabinet"][:]]
    chosen = [i for i, n in enumerate(names) if n.startswith("cabinet-")]
    before, after = (r.file["cabinet_electricity"][:][chosen].sum() for r in (base, other))
    return 1 - after / before


def shops(run):
    """Each kind's electricity, gas and district heat over its floor area, kWh/m2."""
    file = run.file
    area, kind = file["shop_floor_area"][:], file["shop_kind"][:]
    for number, word in enumerate(str(np.asarray(file["shop_kind"].attrs["flag_meanings"]).astype(str)).split()):
        here = kind == number
        if here.any():
            yield word, [file[f"shop_{what}"][:][here].sum() / area[here].sum() / 1e3 for what in ("electricity", "gas", "district_heat")]


def rows(base, mix, hybrid, hybrid_2025, dimming):
    """Row, the run it comes from and its value."""
    homes = base.count("home")
    winter = base.mean_day("homes", 0, 0)
    day = base.mean_day("homes")
    total = sum_of_homes(base)
    yield 1, "default", base.kpi("homes_electricity_without_electric_heat")
    yield 3, "default", base.kpi("homes_specific_electricity")
    yield 4, "mix", mix.kpi("homes_electricity_each")
    yield 5, "mix", mix.kpi("homes_electric_heating_each")
    yield 15, "default", base.kpi("homes_winter_weekday_peak_hour")
    yield 16, "default", window(winter, 6, 11).max() / window(winter, 17, 23).max()
    yield 17, "default", window(day, 18, 22).sum() / day.sum()
    yield 18, "default", window(day, 2, 5).mean() / homes
    yield 24, "default", daily_variation(base)
    yield 29, "default", total.max() / total.mean()
    yield 31, "default", total.max() / homes / 1e3
    yield 39, "hybrid", hybrid.kpi("offices_presence_tuesday")
    yield 40, "hybrid", hybrid.kpi("offices_presence_friday")
    yield 41, "default", base.kpi("offices_lunch_over_morning")
    yield 42, "default", base.kpi("offices_energy_per_area")
    yield 42, "hybrid", hybrid.kpi("offices_energy_per_area")
    yield 42, "hybrid-2025", hybrid_2025.kpi("offices_energy_per_area")
    yield 43, "default", base.kpi("offices_electricity_per_area")
    yield 44, "default", base.kpi("offices_plain_weekend_over_workday")
    yield 45, "hybrid", hybrid.kpi("offices_friday_over_tuesday")
    yield 46, "default", base.kpi("offices_night_over_busiest_hour")
    yield 47, "default", base.kpi("lighting_lamp_hours")
    yield 48, "default", base.kpi("lighting_energy") / base.kpi("lighting_lamps")
    yield 49, "dimming", dimming_saves(base, dimming)
    yield 50, "default", base.kpi("district_winter_weekday_peak_hour")


def main():
    targets = {int(t["id"]): t for t in csv.DictReader(open(sys.argv[1]))}
    folder = pathlib.Path(sys.argv[2])
    runs = [Run(folder / f"{name}.h5") for name in ("default", "mix", "hybrid", "hybrid-2025", "dimming")]
    print("| row | run | statistic | simulated | range | evidence | verdict |\n|---|---|---|---|---|---|---|")
    inside = 0
    results = list(rows(*runs))
    for row, run, value in results:
        t = targets[row]
        good = float(t["low"]) <= value <= float(t["high"])
        inside += good
        unit = "" if t["unit"] == "1" else " " + t["unit"]
        print(f"| {row} | {run} | {t['statistic']} | {value:.4g}{unit} | {t['low']} to {t['high']} | {t['evidence']}, {t['weight']} | {'inside' if good else 'OUTSIDE'} |")
    print(f"\n{inside} of {len(results)} inside.")
    print("\n| part | electricity, MWh | share |\n|---|---|---|")
    for part in ("homes", "offices", "shops", "lighting", "ev", "pv", "heat_plants", "losses", "district"):
        share = runs[0].kpi(f"{part}_share")
        print(f"| {part} | {runs[0].kpi(part + '_energy') / 1e3:,.0f} | {'' if np.isnan(share) else f'{100 * share:.1f} %'} |")
    print("\n| shops of the default run | electricity, kWh/m2 | gas | district heat |\n|---|---|---|---|")
    for word, values in shops(runs[0]):
        print(f"| {word} | " + " | ".join(f"{v:.0f}" for v in values) + " |")


if __name__ == "__main__":
    main()
