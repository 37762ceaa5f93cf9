# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of people and demand: mean days, load duration, coincidence, one home's week. Drawn by validate_people.py from the
first seed; the week is a run of its own."""
import tempfile

import matplotlib.pyplot as plt
import numpy as np

import people_more
import people_runs
from plot_common import finish

COLOUR = {"winter": "#0072B2", "spring": "#009E73", "summer": "#E69F00", "autumn": "#CC79A7"}
DASH = {"winter": "-", "spring": "--", "summer": "-", "autumn": "--"}
NOTE = "issygrid, default district 2017, seed 1; simulated values (evidence C: model)"


def sheet(rows, columns, size, **keywords):
    figure, axes = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False, **keywords)
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
    return figure, axes


def days(result, folder):
    figure, axes = sheet(2, 2, (10, 6.6), sharex=True, sharey="row")
    hours = np.arange(49) / 2
    for row, (part, unit) in enumerate((("homes", "W/home"), ("offices", "W/m$^2$ of floor"))):
        for column, kind in enumerate(("weekdays", "weekends and public holidays")):
            axis = axes[row][column]
            for season, colour in COLOUR.items():
                day = result["_days"][part][season][column]
                axis.stairs(day, hours, baseline=None, color=colour, linestyle=DASH[season], linewidth=1.6, label=f"{season}, mean {day.mean():.{0 if row == 0 else 1}f}")
            axis.set_title(f"{part}, {kind}", loc="left", fontsize=10)
            axis.set_ylim(0, None)
            axis.set_xlim(0, 24)
            axis.set_xticks(range(0, 25, 3))
            axis.legend(frameon=False, fontsize=8, loc="upper left")
        axes[row][0].set_ylabel(unit)
        axes[row][0].set_ylim(0, 1.15 * axes[row][0].get_ylim()[1])
    for axis in axes[1]:
        axis.set_xlabel("hour of the day (local clock)")
    figure.suptitle("Mean day of homes and offices by season (half-hour means)", fontsize=12)
    finish(figure, folder / "people", "days", NOTE)


def duration(result, folder):
    figure, axes = sheet(1, 2, (10, 4.2))
    for axis, lines, unit in ((axes[0][0], (("one home", "one home, mean of 200 curves", "--", "#D55E00"), ("homes", "2,000 homes together", "-", "#0072B2")), "W/home"),
                              (axes[0][1], (("offices", "all offices together", "-", "#E69F00"),), "W/employee")):
        for key, label, dash, colour in lines:
            power = result["_duration"][key]
            axis.plot((np.arange(len(power)) + 0.5) / 2, power, dash, color=colour, linewidth=1.8, label=f"{label}\n(mean {power.mean():,.0f} W, highest {power[0]:,.0f} W)")
        axis.set_xlim(0, 8760)
        axis.set_xticks(range(0, 8761, 2000), [f"{h:,}" for h in range(0, 8761, 2000)])
        axis.set_ylim(0, None)
        axis.set_xlabel("hours of the year with at least this power")
        axis.set_ylabel(f"{unit} (half-hour means)")
        axis.legend(frameon=False, fontsize=8, loc="upper right", labelspacing=0.8)
    axes[0][0].set_ylim(0, 1500)
    figure.suptitle("Load duration of homes and offices", fontsize=12)
    finish(figure, folder / "people", "duration", NOTE)


def coincidence(result, targets, folder):
    figure, axes = sheet(1, 2, (10, 4.4))
    counts = np.array(people_runs.COUNTS)
    left, right = axes[0]
    of = lambda key: [result[f"{key} {n}"] for n in counts]
    left.plot(counts, of("coincidence"), "o-", color="#0072B2", markersize=4, label="simulated, ten winter weekdays")
    crest = people_more.CREST_COINCIDENCE
    left.plot(list(crest), list(crest.values()), "s", color="black", markerfacecolor="none", label="CREST model, 300 homes in January")
    left.plot(30, 0.26, "^", color="#D55E00", label="StROBe (Belgium), 30 homes")
    for row, n in ((26, 10), (27, 30), (28, 100)):
        low, high = targets[row]
        left.plot([n, n], [low, high], color="#009E73", linewidth=5, alpha=0.45, solid_capstyle="butt", label="ranges asked for" if n == 10 else None)
    left.set_ylabel("peak of the group / sum of its homes' peaks (minutes)")
    right.plot(counts, of("minute"), "o-", color="#0072B2", markersize=4, label="simulated: highest minute of a winter weekday")
    right.plot(counts, of("half"), "o--", color="#56B4E9", markersize=4, label="simulated: highest half-hour")
    for values, mark, text in ((people_more.CREST_MINUTE_kW, "s", "highest minute"), (people_more.CREST_HALF_kW, "D", "highest half-hour")):
        right.plot(list(values), list(values.values()), mark, color="black", markerfacecolor="none", markersize=5, label=f"CREST model (mean 463 W a home): {text}")
    begin, factor = np.array(people_more.NF_C_14_100).T
    right.step([*begin, 2000], 6 * np.array([*factor, factor[-1]]), where="post", color="#999999", label="NF C 14-100, 6 kVA a home: what networks are built for")
    right.set_ylabel("kW a home")
    right.set_ylim(0, 9)
    for axis in (left, right):
        axis.set_xscale("log")
        axis.set_xticks([1, 3, 10, 30, 100, 300, 1000], ["1", "3", "10", "30", "100", "300", "1,000"])
        axis.minorticks_off()
        axis.set_xlabel("homes together")
        axis.legend(frameon=False, fontsize=8)
    left.set_ylim(0, 1.05)
    figure.suptitle(f"Coincidence of homes without electric heating (mean {result['mean power of a winter weekday']:.0f} W a home on these days)", fontsize=12)
    finish(figure, folder / "people", "coincidence", NOTE)


def pick_family(r):
    """A home of four whose week has work, school and a weekend at home: the first without a night away."""
    persons, here = r["home_persons"], r.scaled("home_people_home")
    for u in np.flatnonzero(persons == 4):
        if (here[u].reshape(-1, 1440)[:, 240] > 3.99).all():
            return u
    return int(np.argmax(here.mean(axis=1)))


def bands(axis, times, chosen, **style):
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(int), [0]])))
    for a, b in zip(edges[::2], edges[1::2]):
        axis.axvspan(times[a], times[min(b, len(times) - 1)], linewidth=0, **style)


def week(program, folder):
    """One home's week, a day a line, with who is at home and who is asleep."""
    with tempfile.TemporaryDirectory() as place:
        people_runs.RUNS["week"] = ("issygrid", [*people_runs.HOMES_ONLY, "homes.count=100", "simulation.start=2017-01-16", "simulation.duration=7 d",
                                                 "outputs={homes: all}"], "one home's week")
        with people_runs.Result(people_runs.make(program, "week", 1, place)) as r:
            u = pick_family(r)
            times = r.clock("time").tz_localize(None)
            power, here, active = (r.scaled(f"home_{k}", u) for k in ("power", "people_home", "people_active"))
            temperature = r.scaled("home_indoor_temperature", u)
            about = f"{int(r['home_persons'][u])} persons, {r['home_floor_area'][u]:.0f} m$^2$, {r['home_subscribed_power'][u]:.0f} kVA"
    figure, axes = sheet(7, 1, (10, 11), sharey=True)
    figure.get_layout_engine().set(rect=(0, 0.02, 1, 0.95))
    for k, axis in enumerate(axes[:, 0]):
        day = slice(k * 1440, (k + 1) * 1440)
        hour = np.arange(1440) / 60
        bands(axis, hour, here[day] < 0.5, facecolor="#dddddd")
        bands(axis, hour, (here[day] >= 0.5) & (active[day] < 0.5), facecolor="#c6d8ec")
        axis.fill_between(hour, power[day] / 1e3, step="post", color="#D55E00", linewidth=0)
        axis.set_xlim(0, 24)
        axis.set_xticks(range(0, 25, 2))
        axis.grid(axis="x", visible=False)
        people = axis.twinx()
        people.step(hour, here[day], where="post", color="#0072B2", linewidth=1.1)
        people.step(hour, active[day], where="post", color="#0072B2", linewidth=0.9, linestyle=":")
        people.set_ylim(0, 8)
        people.set_yticks([0, 2, 4])
        people.grid(visible=False)
        people.spines["right"].set_visible(True)
        people.tick_params(axis="y", colors="#0072B2", labelsize=8)
        axis.set_title(f"{times[k * 1440]:%A %d %B}: {power[day].sum() / 60e3:.1f} kWh, highest minute {power[day].max() / 1e3:.1f} kW, {temperature[day].min():.1f} to {temperature[day].max():.1f} degC",
                       loc="left", fontsize=9)
    axes[0, 0].set_ylim(0, 1.05 * power.max() / 1e3)
    axes[3, 0].set_ylabel("power, kW (minutes)")
    axes[6, 0].set_xlabel("hour of the day (local clock)")
    handles = [plt.Rectangle((0, 0), 1, 1, color=c) for c in ("#D55E00", "#dddddd", "#c6d8ec")] + [plt.Line2D([], [], color="#0072B2"), plt.Line2D([], [], color="#0072B2", linestyle=":")]
    figure.legend(handles, ["power drawn", "nobody at home", "all asleep", "persons at home (right)", "of these awake"], loc="upper right", bbox_to_anchor=(1, 1.0), ncol=5, frameon=False, fontsize=8, columnspacing=1.2, handlelength=1.6)
    figure.suptitle(f"A home's week: {about}", fontsize=12, x=0.01, y=0.995, ha="left", va="top")
    finish(figure, folder / "people", "week", NOTE)


def draw(program, results, targets, folder):
    folder.mkdir(parents=True, exist_ok=True)
    days(results[0]["default"], folder)
    duration(results[0]["default"], folder)
    coincidence(results[0]["winter"], targets, folder)
    week(program, folder)
