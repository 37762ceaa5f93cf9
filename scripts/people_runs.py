# SPDX-License-Identifier: GPL-3.0-or-later
"""The runs behind `scripts/validate.sh people`, and what is taken from each: a dictionary of numbers a run.

Every run is made alone in a worker with one thread, read at once and removed, so that two workers fill two cores and
little is left on the disk. All start in 2017, whose public holidays are written out below."""
import pathlib
import subprocess

import h5py
import numpy as np
import pandas as pd

ROOT = pathlib.Path(__file__).resolve().parent.parent
NO_PLANTS = ["pv_plants=null", "heat_plants=null", "network=null", *(["evs=null"] if (ROOT / "models" / "ev").is_dir() else [])]
HOMES_ONLY = ["offices=null", "shops=null", "lighting=null", *NO_PLANTS]
OFFICES_ONLY = ["homes=null", "shops=null", "lighting=null", *NO_PLANTS]
LAMPS_ONLY = ["homes=null", "offices=null", "shops=null", *NO_PLANTS]
FUELS = ("gas", "gas_collective", "district_heat")  # home_heating: rooms and water without electricity
FORT_ELECTRIC = ["homes.heating_share.district_heat=0", "homes.heating_share.electric=1", "homes.count=500"]
PEOPLE = "outputs={homes: [power, people_home, people_active]}"
WINTER = ["simulation.start=2017-01-09", "simulation.duration=12 d", "outputs={homes: [power]}"]
PUBLIC_HOLIDAYS = ["2017-01-01", "2017-04-17", "2017-05-01", "2017-05-08", "2017-05-25", "2017-06-05", "2017-07-14", "2017-08-15",
                   "2017-11-01", "2017-11-11", "2017-12-25"]
