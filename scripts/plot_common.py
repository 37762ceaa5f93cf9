# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pictures share: style, opening a result, the local clock, the footnote, writing PNG and SVG."""
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd
import xarray as xr

ZONES = {0: "Europe/London", 3600: "Europe/Paris", 7200: "Europe/Athens"}
plt.rcParams.update({
    "figure.dpi": 110, "savefig.dpi": 150, "font.size": 10, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "axes.axisbelow": True, "grid.color": "#dddddd", "grid.linewidth": 0.6, "svg.hashsalt": "issygrid", "hatch.linewidth": 0.4,
})


def say(message):
    print(f"{pathlib.Path(sys.argv[0]).name}: {message}", file=sys.stderr)


def refuse(message):
    say(message)
    sys.exit(2)


def open_result(path):
    """The result as an xarray dataset, to be closed by the caller."""
    if not path.is_file():
        refuse(f"{path}: there is no such file")
    with open(path, "rb") as file:
        head = file.read(4)
    if head != b"\x89HDF":
        refuse(f"{path} {'is not a result of issygrid' if head else 'is empty'}")
    try:
        data = xr.open_dataset(path)
    except (OSError, ValueError) as error:
        refuse(f"{path} cannot be read (is a run still writing it?): {str(error).splitlines()[0]}")
    if "district_import" not in data or "policy" not in data.attrs:
        data.close()
        refuse(f"{path} is not a result of issygrid")
    return data


def local_clock(data, index):
    """Times of the file (UTC) on the local clock of the scenario."""
    index = pd.DatetimeIndex(index, tz="UTC")
    offset, summer = int(data.attrs["utc_offset_s"]), int(data.attrs["summer_time"])
    return index.tz_convert(ZONES.get(offset, "UTC")) if summer else index + pd.Timedelta(seconds=offset)


def title_of(data, path):
    return data.attrs["title"] if data.attrs["title"] != "issygrid run" else path.name


def note_of(data):
    note = f"{data.attrs['source']}, seed {data.attrs['seed']}, vintage {data.attrs['vintage'] or '-'}; simulated values (evidence C: model)"
    return note if data.attrs["complete"] else note + "; run not complete"


def finish(figure, path, what, note):
    figure.text(0.01, 0.005, note, fontsize=7, color="#555555")
    for ending in ("png", "svg"):
        name = path.with_name(f"{path.stem}_{what}.{ending}")
        figure.savefig(name, metadata={"Date": None} if ending == "svg" else {"Software": None})
        print(name)
    plt.close(figure)
