#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated statistics beside the ranges of targets.csv; called by scripts/validate.sh, which makes the runs.

    scripts/validate.py TARGETS.csv FOLDER      FOLDER holds default.h5, mix.h5, hybrid.h5 and dimming.h5
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


def rows(base, mix, hybrid, dimming):
    homes = base.count("home")
    winter = base.mean_day("homes", 0, 0)
    day = base.mean_day("homes")
    total = sum_of_homes(base)
    yield 1, base.kpi("homes_electricity_without_electric_heat")
    yield 3, base.kpi("homes_specific_electricity")
    yield 4, mix.kpi("homes_electricity_each")
    yield 5, mix.kpi("homes_electric_heating_each")
    yield 15, base.kpi("homes_winter_weekday_peak_hour")
    yield 16, window(winter, 6, 11).max() / window(winter, 17, 23).max()
    yield 17, window(day, 18, 22).sum() / day.sum()
    yield 18, window(day, 2, 5).mean() / homes
    yield 24, daily_variation(base)
    yield 29, total.max() / total.mean()
    yield 31, total.max() / homes / 1e3
    yield 39, hybrid.kpi("offices_presence_tuesday")
    yield 40, hybrid.kpi("offices_presence_friday")
    yield 41, base.kpi("offices_lunch_over_morning")
    yield 42, base.kpi("offices_energy_per_area")
    yield 43, base.kpi("offices_electricity_per_area")
    yield 44, base.kpi("offices_plain_weekend_over_workday")
    yield 45, hybrid.kpi("offices_friday_over_tuesday")
    yield 46, base.kpi("offices_night_over_busiest_hour")
    yield 47, base.kpi("lighting_lamp_hours")
    yield 48, base.kpi("lighting_energy") / base.kpi("lighting_lamps")
    yield 49, dimming_saves(base, dimming)
    yield 50, base.kpi("district_winter_weekday_peak_hour")


def main():
    targets = {int(t["id"]): t for t in csv.DictReader(open(sys.argv[1]))}
    folder = pathlib.Path(sys.argv[2])
    runs = [Run(folder / f"{name}.h5") for name in ("default", "mix", "hybrid", "dimming")]
    print("| row | statistic | simulated | range | evidence | verdict |\n|---|---|---|---|---|---|")
    inside = 0
    results = list(rows(*runs))
    for row, value in results:
        t = targets[row]
        good = float(t["low"]) <= value <= float(t["high"])
        inside += good
        unit = "" if t["unit"] == "1" else " " + t["unit"]
        print(f"| {row} | {t['statistic']} | {value:.4g}{unit} | {t['low']} to {t['high']} | {t['evidence']}, {t['weight']} | {'inside' if good else 'OUTSIDE'} |")
    print(f"\n{inside} of {len(results)} inside.")
    print("\n| part | electricity, MWh | share |\n|---|---|---|")
    for part in ("homes", "offices", "shops", "lighting", "district"):
        share = runs[0].kpi(f"{part}_share")
        print(f"| {part} | {runs[0].kpi(part + '_energy') / 1e3:,.0f} | {'' if np.isnan(share) else f'{100 * share:.1f} %'} |")


if __name__ == "__main__":
    main()