COUNTS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000)  # homes of a group
SEASONS = {"winter": (12, 1, 2), "spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11)}

# name: scenario, what is set, what is said of it in the table
RUNS = {
    "default": ("issygrid", ["network=null"], "default district, a year"),
    "town": ("issygrid", ["stock=issy-mix", *HOMES_ONLY], "homes of issy-mix, a year"),
    "minutes": ("issygrid", [*HOMES_ONLY, "homes.count=300", PEOPLE], "300 homes of the default stock, a year of minutes"),
    "winter": ("issygrid", [*HOMES_ONLY, *WINTER], "homes of the default stock, minutes of 9 to 20 January"),
    "spell": ("cold-spell", HOMES_ONLY, "homes of issy-mix, cold spell of -9 degC"),
    "electric": ("issygrid", [*HOMES_ONLY, *FORT_ELECTRIC], "500 homes of fort-2013 with electric heating, a year"),
    "hybrid": ("issygrid", ["work=hybrid-2024", *OFFICES_ONLY], "offices with hybrid-2024, a year"),
    "dimming": ("lighting-dimming", LAMPS_ONLY, "street lamps dimmed, a year"),
}
MORE = {
    "hybrid-2025": ("issygrid", ["work=hybrid-2024", "vintage=2025", *OFFICES_ONLY], "offices with hybrid-2024 and vintage 2025, a year"),
    "census": ("issygrid", ["stock=issy-mix", "households=census", *HOMES_ONLY], "homes of issy-mix, census households, a year"),
}


def make(program, name, seed, folder):
    """Runs one of the table; returns the path of its result."""
    scenario, sets, _ = {**RUNS, **MORE}[name]
    path = pathlib.Path(folder) / f"{name}-{seed}.h5"
    options = [x for s in [*sets, f"simulation.seed={seed}"] for x in ("--set", s)]
    subprocess.run([str(program), "run", str(ROOT / "scenarios" / f"{scenario}.yaml"), "-o", str(path), "--quiet", "--force", "--threads", "1", *options],
                   check=True)
    return path


def text_of(attribute):
    return attribute.decode() if isinstance(attribute, bytes) else str(attribute)


class Result:
    """An open result: its local clock, meters in W and series."""

    def __init__(self, path):
        self.file = h5py.File(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def __getitem__(self, name):
        return self.file[name][:]

    def kpi(self, name):
        return float(self.file[f"kpi_{name}"][()]) if f"kpi_{name}" in self.file else np.nan

    def clock(self, axis):
        """Local times of an axis: `time` or `meter_time`."""
        begin = pd.Timestamp(text_of(self.file[axis].attrs["units"]).split("since")[1].strip(), tz="UTC")
        times = pd.DatetimeIndex(begin + pd.to_timedelta(self.file[axis][:], unit="s")).tz_convert("Europe/Paris")
        assert times[0].year == 2017, "public holidays are those of 2017"
        return times

    def word(self, name, *words):
        """Where a parameter of homes is one of these words."""
        known = text_of(self.file[name].attrs["flag_meanings"]).split()
        return np.isin(self.file[name][:], [known.index(w) for w in words])

    def scaled(self, name, chosen=slice(None)):
        """A series that is stored in whole numbers, in its unit."""
        return self.file[name][chosen] * float(np.ravel(self.file[name].attrs.get("scale_factor", 1.0))[0])

    def homes(self, name, at_once=100):
        """A series in its unit, home after home; many are read at once, since the file packs homes together."""
        scale = float(np.ravel(self.file[name].attrs.get("scale_factor", 1.0))[0])
        for begin in range(0, len(self.file[name]), at_once):
            for row in self.file[name][begin:begin + at_once]:
                yield row * scale if scale != 1.0 else row

    def meters_W(self, chosen=slice(None), unit="home"):
        return self.file[f"{unit}_meter_energy"][:][chosen].astype(np.float32) * np.float32(2.0)

    def part_W(self, part):
        """Half-hour means of a part of the district."""
        return self.file[f"district_{part}"][:].reshape(-1, 30).mean(axis=1)


def holidays(times):
    return times.normalize().tz_localize(None).isin(pd.to_datetime(PUBLIC_HOLIDAYS))


def weekdays(times):
    return (times.weekday < 5) & ~holidays(times)


def in_months(times, months):
    return times.month.isin(months)


def day_profile(power, times, chosen):
    """Mean power of each half-hour of the local day over the chosen half-hours."""
    slot = (times.hour * 2 + times.minute // 30)[chosen]
    return np.bincount(slot, power[chosen], 48) / np.bincount(slot, minlength=48)


def daily(power, n_day=48):
    """Days of equal length: the clock changes move two of them by an hour, which no mean here feels."""
    return power.reshape(*power.shape[:-1], -1, n_day)


def autocorrelation(x, lag):
    """Of each row, less its mean: correlation with itself `lag` later."""
    return np.einsum("ij,ij->i", x[:, lag:], x[:, :-lag]) / np.maximum(np.einsum("ij,ij->i", x, x), 1e-9)


def winter_peak_hour(power, times, months=SEASONS["winter"], week=True, begin=0, end=24):
    day = day_profile(power, times, in_months(times, months) & (weekdays(times) == week))
    day[:2 * begin] = day[2 * end:] = -np.inf
    return np.argmax(day) / 2 + 0.25


# --- what is taken from each run ---------------------------------------------------------------------------------------


def groups_of(values, n, rng):
    """Values of homes put at random into groups of n: (groups, n, ...)."""
    order = rng.permutation(len(values))[: len(values) // n * n]
    return values[order].reshape(-1, n, *values.shape[1:])


def of_homes_by_season(power, times, out):
    week, whole = weekdays(times), power.mean()
    for name, months in SEASONS.items():
        here = in_months(times, months)
        out[f"season {name} over the year"] = power[here].mean() / whole
        out[f"weekend over weekday, {name}"] = power[here & ~week].mean() / power[here & week].mean()
        out[f"weekday peak hour, {name}"] = winter_peak_hour(power, times, months)
        out[f"evening peak hour, {name}"] = winter_peak_hour(power, times, months, begin=16)
        out[f"weekend peak hour, {name}"] = winter_peak_hour(power, times, months, week=False)
        day = day_profile(power, times, here & week)
        out[f"morning over evening peak, {name}"] = day[12:22].max() / day[34:46].max()


def spread_of_homes(meters, out):
    """How homes differ, and the days of one home."""
    days = daily(meters).mean(axis=2)
    annual = meters.mean(axis=1) * 8.76
    out["daily variation"] = float(np.mean(days.std(axis=1) / days.mean(axis=1)))
    out["annual energy between homes, sd over mean"] = annual.std() / annual.mean()
    for q in (5, 25, 50, 75, 95):
        out[f"annual energy of a home, quantile {q}"] = np.percentile(annual, q)
    hourly = meters.reshape(len(meters), -1, 2).mean(axis=2)
    hourly -= hourly.mean(axis=1, keepdims=True)
    for lag in (1, 2, 12, 24, 48, 168, 336):
        out[f"hourly autocorrelation {lag}"] = float(autocorrelation(hourly, lag).mean())
    daily_sum = days.mean(axis=0)
    out["daily energy of all homes, sd over mean"] = daily_sum.std() / daily_sum.mean()


def half_hour_peaks(meters, times, out):
    """Annual maxima of groups, per home; meters in W."""
    rng = np.random.default_rng(1)
    winter = weekdays(times) & in_months(times, SEASONS["winter"])
    for n in (1, 3, 10, 30, 50, 100, 200, 500, 1000, 2000):
        sums = groups_of(meters, n, rng).sum(axis=1)
        out[f"annual half-hour peak of {n} homes"] = sums.max(axis=1).mean() / n / 1e3
        out[f"winter weekday peak of {n} over mean"] = (sums[:, winter].max(axis=1) / sums.mean(axis=1)).mean()
        out[f"load factor of {n} homes"] = (sums.mean(axis=1) / sums.max(axis=1)).mean()
        if n == 50:
            out["highest of all groups of 50"] = sums.max() / 50 / 1e3


def of_default(r):
    times, meters = r.clock("meter_time"), r.meters_W()
    total = meters.sum(axis=0, dtype=float)
    plain = r.word("home_heating", *FUELS) & r.word("home_hot_water", "with_heating") & (r["home_subscribed_power"] == 6)
    winter = weekdays(times) & in_months(times, SEASONS["winter"])
    day, w = day_profile(total, times, slice(None)), day_profile(total, times, winter)
    out = {
        "work": r["home_work"].sum() / (r["person_age"] >= 15).sum() / (len(times) / 48),
        "plain 6 kVA": meters[plain].mean() * 8.76, "share of 6 kVA": (r["home_subscribed_power"] == 6).mean(),
        "specific": r.kpi("homes_specific_electricity"), "peak hour": winter_peak_hour(total, times),
        "morning over evening": w[12:22].max() / w[34:46].max(), "evening share": day[36:44].sum() / day.sum(),
        "night": day[4:10].mean() / len(meters), "peak over mean": total[winter].max() / total.mean(), "any day peak over mean": total.max() / total.mean(),
        "over subscription": (r["home_highest_power"] / 1e3 / r["home_subscribed_power"]).max(),
    }
    of_homes_by_season(total, times, out)
    spread_of_homes(meters, out)
    half_hour_peaks(meters, times, out)
    for k in ("lunch_over_morning", "energy_per_area", "electricity_per_area", "plain_weekend_over_workday", "night_over_busiest_hour"):
        out[f"offices {k}"] = r.kpi(f"offices_{k}")
    out["lamp hours"], out["lamp energy"] = r.kpi("lighting_lamp_hours"), r.kpi("lighting_energy") / r.kpi("lighting_lamps")
    out["district peak hour"] = r.kpi("district_winter_weekday_peak_hour")
    offices, whole = r.part_W("offices"), r.part_W("import")
    for name, months in SEASONS.items():
        here = in_months(times, months)
        out[f"offices {name} over the year"] = offices[here].mean() / offices.mean()
        out[f"offices weekday peak hour, {name}"] = winter_peak_hour(offices, times, months)
        out[f"district weekday peak hour, {name}"] = winter_peak_hour(whole, times, months)
    out["offices load factor"] = offices.mean() / offices.max()
    names = [n.decode() for n in r["cabinet"]]
    out["_cabinets"] = dict(zip(names, r["cabinet_electricity"]))
    out["_days"] = {p: {s: [day_profile(v, times, in_months(times, m) & (weekdays(times) == k)) for k in (True, False)] for s, m in SEASONS.items()}
                    for p, v in (("homes", total / len(meters)), ("offices", offices / r["office_area"].sum()))}
    out["_duration"] = {"homes": np.sort(total / len(meters))[::-1], "one home": np.sort(meters[: 200], axis=1)[:, ::-1].mean(axis=0),
                        "offices": np.sort(offices / r["office_employees"].sum())[::-1]}
    return out


def of_town(r):
    times, meters = r.clock("meter_time"), r.meters_W()
    electric, six = r.word("home_heating", "electric"), r["home_subscribed_power"] == 6
    fuel, tank = r.word("home_heating", *FUELS), r.word("home_hot_water", "electric_tank")
    outdoor = r.scaled("outdoor_temperature")
    outdoor_day = daily(outdoor, 1440).mean(axis=1)
    heated = daily(meters[electric].mean(axis=0)).mean(axis=1)
    cold = outdoor_day < 15
    slope = -np.polyfit(outdoor_day[cold], heated[cold], 1)[0]
    total = meters.sum(axis=0, dtype=float)
    out = {
        "all homes": r.kpi("homes_electricity_each"), "heating each": r.kpi("homes_electric_heating_each"), "slope": slope,
        "plain 6 kVA": meters[fuel & ~tank & six].mean() * 8.76,
        "tanks 6 kVA": meters[r.word("home_tariff", "off_peak") & six].mean() * 8.76, "tanks, any": meters[tank].mean() * 8.76, "share of 6 kVA": six.mean(),
        "tank each": r.kpi("homes_hot_water_each"), "peak hour": winter_peak_hour(total, times),
        "over subscription": (r["home_highest_power"] / 1e3 / r["home_subscribed_power"]).max(),
        "homes over 1.2 of subscription": (r["home_highest_power"] / 1e3 > 1.2 * r["home_subscribed_power"]).mean(),
        "outdoor mean": outdoor.mean(), "degree days 15": np.maximum(15 - outdoor_day, 0).sum(),
    }
    for name, months in SEASONS.items():
        out[f"season {name} over the year"] = total[in_months(times, months)].mean() / total.mean()
    return out


def of_spell(r):
    """Half-hour maximum of a day over the electrically heated homes, against the day's mean temperature, read at -5 degC."""
    electric = r.word("home_heating", "electric")
    peaks = daily(r.meters_W(electric).mean(axis=0)).max(axis=1) / 1e3
    outdoor = r.scaled("outdoor_temperature")
    days = daily(outdoor, 1440).mean(axis=1)
    near = np.argsort(abs(days + 5))[:8]  # the eight days next to it
    slope, level = np.polyfit(days[near], peaks[near], 1)
    coldest = np.argmin(days)
    return {"peak at -5": level - 5 * slope, "coldest day's mean": days[coldest], "its peak": peaks[coldest]}


def of_electric(r):
    return {"heating each": r.kpi("homes_electric_heating_each"), "all": r.kpi("homes_electricity_each")}


def of_hybrid(r):
    return {k: r.kpi(f"offices_{k}") for k in ("presence_tuesday", "presence_friday", "friday_over_tuesday", "energy_per_area", "electricity_per_area",
                                               "plain_weekend_over_workday", "night_over_busiest_hour", "lunch_over_morning")}


def of_census(r):
    return {"all homes": r.kpi("homes_electricity_each"), "heating each": r.kpi("homes_electric_heating_each")}


def of_dimming(r):
    return {"_cabinets": dict(zip([n.decode() for n in r["cabinet"]], r["cabinet_electricity"]))}


def of_winter(r):
    """Minutes of all homes on ten winter weekdays: coincidence, peaks, ramps."""
    times, data = r.clock("time"), r.file["home_power"]
    sums = {k: {n: [] for n in COUNTS} for k in ("coincidence", "minute", "half", "factor")}
    first = np.flatnonzero(np.asarray(weekdays(times[::1440])))
    changes, ramps, rng = [], [], np.random.default_rng(1)
    for day in first:
        power = data[:, day * 1440:(day + 1) * 1440].astype(np.float32)
        peaks = power.max(axis=1)
        for n in COUNTS:
            order = rng.permutation(len(power))[: len(power) // n * n]
            group = power[order].reshape(-1, n, 1440).sum(axis=1)
            sums["coincidence"][n].append((group.max(axis=1) / peaks[order].reshape(-1, n).sum(axis=1)).mean())
            sums["minute"][n].append(group.max(axis=1).mean() / n / 1e3)
            sums["half"][n].append(group.reshape(-1, 48, 30).mean(axis=2).max(axis=1).mean() / n / 1e3)
            sums["factor"][n].append((group.mean(axis=1) / group.max(axis=1)).mean())
            if n == 300:
                changes.append(np.diff(group, axis=1).std() / n)
                ramps.append(np.abs(group[:, 10:] - group[:, :-10]).max(axis=1).mean() / n)
    out = {f"{k} {n}": float(np.mean(v)) for k, table in sums.items() for n, v in table.items()}
    out["sd of the minute change of 300 homes"] = float(np.mean(changes))
    out["largest change in 10 minutes of 300 homes"] = float(np.mean(ramps))
    out["mean power of a winter weekday"] = float(np.mean([data[:, d * 1440:(d + 1) * 1440].mean() for d in first]))
    return out


def presence(r, out):
    """Hours at home, sleep, and homes with somebody awake, over the whole year; holidays away count as away."""
    times = r.clock("time")
    week, persons = np.asarray(weekdays(times)), r["home_persons"]
    hour = np.asarray(times.hour)
    n_week, n_end = week.sum() / 1440, (~week).sum() / 1440
    awake, home, asleep_s, nights = np.zeros(len(times)), np.zeros(len(times)), 0.0, 0
    for u, (active, here) in enumerate(zip(r.homes("home_people_active"), r.homes("home_people_home"))):
        awake += active > 0
        home += here
        if persons[u] > 2:
            continue  # children are not told apart: homes of one and two are adults
        days = slice(720, 720 + 364 * 1440)  # from noon to noon; the nights that all spend at home
        at_4 = here[days].reshape(364, 1440)[:, 960] >= persons[u] - 0.005
        asleep_s += ((here - active)[days].reshape(364, 1440)[at_4]).sum() * 60 / persons[u]
        nights += at_4.sum()
    out["at home on a weekday"] = home[week].sum() / 60 / persons.sum() / n_week
    out["at home on a weekend day"] = home[~week].sum() / 60 / persons.sum() / n_end
    out["sleep"] = asleep_s / nights / 3600
    share = lambda chosen: np.bincount(hour[chosen], awake[chosen], 24) / np.bincount(hour[chosen], minlength=24) / len(persons)
    out["_awake"] = {"weekday": share(week), "weekend": share(~week)}
    at_home = lambda chosen: np.bincount(hour[chosen], home[chosen], 24) / np.bincount(hour[chosen], minlength=24) / persons.sum()
    out["_at_home"] = {"weekday": at_home(week), "weekend": at_home(~week)}
    for h in (4, 8, 20):
        out[f"awake at {h} h on weekdays"] = out["_awake"]["weekday"][h]
    out["hours with somebody awake, weekday"], out["hours with somebody awake, weekend"] = (out["_awake"][k].sum() for k in ("weekday", "weekend"))


MINUTE_LAGS, STEPS_W = (1, 2, 5, 10, 30, 60, 120), (100, 200, 500, 1000, 2000)


def one_home(power):
    """Statistics of one home's year of minutes; a home at a time stays in the processor's cache."""
    x = power.astype(np.float32)
    mean, peak = float(x.mean()), float(x.max())
    by_day = daily(x, 1440)
    change = np.abs(np.diff(power))
    x -= np.float32(mean)
    square = float(np.dot(x, x))
    day_mean = by_day.mean(axis=1) + mean
    out = {"variation of minutes": np.sqrt(square / len(x)) / mean, "load factor of a home": mean / peak, "annual minute peak of a home": peak / 1e3,
           "variation of minutes within a day": (by_day.std(axis=1) / day_mean).mean(),
           "daily minute peak of a home": (by_day.max(axis=1) + mean).mean() / 1e3, "minutes above 3 kW, share": (power > 3000).mean(),
           "mean absolute step": float(change.mean())}
    out.update({f"minute autocorrelation {lag}": float(np.dot(x[lag:], x[:-lag])) / square for lag in MINUTE_LAGS})
    days = len(x) / 1440
    out.update({f"steps above {step} W, a day": np.count_nonzero(change > step) / days for step in STEPS_W})
    return out


def of_minutes(r):
    """A year of minutes of each of 300 homes."""
    histogram, homes = np.zeros(60001), []
    for power in r.homes("home_power"):
        histogram += np.bincount(np.clip(power, 0, 60000), minlength=60001)
        homes.append(one_home(power))
    out = {k: float(np.mean([h[k] for h in homes])) for k in homes[0]}
    share = np.cumsum(histogram) / histogram.sum()
    for q in (5, 25, 50, 75, 90, 95, 99):
        out[f"power of a home, quantile {q}"] = int(np.searchsorted(share, q / 100))
    presence(r, out)
    return out


def take(program, name, seed, folder):
    """Makes a run, reads it, removes it."""
    path = make(program, name, seed, folder)
    with Result(path) as r:
        out = globals()[f"of_{'hybrid' if name.startswith('hybrid') else name}"](r)
    path.unlink()
    return {k: v if k.startswith("_") else float(v) for k, v in out.items()}
