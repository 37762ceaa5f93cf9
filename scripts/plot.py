#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of one or more results, as PNG and SVG beside each result.

    scripts/plot.py RESULT...

One result: its winter and summer week stacked by part, its year as a carpet, its load-duration curve.
Several: also the first and each other side by side. Reads HDF5 only and computes no physics.
"""
import argparse
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr

# Okabe and Ito's colours: told apart by colour-blind readers; hatches tell them apart in grey print.
PARTS = {
    "offices": ("#E69F00", ""), "homes": ("#0072B2", ""), "shops": ("#009E73", "//"), "lighting": ("#CC79A7", ".."),
    "ev": ("#D55E00", "\\\\"), "pv": ("#F0E442", ""), "battery": ("#56B4E9", "xx"), "losses": ("#999999", ""), "other": ("#555555", "--"),
}
ZONES = {0: "Europe/London", 3600: "Europe/Paris", 7200: "Europe/Athens"}
plt.rcParams.update({
    "figure.dpi": 110, "savefig.dpi": 150, "font.size": 10, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "grid.color": "#dddddd", "grid.linewidth": 0.6, "svg.hashsalt": "issygrid", "hatch.linewidth": 0.4,
})


def read(path):
    """The district's parts in kW on local clock time, and what a caption needs."""
    with xr.open_dataset(path) as data:
        names = [p for p in PARTS if f"district_{p}" in data]
        frame = pd.DataFrame({p: data[f"district_{p}"].values / 1e3 for p in [*names, "import"]}, index=pd.DatetimeIndex(data.time.values, tz="UTC"))
        frame = frame[np.isfinite(frame["import"])]
        offset, summer = int(data.attrs["utc_offset_s"]), int(data.attrs["summer_time"])
        frame.index = frame.index.tz_convert(ZONES.get(offset, "UTC")) if summer else frame.index + pd.Timedelta(seconds=offset)
        note = f"{data.attrs['source']}, seed {data.attrs['seed']}, vintage {data.attrs['vintage'] or '-'}; simulated values (evidence C: model)"
        if not data.attrs["complete"]:
            note += "; run not complete"
        return frame, names, data.attrs["title"], note


def finish(figure, path, what, note):
    figure.text(0.01, 0.005, note, fontsize=7, color="#555555")
    for ending in ("png", "svg"):
        name = path.with_name(f"{path.stem}_{what}.{ending}")
        figure.savefig(name, metadata={"Date": None} if ending == "svg" else {"Software": None})
        print(name)
    plt.close(figure)


def weeks_of(frame):
    """The week of the winter peak and the first full week of July; whatever the run has."""
    days = frame["import"].resample("1D").max()
    found = []
    winter = days[days.index.month.isin((12, 1, 2))]
    start = (winter if len(winter) else days).idxmax()
    found.append(("week of the winter peak" if len(winter) else "week of the peak", start - pd.Timedelta(days=start.weekday())))
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
    axes[0, 0].legend(handles[::-1], labels[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
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
    for name, dash in zip(["import", *names], ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), "-", "--"]):
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


def mean_day(frame, weekday):
    chosen = frame[(frame.index.weekday < 5) == weekday]
    return chosen.groupby(chosen.index.hour + chosen.index.minute // 30 / 2).mean()


def plot_two(base, other, path):
    (a, names, title_a, _), (b, names_b, title_b, note) = base, other
    figure, axes = plt.subplots(2, 2, figsize=(10, 7), layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.025, 1, 0.975))
    for axis, weekday in zip(axes[0], (True, False)):
        x, y = mean_day(a, weekday), mean_day(b, weekday)
        axis.plot(x.index, x["import"], color="black", label=f"base: {title_a}")
        axis.plot(y.index, y["import"], "--", color="#D55E00", label=f"other: {title_b}")
        axis.set_title("mean weekday" if weekday else "mean weekend day", loc="left", fontsize=10)
        axis.set_xlabel("hour (local clock)")
        axis.set_ylabel("import, kW")
        axis.set_xticks(range(0, 25, 3))
        axis.set_ylim(0, None)
    axes[0][0].legend(frameon=False, fontsize=8)
    for frame, label, style in ((a, "base", "-"), (b, "other", "--")):
        half = np.sort(frame["import"].resample("30min").mean().dropna().values)[::-1]
        axes[1][0].plot((np.arange(len(half)) + 0.5) / 2, half, style, color="black" if style == "-" else "#D55E00", label=label)
    axes[1][0].set_xlabel("hours with at least this power")
    axes[1][0].set_ylabel("import, kW (half-hour means)")
    axes[1][0].set_ylim(0, None)
    both = [n for n in names if n in names_b]
    step_h = (a.index[1] - a.index[0]).total_seconds() / 3600
    change = [(b[n].sum() - a[n].sum()) * step_h / 1e3 for n in both]
    axes[1][1].barh(both, change, color=[PARTS[n][0] for n in both])
    axes[1][1].axvline(0, color="black", linewidth=0.8)
    axes[1][1].set_xlabel("change of energy, MWh (other less base)")
    finish(figure, path, "compare", note)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", nargs="+", type=pathlib.Path)
    paths = parser.parse_args().result
    results = []
    for path in paths:
        try:
            results.append(read(path))
        except (OSError, ValueError, KeyError) as error:
            sys.exit(f"plot.py: cannot read {path}: {error}")
        if len(results[-1][0]) == 0:
            sys.exit(f"plot.py: {path} holds no recorded steps yet")
    for path, (frame, names, title, note) in zip(paths, results):
        plot_weeks(frame, names, title, note, path)
        plot_carpet(frame, title, note, path)
        plot_duration(frame, names, title, note, path)
    for path, other in list(zip(paths, results))[1:]:
        plot_two(results[0], other, path)


if __name__ == "__main__":
    main()
