/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Electric vehicles: charging points and the cars that charge there.
 *
 * A unit is a charging point with its sockets: at a home, at work, on the street, or none (cars that charge outside of
 * the district only). Each car that charges there lives its days (ev_day.c), takes what it drives from its battery
 *
 *   need = km (140 + 0.9 kWh of battery) weather(T)                                   W h
 *
 * plugs in with a probability that rises as the battery empties, and charges from its second on:
 *
 *   P(battery) = min(P(charger), (size - energy) / tau);   P(drawn) = (P(battery) + fixed) / (1 - loss)
 *
 * What a battery cannot give is counted: outside charging, or fuel of hybrids. Equations, sources and validation:
 * ev.md. Control of charging will come through a port; there is none yet. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/ev/ev.h"

#define SETTING(member) .role = IG_SETTING, .offset = offsetof(ig_ev_spec, member)
#define SHARE(member) SETTING(member), .type = IG_F64, .unit = "1", .min = 0, .max = 1
#define LIST(member) SETTING(member), .type = IG_LIST
#define PARAM(member) .role = IG_PARAM, .offset = offsetof(ig_ev_data, member)
#define NUMBER(member) PARAM(member), .type = IG_F64
#define STATIC(member) .role = IG_STATIC, .type = IG_F64, .offset = offsetof(ig_ev_data, member)
#define STATE(name_, member, type_, width_, text)                                              \
  {                                                                                            \
    .name = name_, .unit = "1", .role = IG_STATE, .type = type_, .width = width_, .doc = text, \
    .offset = offsetof(ig_ev_data, member)                                                     \
  }
#define TOTAL(member) .role = IG_TOTAL, .type = IG_F64, .offset = offsetof(ig_ev_data, member)
#define SERIES(member) .role = IG_SERIES, .type = IG_F64, .offset = offsetof(ig_ev_data, member)

#define BVA "Enedis/BVA 2020, 804 drivers"
#define EVMODEL "EVModel (Gonzalez Venegas), 2021"
#define RAMP "RAMP-mobility, cars of France"

