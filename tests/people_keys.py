# SPDX-License-Identifier: GPL-3.0-or-later
"""What a study changes moves what it should and nothing else: pairs of runs with one seed that differ in one key.

Of every pair: offices, shops, lamps and weather are the same to the bit; a home whose own parameters and presence the key
leaves alone draws the same to the bit, minute by minute; the quantity that the key names is what was asked for. Keys of electric
vehicles: ev_cases.py."""
import functools
import pathlib
import sys
import tempfile

import h5py
import numpy as np

from support import ROOT, run

program = pathlib.Path(sys.argv[1]).resolve()
folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-keys-"))
COUNT = 400  # without a spin-up: what is compared is all that ever happened
BASE = ["network=null", "pv_plants=null", "heat_plants=null", f"homes.count={COUNT}", "simulation.start=2017-01-09", "simulation.duration=14 d",
        "simulation.spin_up=0 d", "outputs={homes: [power, people_home, people_active]}", "offices.units=[]", "offices.count=4", "offices.total_area=40000 m2",
        "offices.total_employees=2500", *(["evs=null"] if (ROOT / "models" / "ev").is_dir() else [])]
OTHERS = ("district_offices", "district_shops", "district_lighting", "outdoor_temperature", "office_electricity", "shop_electricity", "cabinet_electricity")
OWN = ("home_persons", "home_floor_area", "home_period", "home_heating", "home_hot_water", "home_setpoint", "home_activity", "home_water", "home_tank_volume")


class Pair:
    def __init__(self, key, *sets, base=()):
        self.key = key
        self.a, self.b = read("base", *base), read("other", *base, *sets)  # each kind of base is run once
        for name in OTHERS:
            self.same(name)

    def same(self, *names):
        for name in names:
            x, y = self.a[name], self.b[name]
            assert x.shape == y.shape and x.tobytes() == y.tobytes(), f"{self.key} moves {name}"

    def parameters(self, skip=()):
        """Every parameter of homes that the two do not share, but for those that the key is about."""
        own = [k for k in OWN if k not in skip] + [k for k in self.a if k.startswith("home_own_") and k not in skip]
        self.same(*own)

    def homes(self, names=("home_power",)):
        """Homes in which all of these are the same to the bit."""
        same = np.ones(len(self.a["home"]), bool)
        for name in names:
            x, y = self.a[name], self.b[name]
            same &= (x == y).reshape(len(x), -1).all(axis=1)
        return same

    def same_people(self):
        """Homes whose members are the same: shares of activities and of telework are dealt out over all persons."""
        members = [[[] for _ in self.a["home"]] for _ in "ab"]
        for run_of, found in zip((self.a, self.b), members):
            what = [run_of[f"person_{k}"] for k in ("home", "age", "activity", "work_place", "days_at_home")]
            for home, *who in zip(*what):
                found[home].append(who)
        return np.array([x == y for x, y in zip(*members)])

    def untouched(self, chosen, what):
        moved = chosen & ~self.homes()
        assert chosen.any(), f"{self.key}: there is no home that the key does not concern ({what})"
        assert not moved.any(), f"{self.key}: {moved.sum()} of {chosen.sum()} {what} draw something else"

    def sum(self, name):
        return self.a[name].sum(dtype=float), self.b[name].sum(dtype=float)


@functools.cache
def read(name, *sets):
    path = folder / f"{name}.h5"
    run(program, ROOT / "scenarios/issygrid.yaml", path, "--force", *[x for s in [*BASE, *sets] for x in ("--set", s)])
    with h5py.File(path) as file:
        return {k: v[()] for k, v in file.items() if isinstance(v, h5py.Dataset)}


def workday_hours(data):
    """Person-minutes at home between 9 and 17 h on weekdays; the run begins on a Monday."""
    home = data["home_people_home"].reshape(len(data["home"]), 14, 1440)[:, [d for d in range(14) if d % 7 < 5], 540:1020]
    return home.astype(float).sum(axis=(1, 2)) * 0.01


