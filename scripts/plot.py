#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of one or more results, as PNG and SVG beside each result.

    scripts/plot.py RESULT...

One result: its winter and summer week stacked by part, its year as a carpet, its load-duration curve; of a result with a
network also voltages along the feeders, loading of the transformers, and a map (plot_network.py draws these alone).
Several: also the first policy beside each other one. Results that differ in their seed only are one policy: the
comparison shows means over the seeds that both sides have. Reads HDF5 only and computes no physics.
"""
import argparse
import dataclasses
import pathlib

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import plot_network
from plot_common import finish, local_clock, note_of, open_result, refuse, title_of

# Okabe and Ito's colours: told apart by colour-blind readers; hatches tell them apart in grey print.
PARTS = {
    "offices": ("#E69F00", ""), "homes": ("#0072B2", ""), "shops": ("#009E73", "//"), "lighting": ("#CC79A7", ".."),
    "ev": ("#D55E00", "\\\\"), "pv": ("#F0E442", ""), "battery": ("#56B4E9", "xx"), "losses": ("#999999", ""), "heat_plants": ("#8B5A2B", "++"),
    "other": ("#555555", "--"),
}


@dataclasses.dataclass
class Result:
    path: pathlib.Path
    frame: pd.DataFrame  # the district's parts in kW on local clock time
    names: list
    title: str
    note: str
    seed: int
    policy: int


def read(path):
    """What a picture needs of one result."""
    with open_result(path) as data:
        names = [p for p in PARTS if f"district_{p}" in data]
        frame = pd.DataFrame({p: data[f"district_{p}"].values / 1e3 for p in [*names, "import"]}, index=local_clock(data, data.time.values))
        frame = frame[np.isfinite(frame["import"])]
        if frame.empty:
            refuse(f"{path} holds no recorded steps yet")
        return Result(path, frame, names, title_of(data, path), note_of(data), int(data.attrs["seed"]), int(np.ravel(data.attrs["policy"])[0]))


def weeks_of(frame):
    """The week of the winter peak and the first full week of July; whatever the run has."""
    days = frame["import"].resample("1D").max()
    found = []
    winter = days[days.index.month.isin((12, 1, 2))]
    start = (winter if len(winter) else days).idxmax()
    monday = max(start - pd.Timedelta(days=start.weekday()), days.index[0])
    found.append(("week of the winter peak" if len(winter) else "week of the peak", monday))
    july = [d for d in days.index if d.month == 7 and d.weekday() == 0]
    if july:
        found.append(("summer week", july[0]))
    return found


def stack(axis, week, names):
    quarter = week.resample("15min").mean()
    below = np.zeros(len(quarter))
    for name in names:
        colour, hatch = PARTS[name]
        axis.fill_between(quarter.index, below, below + quarter[name], facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0.2, step="post", label=name)
        below = below + quarter[name].values
    axis.step(quarter.index, quarter["import"], where="post", color="black", linewidth=0.8, label="import")
    axis.xaxis.set_major_locator(mdates.DayLocator(tz=quarter.index.tz))
    axis.xaxis.set_major_formatter(mdates.DateFormatter("%a %d %b", tz=quarter.index.tz))
    axis.set_ylabel("power, kW (15-minute means)")
    axis.set_xlim(quarter.index[0], quarter.index[-1] + pd.Timedelta("15min"))
    return min(0, below.min()), below.max()


def plot_weeks(frame, names, title, note, path):
    weeks = weeks_of(frame)
    figure, axes = plt.subplots(len(weeks), 1, figsize=(10, 3.6 * len(weeks)), sharey=True, squeeze=False, layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.025, 1, 0.975))
    limits = []
    for axis, (label, start) in zip(axes[:, 0], weeks):
        limits.append(stack(axis, frame[start:start + pd.Timedelta(days=7) - pd.Timedelta(seconds=1)], names))
        axis.set_title(f"{label} from {start:%d %B %Y}", loc="left", fontsize=10)
    axes[0, 0].set_ylim(1.05 * min(low for low, _ in limits), 1.05 * max(high for _, high in limits))
    handles, labels = axes[0, 0].get_legend_handles_labels()
    top = 1.25 * axes[0, 0].get_ylim()[1]  # room for the legend
    axes[0, 0].set_ylim(axes[0, 0].get_ylim()[0], top)
    axes[0, 0].legend(handles[::-1], labels[::-1], loc="upper right", ncols=len(handles), frameon=False, fontsize=8)
    figure.suptitle(title, fontsize=12)
    finish(figure, path, "weeks", note)


def carpet_of(frame, column="import"):
    half = frame[column].resample("30min").mean()
    table = half.groupby([half.index.date, half.index.hour * 2 + half.index.minute // 30]).mean().unstack()
    return table.reindex(columns=range(48))


def plot_carpet(frame, title, note, path):
    table = carpet_of(frame)
    figure, axis = plt.subplots(figsize=(10, 4.2), layout="constrained")
    axis.grid(False)
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
    days = mdates.date2num(list(table.index) + [table.index[-1] + pd.Timedelta(days=1)])
    image = axis.pcolormesh(days, np.arange(49) / 2, table.T.values, cmap="cividis", rasterized=True)
    axis.xaxis.set_major_locator(mdates.AutoDateLocator())
    axis.xaxis.set_major_formatter(mdates.ConciseDateFormatter(axis.xaxis.get_major_locator()))
    axis.set_yticks(range(0, 25, 3))
    axis.set_ylabel("hour of the day (local clock)")
    figure.colorbar(image, label="import, kW (half-hour means)", pad=0.01)
    axis.set_title(title, loc="left", fontsize=12)
    finish(figure, path, "carpet", note)


def plot_duration(frame, names, title, note, path):
    figure, axis = plt.subplots(figsize=(7.5, 4.5), layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
    for name, dash in zip(["import", *names], ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), "-", "--", "-."]):
        half = np.sort(frame[name].resample("30min").mean().dropna().values)[::-1]
        hours = (np.arange(len(half)) + 0.5) / 2
        axis.plot(hours, half, linestyle=dash, color="black" if name == "import" else PARTS[name][0], label=f"{name}, mean {half.mean():,.0f} kW", linewidth=1.8)
    axis.set_xlabel("hours of the run with at least this power")
    axis.set_ylabel("power, kW (half-hour means)")
    axis.set_ylim(min(0, axis.get_ylim()[0]), None)
    axis.set_xlim(0, None)
    axis.legend(frameon=False)
    axis.set_title(title, loc="left", fontsize=12)
    finish(figure, path, "duration", note)


# --- two policies ---------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Side:
    """The results of one policy, one for each seed."""
    results: list

    @property
    def title(self):
        return self.results[0].title

    def mean(self, of):
        """Mean over the seeds of a series computed from each frame."""
        return sum(of(r.frame) for r in self.results) / len(self.results)


def sides_of(results):
    sides = {}
    for result in results:
        side = sides.setdefault(result.policy, Side([]))
        if all(result.seed != r.seed for r in side.results):
            side.results.append(result)
    return list(sides.values())


def common(base, other):
    """Both sides with the seeds that both have; all of them where there is none."""
    seeds = {r.seed for r in base.results} & {r.seed for r in other.results}
    if not seeds:
        return base, other, "not paired: no seed in common"
    base, other = (Side([r for r in s.results if r.seed in seeds]) for s in (base, other))
    return base, other, f"mean of {len(seeds)} pairs with the same seed" if len(seeds) > 1 else f"seed {seeds.pop()}"


def day_of(frame, column="import"):
    return frame.groupby(frame.index.hour + frame.index.minute // 30 / 2)[column].mean().reindex(np.arange(48) / 2)


def part_of_week(weekday):
    return lambda frame: day_of(frame[(frame.index.weekday < 5) == weekday])


def duration(frame):
    return pd.Series(np.sort(frame["import"].resample("30min").mean().dropna().values)[::-1])


def energy_MWh(names):
    def of(frame):
        return frame[names].sum() * ((frame.index[1] - frame.index[0]).total_seconds() / 3.6e6 if len(frame) > 1 else 0)
    return of


def draw_difference(axis, change, title):
    axis.fill_between(change.index, 0, change.values, step="post", color="#D55E00", alpha=0.25, linewidth=0)
    axis.step(change.index, change.values, where="post", color="#D55E00")
    axis.axhline(0, color="black", linewidth=0.8)
    axis.set_title(title, loc="left", fontsize=10)
    axis.set_xlabel("hour (local clock)")
    axis.set_ylabel("other less base, kW")
    axis.set_xticks(range(0, 25, 3))


def draw_energy(axis, base, other):
    both = [n for n in base.results[0].names if n in other.results[0].names]
    change = other.mean(energy_MWh(both)) - base.mean(energy_MWh(both))
    unit, factor = ("MWh", 1) if change.abs().max() >= 10 else ("kWh", 1e3)
    bars = axis.barh(both, change * factor, color=[PARTS[n][0] for n in both])
    axis.bar_label(bars, labels=[f"{v * factor:+,.1f}" if v else "0" for v in change], padding=3, fontsize=8)
    axis.margins(x=0.25)
    axis.axvline(0, color="black", linewidth=0.8)
    axis.set_xlabel(f"change of energy, {unit} (other less base)")


def draw_days(axes, base, other):
    for axis, weekday in zip(axes, (True, False)):
        for side, label, style, colour in ((base, "base", "-", "black"), (other, "other", "--", "#D55E00")):
            day = side.mean(part_of_week(weekday))
            axis.plot(day.index, day, style, color=colour, label=f"{label}: {side.title}")
        axis.set_title("mean weekday" if weekday else "mean weekend day", loc="left", fontsize=10)
        axis.set_xlabel("hour (local clock)")
        axis.set_ylabel("import, kW")
        axis.set_xticks(range(0, 25, 3))
        axis.set_ylim(0, None)


def plot_two(base, other):
    base, other, pairs = common(base, other)
    figure, axes = plt.subplots(2, 3, figsize=(14, 7), layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.025, 1, 0.975))
    draw_days(axes[0], base, other)
    axes[0][0].set_ylim(0, 1.3 * axes[0][0].get_ylim()[1])
    axes[0][0].legend(frameon=False, fontsize=8, loc="upper left")
    for side, style, colour in ((base, "-", "black"), (other, "--", "#D55E00")):
        half = side.mean(duration).dropna()
        axes[0][2].plot((np.arange(len(half)) + 0.5) / 2, half, style, color=colour)
    axes[0][2].set_xlabel("hours with at least this power")
    axes[0][2].set_ylabel("import, kW (half-hour means)")
    axes[0][2].set_ylim(0, None)
    label, start = weeks_of(base.results[0].frame)[0]
    week = lambda frame: day_of(frame[start:start + pd.Timedelta(days=7) - pd.Timedelta(seconds=1)])
    draw_difference(axes[1][0], other.mean(week) - base.mean(week), f"difference, mean day of the {label}")
    draw_difference(axes[1][1], other.mean(day_of) - base.mean(day_of), "difference, mean day of the run")
    draw_energy(axes[1][2], base, other)
    figure.suptitle(f"{other.title} beside {base.title} ({pairs})", fontsize=12)
    path = other.results[0].path
    finish(figure, path.with_name(f"{base.results[0].path.stem}_and_{path.name}"), "compare", other.results[0].note)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", nargs="+", type=pathlib.Path)
    sides = sides_of([read(path) for path in parser.parse_args().result])
    for side in sides:
        one = side.results[0]
        plot_weeks(one.frame, one.names, one.title, one.note, one.path)
        plot_carpet(one.frame, one.title, one.note, one.path)
        plot_duration(one.frame, one.names, one.title, one.note, one.path)
        plot_network.plot(one.path)
    for side in sides[1:]:
        plot_two(sides[0], side)


if __name__ == "__main__":
    main()