/* clang-format off */
static const ig_field fields[] = {
    {.name = "cars", .unit = "1", SETTING(cars), .type = IG_I32, .dflt = 0, .min = 0, .max = 1e6, .evidence = 'D',
     .doc = "Cars to generate beside those of listed points; 0: by homes, with_car and ev_share.", .source = "the scenario decides"},
    {.name = "homes", .unit = "1", SETTING(homes), .type = IG_I32, .dflt = 0, .min = 0, .max = 1e6, .evidence = 'D',
     .doc = "Homes whose cars are generated: homes x with_car x ev_share, rounded.", .source = "the scenario decides"},
    {.name = "with_car", SHARE(with_car), .dflt = 0.659, .evidence = 'A',
     .doc = "Homes with a car.", .source = "INSEE 2015, Hauts-de-Seine (pro.largus.fr)"},
    {.name = "ev_share", SHARE(ev_share), .dflt = 0.0036, .evidence = 'C',
     .doc = "Electric and plug-in hybrid cars over all cars, one counted for each home with a car.",
     .source = "end of 2017, derived: 92,000 electric cars registered in France since 2011, 25,000 hybrids, of 32.5 million (ev.md)"},
    {.name = "charge_at.home", SHARE(place[IG_EV_HOME]), .dflt = 0.54, .evidence = 'A',
     .doc = "Cars that charge at home; the four shares add up to 1 and are met exactly.", .source = BVA ": in flats 54 % (houses 89 %)"},
    {.name = "charge_at.work", SHARE(place[IG_EV_WORK]), .dflt = 0.16, .evidence = 'A',
     .doc = "Cars that charge at work, in the district: as many commute in as out.", .source = BVA ", in flats; the exchange is D"},
    {.name = "charge_at.street", SHARE(place[IG_EV_STREET]), .dflt = 0.26, .evidence = 'A',
     .doc = "Cars that charge at public points of the district.", .source = BVA ", in flats"},
    {.name = "charge_at.outside", SHARE(place[IG_EV_OUTSIDE]), .dflt = 0.04, .evidence = 'D',
     .doc = "Cars that charge outside of the district only.", .source = "the rest"},
    {.name = "off_peak_share", SHARE(off_peak_share), .dflt = 0.32, .evidence = 'A',
     .doc = "Generated points at homes of electric cars (no hybrids) that charge within the off-peak hours (the car's or the point's timer); met exactly, and by homes with that tariff as far as there are such.",
     .source = "Enedis 2024, 1,000 owners: 32 % say that they steer their charging (quechoisir.org, 2024-09); 0: uncontrolled"},
    {.name = "hybrid_share", SHARE(hybrid_share), .dflt = 0.28, .evidence = 'A',
     .doc = "Plug-in hybrids among the cars.", .source = BVA},
    {.name = "commuter_share", SHARE(commuter_share), .dflt = 0.65, .evidence = 'D',
     .doc = "Cars that go to work on workdays; those that charge at work are among them.", .source = "assumption; " BVA ": 94 % are used for everyday ways, to work among them"},
    {.name = "long_trips_share", SHARE(long_trips_share), .dflt = 0.52, .evidence = 'A',
     .doc = "Cars taken along when the household goes away.", .source = BVA ": 52 % also for weekends and holidays"},
    {.name = "hybrid_daily_share", SHARE(hybrid_daily_share), .dflt = 0.67, .evidence = 'A',
     .doc = "Hybrids plugged in whenever they return.", .source = "Enedis 2019: 67 % charge daily"},
    {.name = "battery_sizes", .unit = "kW h", LIST(battery_kWh), .dflt_text = "37, 60, 100", .min = 5, .max = 300, .evidence = 'B',
     .doc = "Classes of usable battery capacity of electric cars, 1 to 4.", .source = RAMP},
    {.name = "battery_shares", .unit = "1", LIST(battery_share), .dflt_text = "0.30, 0.63, 0.07", .min = 0, .max = 1, .evidence = 'B',
     .doc = "Share of each class, met exactly.", .source = RAMP},
    {.name = "hybrid_battery_sizes", .unit = "kW h", LIST(hybrid_battery_kWh), .dflt_text = "9, 12", .min = 2, .max = 100, .evidence = 'D',
     .doc = "Classes of usable battery capacity of plug-in hybrids, 1 to 4.", .source = "from memory, to be checked"},
    {.name = "hybrid_battery_shares", .unit = "1", LIST(hybrid_battery_share), .dflt_text = "0.5, 0.5", .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of each class, met exactly.", .source = "assumption"},
    {.name = "home_powers", .unit = "kW", LIST(home_power_kW), .dflt_text = "2.3, 3.7, 7.4, 11", .min = 1.4, .max = 22.1, .evidence = 'C',
     .doc = "Classes of power of a home's point, 1 to 4: domestic socket, 16 A, 32 A, three phases of 16 A.", .source = "IEC 61851-1; domestic sockets from memory"},
    {.name = "home_power_shares", .unit = "1", LIST(home_power_share), .dflt_text = "0.58, 0.12, 0.26, 0.04", .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of each class, met exactly.", .source = "Enedis 2019: 58 % use a domestic socket (A); the others are an assumption"},
    {.name = "work_power", .unit = "W", SETTING(work_W), .type = IG_F64, .dflt = 7400, .min = 1400, .max = 22100, .evidence = 'D',
     .doc = "Power of a socket at work.", .source = "usual points, from memory"},
    {.name = "street_power", .unit = "W", SETTING(street_W), .type = IG_F64, .dflt = 7400, .min = 1400, .max = 22100, .evidence = 'D',
     .doc = "Power of a socket on the street.", .source = "usual points, from memory"},
    {.name = "station_sockets", .unit = "1", SETTING(station_sockets), .type = IG_I32, .dflt = 2, .min = 1, .max = 8, .evidence = 'D',
     .doc = "Sockets of a generated station at work or on the street.", .source = "usual double post"},
    {.name = "cars_per_socket.work", .unit = "1", SETTING(work_cars_per_socket), .type = IG_I32, .dflt = 2, .min = 1, .max = 8, .evidence = 'D',
     .doc = "Cars that share a socket at work; times station_sockets at most 8.", .source = "assumption"},
    {.name = "cars_per_socket.street", .unit = "1", SETTING(street_cars_per_socket), .type = IG_I32, .dflt = 3, .min = 1, .max = 8, .evidence = 'D',
     .doc = "Cars that share a socket on the street; times station_sockets at most 8.", .source = "assumption"},

    {.name = "annual_distance", .unit = "km", SETTING(annual_km), .type = IG_F64, .dflt = 16060, .min = 0, .max = 200000, .evidence = 'A',
     .doc = "Everyday driving of a car, mean; the cars' own distances have exactly this mean. Journeys come on top.", .source = BVA ": 44 km a day"},
    {.name = "distance_spread", .unit = "1", SETTING(distance_sd), .type = IG_F64, .dflt = 0.36, .min = 0, .max = 1.5, .evidence = 'C',
     .doc = "Spread between first cars, and between second cars: standard deviation of the logarithm.",
     .source = "with that between the two and tour_spread 0.83; " EVMODEL ": 0.736"},
    {.name = "tour_spread", .unit = "1", SETTING(tour_sd), .type = IG_F64, .dflt = 0.426, .min = 0, .max = 1.5, .evidence = 'C',
     .doc = "Spread between tours of a car: standard deviation of the logarithm.", .source = "as above; the split is D"},
    {.name = "second_share", SHARE(second_share), .dflt = 0.35, .evidence = 'A',
     .doc = "Electric cars (no hybrids) that are not their household's first car by kilometres; met exactly.", .source = BVA ": 65 % are the first"},
    {.name = "second_distance", .unit = "1", SETTING(second_ratio), .type = IG_F64, .dflt = 0.24, .min = 0.01, .max = 1, .evidence = 'D',
     .doc = "Everyday driving of these over that of the others; the mean of all stays annual_distance.",
     .source = "fitted with plug_in.exponent and spread: 55 % of drivers charge once or twice a week and 16 % less (" BVA ")"},
    {.name = "weekend_distance", .unit = "km", SETTING(weekend_km), .type = IG_F64, .dflt = 120, .min = 0, .max = 5000, .evidence = 'D',
     .doc = "One way of a journey of a weekend, mean; only cars that belong to a home make them.", .source = "assumption"},
    {.name = "journey_distance", .unit = "km", SETTING(long_trip_km), .type = IG_F64, .dflt = 350, .min = 0, .max = 5000, .evidence = 'D',
     .doc = "One way of a journey in the holidays, mean.", .source = "assumption"},
    {.name = "leave_share", SHARE(leave_share), .dflt = 0.06, .evidence = 'D',
     .doc = "Commuters on leave on a workday beside absences; twice this in school holidays, else 0.6 of it.", .source = "assumption, as in the home model"},
    {.name = "telework_share", SHARE(telework_share), .dflt = 0.1, .evidence = 'D',
     .doc = "Workdays on which a commuter stays at home.", .source = "assumption; Ile-de-France 2023: 20 % of worked time of all"},

    {.name = "plug_in.exponent", .unit = "1", SETTING(plug_in_exponent), .type = IG_F64, .dflt = 0.12, .min = 0, .max = 100, .evidence = 'C',
     .doc = "How readily a driver plugs in above the need: probability 1 - ((soc - need) / (1 - need))^exponent; median of drivers.",
     .source = "fitted: 55 % of drivers of electric cars charge once or twice a week (" BVA "), 59 % below 40 % (Enedis 2022); " EVMODEL " has 1.31 for Electric Nation"},
    {.name = "plug_in.spread", .unit = "1", SETTING(plug_in_sd), .type = IG_F64, .dflt = 1.5, .min = 0, .max = 3, .evidence = 'C',
     .doc = "Spread of the exponent between drivers: standard deviation of the logarithm.", .source = "fitted with the exponent; EVModel has one exponent for all"},
    {.name = "plug_in.range_factor", .unit = "1", SETTING(range_factor), .type = IG_F64, .dflt = 1.5, .min = 0, .max = 10, .evidence = 'B',
     .doc = "The need: so many times the energy of the car's mean day; below it a driver always plugs in.", .source = EVMODEL},
    {.name = "plug_in.least_soc", SHARE(least_soc), .dflt = 0.2, .evidence = 'B',
     .doc = "And at least this state of charge.", .source = EVMODEL},
    {.name = "reserve", SHARE(reserve), .dflt = 0.1, .evidence = 'D',
     .doc = "State of charge that an electric car keeps on the road; below it charges outside.", .source = "assumption"},
    {.name = "weather.cold", .unit = "K-1", SETTING(cold_per_K), .type = IG_F64, .dflt = 0.014, .min = 0, .max = 0.1, .evidence = 'B',
     .doc = "More consumption for each kelvin below 21.5 degC.",
     .source = "Nissan Leaf at -7 against 22 degC, Argonne: +40 % on the road, +100 % in town, +25 % fast (anandtech.com); 21.5 degC: Geotab, 4,200 cars"},
    {.name = "weather.hot", .unit = "K-1", SETTING(hot_per_K), .type = IG_F64, .dflt = 0.01, .min = 0, .max = 0.1, .evidence = 'D',
     .doc = "More consumption for each kelvin above 24 degC.", .source = "assumption: cooling takes less than heating"},
    {.name = "charger.loss", SHARE(charger_loss), .dflt = 0.07, .evidence = 'B',
     .doc = "Share of what is drawn that the charger loses.", .source = "ADAC 2022: 9 to 10 % lost at 11 kW, 14 to 24 % at 2.3 kW, with charger.fixed"},
    {.name = "charger.fixed", .unit = "W", SETTING(charger_W), .type = IG_F64, .dflt = 250, .min = 0, .max = 1000, .evidence = 'B',
     .doc = "Power of the car's controls while it charges.", .source = "ADAC 2022, from the same two losses"},
    {.name = "taper.rate", .unit = "h-1", SETTING(rate_at_80), .type = IG_F64, .dflt = 0.5, .min = 0.05, .max = 5, .evidence = 'D',
     .doc = "Power over capacity that a battery takes at 80 %; from there it falls in proportion to what is missing.",
     .source = "two stages as in ACN-Sim; the rate is an assumption"},
    {.name = "taper.end", .unit = "h-1", SETTING(rate_at_end), .type = IG_F64, .dflt = 0.02, .min = 0.001, .max = 0.2, .evidence = 'D',
     .doc = "Power over capacity at which charging ends.", .source = "assumption"},

    {.name = "home", .unit = "1", PARAM(home), .type = IG_STRING, .drawn = true, .evidence = 'D',
     .doc = "Home to whose household the point's cars belong: they follow its people. Listed points: left out, none; generated ones: dealt out (ev.md).",
     .source = "the scenario decides"},
    {.name = "place", .unit = "1", PARAM(place), .type = IG_ENUM, .choices = "home|work|street|outside", .dflt = IG_EV_HOME, .min = 0,
     .max = IG_EV_OUTSIDE, .evidence = 'D', .doc = "Where the point stands; outside: nowhere in the district.", .source = "the scenario decides"},
    {.name = "cars", .unit = "1", PARAM(cars), .type = IG_I32, .dflt = 1, .min = 0, .max = IG_EV_CARS, .evidence = 'D',
     .doc = "Cars that charge there.", .source = "the scenario decides"},
    {.name = "sockets", .unit = "1", PARAM(sockets), .type = IG_I32, .dflt = 1, .min = 0, .max = 64, .evidence = 'D',
     .doc = "Sockets of the point; a car that finds none is counted as turned away.", .source = "the scenario decides"},
    {.name = "power_limit", .unit = "W", NUMBER(power_most_W), .dflt = 7400, .min = 1400, .max = 22100, .drawn = true, .evidence = 'D',
     .doc = "Power of a socket; left out: by place. Up to 7.4 kW single-phase. A car takes at most 3.7 (hybrid), 7.4 or, on three phases, 11 kW.",
     .source = "by home_powers, work_power, street_power"},
    {.name = "start", .unit = "1", PARAM(start), .type = IG_ENUM, .choices = "at_once|off_peak", .dflt = IG_EV_AT_ONCE, .min = 0, .max = IG_EV_OFF_PEAK,
     .evidence = 'D', .doc = "When a plugged car charges: at once, or (at homes only) within the off-peak hours.", .source = "uncontrolled, as the surveys and trials compared"},
    {.name = "off_peak.begin", .unit = "h", NUMBER(off_peak_h), .dflt = 22, .min = 0, .max = 24, .drawn = true, .evidence = 'D',
     .doc = "Local clock time when off-peak hours begin; left out: drawn from 22 h to 1.5 h.", .source = "windows differ by client, from memory"},
    {.name = "off_peak.duration", .unit = "h", NUMBER(off_peak_hours), .dflt = 8, .min = 1, .max = 23, .evidence = 'C',
     .doc = "How long they last.", .source = "French tariff, 8 h a day"},
    {.name = "hybrid", .unit = "1", PARAM(hybrid), .type = IG_BOOL, .dflt = 0, .min = 0, .max = 1, .drawn = true, .evidence = 'D',
     .doc = "The point's cars are plug-in hybrids; left out: by hybrid_share.", .source = "by hybrid_share"},
    {.name = "battery", .unit = "kW h", NUMBER(battery_kWh), .dflt = 50, .min = 2, .max = 300, .drawn = true, .evidence = 'D',
     .doc = "Usable battery capacity of a car; left out: by battery_sizes.", .source = "by battery_sizes"},
    {.name = "annual_distance", .unit = "km", NUMBER(annual_km), .dflt = 16060, .min = 0, .max = 200000, .drawn = true, .evidence = 'D',
     .doc = "Everyday driving of a car of the point; left out: dealt out about the setting.", .source = "by annual_distance"},
    {.name = "standby_power", .unit = "W", NUMBER(standby_W), .dflt = 3, .min = 0, .max = 100, .evidence = 'D',
     .doc = "Draw of a socket at all times.", .source = "wall boxes take 2 to 5 W, from memory"},
    {.name = "power_factor", .unit = "1", NUMBER(power_factor), .dflt = 0.99, .min = 0.8, .max = 1, .evidence = 'D',
     .doc = "Active over apparent power while charging (inductive).", .source = "chargers with power factor correction, from memory"},

    {.name = "capacity", .unit = "kW h", STATIC(capacity_kWh), .doc = "Battery capacity of all cars of the point."},
    {.name = "subscribed_power", .unit = "kVA", STATIC(subscribed_kVA),
     .doc = "Apparent power of all sockets, by which a generated network lays out its connection."},
    {.name = "tan_phi", .unit = "1", STATIC(tan_phi), .doc = "Reactive over active power."},
    {.name = "idle_power", .unit = "W", STATIC(idle_W), .doc = "Draw of all sockets at all times."},
    {.name = "phases", .unit = "1", STATIC(phases), .doc = "Phases of the point's connection: 1 up to 12 kVA with sockets up to 7.4 kW, else 3."},

    STATE("energy_state", energy_Wh, IG_F64, IG_EV_CARS, "Energy in each car's battery, W h, when it began to charge or last stood."),
    STATE("pending_distance", pending_km, IG_F64, IG_EV_CARS, "Distance driven since a car last left work, km."),
    STATE("tour_distance", tour_km, IG_F64, IG_EV_CARS * 2, "Distances of the day's tours, km."),
    STATE("leave_temperature", leave_degC, IG_F64, IG_EV_CARS, "Outdoor temperature when a car left, degC."),
    STATE("owed_tours", owed, IG_F64, IG_EV_CARS, "Weight of tours that a car is owed."),
    STATE("charge", charge, IG_I32, IG_EV_CARS, "0 away, 1 parked, 2 waits, 3 charges, 4 full."),
    STATE("stage", stage, IG_I32, IG_EV_CARS, "The pending stage of a car's day."),
    STATE("times", times_s, IG_I32, IG_EV_CARS * IG_EV_STAGES, "Stages of the day, s since 4 h; -1: none."),
    STATE("since", since_s, IG_I64, IG_EV_CARS, "When a charging car began, UTC s."),
    STATE("switch", switch_s, IG_I64, IG_EV_CARS, "When charging next begins or ends, UTC s."),
    STATE("next", next_s, IG_I64, IG_EV_CARS, "When the pending stage is due, UTC s."),
    STATE("day", day, IG_I64, IG_EV_CARS, "The local day planned last."),
    STATE("day_begin", day_begin_s, IG_I64, IG_EV_CARS, "Its 4 h, UTC s."),
    STATE("away_from", away_from, IG_I64, IG_EV_CARS, "First local day of the present or next absence."),
    STATE("away_to", away_to, IG_I64, IG_EV_CARS, "Its last day."),
    STATE("car_sessions", car_sessions, IG_F64, IG_EV_CARS, "Sessions of each car in recorded time."),
    STATE("car_sessions_below_20", car_low[0], IG_F64, IG_EV_CARS, "Those of them that began with the battery below 20 %."),
    STATE("car_sessions_below_40", car_low[1], IG_F64, IG_EV_CARS, "And below 40 %."),
    STATE("car_distance", car_km, IG_F64, IG_EV_CARS, "Distance of each car in recorded time, km."),
    STATE("car_own", car_own_Wh, IG_F64, IG_EV_CARS, "What each car drew at the point in recorded time, W h."),
    STATE("car_outside", car_outside_Wh, IG_F64, IG_EV_CARS, "What each car got outside in recorded time, W h."),
    STATE("first_energy", first_Wh, IG_F64, IG_EV_CARS, "Energy in each battery when recording began, W h."),
    STATE("weekday_energy", slot_Wh, IG_F64, IG_EV_SLOTS, "Energy charged on workdays by half-hour of the local day, W h."),
    STATE("due", due_s, IG_I64, 0, "When a car of the point next has an event, UTC s."),
    STATE("charging", charging, IG_I32, 0, "Cars that charge."),
    STATE("plugged_state", plugged_now, IG_F64, 0, "Cars plugged in."),
    STATE("soc_state", soc_now, IG_F64, 0, "State of charge when all cars stand still."),
    STATE("weekday_time", slot_s, IG_I64, 0, "Recorded time on workdays, s."),

    {.name = "sessions", .unit = "1", TOTAL(sessions), .doc = "Times a car was plugged in to charge."},
    {.name = "distance", .unit = "km", TOTAL(km), .doc = "Distance driven by the point's cars, up to their last arrival."},
    {.name = "driven_energy", .unit = "W h", TOTAL(driven_Wh), .doc = "Energy taken from batteries to drive."},
    {.name = "charged_energy", .unit = "W h", TOTAL(charged_Wh), .doc = "Energy put into batteries at the point."},
    {.name = "outside_energy", .unit = "W h", TOTAL(outside_Wh), .doc = "Energy put into batteries outside of the district."},
    {.name = "outside_sessions", .unit = "1", TOTAL(outside_sessions), .doc = "Times a car charged outside, each up to 70 % of its battery."},
    {.name = "fuel_distance", .unit = "km", TOTAL(fuel_km), .doc = "Distance that hybrids drove on fuel."},
    {.name = "turned_away", .unit = "1", TOTAL(turned_away), .doc = "Times a driver wanted to plug in and no socket was free."},
    {.name = "events", .unit = "1", TOTAL(events), .doc = "Events of the point's cars."},
    {.name = "audit_event_energy", .unit = "W h", TOTAL(audit_event_Wh), .doc = "Electricity added up from event to event."},
    {.name = "audit_binned_energy", .unit = "W h", TOTAL(audit_binned_Wh), .doc = "Electricity added up from step means."},

    {.name = "power", .unit = "W", SERIES(power_W), .store = IG_STORE_I32, .doc = "Power drawn from the network, mean of the step."},
    {.name = "plugged", .unit = "1", SERIES(plugged), .store = IG_STORE_I16, .scale = 0.001, .doc = "Cars plugged in, mean of the step."},
    {.name = "state_of_charge", .unit = "1", SERIES(soc), .store = IG_STORE_I16, .scale = 0.0001,
     .doc = "Energy in the batteries of the point's cars over their capacity, at the end of the step; a car on its way counts with what it left with."},
};
/* clang-format on */

static const ig_port ports[] = {
    {"weather.outdoor_temperature", "degC", IG_READS, offsetof(ig_ev_data, outdoor_degC)},
    {"home.persons", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_persons)},
    {"home.cars", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_cars)},
    {"home.tariff", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_tariff)},
    {"home.income_decile", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_income)},
    {"home.off_peak_start", "h", IG_FOLLOWS, offsetof(ig_ev_data, home_off_peak_h)},
    {"home.ages", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_ages)},
    {"home.work_places", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_work_places)},
    {"home.telework_days", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_telework_days)},
    {"home.planned_day", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_day)},
    {"home.planned_from", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_day_begin_s)},
    {"home.day_times", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_times_s)},
    {"home.away_from", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_away_from)},
    {"home.away_to", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_away_to)},
    {"homes.days_off", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_leave_share)},
    {"homes.weekends_away", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_weekend_share)},
    {"homes.summer_leave", "1", IG_FOLLOWS, offsetof(ig_ev_data, home_summer_share)},
    {"power", "W", IG_WRITES, offsetof(ig_ev_data, power_W)},
};