def telework():
    """More people at home on weekdays; weekends, parameters and homes without somebody who stays at home now keep all they have."""
    p = Pair("telework", "homes.telework=0.30")
    p.parameters()
    more = workday_hours(p.b) - workday_hours(p.a)
    days = p.homes(("home_people_home", "home_people_active"))
    p.untouched(days, "homes with the same presence")
    weekend = p.a["home_people_home"].reshape(COUNT, 14, 1440)[:, [6, 13]], p.b["home_people_home"].reshape(COUNT, 14, 1440)[:, [6, 13]]
    assert np.array_equal(*weekend), "telework moves Sundays"
    per_person = more.sum() / 60 / 10 / p.a["home_persons"].sum()  # hours a person and weekday; 0.27 of working days more
    assert 0.27 * 0.3 * 6 < per_person < 0.27 * 0.75 * 8, f"telework 0.03 to 0.30 brings {per_person:.2f} hours a person and weekday"
    before, after = p.sum("home_electricity")
    assert after > before, "people at home use no more"
    print(f"telework: {days.sum()} of {COUNT} homes as before; {per_person:.2f} h a person and weekday more at home; {100 * (after / before - 1):+.1f} % electricity")


# Larger households own these first (models/home/people.md), so that a share finds other homes when sizes move.
BY_SIZE = [f"home_own_{what}" for what in ("console", "dishwasher", "dryer", "tv_second", "washing_machine")]


def household_sizes():
    p = Pair("household sizes", "homes.persons_per_home=2.1", "homes.household_sizes=[0.39, 0.30, 0.15, 0.115, 0.035, 0.01]")
    assert p.b["home_persons"].sum() == round(2.1 * COUNT) and p.a["home_persons"].sum() == round(2.5 * COUNT), "persons are not met exactly"
    p.same("home_period", "home_heating", "home_hot_water", "home_setpoint", "home_activity", 
           *[k for k in p.a if k.startswith("home_own_") and k not in BY_SIZE])
    kept = p.homes(("home_persons", "home_composition", "home_cars", "home_tariff", *BY_SIZE)) & p.same_people()
    p.untouched(kept & p.homes(("home_subscribed_power",)), "homes of the same size")
    print(f"household sizes: {kept.sum()} of {COUNT} homes keep their size and draw the same; 2.1 persons exactly; {100 * (p.sum('home_electricity')[1] / p.sum('home_electricity')[0] - 1):+.1f} % electricity")


def ownership():
    p = Pair("ownership of dishwashers", "homes.equipment.dishwasher=0.90")
    p.parameters(skip=("home_own_dishwasher",))
    gained = (p.b["home_own_dishwasher"] == 1) & (p.a["home_own_dishwasher"] == 0)
    lost = (p.b["home_own_dishwasher"] == 0) & (p.a["home_own_dishwasher"] == 1)
    share = p.b["home_own_dishwasher"].mean()
    assert not lost.any() and abs(share - 0.90) < 3 * np.sqrt(0.09 / COUNT) + 1e-9, f"{share:.3f} own one, {lost.sum()} lost theirs"
    p.untouched(~gained, "homes that own what they owned")
    p.same("home_people_home", "home_people_active", "home_water_heat", "home_energy_standby")
    wet = (p.b["home_energy_wet"] - p.a["home_energy_wet"])[gained].mean() / 14 * 365 / 1e3
    others = max(abs(p.b[k] - p.a[k])[gained].mean() / 14 * 365 / 1e3 for k in ("home_energy_cooking", "home_energy_screens", "home_energy_other", "home_energy_lighting", "home_energy_cold"))  # the last by the warmth of the room
    assert 100 < wet < 400 and others < 0.1 * wet, f"a dishwasher brings {wet:.0f} kWh a year, and other uses {others:.0f}"
    print(f"ownership: {gained.sum()} homes gain a dishwasher, {wet:.0f} kWh a year each (other uses {others:.1f}); share {share:.3f} of 0.90{'' if share == 0.9 else ', drawn, not met exactly'}")


