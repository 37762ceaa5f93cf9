# SPDX-License-Identifier: GPL-3.0-or-later
"""Further statistics of people and demand, beside a published figure where there is one. They are no targets: the figures are
of other countries, single homes or models, and say which way a miss points. Sources: (1) a run of 300 homes of the CREST
demand model in January, mean 463 W a home; (2) time-use chains of the same model (United Kingdom 2000); (3) NF C 14-100;
(4) Low Carbon London; (5) RTE; (6) CLNR, United Kingdom; (7) StROBe, Belgium."""
import numpy as np

CREST_COINCIDENCE = {1: 1, 2: 0.73, 5: 0.45, 10: 0.32, 20: 0.24, 30: 0.21, 50: 0.19, 100: 0.165, 300: 0.14}  # (1)
CREST_MINUTE_kW = {1: 5.76, 2: 4.31, 5: 2.71, 10: 1.98, 20: 1.46, 30: 1.31, 50: 1.14, 100: 1.01, 300: 0.88}  # (1)
CREST_HALF_kW = {1: 2.23, 2: 1.75, 5: 1.27, 10: 1.14, 20: 0.98, 30: 0.95, 50: 0.90, 100: 0.86, 300: 0.83}  # (1)
CREST_FACTOR = {1: 0.08, 2: 0.11, 5: 0.17, 10: 0.23, 20: 0.32, 30: 0.35, 50: 0.41, 100: 0.46, 300: 0.53}  # (1)
NF_C_14_100 = [(2, 1), (5, 0.78), (10, 0.63), (15, 0.53), (20, 0.49), (25, 0.46), (30, 0.44), (35, 0.42), (40, 0.41), (50, 0.40)]  # (3), from so many homes on
HOME_WEEKDAY = [.91, .92, .93, .93, .93, .92, .89, .80, .58, .43, .35, .32, .34, .35, .32, .35, .47, .59, .68, .69, .71, .76, .83, .88]  # (2)
HOME_WEEKEND = [.88, .90, .91, .92, .92, .91, .90, .87, .82, .73, .60, .53, .52, .51, .49, .49, .56, .63, .68, .69, .69, .73, .78, .83]  # (2)
AWAKE_WEEKDAY = [.18, .09, .07, .06, .06, .12, .31, .64, .67, .57, .51, .47, .49, .50, .47, .51, .65, .75, .82, .83, .83, .83, .69, .40]  # (2)

PUBLISHED = {
    "variation of minutes within a day": "1.58 (1)", "steps above 200 W, a day": "36 (1)", "steps above 1000 W, a day": "18 (1)",
    "power of a home, quantile 5": "39 (1)", "power of a home, quantile 25": "51 (1)", "power of a home, quantile 50": "222 (1)",
    "power of a home, quantile 75": "500 (1)", "power of a home, quantile 90": "895 (1)", "power of a home, quantile 95": "2383 (1)",
    "power of a home, quantile 99": "3766 (1)", "sd of the minute change of 300 homes": "20.6 (1), at 1.8 times the mean power",
    "hours with somebody awake, weekday": "11.7 of two, 13.2 of three persons (2)", "hours with somebody awake, weekend": "12.1 and 14.3 (2)",
    "annual half-hour peak of 1000 homes": "0.54 to 1.78 by class (4); 1.5 (6)", "peak hour": "18.5 to 20.5 (5)", "tank each": "1676, a tank of 200 L (ADEME)",
    "heating each": "2810 to 4690, issy-mix", "all homes": "2500 to 3800, issy-mix", "plain 6 kVA": "1880 to 2545",
    "share of 6 kVA": "0.7 (selectra)", "coincidence 30": "0.21 (1), 0.26 (7)",
}
for _n in CREST_COINCIDENCE:
    if _n != 30:
        PUBLISHED[f"coincidence {_n}"] = f"{CREST_COINCIDENCE[_n]} (1)"
    PUBLISHED[f"minute {_n}"] = f"{CREST_MINUTE_kW[_n]} (1)"
    PUBLISHED[f"half {_n}"] = f"{CREST_HALF_kW[_n]} (1)"
    PUBLISHED[f"factor {_n}"] = f"{CREST_FACTOR[_n]} (1)"
RENAMED = {"minute": "highest minute of a winter weekday, kW a home, homes:", "half": "highest half-hour of a winter weekday, kW a home, homes:",
           "factor": "load factor of a winter weekday, homes:", "coincidence": "coincidence of a winter weekday, homes:"}


def spelled(name):
    word, _, count = name.partition(" ")
    return f"{RENAMED[word]} {count}" if word in RENAMED and count.isdigit() else name


def hours(results, machine):
    """Presence by hour beside the chains of British diaries."""
    mean = lambda kind, day: np.mean([r["minutes"][kind][day] for r in results], axis=0)
    columns = [mean("_at_home", "weekday"), HOME_WEEKDAY, mean("_at_home", "weekend"), HOME_WEEKEND, mean("_awake", "weekday"), AWAKE_WEEKDAY]
    if machine:
        for h in range(24):
            print(";".join(["hour", str(h), *(f"{c[h]:.3f}" for c in columns)]))
        return
    print("\n| hour from | persons at home, weekday | (2) | weekend | (2) | homes with somebody awake, weekday | (2) |\n|---|---|---|---|---|---|---|")
    for h in range(24):
        print(f"| {h} | " + " | ".join(f"{c[h]:.2f}" for c in columns) + " |")


def show(results, machine):
    if not machine:
        print("\n" + __doc__.split("They are")[0].strip() + "\n\n| run | statistic | simulated | sd | published |\n|---|---|---|---|---|")
    for run in results[0]:
        for name in results[0][run]:
            if name.startswith("_"):
                continue
            values = [r[run][name] for r in results]
            sd = f"{np.std(values, ddof=1):.2g}" if len(values) > 1 else ""
            line = [run, spelled(name), f"{np.mean(values):.4g}", sd, PUBLISHED.get(name, "")]
            print(";".join(["more", *line]) if machine else "| " + " | ".join(line) + " |")
    hours(results, machine)