/* --- KPIs ---------------------------------------------------------------------------------------------- */

typedef struct sums {
  double cars, km, sessions, charged_Wh, outside_Wh, fuel_km, driven_Wh, change_Wh, turned_away, events;
  double drawn_Wh[IG_EV_PLACES], slot_Wh[IG_EV_SLOTS], workday_s;
  double once_or_twice, less, mainly_home, drivers, chargers, electric, low, lowest, of_homes;
} sums;

static void add_car(const ig_ev_data *d, const ig_ev_car *car, size_t u, size_t at, int64_t end_s, double weeks,
                    sums *s) {
  double now_Wh = d->energy_Wh[at], weekly = d->car_sessions[at] / weeks;
  if (d->charge[at] == IG_EV_CHARGING)
    now_Wh = ig_ev_charge_after_Wh(car->charge, now_Wh, (double)(end_s - d->since_s[at]) / IG_HOUR_S);
  s->change_Wh += now_Wh - d->first_Wh[at];
  s->drivers += 1.0;
  s->of_homes += car->home >= 0;
  if (d->place[u] != IG_EV_OUTSIDE) {
    s->chargers += 1.0;
    s->electric += !car->hybrid;
    s->once_or_twice += !car->hybrid && weekly >= 0.75 && weekly < 2.5;
    s->less += !car->hybrid && weekly < 0.75;
    /* "usually": in more than half of the sessions */
    s->lowest += !car->hybrid && d->car_low[0][at] > 0.5 * d->car_sessions[at];
    s->low += !car->hybrid && d->car_low[1][at] > 0.5 * d->car_sessions[at];
  }
  s->mainly_home += d->place[u] == IG_EV_HOME && d->car_own_Wh[at] > d->car_outside_Wh[at];
}