def days_off():
    p = Pair("days off", "homes.days_off=0.30")
    p.parameters()
    p.untouched(p.homes(("home_people_home", "home_people_active")), "homes with the same presence")
    more = (workday_hours(p.b) - workday_hours(p.a)).sum()
    assert more > 0, "days off leave nobody at home"
    print(f"days off: {p.homes().sum()} of {COUNT} homes as before; {more / 600 / p.a['home_persons'].sum():.2f} h a person and weekday more at home")


def subscribed_power():
    """What never binds moves nothing; what binds keeps homes within it, and those below it as they were."""
    wide = Pair("subscribed power", "homes.defaults.subscribed_power=36", base=["homes.defaults.subscribed_power=24"])
    assert wide.homes().all(), "36 instead of 24 kVA moves homes"
    p = Pair("subscribed power", "homes.defaults.subscribed_power=3", base=["homes.defaults.subscribed_power=24"])
    p.parameters()
    p.same("home_people_home", "home_people_active")
    low, high = p.b["home_highest_power"].max() / 3e3, p.a["home_highest_power"].max() / 3e3
    assert low <= 1.3 < high, f"highest power over 3 kVA: {low:.2f}, without the limit {high:.2f}"
    quiet = p.a["home_highest_power"] < 1500
    if quiet.any():
        p.untouched(quiet, "homes that never come near 3 kVA")
    before, after = p.sum("home_electricity")
    assert after < before, "less power, no less energy"
    print(f"subscribed power: highest minute {low:.2f} of 3 kVA ({high:.2f} without it), {100 * (after / before - 1):+.1f} % electricity")


def powers_by_share():
    """Subscribed powers dealt out by shares: whoever keeps its power keeps all it does."""
    p = Pair("subscribed powers", "homes.subscribed_powers=[0.40, 0.45, 0.15, 0, 0]", base=["homes.subscribed_powers=[0.05, 0.80, 0.15, 0, 0]"])
    p.parameters()
    p.same("home_people_home", "home_people_active")
    kva = p.b["home_subscribed_power"]
    assert [(kva == k).sum() for k in (3, 6, 9, 12, 15)] == [160, 180, 60, 0, 0], "shares of subscribed powers are not met"
    kept = p.homes(("home_subscribed_power",))
    p.untouched(kept, "homes that keep their power")
    low = p.b["home_highest_power"][kva == 3].max() / 3e3
    assert low <= 1.3, f"highest minute {low:.2f} of 3 kVA"
    print(f"subscribed powers: {kept.sum()} homes keep theirs and draw the same; {(~p.homes()).sum()} of {(~kept).sum()} others draw something else")


def person_hours(data):
    return data["home_people_home"].sum(dtype=float) * 0.01 / 60


def summer_leave():
    """In July more homes are away, and who is there on the same days does the same; in January nothing moves."""
    key = "homes.summer_leave=0.90"
    assert Pair("summer leave in January", key).homes(("home_power", "home_people_home", "home_people_active")).all(), "summer leave moves January"
    p = Pair("summer leave", key, base=["simulation.start=2017-07-10"])
    p.parameters()
    p.untouched(p.homes(("home_people_home", "home_people_active")), "homes with the same presence")
    moved = (~p.homes()).mean()
    before, after = person_hours(p.a), person_hours(p.b)
    assert 0 < moved <= 0.20 + 3 * np.sqrt(0.16 / COUNT), f"0.20 of the homes leave more, {moved:.2f} moved"
    assert after < 0.97 * before, f"{before:.0f} person-hours at home, {after:.0f} with more leave"
    print(f"summer leave: {p.homes().sum()} of {COUNT} homes as before in July, all in January; {100 * (after / before - 1):+.1f} % of the hours at home")


