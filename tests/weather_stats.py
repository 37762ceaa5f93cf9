#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Statistics of weather years beside those of the typical year that the generator is fitted to.

    tests/weather_stats.py --runs ISSYGRID EPW          makes the runs itself in a temporary folder (10 years, 5 s)
    tests/weather_stats.py SOURCE.h5 YEAR.h5...         results of the source year (weather.epw) and of generated years
    --rows     machine-readable rows instead of the table: name,unit,target,mean,spread,tolerance,verdict
    --months   with the monthly rows (otherwise their number inside only)

Results need `outputs: {weather: all}`, steps of at most an hour, a whole year from 1 January and no spin-up. Both sides
go through the same program and the same lines below, so the targets are those of the source year as a run sees it.

The source is one year, so a statistic of it is one draw: the tolerance is twice the standard deviation from one
generated year to the next (with n years, times sqrt(1 + 1/n)); about one row in twenty may lie outside. It exits with 1
where a row outside the monthly ones misses, or more than a tenth of the monthly ones.
"""
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
SEASONS = "winter spring summer autumn".split()
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
MONTH = np.repeat(np.arange(12), DAYS)
SEASON = (MONTH + 1) % 12 // 3
SOLAR_CONSTANT_W_m2 = 1366.1
CLEAR_W_m2, CLEAR_LOSS = 1098.0, 0.059  # Haurwitz, as the source's statistics use it (0.057 there)
SUNNY_W_m2 = 120.0
LEAST_CLEAR_W_m2 = 20.0  # hours with less under a clear sky say nothing of clouds
SEEDS = range(1, 11)


def hourly(series, steps):
    """Means of the 8760 hours."""
    return series.reshape(8760, steps).mean(axis=1)


def read(path):
    """Hourly series of a result, and the clear sky's."""
    with h5py.File(path) as file:
        n = len(file["time"])
        if n < 8760 or n % 8760:
            sys.exit(f"{path}: {n} steps, not a year of steps of at most an hour")
        get = lambda name: file[name][:].astype(float) * file[name].attrs.get("scale_factor", 1.0)
        names = {"t": "outdoor_temperature", "rh": "relative_humidity", "wind": "wind_speed", "sky": "sky_temperature",
                 "ghi": "global_horizontal_irradiance", "dni": "direct_normal_irradiance", "dhi": "diffuse_horizontal_irradiance",
                 "north": "irradiance_north", "east": "irradiance_east", "south": "irradiance_south", "west": "irradiance_west"}
        year = {short: hourly(get(name), n // 8760) for short, name in names.items()}
        up = np.maximum(np.cos(np.radians(get("sun_zenith"))), 0.0)
        clear = np.where(up > 0, CLEAR_W_m2 * up * np.exp(-CLEAR_LOSS / np.maximum(up, 1e-3)), 0.0)
        year["clear"] = hourly(clear, n // 8760)
        year["outside"] = hourly(up * get("extraterrestrial_irradiance"), n // 8760)
    return year


def correlation(a, b):
    return float(np.corrcoef(a, b)[0, 1])


def lagged(x, lag):
    """Autocorrelation about the mean."""
    x = x - x.mean()
    return float(np.mean(x[lag:] * x[:-lag]) / np.mean(x * x))


def curve():
    """The two harmonics of the source's daily mean temperature (buildings.md, 3.3)."""
    x = 2 * np.pi * np.arange(365) / 365
    return 12.08 - 6.878 * np.cos(x) - 2.107 * np.sin(x) + 0.343 * np.cos(2 * x) + 0.868 * np.sin(2 * x)


def by_month(daily, how=np.mean):
    return [float(how(daily[MONTH == m])) for m in range(12)]


def monthly_rows(y, day, kt):
    t = day(y["t"])
    spread = y["t"].reshape(365, 24)
    rows = []
    for name, unit, values in (
            ("temperature", "degC", by_month(t)),
            ("sd of daily temperature", "K", by_month(t, np.std)),
            ("lowest temperature", "degC", by_month(spread.min(axis=1), np.min)),
            ("highest temperature", "degC", by_month(spread.max(axis=1), np.max)),
            ("mean daily range", "K", by_month(np.ptp(spread, axis=1))),
            ("global", "kWh m-2", by_month(day(y["ghi"]) * 0.024, np.sum)),
            ("diffuse", "kWh m-2", by_month(day(y["dhi"]) * 0.024, np.sum)),
            ("beam", "kWh m-2", by_month(day(y["dni"]) * 0.024, np.sum)),
            ("clearness", "1", by_month(kt)),
            ("sd of daily clearness", "1", by_month(kt, np.std)),
            ("clearness, lower decile", "1", by_month(kt, lambda v: np.quantile(v, 0.1))),
            ("clearness, upper decile", "1", by_month(kt, lambda v: np.quantile(v, 0.9))),
            ("humidity", "%", by_month(day(y["rh"]))),
            ("wind", "m s-1", by_month(day(y["wind"]))),
            ("outdoor minus sky temperature", "K", by_month(day(y["t"] - y["sky"]))),
            ("hours of beam above 120 W m-2", "h", by_month((y["dni"] > SUNNY_W_m2).reshape(365, 24).sum(axis=1), np.sum))):
        rows += [(f"{month}: {name}", unit, value) for month, value in zip(MONTHS, values)]
    return rows


def cloud_rows(y):
    lit = y["clear"] > LEAST_CLEAR_W_m2
    kc = np.where(lit, y["ghi"] / np.maximum(y["clear"], 1e-9), np.nan)
    rows = [(f"clear-sky index, {q} % quantile", "1", float(np.nanquantile(kc, q / 100))) for q in (5, 25, 50, 75, 95, 99)]
    month_of_hour = np.repeat(MONTH, 24)
    rows += [(f"{MONTHS[m]}: clear-sky index", "1", float(np.nanmean(kc[month_of_hour == m]))) for m in range(12)]
    a, b = kc[:-1], kc[1:]
    both = np.isfinite(a) & np.isfinite(b)
    rows.append(("clear-sky index, autocorrelation 1 h", "1", correlation(a[both], b[both])))
    season = np.repeat(SEASON, 24)[:-1]
    for s, name in enumerate(SEASONS):  # the two ends of the chain: how long overcast and clear skies last
        here = both & (season == s)
        for word, low, high in (("overcast", 0.0, 0.3), ("clear", 0.9, 9.9)):
            inside = here & (a >= low) & (a < high)
            rows.append((f"{name}: {word} hour followed by one", "1", float(np.mean((b[inside] >= low) & (b[inside] < high)))))
            rows.append((f"{name}: share of {word} hours", "1", float(np.mean((a[here] >= low) & (a[here] < high)))))
    return rows


def statistics(y):
    """Rows (name, unit, value) of a year; those of months begin with the month."""
    day = lambda v: v.reshape(365, 24).mean(axis=1)
    t, kt = day(y["t"]), day(y["ghi"]) / day(y["outside"])
    residual = t - curve()
    month_of_hour, hour = np.repeat(MONTH, 24), np.tile(np.arange(24), 365)
    mean_day = np.array([[y["t"][(month_of_hour == m) & (hour == h)].mean() for h in range(24)] for m in range(12)])
    hours = y["t"] - mean_day[month_of_hour, hour]
    kt_anomaly = kt - np.array(by_month(kt))[MONTH]
    ranges = np.ptp(y["t"].reshape(365, 24), axis=1)
    wind = day(y["wind"])
    rows = [("temperature, year", "degC", float(t.mean())),
            ("lowest temperature, year", "degC", float(y["t"].min())),
            ("highest temperature, year", "degC", float(y["t"].max())),
            ("sd of daily temperature about the curve", "K", float(residual.std()))]
    rows += [(f"{name}: sd about the curve", "K", float(residual[SEASON == s].std())) for s, name in enumerate(SEASONS)]
    rows += [(f"daily temperature, autocorrelation {k} d", "1", lagged(residual, k)) for k in (1, 2, 3, 4, 5)]
    rows.append(("hours about the month's mean day, sd", "K", float(hours.std())))
    rows += [(f"hours about the mean day, autocorrelation {k} h", "1", lagged(hours, k)) for k in (1, 3, 6, 12, 24, 48)]
    rows += [(f"{name}: correlation of clearness with temperature", "1", correlation(kt[SEASON == s], residual[SEASON == s]))
             for s, name in enumerate(SEASONS)]
    rows += [(f"{name}: correlation of clearness with daily range", "1", correlation(kt[SEASON == s], ranges[SEASON == s]))
             for s, name in enumerate(SEASONS)]
    rows += [(f"daily clearness, autocorrelation {k} d", "1", lagged(kt_anomaly, k)) for k in (1, 2)]
    rows += [(name, "kWh m-2", float(y[short].mean() * 8.76)) for name, short in (
        ("global, year", "ghi"), ("diffuse, year", "dhi"), ("beam, year", "dni"), ("wall facing north", "north"),
        ("wall facing east", "east"), ("wall facing south", "south"), ("wall facing west", "west"))]
    rows.append(("hours of beam above 120 W m-2, year", "h", float((y["dni"] > SUNNY_W_m2).sum())))
    rows += [("heating degree days, base 18", "K d", float(np.maximum(18 - t, 0).sum())),
             ("heating degree days, base 19, of hours", "K d", float(np.maximum(19 - y["t"], 0).sum() / 24)),
             ("cooling degree days, base 18", "K d", float(np.maximum(t - 18, 0).sum())),
             ("degree hours above 26 degC / 24", "K d", float(np.maximum(y["t"] - 26, 0).sum() / 24)),
             ("humidity, year", "%", float(y["rh"].mean())), ("wind, year", "m s-1", float(wind.mean())),
             ("wind, sd of days over their month's mean", "1", float((wind / np.array(by_month(wind))[MONTH]).std())),
             ("wind, autocorrelation 1 d", "1", lagged(wind - np.array(by_month(wind))[MONTH], 1)),
             ("outdoor minus sky temperature, year", "K", float((y["t"] - y["sky"]).mean()))]
    return rows + cloud_rows(y) + monthly_rows(y, day, kt)


def make_runs(program, epw, folder):
    """The source year and ten generated ones, by the program itself."""
    base = folder / "weather.yaml"
    base.write_text("title: Weather\nquestion: Weather?\nsimulation: {start: 2017-01-01, duration: 365 d, spin_up: 0 d, "
                    "step: 30 min, window: 30 min}\noutputs: {weather: all}\n")
    def run(name, *settings):
        path = folder / f"{name}.h5"
        command = [program, "run", base, "-o", path, "--quiet", "--force"] + [w for s in settings for w in ("--set", s)]
        if subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
            sys.exit("weather_stats: a run failed: " + " ".join(map(str, command)))
        return path
    return [run("source", f"weather.epw={epw}")] + [run(f"seed-{s}", f"simulation.seed={s}", "weather.source=generator") for s in SEEDS]


def compare(source, years):
    """Rows of (name, unit, target, mean, spread, tolerance, verdict)."""
    names = [(name, unit) for name, unit, _ in source]
    values = np.array([[value for _, _, value in year] for year in years])
    mean, n = values.mean(axis=0), len(years)
    spread = values.std(axis=0, ddof=1)
    for k, (name, unit) in enumerate(names):
        target, tolerance = source[k][2], 2 * spread[k] * np.sqrt(1 + 1 / n)
        yield name, unit, target, mean[k], spread[k], tolerance, "inside" if abs(mean[k] - target) <= tolerance else "MISS"


def main(arguments):
    flags = {a for a in arguments if a in ("--rows", "--months", "--runs")}
    words = [a for a in arguments if a not in flags]
    if len(words) < 2 + ("--runs" not in flags):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        paths = make_runs(words[0], pathlib.Path(words[1]).resolve(), pathlib.Path(folder)) if "--runs" in flags else words
        source, *years = [statistics(read(path)) for path in paths]
    rows = list(compare(source, years))
    monthly = [row for row in rows if row[0][:3] in MONTHS]
    shown = rows if "--months" in flags or "--rows" in flags else [row for row in rows if row not in monthly]
    if "--rows" in flags:
        print("name,unit,target,mean,spread,tolerance,verdict")
        for name, unit, *numbers, verdict in shown:
            print(f'"{name}",{unit},' + ",".join(f"{v:.4g}" for v in numbers) + f",{verdict}")
    else:
        print(f"{'statistic':54} {'unit':8} {'source':>9} {'mean':>9} {'spread':>8} {'allowed':>8}  ({len(years)} years)")
        for name, unit, target, mean, spread, tolerance, verdict in shown:
            print(f"{name:54} {unit:8} {target:9.3f} {mean:9.3f} {spread:8.3f} {tolerance:8.3f}  {verdict}")
    missed = [row[0] for row in rows if row[-1] == "MISS" and row not in monthly]
    missed_months = [row[0] for row in monthly if row[-1] == "MISS"]
    print(f"weather: {len(rows) - len(monthly) - len(missed)} of {len(rows) - len(monthly)} yearly and seasonal statistics inside, "
          f"{len(monthly) - len(missed_months)} of {len(monthly)} monthly ones", file=sys.stderr if "--rows" in flags else sys.stdout)
    for name in missed_months if "--rows" not in flags else []:
        print(f"  outside: {name}")
    return 1 if missed or len(missed_months) > len(monthly) / 10 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