static void add_point(const ig_batch *b, size_t u, double weeks, sums *s) {
  const ig_ev_data *d = b->data;
  const ig_ev_car *cars = (const ig_ev_car *)b->own + u * IG_EV_CARS;
  for (size_t c = 0; c < (size_t)d->cars[u]; c++) add_car(d, &cars[c], u, u * IG_EV_CARS + c, b->site->end_s, weeks, s);
  double standby_Wh = d->idle_W[u] * weeks * 7.0 * 24.0;
  s->cars += d->cars[u];
  s->km += d->km[u], s->fuel_km += d->fuel_km[u];
  s->sessions += d->sessions[u], s->turned_away += d->turned_away[u];
  s->charged_Wh += d->charged_Wh[u], s->outside_Wh += d->outside_Wh[u], s->driven_Wh += d->driven_Wh[u];
  s->events += d->events[u];
  s->drawn_Wh[d->place[u]] += d->audit_event_Wh[u] - standby_Wh;
  for (int k = 0; k < IG_EV_SLOTS; k++) s->slot_Wh[k] += d->slot_Wh[u * IG_EV_SLOTS + (size_t)k];
  if ((double)d->slot_s[u] > s->workday_s) s->workday_s = (double)d->slot_s[u];
}

/* The highest half-hour of the mean workday, W, its middle in hours, and the energy of that day, W h. */
static double peak_of(const sums *s, double *hour, double *daily_Wh) {
  double workdays = s->workday_s / IG_DAY_S, peak = 0.0;
  *hour = *daily_Wh = 0.0;
  if (workdays <= 0.0) return 0.0;
  for (int k = 0; k < IG_EV_SLOTS; k++) {
    *daily_Wh += s->slot_Wh[k] / workdays;
    if (s->slot_Wh[k] <= peak) continue;
    peak = s->slot_Wh[k];
    *hour = 0.5 * k + 0.25;
  }
  return 2.0 * peak / workdays;
}