def weekends_away():
    """More homes leave on Saturdays, and the days until the first weekend are the same in all homes."""
    p = Pair("weekends away", "homes.weekends_away=0.50")
    p.parameters()
    p.untouched(p.homes(("home_people_home", "home_people_active")), "homes with the same presence")
    week = 5 * 1440  # Monday to Friday
    for name in ("home_power", "home_people_home"):
        assert np.array_equal(p.a[name][:, :week], p.b[name][:, :week]), f"weekends away move {name} on the weekdays before"
    at_home = [data["home_people_home"].reshape(COUNT, 14, 1440)[:, [6, 13], 600:900] for data in (p.a, p.b)]  # Sundays, 10 to 15 h
    away = [(x == 0).all(axis=2).mean() for x in at_home]
    assert 0.30 < away[1] - away[0] < 0.45, f"0.40 more of the weekends are spent away, {away[1] - away[0]:.2f} more of the homes are empty on Sundays"
    assert not ((at_home[0] == 0).all(axis=2) & (at_home[1] > 0).any(axis=2)).any(), "a home that was away is there"
    print(f"weekends away: {p.homes().sum()} of {COUNT} homes as before; empty on Sundays {away[0]:.2f} to {away[1]:.2f}")


TANKS = ["homes.hot_water_share.electric_tank=0.5", "homes.defaults.subscribed_power=36",
         "outputs={homes: [power, people_home, people_active, appliance_power, hot_water_power, heating_power]}"]


def off_peak_tariff():
    """The share of homes on the tariff that have no relay moves none of their watts; where there is a tank the tariff moves the
    hours of its relay and nothing else: off-peak hours of one home, or all homes to the flat rate."""
    p = Pair("off-peak tariff", "homes.off_peak_tariff=0.45", base=TANKS)
    p.parameters()
    assert p.homes(("home_power", "home_people_home", "home_people_active")).all(), "a tariff moves watts of homes without a tank"
    tank = p.a["home_hot_water"] == 1
    assert p.b["home_tariff"][tank].all() and p.b["home_tariff"][~tank].sum() == round(0.45 * (~tank).sum()), "the share is not met"
    q = Pair("flat rate", "homes.defaults.tariff=flat", base=TANKS)
    q.parameters()
    changed = q.a["home_tariff"] != q.b["home_tariff"]
    q.untouched(~changed, "homes that keep their tariff")
    q.untouched(~tank, "homes without a tank")
    q.same("home_people_home", "home_people_active", "home_appliance_power", "home_heating_power")
    drawn = [data["home_water_heat"] + data["home_water_unmet"] for data in (q.a, q.b)]
    assert np.allclose(*drawn, rtol=1e-9), "a tariff moves what people draw"
    hours = [np.roll(data["home_hot_water_power"][tank].reshape(-1, 14, 1440).astype(float).sum(axis=(0, 1)), 120) for data in (q.a, q.b)]
    night = [x[:12 * 60].sum() / x.sum() for x in hours]  # 22 to 10 h, local time in winter
    assert night[0] == 1 and night[1] < 0.75, f"share of the tanks' energy from 22 to 10 h: {night[0]:.2f}, on the flat rate {night[1]:.2f}"
    assert not q.b["home_tariff"].any(), "the flat rate for all is not for all"
    (before, after), (given, more) = q.sum("home_energy_hot_water"), q.sum("home_water_heat")
    short = [data["home_water_unmet"][tank].sum() / data["home_water_heat"][tank].sum() for data in (q.a, q.b)]
    assert short[1] < 0.25 * short[0], f"tanks that may always heat still run short: {short[0]:.3f} and {short[1]:.3f} of the heat"
    assert more - given < after - before < 2.5 * (more - given), f"{after - before:.0f} Wh more for {more - given:.0f} Wh of heat"  # the rest stands in warmer tanks or is lost by them
    print(f"off-peak tariff: moves no home without a tank; {tank.sum()} tanks on the flat rate take {night[1]:.2f} instead of {night[0]:.2f} of their energy at night, {100 * (after / before - 1):+.1f} % since they no longer run short ({short[0]:.3f} to {short[1]:.3f} of the heat)")


def one_more_home():
    """A home that is listed beside the generated ones leaves them alone, and one changed home of three leaves two."""
    p = Pair("a listed home", "homes.units=[{name: mine, persons: 2}]")
    generated = p.b["home"] != b"mine"
    assert generated.sum() == COUNT and p.b["home_power"][generated].tobytes() == p.a["home_power"].tobytes(), "a listed home moves the generated ones"
    print("a listed home: the generated ones draw the same")


