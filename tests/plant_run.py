# SPDX-License-Identifier: GPL-3.0-or-later
"""Heat plants in a whole run: what customers take is what plants deliver; carbon is
counted once; electricity is the plant's and reaches balance and network; plants can share; wrong shares are refused."""
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

from support import run

program = sys.argv[1]
folder = pathlib.Path(tempfile.mkdtemp(prefix="issygrid-plant-"))
failed = 0

SCENARIO = """
simulation: {start: 2017-01-09, duration: 7 d, spin_up: 2 d, seed: 3}
carbon: {electricity: 53 g/kWh, gas: 227 g/kWh, district_heat: 109 g/kWh}
homes: {count: 100, heating_share: {gas: 0.2, district_heat: 0.8, heat_pump: 0, electric: 0}}
offices:
  count: 3
  total_area: 9000 m2
  total_employees: 500
  heating_shares: [0, 1, 0, 0]
shops:
  units: [{name: school, kind: school, floor_area: 2000 m2, heating: district_heat}]
heat_plants:
  units: [{name: one, pipes: {length: 500 m}}]
outputs: {homes: all, offices: all, shops: all, heat_plants: all}
"""


def expect(what, good):
    global failed
    print(("ok   " if good else "FAIL ") + what, flush=True)
    failed += not good


def near(a, b, relative):
    return abs(a - b) <= relative * max(abs(a), abs(b))


def result(name, *options, text=SCENARIO):
    path = folder / f"{name}.yaml"
    path.write_text(text)
    output = folder / f"{name}.h5"
    run(program, path, output, "--force", *options)
    with h5py.File(output) as file:
        kpis = {k[4:]: float(file[k][()]) for k in file if k.startswith("kpi_")}
        series = {k: file[k][:].astype(float) for k in file if k.startswith(("plant_", "district_")) and file[k].dtype.kind in "if"}
        series |= {k: file[k][:].astype(float) for k in file if k.endswith(("district_heat_power", "district_water_power"))}
    return kpis, series


kpis, series = result("one")
bought = sum(kpis[f"{part}_district_heat"] for part in ("homes", "offices", "shops"))
expect(f"heat delivered = heat bought by homes, offices and shops ({bought:.0f} kWh)", near(kpis["heat_plants_heat"], bought, 1e-7) and bought > 1000)  # draws are whole joules
taken = sum(series[f"{unit}_district_heat_power"].sum(axis=0) for unit in ("home", "office", "shop"))
asked = series["plant_heat_demand"][0]
expect("at every step, but for the rounding of what is stored", np.abs(taken - asked).max() <= 0.5 * (100 + 3 + 1 + 1))
water = series["home_district_water_power"]
expect("hot water is a part of a home's heat", (water <= series["home_district_heat_power"] + 1).all() and water.sum() > 0)
expect(f"heat made = delivered + lost + stored ({kpis['heat_plants_balance_residual']:.1e})", kpis["heat_plants_balance_residual"] < 1e-9)
parts = sum(kpis[f"heat_plants_electricity_{use}"] for use in ("heat_pumps", "wells", "pumps", "other"))
expect("electricity of its uses = its part of the district", near(parts, kpis["heat_plants_energy"], 1e-9))
expect("the balance has it", kpis["audit_balance_residual"] < 1e-9 and kpis["audit_step_residual"] < 1e-9)
expect("the import is the sum of the parts", np.allclose(series["district_import"], sum(v for k, v in series.items() if k.startswith("district_") and k != "district_import"), atol=4))
expect(f"seasonal COP {kpis['heat_plants_seasonal_cop']:.2f} between those of rooms and taps", 3.3 < kpis["heat_plants_seasonal_cop"] < 6)

carbon = kpis["homes_energy"] * 0.053 + kpis["homes_gas"] * 0.227
expect("homes answer for electricity and gas only", near(kpis["homes_carbon"], carbon, 1e-9))
carbon = kpis["heat_plants_energy"] * 0.053 + kpis["heat_plants_gas"] * 0.227
expect("the plant answers for its electricity and gas", near(kpis["heat_plants_carbon"], carbon, 1e-9))
without, _ = result("without", "--set", "heat_plants=null", "--set", "outputs.heat_plants=null")
carbon = without["homes_energy"] * 0.053 + without["homes_gas"] * 0.227 + without["homes_district_heat"] * 0.109
expect("without a plant homes answer for the heat they buy", near(without["homes_carbon"], carbon, 1e-9))
expect("and take the same heat and electricity", without["homes_district_heat"] == kpis["homes_district_heat"] and without["homes_energy"] == kpis["homes_energy"])
some, _ = result("some", "--set", "heat_plants.defaults.serves.offices=false")
expect("customers that it does not serve buy outside", near(some["offices_carbon"] - kpis["offices_carbon"], kpis["offices_district_heat"] * 0.109, 1e-6))
expect("and it delivers so much less", near(some["heat_plants_heat"], kpis["heat_plants_heat"] - kpis["offices_district_heat"], 1e-9))

idle, _ = result("idle", "--set", "heat_plants.defaults.serves={homes: false, offices: false, shops: false}")
expect("without customers it draws nothing and buys nothing", idle["heat_plants_energy"] == 0 and idle["heat_plants_gas"] == 0)
two, _ = result("two", "--set", "heat_plants.units=[{name: one, share: 0.25}, {name: two}]")
expect("two plants share", near(two["heat_plants_heat"], kpis["heat_plants_heat"], 1e-9))
coarse, _ = result("coarse", "--set", "simulation.step=10 min")
expect(f"steps of 10 min and 1 min agree: gas share {coarse['heat_plants_gas_share']:.3f} and {kpis['heat_plants_gas_share']:.3f}, COP "
       f"{coarse['heat_plants_seasonal_cop']:.3f} and {kpis['heat_plants_seasonal_cop']:.3f}",
       abs(coarse["heat_plants_gas_share"] - kpis["heat_plants_gas_share"]) < 0.02 and near(coarse["heat_plants_seasonal_cop"], kpis["heat_plants_seasonal_cop"], 0.01))
net, _ = result("net", "--set", "network={homes_per_substation: 40}")
expect("a network carries it", near(net["heat_plants_energy"], kpis["heat_plants_energy"], 1e-6) and net["audit_kirchhoff"] < 1e-12 and net["losses_energy"] > 0)

for options, message in ((["heat_plants.units=[{name: one, share: 0.5}]"], "shares that add up to 0.5"),
                         (["heat_plants.defaults.well.reinjection=30 degC"], "30 degC is not below well.temperature, 28 degC")):
    done = run(program, folder / "one.yaml", folder / "bad.h5", *[x for o in options for x in ("--set", o)], check=False)
    expect(f"refused: {message}", done.returncode == 2 and message in done.stderr)
subprocess.run(["rm", "-rf", str(folder)], check=False)
sys.exit(1 if failed else 0)
