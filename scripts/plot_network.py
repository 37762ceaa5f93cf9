#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the network of one or more results, as PNG and SVG beside each: voltages along the feeders, loading of the
transformers, and a map of both.

    scripts/plot_network.py RESULT...

Shows what the result holds and computes no physics. scripts/plot.py draws these too.
"""
import argparse
import dataclasses
import pathlib

import matplotlib.colors as mcolors
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import matplotlib.patheffects as patheffects
import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from plot_common import finish, local_clock, note_of, open_result, refuse, say, title_of

# Paul Tol's high-contrast colours: told apart by colour-blind readers and in grey print.
DARK, MIDDLE, LIGHT, REST = "#004488", "#BB5566", "#DDAA33", "#b0b0b0"
COLOURS = (DARK, MIDDLE, LIGHT)
HALO = [patheffects.withStroke(linewidth=2.5, foreground="white")]
PLATE = {"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.8}
LOW_VOLTAGE_V = 1000
SHOWN = 3  # so many are told apart, the rest is grey
DAY = 144  # 10-minute values
LOADING_CLASSES = [0, 10, 20, 30, 40, 50, 60, 80, 100]
VOLTAGE_CLASSES = list(range(90, 108, 2))


@dataclasses.dataclass
class Voltages:
    """10-minute phase voltages of the low-voltage buses, % of nominal."""
    lowest: np.ndarray   # of a bus, over phases and time
    highest: np.ndarray
    moment: int          # index of the 10 minutes with the lowest of all; -1: no voltage recorded
    then: np.ndarray     # at that moment, phase x bus


@dataclasses.dataclass
class Net:
    data: object
    path: pathlib.Path
    title: str
    note: str
    clock: pd.DatetimeIndex  # of the 10-minute values
    bus: np.ndarray
    low: np.ndarray          # is the bus of low voltage
    begin: np.ndarray        # bus of each line, as index
    end: np.ndarray
    feeder: np.ndarray       # names
    line_feeder: np.ndarray  # index; -1: none
    voltages: Voltages

    def of(self, name, size):
        """A variable of the result; NaN where a run that has not ended has none yet."""
        return self.data[name].values if name in self.data else np.full(size, np.nan)

    @property
    def kinds(self):
        if "line_kind" not in self.data:
            return text([])
        names = self.data.line_kind.attrs["flag_meanings"].split()
        return np.array([names[int(k)] for k in self.data.line_kind.values], dtype=object)


def text(values):
    return np.array([str(v) for v in np.ravel(values)], dtype=object)


def read_voltages(data, low):
    """Reads the series in pieces: a year of a large district is larger than memory."""
    n, count = data.sizes["bus"], data.sizes["time_10min"]
    phase_V = (np.where(low, data.bus_nominal_voltage.values, np.nan) / np.sqrt(3)).astype(np.float32)
    found = Voltages(np.full(n, np.nan), np.full(n, np.nan), -1, np.full((3, n), np.nan))
    worst, piece = np.inf, DAY * max(1, int(4e6 / (DAY * n)))
    for first in range(0, count, piece):
        part = np.stack([data[f"bus_voltage_l{k}"][:, first:first + piece].values for k in (1, 2, 3)]) / phase_V[None, :, None] * 100
        found.lowest = np.fmin(found.lowest, np.fmin.reduce(part, axis=(0, 2)))
        found.highest = np.fmax(found.highest, np.fmax.reduce(part, axis=(0, 2)))
        lowest = np.fmin.reduce(part, axis=(0, 1))
        if np.isfinite(lowest).any() and np.nanmin(lowest) < worst:
            at = int(np.nanargmin(lowest))
            worst, found.moment, found.then = lowest[at], first + at, part[:, :, at].copy()
    return found


def read(data, path):
    bus = text(data.bus.values)
    index = {name: i for i, name in enumerate(bus)}
    low = data.bus_nominal_voltage.values <= LOW_VOLTAGE_V
    begin, end = (np.array([index[name] for name in text(data[key].values)] if key in data else [], dtype=int) for key in ("line_from", "line_to"))
    rules = data.attrs.get("network", "").startswith("generated")
    note = note_of(data) + ("; network drawn by rules, no real one (evidence C and D)" if rules else "")
    return Net(data, path, title_of(data, path), note, local_clock(data, data.time_10min.values), bus, low, begin, end,
               text(data.feeder.values) if "feeder" in data else text([]),
               data.line_feeder.values.astype(int) if "line_feeder" in data else np.array([], dtype=int), read_voltages(data, low))


def short(name, most=28):
    return name if len(name) <= most else name[:most - 3] + "..."


def spread(wanted, gap):
    """Heights of labels near those wanted, at least a gap apart."""
    order, placed = np.argsort(wanted)[::-1], np.array(wanted, dtype=float)
    for above, below in zip(order, order[1:]):
        placed[below] = min(placed[below], placed[above] - gap)
    return placed + (np.mean(wanted) - np.mean(placed) if len(placed) else 0)


# --- voltage along the feeders ------------------------------------------------------------------------------------


def worst_feeders(net, values):
    """Index of the feeders with the lowest of these values, the lowest first."""
    lowest = np.full(len(net.feeder), np.nan)
    for feeder, begin, end in zip(net.line_feeder, net.begin, net.end):
        if feeder >= 0:
            lowest[feeder] = np.fmin(lowest[feeder], np.fmin(values[begin], values[end]))
    order = np.argsort(lowest)
    return [int(f) for f in order if np.isfinite(lowest[f])][:SHOWN]


def draw_edges(axis, net, take, values, **style):
    """A thin line for each line of the network, from its begin to its end."""
    distance = net.data.bus_distance.values
    ends = [np.column_stack([distance[b[take]], values[b[take]]]) for b in (net.begin, net.end)]
    pieces = np.stack(ends, axis=1)
    pieces = pieces[np.isfinite(pieces).all(axis=(1, 2))]
    axis.add_collection(LineCollection(pieces, capstyle="round", **style), autolim=True)


def draw_alone(axis, net, values, colour):
    """Buses that no low-voltage line touches: busbars of private substations."""
    alone = net.low.copy()
    wired = net.low[net.begin] & net.low[net.end]
    alone[net.begin[wired]] = alone[net.end[wired]] = False
    alone &= np.isfinite(values)
    if alone.any():
        axis.plot(net.data.bus_distance.values[alone], values[alone], linestyle="", marker="o", markersize=3, color=colour, clip_on=False)


def label_feeders(axis, net, feeders, values, phases, width):
    """Names at the right edge, with a line to the lowest point of each feeder."""
    lowest = []
    for feeder in feeders:
        at = np.flatnonzero(net.line_feeder == feeder)
        buses = np.unique(np.concatenate([net.begin[at], net.end[at]]))
        lowest.append((feeder, buses[np.nanargmin(values[buses])]))
    heights = spread([values[b] for _, b in lowest], 1.3)
    for (feeder, bus), height in zip(lowest, heights):
        phase = f" L{np.nanargmin(phases[:, bus]) + 1}" if phases is not None else ""
        axis.annotate(f"{short(net.feeder[feeder], 14)}{phase}, {values[bus]:.1f} %", (net.data.bus_distance.values[bus], values[bus]), (width * 1.03, height),
                      fontsize=8, va="center", annotation_clip=False, arrowprops={"arrowstyle": "-", "color": "#555555", "linewidth": 0.6, "shrinkA": 1, "shrinkB": 1})


def draw_limits(axis):
    for limit in (90, 110):
        axis.axhline(limit, color="black", linewidth=1, linestyle=(0, (5, 3)))
        axis.annotate(f"limit {limit} %", (0.008, limit), (0, 3 if limit < 100 else -3), xycoords=axis.get_yaxis_transform(), textcoords="offset points",
                      fontsize=8, va="bottom" if limit < 100 else "top", path_effects=HALO)


def draw_moment(axis, net, picked, wired):
    lowest = np.fmin.reduce(net.voltages.then)
    draw_edges(axis, net, wired & ~picked, lowest, colors=REST, linewidths=0.6)
    draw_alone(axis, net, lowest, "#777777")
    for phase, colour in enumerate(COLOURS):
        draw_edges(axis, net, picked, net.voltages.then[phase], colors=colour, linewidths=1.4)
    handles = [Line2D([], [], color=c, label=f"L{k + 1}") for k, c in enumerate(COLOURS)] if picked.any() else []
    if (wired & ~picked).any():
        handles.append(Line2D([], [], color=REST, linewidth=0.8, label="other feeders, lowest phase"))
    return handles


def draw_range(axis, net, picked, wired):
    for values, colour in ((net.voltages.highest, MIDDLE), (net.voltages.lowest, DARK)):
        draw_edges(axis, net, wired & ~picked, values, colors=colour, linewidths=0.6, alpha=0.45)
        draw_edges(axis, net, picked, values, colors=colour, linewidths=1.6)
        draw_alone(axis, net, values, colour)
    return [Line2D([], [], color=MIDDLE, label="highest of a bus, any phase"), Line2D([], [], color=DARK, label="lowest of a bus, any phase")]


def moment_title(net):
    v = net.voltages
    phase, bus = np.unravel_index(np.nanargmin(v.then), v.then.shape)
    when = net.clock[v.moment]
    return f"Lowest voltage, 10 minutes from {when:%H:%M on %a %d %B %Y}: {v.then[phase, bus]:.1f} % on L{phase + 1} at {short(net.bus[bus])}"


def period(net):
    days = max(1, round(recorded(net) / DAY))
    return f"{days:,} day{'s' if days > 1 else ''} from {net.clock[0]:%d %B %Y}"


def recorded(net):
    """10-minute values up to where the run has come."""
    until = np.datetime64(int(net.data.attrs["recorded_until_s"]), "s")
    return int((net.data.time_10min.values < until).sum())


def plot_profile(net):
    v = net.voltages
    if v.moment < 0:
        return say(f"{net.path}: no picture of voltages, none at low voltage is recorded")
    wired = net.low[net.begin] & net.low[net.end]
    distance = net.data.bus_distance.values[net.low]
    width = max(float(np.fmax.reduce(distance)), 10.0)
    figure, axes = plt.subplots(2, 1, figsize=(10, 8), sharex=True, sharey=True, layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.025, 1, 0.975))
    over = f"10-minute voltages over {period(net)}: {np.nanmin(v.lowest):.1f} to {np.nanmax(v.highest):.1f} %"
    for axis, draw, values, phases, title in ((axes[0], draw_moment, np.fmin.reduce(v.then), v.then, moment_title(net)), (axes[1], draw_range, v.lowest, None, over)):
        feeders = worst_feeders(net, values)
        handles = draw(axis, net, wired & np.isin(net.line_feeder, feeders) if feeders else wired, wired)
        draw_limits(axis)
        label_feeders(axis, net, feeders, values, phases, width)
        axis.set_title(title, loc="left", fontsize=10)
        axis.set_ylabel("phase voltage, % of nominal")
        axis.set_xlim(-0.01 * width, 1.23 * width)
        axis.set_ylim(min(89, np.nanmin(v.lowest) - 1), max(112.5, np.nanmax(v.highest) + 3.5))
        if handles:
            axis.legend(handles=handles, loc="upper right", ncols=len(handles), frameon=False, fontsize=8)
    axes[1].set_xlabel(f"length of line from the {'transformer' if 'transformer' in net.data.dims else 'source'}, m")
    n = len(net.feeder)
    what = f"voltage along {n} low-voltage feeder{'s' if n > 1 else ''}" if n else "voltage in the low-voltage network"
    figure.suptitle(f"{net.title}: {what}", fontsize=12)
    finish(figure, net.path, "voltage_profile", net.note)


# --- transformers -------------------------------------------------------------------------------------------------


def week_around(series):
    """The week from Monday with the highest value; whatever the run has of it."""
    top = series.max(axis=1).idxmax()
    monday = max(top.normalize() - pd.DateOffset(days=top.weekday()), series.index[0])
    return series[(series.index >= monday) & (series.index < monday + pd.DateOffset(days=7))]


def public(net):
    """Which transformers feed low-voltage feeders; those of one large consumer do not."""
    fed = set(text(net.data.feeder_transformer.values)) if "feeder_transformer" in net.data else set()
    return np.array([t in fed for t in text(net.data.transformer.values)] if "transformer" in net.data.dims else [], dtype=bool)


def names_of(net, week, unit):
    """Labels: name, rating, highest of the week."""
    rated = dict(zip(text(net.data.transformer.values), net.data.transformer_rated_power.values / 1e3))
    return {name: f"{short(name)}, {rated[name]:,.0f} kVA: to {week[name].max():.0f} {unit}" for name in week}


def draw_series(axis, week, labels, limit, limit_name, label):
    top = week.max().sort_values(ascending=False).index[:SHOWN]
    rest = [name for name in week if name not in top]
    if rest:
        axis.plot(week.index, week[rest], color=REST, linewidth=0.5, alpha=0.8)
    handles = []
    for name, colour, style in list(zip(top, COLOURS, ("-", (0, (4, 1)), (0, (1.5, 1)))))[::-1]:
        handles += axis.plot(week.index, week[name], color=colour, linestyle=style, linewidth=1.2, label=labels[name])
    handles = handles[::-1]
    if rest:
        handles.append(Line2D([], [], color=REST, linewidth=0.8, label=f"{len(rest)} other{'s' if len(rest) > 1 else ''}"))
    axis.axhline(limit, color="black", linewidth=1, linestyle=(0, (5, 3)))
    axis.annotate(limit_name, (0.005, limit), (0, 2), xycoords=axis.get_yaxis_transform(), textcoords="offset points", fontsize=8, va="bottom", path_effects=HALO)
    axis.set_ylim(min(0, float(np.nanmin(week.values))), 1.42 * max(limit, float(np.nanmax(week.values))))
    axis.legend(handles=handles, loc="upper right", ncols=2, frameon=False, fontsize=8)
    axis.set_ylabel(label)
    return top[0]


def days_axis(axis, index):
    if index[-1] - index[0] > pd.Timedelta(days=2):
        axis.xaxis.set_major_locator(mdates.DayLocator(tz=index.tz))
        axis.xaxis.set_major_formatter(mdates.DateFormatter("%a %d %b", tz=index.tz))
    else:
        axis.xaxis.set_major_locator(mdates.HourLocator(byhour=range(0, 24, 3), tz=index.tz))
        hour = lambda x, _: mdates.num2date(x, index.tz).strftime("%H:%M\n%d %b" if mdates.num2date(x, index.tz).hour == 0 else "%H:%M")
        axis.xaxis.set_major_formatter(hour)
    axis.set_xlim(index[0], index[-1] + pd.Timedelta("10min"))


def series_of(net, name):
    if name not in net.data:
        return None
    frame = pd.DataFrame(net.data[name].values.T, index=net.clock, columns=text(net.data.transformer.values))
    frame = frame.dropna(how="all").dropna(axis=1, how="all")
    return None if frame.empty else frame


def panels_of(net, week):
    """What to draw below each other: (title, series, unit, limit, its name, label)."""
    feeds = dict(zip(text(net.data.transformer.values), public(net)))
    found = []
    for wanted, what in ((True, "with low-voltage feeders (public)"), (False, "without feeders (private)")):
        group = week[[n for n in week if feeds[n] == wanted]]
        if len(group.columns):
            s = "s" if len(group.columns) > 1 else ""
            found.append((f"{len(group.columns)} transformer{s} {what}", group, "%", 100, "rated current (100 %)", "loading, % (10-minute values)"))
    hot = series_of(net, "transformer_hot_spot")
    if hot is not None:
        hot = hot.reindex(week.index).dropna(axis=1, how="all")
        if len(hot.columns):
            found.append(("Hot spot of the windings", hot, "°C", 98, "98 °C: rated ageing (IEC 60076-7)", "temperature, °C"))
    return found


def plot_transformers(net):
    loading = series_of(net, "transformer_loading") if "transformer" in net.data.dims else None
    if loading is None:
        return say(f"{net.path}: no picture of transformers, none is recorded")
    week = week_around(loading)
    panels = panels_of(net, week)
    figure, axes = plt.subplots(len(panels), 1, figsize=(10, 0.6 + 3.1 * len(panels)), sharex=True, squeeze=False, layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
    for axis, (title, series, unit, limit, limit_name, label) in zip(axes[:, 0], panels):
        top = draw_series(axis, series, names_of(net, series, unit), limit, limit_name, label)
        when = series[top].idxmax()
        axis.set_title(f"{title}: highest {series[top].max():.0f} {unit} on {when:%a %d %b at %H:%M}", loc="left", fontsize=10)
    days_axis(axes[-1, 0], week.index)
    first, last = week.index[0], week.index[-1]
    days = f"week of the highest loading, {first:%d} to {last:%d %B %Y}" if len(week) > DAY else f"{first:%d %B %Y}"
    if first.month != last.month:
        days = days.replace(" to ", f" {first:%B} to ")
    figure.suptitle(f"{net.title}: transformers, {days}", fontsize=12)
    finish(figure, net.path, "transformers", net.note)


# --- map ----------------------------------------------------------------------------------------------------------


def shades(name, first, last, count):
    return [mcolors.to_hex(c) for c in plt.get_cmap(name)(np.linspace(first, last, count))]


def loading_colours():
    """Light to dark; more than it bears in black."""
    colours = shades("inferno_r", 0.12, 0.85, len(LOADING_CLASSES) - 1)
    map_ = mcolors.ListedColormap(colours).with_extremes(over="black", bad="#d0d0d0")
    return map_, mcolors.BoundaryNorm(LOADING_CLASSES, map_.N)


def voltage_colours():
    """Dark is low; below 90 % black."""
    colours = shades("viridis", 0.1, 0.97, len(VOLTAGE_CLASSES) - 1)
    map_ = mcolors.ListedColormap(colours).with_extremes(under="black", over="#fff7a0", bad="#d0d0d0")
    return map_, mcolors.BoundaryNorm(VOLTAGE_CLASSES, map_.N)


@dataclasses.dataclass
class Chart:
    """Places in metres east and north of the middle of the network."""
    bus: np.ndarray          # x, y
    lines: np.ndarray        # line, end, x or y
    transformer: np.ndarray
    frame: tuple             # x and y of the corners

    @property
    def size(self):
        (x0, x1), (y0, y1) = self.frame
        return x1 - x0, y1 - y0


def chart_of(net):
    data = net.data
    longitude, latitude = data.bus_longitude.values, data.bus_latitude.values
    if not np.isfinite(longitude + latitude).any():
        return None
    middle = np.nanmean(longitude[net.low] if np.isfinite(longitude[net.low]).any() else longitude), np.nanmean(latitude)
    metres = np.pi / 180 * 6371e3 * np.array([np.cos(np.radians(middle[1])), 1])
    place = lambda x, y: (np.column_stack([x, y]) - middle) * metres
    bus = place(longitude, latitude)
    lines = np.stack([place(net.of(f"line_{end}_longitude", len(net.begin)), net.of(f"line_{end}_latitude", len(net.begin))) for end in ("begin", "end")], axis=1)
    n = data.sizes.get("transformer", 0)
    transformer = place(net.of("transformer_longitude", n), net.of("transformer_latitude", n))
    return Chart(bus, lines, transformer, frame_of(np.concatenate([bus[net.low], transformer]), bus))


def frame_of(inside, all_):
    """The low-voltage network and its transformers with a margin; the source may be far outside."""
    inside = inside if np.isfinite(inside).any() else all_
    low, high = np.nanmin(inside, axis=0), np.nanmax(inside, axis=0)
    margin = max(0.06 * float((high - low).max()), 5.0)
    low, high = low - margin * np.array([1, 2]), high + margin
    short = np.maximum(0.7 * (high - low).max() - (high - low), 0) / 2  # no narrow strips
    return tuple(zip(low - short, high + short))


def free_corners(chart):
    """Is there more room at the right below (for the scale bar), and at the left above (for the arrow)?"""
    share = np.linspace(0, 1, 20)[:, None, None]
    points = np.concatenate([((1 - share) * chart.lines[:, 0] + share * chart.lines[:, 1]).reshape(-1, 2), chart.transformer, chart.bus])
    x, y = ((points[:, k] - chart.frame[k][0]) / chart.size[k] for k in (0, 1))
    near = lambda left, right, bottom, top: int(((x > left) & (x < right) & (y > bottom) & (y < top)).sum())
    return near(0.65, 1, 0, 0.1) < near(0, 0.35, 0, 0.1), near(0, 0.1, 0.88, 1) < near(0.9, 1, 0.88, 1)


def base(axis, chart):
    axis.set_aspect("equal")
    (x0, x1), (y0, y1) = chart.frame
    axis.set(xlim=(x0, x1), ylim=(y0, y1), xticks=[], yticks=[])
    axis.grid(False)
    for side in axis.spines.values():
        side.set(visible=True, color="#bbbbbb")
    width, height = chart.size
    right, top_left = free_corners(chart)
    nice = max(s for s in (m * 10.0**e for e in range(-1, 6) for m in (1, 2, 5)) if s <= 0.25 * width)
    x, y = (x1 - 0.03 * width - nice if right else x0 + 0.03 * width), y0 + 0.03 * height
    axis.plot([x, x, x + nice, x + nice], [y + 0.012 * height, y, y, y + 0.012 * height], color="black", linewidth=1.2, solid_joinstyle="miter")
    axis.text(x + nice / 2, y + 0.012 * height, f"{nice:g} m", ha="center", va="bottom", fontsize=8)
    north = 0.035 if top_left else 0.965
    axis.annotate("N", (north, 0.985), (north, 0.91), xycoords="axes fraction", textcoords="axes fraction", ha="center", va="top", fontsize=9,
                  arrowprops={"arrowstyle": "-|>", "color": "black", "linewidth": 1, "shrinkA": 0, "shrinkB": 0})


WIDTHS = {"mv": 3.2, "lv": 1.5, "service": 0.8, "riser": 0.8}


def draw_lines(axis, net, chart, colours):
    """Medium voltage wide and below; of each kind the most loaded above. Lines up a house are points."""
    map_, norm = colours or (None, None)
    loading = net.of("line_highest_loading", len(net.begin))
    length = np.hypot(*(chart.lines[:, 1] - chart.lines[:, 0]).T)
    known = np.isfinite(chart.lines).all(axis=(1, 2))
    up = (net.kinds == "riser") & (length <= 0.05)
    for level, kind in enumerate(WIDTHS):
        take = np.flatnonzero(known & (net.kinds == kind) & ~up)
        take = take[np.argsort(np.nan_to_num(loading[take], nan=-1))]
        style = {"colors": map_(norm(np.ma.masked_invalid(loading[take])))} if map_ else {"colors": "#cccccc"}
        axis.add_collection(LineCollection(chart.lines[take], linewidths=WIDTHS[kind], capstyle="round", zorder=2 + 0.1 * level, **style))
    points = np.flatnonzero(known & up)
    points = points[np.argsort(np.nan_to_num(loading[points], nan=-1))]
    if map_ and len(points):
        axis.scatter(*chart.lines[points, 0].T, s=14, c=map_(norm(np.ma.masked_invalid(loading[points]))), linewidths=0, zorder=2.6)
    return len(points)


def symbol_size(rated_VA):
    return 12 + 0.075 * np.asarray(rated_VA) / 1e3


def highest_loading(net):
    """From the series, so that a run that has not ended shows what it has."""
    n = net.data.sizes.get("transformer", 0)
    return np.fmax.reduce(net.data.transformer_loading.values, axis=1) if "transformer_loading" in net.data else net.of("transformer_highest_loading", n)


def draw_transformers(axis, net, chart, colours):
    map_, norm = colours
    loading, feeds = highest_loading(net), public(net)
    for wanted, marker in ((False, "D"), (True, "s")):
        take = np.flatnonzero((feeds == wanted) & np.isfinite(chart.transformer).all(axis=1))
        if len(take):
            take = take[np.argsort(-net.data.transformer_rated_power.values[take])]
            axis.scatter(*chart.transformer[take].T, s=symbol_size(net.data.transformer_rated_power.values[take]), marker=marker,
                         c=map_(norm(np.ma.masked_invalid(loading[take]))), edgecolors="black", linewidths=0.8, zorder=4)
    known = np.flatnonzero(np.isfinite(loading) & np.isfinite(chart.transformer).all(axis=1))
    for t in known[np.argsort(loading[known])[::-1]][:SHOWN]:
        label(axis, chart, chart.transformer[t], f"{short(text(net.data.transformer.values)[t])}\n{loading[t]:.0f} %")


def label(axis, chart, at, words):
    """Beside the place, towards the middle of the map so that it stays inside."""
    left = at[0] > np.mean(chart.frame[0])
    axis.annotate(words, at, (-7 if left else 7, 0), textcoords="offset points", ha="right" if left else "left", va="center", fontsize=7.5, bbox=PLATE, zorder=6)


def draw_outside(axis, net, chart):
    """Says where lines that leave the frame go to."""
    (x0, x1), (y0, y1) = chart.frame
    inside = (chart.bus[:, 0] > x0) & (chart.bus[:, 0] < x1) & (chart.bus[:, 1] > y0) & (chart.bus[:, 1] < y1)
    done = set()
    for begin, end in zip(net.begin, net.end):
        out, home = (begin, end) if inside[end] else (end, begin)
        if inside[out] or not inside[home] or out in done or not np.isfinite(chart.bus[out]).all():
            continue
        done.add(out)
        step = chart.bus[out] - chart.bus[home]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = min(s for s in np.append(((np.array([x0, y0]) - chart.bus[home]) / step, (np.array([x1, y1]) - chart.bus[home]) / step), 1) if s > 0)
        label(axis, chart, chart.bus[home] + share * 0.93 * step, f"to {short(net.bus[out])}")


def title_of_loading(net):
    parts = [(name, values[np.isfinite(values)]) for name, values in (("transformer", highest_loading(net)), ("line", net.of("line_highest_loading", len(net.begin))))]
    said = [f"{name}{'s' if len(values) > 1 else ''} to {values.max():.0f} %" for name, values in parts if len(values)]
    return "Highest 10-minute loading: " + (", ".join(said) or "not known")


def draw_voltage(axis, net, chart, colours):
    map_, norm = colours
    draw_lines(axis, net, chart, None)
    axis.scatter(*chart.transformer.T, s=30, marker="s", facecolors="none", edgecolors="#777777", linewidths=0.8, zorder=2.8)
    lowest = net.voltages.lowest
    take = np.flatnonzero(np.isfinite(lowest) & np.isfinite(chart.bus).all(axis=1))
    take = take[np.argsort(lowest[take])[::-1]]  # the lowest above
    axis.scatter(*chart.bus[take].T, s=np.where(net.data.bus_connections.values[take] > 0, 22, 9), c=map_(norm(lowest[take])), edgecolors="#555555", linewidths=0.3, zorder=3)
    axis.set_title(f"Lowest 10-minute voltage: {np.nanmin(lowest):.1f} % of nominal", loc="left", fontsize=10)
    if len(take):
        label(axis, chart, chart.bus[take[-1]], f"{short(net.bus[take[-1]])}\n{lowest[take[-1]]:.1f} %")


def legend_of(net, risers):
    kinds = set(net.kinds)
    words = {"mv": "medium voltage", "lv": "low voltage", "service": "service"}
    handles = [Line2D([], [], color="#777777", linewidth=WIDTHS[k], label=w) for k, w in words.items() if k in kinds]
    if risers:
        handles.append(Line2D([], [], color="#777777", linestyle="", marker="o", markersize=4, label="risers of a building"))
    if np.isnan(net.of("line_highest_loading", len(net.begin))).any():
        ended = "line_highest_loading" in net.data
        handles.append(Line2D([], [], color="#d0d0d0", linewidth=2, label="current it bears unknown" if ended else "loading known when the run has ended"))
    if "transformer" in net.data.dims:
        rated, feeds = net.data.transformer_rated_power.values, public(net)
        for wanted, marker, what in ((True, "s", "transformer"), (False, "D", "private transformer")):
            for size in sorted({rated[feeds == wanted].min(), rated[feeds == wanted].max()} if (feeds == wanted).any() else ()):
                handles.append(Line2D([], [], linestyle="", marker=marker, markersize=symbol_size(size)**0.5, markerfacecolor="white", markeredgecolor="black",
                                      markeredgewidth=0.8, label=f"{what}, {size / 1e3:,.0f} kVA"))
    return handles


def plot_map(net):
    chart = chart_of(net)
    if chart is None:
        return say(f"{net.path}: no map, the network has no coordinates")
    voltage = net.voltages.moment >= 0
    width, height = chart.size
    beside = width < 1.6 * height
    rows, columns = (1, 1 + voltage) if beside else (1 + voltage, 1)
    one = (6.4, 6.4 * height / width + 1.1) if beside else (10, 10 * height / width + 1.1)
    tall = one[1] * rows + 0.95
    figure, axes = plt.subplots(rows, columns, figsize=(one[0] * columns, tall), squeeze=False, layout="compressed")
    figure.get_layout_engine().set(rect=(0, 0.62 / tall, 1, 1 - 0.62 / tall))  # the legend below
    panels = axes.ravel()
    loading = loading_colours()
    risers = draw_lines(panels[0], net, chart, loading)
    draw_transformers(panels[0], net, chart, loading)
    panels[0].set_title(title_of_loading(net), loc="left", fontsize=10)
    bar(figure, panels[0], loading, "loading, %", "max")
    if voltage:
        colours = voltage_colours()
        draw_voltage(panels[1], net, chart, colours)
        bar(figure, panels[1], colours, "lowest voltage of a bus, % of nominal", "both")
    for axis in panels:
        base(axis, chart)
        draw_outside(axis, net, chart)
    handles = legend_of(net, risers)
    figure.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 0.2 / tall), ncols=max(1, -(-len(handles) // 2)), frameon=False, fontsize=8, handletextpad=1, labelspacing=0.9)
    figure.suptitle(f"{net.title}: map of the network, {period(net)}", fontsize=12)
    finish(figure, net.path, "map", net.note)


def bar(figure, axis, colours, words, extend):
    map_, norm = colours
    figure.colorbar(plt.cm.ScalarMappable(norm, map_), ax=axis, location="bottom", label=words, extend=extend, shrink=0.8, aspect=35, pad=0.02, spacing="uniform")


def plot(path):
    """All pictures of the network of a result; does it have one?"""
    with open_result(path) as data:
        if "bus" not in data.dims or "time_10min" not in data.dims:
            return False
        net = read(data, path)
        if not recorded(net):
            refuse(f"{path} holds no recorded steps yet")
        plot_profile(net)
        plot_transformers(net)
        plot_map(net)
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", nargs="+", type=pathlib.Path)
    for path in parser.parse_args().result:
        if not plot(path):
            refuse(f"{path} has no network")


if __name__ == "__main__":
    main()