def one_of_three():
    listed = lambda activity: f"homes.units=[{{name: a, persons: 1}}, {{name: b, persons: 3, activity: {activity}}}, {{name: c, persons: 4}}]"
    p = Pair("activity of one home", listed(2), base=["homes.count=0", "homes.persons_per_home=0", listed(1)])
    same = p.homes()
    changed = p.a["home"] == b"b"
    assert same[~changed].all() and not same[changed].any(), "activity of one home moves others"
    print("activity of one home: the two others draw the same")


def differences():
    """Homes that differ: the same people on the same days, the same mean, and a spread between homes of one size as the page of
    the model has it; a difference of one use moves the homes that have it and no other."""
    p = Pair("differences", "homes.differences.strength=0")
    p.parameters(skip=("home_activity",))
    p.same("home_people_home", "home_people_active")
    before, after = p.sum("home_electricity")
    assert abs(after / before - 1) < 0.04, f"homes that are alike use {after / before:.3f} of what homes that differ use"
    inside = []
    for data in (p.b, p.a):
        log = np.log(data["home_electricity"])
        inside.append(np.sqrt(np.mean([log[data["home_persons"] == k].var() for k in (1, 2, 3, 4)])))
    assert inside[0] < 0.20 and 0.28 < inside[1] < 0.42, f"sd of the logarithm in homes of one size {inside[0]:.2f}, with differences {inside[1]:.2f}"
    wet = Pair("differences of washing", "homes.differences.wet=0")
    wet.same("home_activity", "home_people_home", "home_people_active", "home_energy_standby", "home_subscribed_power")
    wet.untouched(~(wet.a["home_own_washing_machine"] | wet.a["home_own_dishwasher"]).astype(bool), "homes that wash nothing")
    kettle = Pair("differences of kettles", "homes.differences.kettle_power=0")
    kettle.untouched(~kettle.a["home_own_kettle"].astype(bool), "homes without a kettle")
    cooking = kettle.sum("home_energy_cooking")
    assert abs(cooking[1] / cooking[0] - 1) < 0.02, f"kettles of one power: {cooking[1] / cooking[0]:.3f} of the energy of cooking"
    print(f"differences: {100 * (before / after - 1):+.1f} % electricity, sd of the logarithm in homes of one size {inside[0]:.2f} to {inside[1]:.2f}; kettles of one power {100 * (cooking[1] / cooking[0] - 1):+.1f} % of cooking")


def activity_of_one_home():
    """A listed home that uses more draws more, and the generated ones are as they were."""
    listed = lambda more: f"homes.units=[{{name: mine, persons: 2, activity: 1, factor_wet: {more}}}]"
    p = Pair("a home that washes more", listed(2), base=[listed(1)])
    mine = p.a["home"] == b"mine"
    p.untouched(~mine, "the generated homes")
    assert not p.homes()[mine].any(), "a home that washes more draws the same"
    print("a listed home that washes more: the generated ones draw the same")


# --- electric vehicles -----------------------------------------------------------------------------------

CARS = {"homes": COUNT, "ev_share": 0.2}


@functools.cache
def read_cars(*evs):
    """The base with electric cars of its homes: settings of evs that differ from CARS."""
    text = ", ".join(f"{k}: {v}" for k, v in {**CARS, **dict(evs)}.items())
    path = folder / "cars.h5"
    run(program, ROOT / "scenarios/issygrid.yaml", path, "--force", *[x for s in [*[s for s in BASE if s != "evs=null"], "evs=null", f"evs={{{text}}}", "outputs={homes: [power], evs: [power]}"] for x in ("--set", s)])
    with h5py.File(path) as file:
        return {k: v[()] for k, v in file.items() if isinstance(v, h5py.Dataset)}


def cars_pair(key, **evs):
    """Runs with and without a change of evs: no home, office or shop moves by a bit, and homes are those of a run without cars."""
    a, b = read_cars(), read_cars(*evs.items())
    homes = [k for k in a if k.startswith(("home_", "person_"))]
    for name in (*OTHERS, "district_homes", *homes):
        assert a[name].tobytes() == b[name].tobytes(), f"{key} moves {name}"
    assert a["home_power"].tobytes() == read("base")["home_power"].tobytes(), "electric cars move homes"
    return a, b