static double over(double a, double b) { return b > 0.0 ? a / b : 0.0; }

static void report_energy(const sums *s, ig_kpis *kpis) {
  double own = s->drawn_Wh[IG_EV_HOME] + s->drawn_Wh[IG_EV_WORK] + s->drawn_Wh[IG_EV_STREET];
  double all = s->charged_Wh + s->outside_Wh, gap = s->charged_Wh + s->outside_Wh - s->driven_Wh - s->change_Wh;
  double at_home = s->charged_Wh * over(s->drawn_Wh[IG_EV_HOME], own);
  ig_kpis_add(kpis, "ev_home_energy_share", over(at_home, all), "1",
              "charged at homes, of all that was put into batteries");
  ig_kpis_add(kpis, "ev_outside_energy", 1e-3 * s->outside_Wh, "kW h",
              "put into batteries outside of the district: journeys, long ways, cars without a point");
  ig_kpis_add(kpis, "ev_home_drawn", 1e-3 * s->drawn_Wh[IG_EV_HOME], "kW h", "drawn to charge at homes");
  ig_kpis_add(kpis, "ev_work_drawn", 1e-3 * s->drawn_Wh[IG_EV_WORK], "kW h", "drawn to charge at work");
  ig_kpis_add(kpis, "ev_street_drawn", 1e-3 * s->drawn_Wh[IG_EV_STREET], "kW h", "drawn to charge at public points");
  ig_kpis_add(kpis, "ev_consumption", over(s->driven_Wh, s->km - s->fuel_km), "W h km-1",
              "taken from batteries for each electric kilometre");
  ig_kpis_add(kpis, "ev_charging_efficiency", over(s->charged_Wh, own), "1", "into batteries over drawn");
  ig_kpis_add(kpis, "ev_fuel_distance_share", over(s->fuel_km, s->km), "1", "of all kilometres on the fuel of hybrids");
  ig_kpis_add(kpis, "ev_balance_residual", over(fabs(gap), all), "1",
              "charged + outside - driven - change of state, over charged + outside");
}