def same_points(key, a, b, *names, but=()):
    """The same points with the same cars and households."""
    own = [n for n in ("ev", "ev_place", "ev_cars", "ev_sockets", "ev_home", "ev_hybrid", "ev_battery", "ev_power_limit", "ev_start", "ev_annual_distance", *names) if n not in but]
    for name in own:
        assert a[name].tolist() == b[name].tolist(), f"{key} moves {name}"


def ev_share():
    a, b = cars_pair("evs.ev_share", ev_share=0.05)
    with_car = 0.659
    for data, share in ((a, 0.2), (b, 0.05)):
        assert data["ev_cars"].sum() == round(COUNT * with_car * share), "cars are not met exactly"
        assert data["kpi_ev_cars_of_homes"] == data["ev_cars"].sum(), "cars without a household"
    print(f"evs.ev_share: {a['ev_cars'].sum()} and {b['ev_cars'].sum()} cars; no home, office or shop moves")


def charge_at():
    a, b = cars_pair("evs.charge_at", charge_at="{home: 0.8, work: 0.1, street: 0.1, outside: 0}")
    for data, shares in ((a, (0.54, 0.16, 0.26, 0.04)), (b, (0.8, 0.1, 0.1, 0.0))):
        cars = [data["ev_cars"][data["ev_place"] == p].sum() for p in range(4)]
        assert all(abs(n - s * sum(cars)) < 1 for n, s in zip(cars, shares)), f"places {cars} for {shares}"
    print(f"evs.charge_at: {cars} cars at home, at work, on the street, outside; no home, office or shop moves")


def home_powers():
    a, b = cars_pair("evs.home_powers", home_powers="[11]", home_power_shares="[1]")
    same_points("evs.home_powers", a, b, "ev_distance", but=("ev_power_limit",))
    home = a["ev_place"] == 0
    assert (b["ev_power_limit"][home] == 11000).all() and a["ev_power"][~home].tobytes() == b["ev_power"][~home].tobytes(), "other points than those of homes move"
    print(f"evs.home_powers: {home.sum()} points at homes change, {(~home).sum()} others and all trips stay")


def annual_distance():
    a, b = cars_pair("evs.annual_distance", annual_distance="8030 km")
    same_points("evs.annual_distance", a, b, but=("ev_annual_distance",))
    weights = a["ev_cars"] / a["ev_cars"].sum()
    means = [(d["ev_annual_distance"] * weights).sum() for d in (a, b)]
    assert np.allclose(means, (16060, 8030), rtol=1e-6), means
    ratio = b["ev_distance"].sum() / a["ev_distance"].sum()
    assert abs(ratio - 0.5) < 0.05, ratio
    print(f"evs.annual_distance: half of it drives {ratio:.3f} of the distance; points, batteries and households stay")


def off_peak_share():
    a, b = cars_pair("evs.off_peak_share", off_peak_share=0.8)
    same_points("evs.off_peak_share", a, b, "ev_distance", but=("ev_start",))
    moved = a["ev_start"] != b["ev_start"]
    timers = (a["ev_place"] == 0) & (a["ev_hybrid"] == 0)
    assert (b["ev_start"] == 1).sum() == round(0.8 * timers.sum()) and not moved[~timers].any() and (b["ev_start"] >= a["ev_start"]).all(), "off-peak starts"
    assert a["ev_power"][~moved].tobytes() == b["ev_power"][~moved].tobytes(), "points that start as before draw something else"
    print(f"evs.off_peak_share: {moved.sum()} of {timers.sum()} points wait now, the others draw the same")


if __name__ == "__main__":
    for test in (telework, household_sizes, ownership, days_off, summer_leave, weekends_away, subscribed_power, powers_by_share, off_peak_tariff, one_more_home, one_of_three, differences, activity_of_one_home,
                 ev_share, charge_at, home_powers, annual_distance, off_peak_share):
        test()