static void report_habits(const sums *s, double days, ig_kpis *kpis) {
  double hour, daily_Wh, peak_W = peak_of(s, &hour, &daily_Wh);
  ig_kpis_add(kpis, "ev_distance_each", over(s->km, s->cars * days), "km d-1",
              "a car's mean day, journeys included; Enedis/BVA 2020: 44");
  ig_kpis_add(kpis, "ev_sessions_each", over(s->sessions * 7.0, s->chargers * days), "1",
              "sessions a week of a car that has a point; Electric Nation some 3");
  ig_kpis_add(kpis, "ev_session_energy", over(1e-3 * s->charged_Wh, s->sessions), "kW h",
              "into the battery in a session");
  ig_kpis_add(kpis, "ev_once_or_twice_share", over(s->once_or_twice, s->electric), "1",
              "drivers of electric cars with a point with 0.75 to 2.5 sessions a week; Enedis/BVA 2020: 0.55");
  ig_kpis_add(kpis, "ev_less_than_weekly_share", over(s->less, s->electric), "1",
              "those with fewer than 0.75 sessions a week; Enedis/BVA 2020: 0.16");
  ig_kpis_add(kpis, "ev_below_40_share", over(s->low, s->electric), "1",
              "those who plug in below 40 % most times; Enedis 2022: 0.59");
  ig_kpis_add(kpis, "ev_below_20_share", over(s->lowest, s->electric), "1",
              "those who plug in below 20 % most times; Enedis 2022: 0.18");
  ig_kpis_add(kpis, "ev_home_drivers_share", over(s->mainly_home, s->drivers), "1",
              "drivers who get most of their energy at home; flats, Enedis/BVA 2020: 0.54");
  ig_kpis_add(kpis, "ev_weekday_peak_each", over(1e-3 * peak_W, s->cars), "kW",
              "half-hour peak of the mean workday, over cars");
  ig_kpis_add(kpis, "ev_weekday_peak_hour", hour, "h", "its middle, local time");
  ig_kpis_add(kpis, "ev_weekday_energy_each", over(1e-3 * daily_Wh, s->cars), "kW h",
              "drawn to charge on a mean workday, over cars");
  ig_kpis_add(kpis, "ev_peak_over_daily_energy", over(peak_W, daily_Wh), "h-1",
              "peak over energy of the mean workday; Electric Nation 0.119 h-1 at 3.7 kW, 0.100 at 7.4 kW");
  ig_kpis_add(kpis, "ev_turned_away", s->turned_away, "1", "times a driver found no free socket");
  ig_kpis_add(kpis, "ev_events", over(s->events, s->cars * days), "1", "events of a car and day");
}

static void report(const ig_batch *b, ig_kpis *kpis) {
  double days = (double)(b->site->end_s - b->site->record_s) / IG_DAY_S;
  sums s;
  memset(&s, 0, sizeof s);
  if (days <= 0.0) return;
  for (size_t u = 0; u < b->n; u++) add_point(b, u, days / 7.0, &s);
  if (s.cars <= 0.0) return;
  ig_kpis_add(kpis, "ev_cars", s.cars, "1", "cars of all points");
  ig_kpis_add(kpis, "ev_cars_of_homes", s.of_homes, "1", "cars that follow the people of a home");
  report_habits(&s, days, kpis);
  report_energy(&s, kpis);
  ig_kpis_main(kpis, "ev_cars");
  ig_kpis_main(kpis, "ev_weekday_peak_each");
  ig_kpis_main(kpis, "ev_outside_energy");
}

const ig_model ig_ev_model = {
    .name = "ev",
    .key = "evs",
    .unit_name = "ev",
    .doc = "Electric vehicles: charging points at homes, at work and on the street, and the cars that charge there.",
    .part = "ev",
    .phase = IG_PHASE_VEHICLES,
    .spec_size = sizeof(ig_ev_spec),
    .data_size = sizeof(ig_ev_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .ports = ports,
    .n_ports = IG_COUNT(ports),
    .count = ig_ev_build_count,
    .build = ig_ev_build,
    .advance = ig_ev_step,
    .report = report,
    .release = ig_ev_build_release,
};
