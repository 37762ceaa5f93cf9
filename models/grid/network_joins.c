/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/network_joins.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/memory.h"

enum { WIRES = IG_NETWORK_WIRES, PHASES = 3 };

static const double ratio_apart = 0.01; /* of no-load voltages around a loop: some 10 % of circulating current */

/* --- union-find ---------------------------------------------------------------------------------- */

static size_t *apart(size_t n) {
  size_t *up = ig_memory(n, sizeof *up);
  for (size_t i = 0; i < n; i++) up[i] = i;
  return up;
}

static size_t find(size_t *up, size_t i) {
  while (up[i] != i) i = up[i] = up[up[i]];
  return i;
}

static void join(size_t *up, size_t i, size_t k) { up[find(up, i)] = find(up, k); }

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Buses joined by lines and closed switches, and by transformers if so wanted. */
static size_t *join_buses(const ig_network *n, bool transformers) {
  size_t *up = apart(n->n_buses);
  for (size_t i = 0; i < n->n_lines; i++) join(up, n->line[i].from, n->line[i].to);
  for (size_t i = 0; i < n->n_switches; i++)
    if (n->switch_[i].closed) join(up, n->switch_[i].from, n->switch_[i].to);
  for (size_t i = 0; i < n->n_transformers && transformers; i++)
    for (int w = 1; w < n->transformer[i].n; w++) join(up, n->transformer[i].bus[0], n->transformer[i].bus[w]);
  return up;
}

/* --- wires --------------------------------------------------------------------------------------- */

/* The slot of a wire; the earth has the last one. */
static size_t slot_of(const ig_network *n, size_t bus, uint8_t wire) {
  return wire == 0 ? n->n_buses * WIRES : bus * WIRES + wire - 1U;
}

static void join_switches(const ig_network *n, size_t *up) {
  for (size_t i = 0; i < n->n_switches; i++) {
    const ig_switch *s = &n->switch_[i];
    for (size_t k = 0; s->closed && k < least(s->from_wires.n, s->to_wires.n); k++)
      join(up, slot_of(n, s->from, s->from_wires.at[k]), slot_of(n, s->to, s->to_wires.at[k]));
  }
}

static void touch(ig_bus *bus, const ig_wires *wires) {
  for (int k = 0; k < wires->n; k++)
    if (wires->at[k] > 0) bus->wires |= (uint8_t)(1U << (wires->at[k] - 1));
}

static bool has_star(const ig_transformer *t, int w) { return t->winding[w] == IG_WINDING_WYE && !t->star_earthed[w]; }

static void touch_elements(ig_network *n) {
  const ig_wires three = {3, {1, 2, 3}}, neutral = {1, {IG_NETWORK_NEUTRAL}};
  for (size_t i = 0; i < n->n_buses; i++) {
    n->bus[i].wires = 0;
    if (!isnan(n->bus[i].earthing_r_ohm)) touch(&n->bus[i], &neutral);
  }
  for (size_t i = 0; i < n->n_lines; i++) {
    touch(&n->bus[n->line[i].from], &n->line[i].from_wires);
    touch(&n->bus[n->line[i].to], &n->line[i].to_wires);
  }
  for (size_t i = 0; i < n->n_sources; i++) touch(&n->bus[n->source[i].bus], &three);
  for (size_t i = 0; i < n->n_transformers; i++)
    for (int w = 0; w < n->transformer[i].n; w++) {
      ig_bus *bus = &n->bus[n->transformer[i].bus[w]];
      touch(bus, &three);
      if (has_star(&n->transformer[i], w)) touch(bus, &neutral);
    }
}

static bool has_wire(const ig_network *n, size_t bus, uint8_t wire) {
  return wire == 0 || (n->bus[bus].wires & (1U << (wire - 1))) != 0;
}

void ig_network_joins_wires(ig_network *n) {
  touch_elements(n);
  size_t *up = apart(n->n_buses * WIRES + 1);
  bool *used = ig_memory(n->n_buses * WIRES, sizeof *used);
  join_switches(n, up);
  for (size_t i = 0; i < n->n_buses; i++)
    for (uint8_t wire = 1; wire <= WIRES; wire++)
      if (has_wire(n, i, wire)) used[find(up, slot_of(n, i, wire))] = true;
  used[find(up, n->n_buses * WIRES)] = true;
  for (size_t i = 0; i < n->n_buses; i++)
    for (uint8_t wire = 1; wire <= WIRES; wire++)
      if (used[find(up, slot_of(n, i, wire))]) n->bus[i].wires |= (uint8_t)(1U << (wire - 1));
  free(up);
  free(used);
}

/* --- islands ------------------------------------------------------------------------------------- */

/* reached[root]: does a source stand there? */
static bool *reach(const ig_network *n, size_t *up) {
  bool *reached = ig_memory(n->n_buses, sizeof *reached);
  for (size_t i = 0; i < n->n_sources; i++) reached[find(up, n->source[i].bus)] = true;
  return reached;
}

/* "this bus" and how many more. */
static const char *and_more(size_t buses, char *text, size_t size) {
  if (buses > 1)
    snprintf(text, size, "this bus and %zu more", buses - 1);
  else
    snprintf(text, size, "this bus");
  return text;
}

void ig_network_joins_islands(ig_network_check_state *check) {
  const ig_network *n = check->network;
  size_t *up = join_buses(n, true), *buses = ig_memory(n->n_buses, sizeof *buses),
         *connections = ig_memory(n->n_buses, sizeof *connections);
  bool *reached = reach(n, up);
  for (size_t i = 0; i < n->n_buses; i++) buses[find(up, i)]++;
  for (size_t i = 0; i < n->n_connections; i++) connections[find(up, n->connection[i].bus)]++;
  for (size_t i = 0; i < n->n_buses; i++) {
    size_t root = find(up, i);
    char who[64], load[64] = "";
    if (reached[root]) continue;
    reached[root] = true; /* one complaint an island */
    if (connections[root] > 0)
      snprintf(load, sizeof load, ", with %zu connection%s", connections[root], connections[root] == 1 ? "" : "s");
    ig_network_check_fail(check, "bus", n->bus[i].name,
                          "no source reaches %s over lines, closed switches and transformers: an island%s",
                          and_more(buses[root], who, sizeof who), load);
  }
  free(up);
  free(buses);
  free(connections);
  free(reached);
}

/* --- paths to the earth -------------------------------------------------------------------------- */

/* Conductor k of a line: joined to the earth by a capacitance to it, to others by one between them. */
static void join_capacitance(const ig_network *n, const ig_line *line, size_t k, size_t *up) {
  const ig_line_type *t = &n->line_type[line->type];
  double sum = 0, size = 0;
  size_t of = (size_t)t->n, mine = slot_of(n, line->from, line->from_wires.at[k]);
  for (size_t c = 0; c < of; c++) {
    double between = t->c_F_m[k * of + c];
    sum += between, size += fabs(between);
    if (c != k && between != 0) join(up, mine, slot_of(n, line->from, line->from_wires.at[c]));
  }
  if (fabs(sum) > 1e-9 * size) join(up, mine, slot_of(n, 0, 0));
}

static void join_lines(const ig_network *n, size_t *up) {
  for (size_t i = 0; i < n->n_lines; i++) {
    const ig_line *l = &n->line[i];
    for (size_t k = 0; k < l->from_wires.n; k++) {
      join(up, slot_of(n, l->from, l->from_wires.at[k]), slot_of(n, l->to, l->to_wires.at[k]));
      join_capacitance(n, l, k, up);
    }
  }
}

/* The conductors of a winding hang together; windings do not. */
static void join_windings(const ig_network *n, size_t *up) {
  for (size_t i = 0; i < n->n_transformers; i++) {
    const ig_transformer *t = &n->transformer[i];
    for (int w = 0; w < t->n; w++) {
      size_t first = slot_of(n, t->bus[w], 1);
      join(up, first, slot_of(n, t->bus[w], 2));
      join(up, first, slot_of(n, t->bus[w], 3));
      if (t->winding[w] == IG_WINDING_WYE)
        join(up, first, slot_of(n, t->bus[w], t->star_earthed[w] ? 0 : IG_NETWORK_NEUTRAL));
    }
  }
}

static size_t *join_wires(const ig_network *n) {
  size_t *up = apart(n->n_buses * WIRES + 1);
  for (uint8_t phase = 1; phase <= PHASES; phase++)
    for (size_t i = 0; i < n->n_sources; i++) join(up, slot_of(n, n->source[i].bus, phase), slot_of(n, 0, 0));
  for (size_t i = 0; i < n->n_buses; i++)
    if (!isnan(n->bus[i].earthing_r_ohm)) join(up, slot_of(n, i, IG_NETWORK_NEUTRAL), slot_of(n, 0, 0));
  join_lines(n, up);
  join_switches(n, up);
  join_windings(n, up);
  return up;
}

/* What hangs together without a path to the earth. */
typedef struct adrift {
  size_t buses, last_bus;
  size_t at;      /* the bus of its winding, else its first one */
  unsigned wires; /* bit k: wire k + 1 */
  bool winding, told;
} adrift;

static void complain_adrift(ig_network_check_state *check, const adrift *a, const ig_bus *bus) {
  char who[64], wires[32] = "";
  and_more(a->buses, who, sizeof who);
  size_t k = 0;
  for (unsigned wire = 1; wire <= WIRES; wire++)
    if (a->wires & (1U << (wire - 1))) k += (size_t)snprintf(wires + k, sizeof wires - k, "%s%u", k ? ", " : "", wire);
  bool neutral = (a->wires & (1U << (IG_NETWORK_NEUTRAL - 1))) != 0, alone = a->wires == 1U << (IG_NETWORK_NEUTRAL - 1);
  if (neutral && (a->winding || alone))
    ig_network_check_fail(check, "bus", bus->name,
                          "earthing_r_ohm: the neutral (wire 4) of %s has no path to the earth; earth it at one bus, "
                          "or give it a star point that is earthed",
                          who);
  else if (a->winding)
    ig_network_check_fail(check, "bus", bus->name,
                          "wires %s of %s have no path to the earth, since the winding that feeds them is a delta; "
                          "allowed: a wye with its star point earthed",
                          wires, who);
  else
    ig_network_check_fail(check, "bus", bus->name, "no line or transformer feeds wire%s %s of %s", k > 1 ? "s" : "",
                          wires, who);
}

/* Gathers the wires adrift by their root, in order of buses. */
static void gather_adrift(const ig_network *n, size_t *up, size_t *buses, const bool *reached, adrift *list) {
  size_t earth = find(up, slot_of(n, 0, 0));
  for (size_t i = 0; i < n->n_buses; i++)
    for (uint8_t wire = 1; wire <= WIRES && reached[find(buses, i)]; wire++) {
      size_t root = find(up, slot_of(n, i, wire));
      adrift *a = &list[root];
      if (!has_wire(n, i, wire) || root == earth) continue;
      if (a->buses == 0) a->at = i;
      if (a->buses == 0 || a->last_bus != i) a->buses++;
      a->last_bus = i;
      a->wires |= 1U << (wire - 1);
    }
  for (size_t i = 0; i < n->n_transformers; i++)
    for (int w = 0; w < n->transformer[i].n; w++) {
      adrift *a = &list[find(up, slot_of(n, n->transformer[i].bus[w], 1))];
      if (!a->winding) a->at = n->transformer[i].bus[w];
      a->winding = true;
    }
}

void ig_network_joins_floating(ig_network_check_state *check) {
  const ig_network *n = check->network;
  size_t *up = join_wires(n), *buses = join_buses(n, true);
  bool *reached = reach(n, buses);
  adrift *list = ig_memory(n->n_buses * WIRES + 1, sizeof *list);
  gather_adrift(n, up, buses, reached, list);
  for (size_t i = 0; i < n->n_buses; i++)
    for (uint8_t wire = 1; wire <= WIRES; wire++) {
      adrift *a = &list[find(up, slot_of(n, i, wire))];
      if (a->buses == 0 || a->told || !has_wire(n, i, wire)) continue;
      a->told = true;
      complain_adrift(check, a, &n->bus[a->at]);
    }
  free(up);
  free(buses);
  free(reached);
  free(list);
}

/* --- loops --------------------------------------------------------------------------------------- */

/* No-load voltages of phases: each one beside the one above it, as the logarithm of a ratio and a lag of clock x 30
 * degrees. */
typedef struct phasors {
  size_t *up;
  double *ratio;
  int *clock;
} phasors;

/* Root of a phase; ratio and clock beside it. */
static size_t find_phase(phasors *p, size_t i, double *ratio, int *clock) {
  size_t root = i;
  *ratio = 0, *clock = 0;
  for (; p->up[root] != root; root = p->up[root]) *ratio += p->ratio[root], *clock += p->clock[root];
  double above = *ratio;
  int hours = *clock;
  while (p->up[i] != root && i != root) { /* the way becomes short */
    size_t next = p->up[i];
    double own = p->ratio[i];
    int own_clock = p->clock[i];
    p->up[i] = root, p->ratio[i] = above, p->clock[i] = hours % 12;
    above -= own, hours -= own_clock;
    i = next;
  }
  return root;
}

/* Says that phase k has the voltage of phase i times exp(ratio), lagging by clock. False where it has another one
 * already: it is off by *ratio and *clock (0 to 11). */
static bool join_phases(phasors *p, size_t i, size_t k, double *ratio, int *clock) {
  double ratio_i, ratio_k;
  int clock_i, clock_k;
  size_t root_i = find_phase(p, i, &ratio_i, &clock_i), root_k = find_phase(p, k, &ratio_k, &clock_k);
  *ratio += ratio_i - ratio_k;
  *clock = ((*clock + clock_i - clock_k) % 12 + 12) % 12;
  if (root_i == root_k) return *clock == 0 && fabs(*ratio) <= ratio_apart;
  p->up[root_k] = root_i, p->ratio[root_k] = *ratio, p->clock[root_k] = *clock;
  return true;
}

static void join_plain(phasors *p, size_t from, const ig_wires *from_wires, size_t to, const ig_wires *to_wires) {
  for (size_t k = 0; k < least(from_wires->n, to_wires->n); k++) {
    uint8_t a = from_wires->at[k], b = to_wires->at[k];
    double ratio = 0;
    int clock = 0;
    if (a >= 1 && a <= PHASES && b >= 1 && b <= PHASES)
      join_phases(p, from * PHASES + a - 1, to * PHASES + b - 1, &ratio, &clock);
  }
}

/* Every source is a place of its own after the buses; L2 and L3 lag behind it by 4 and 8 hours. */
static void join_source(const ig_network *n, phasors *p, size_t i) {
  for (size_t k = 0; k < PHASES; k++) {
    double ratio = 0;
    int clock = 4 * (int)k;
    join_phases(p, n->n_buses * PHASES + i, n->source[i].bus * PHASES + k, &ratio, &clock);
  }
}

/* An earlier transformer between the same areas of lines, the usual partner of a loop; n if there is none. */
static size_t partner_of(const ig_network *n, size_t *area, size_t i, int w) {
  const ig_transformer *t = &n->transformer[i];
  for (size_t k = 0; k < i; k++) {
    const ig_transformer *other = &n->transformer[k];
    if (find(area, other->bus[0]) != find(area, t->bus[0])) continue;
    for (int v = 1; v < other->n; v++)
      if (find(area, other->bus[v]) == find(area, t->bus[w])) return k;
  }
  return n->n_transformers;
}

static void complain_loop(ig_network_check_state *check, size_t *area, size_t i, int w, double ratio, int clock) {
  static const char *const column[2][IG_NETWORK_WINDINGS] = {{"", "to_V", "third_V"}, {"", "group", "third_group"}};
  const ig_network *n = check->network;
  size_t partner = partner_of(n, area, i, w);
  char apart_text[64], with[320] = "others";
  if (partner < n->n_transformers) snprintf(with, sizeof with, "'%s'", n->transformer[partner].name);
  int degrees = 30 * (clock > 6 ? 12 - clock : clock);
  if (clock != 0)
    snprintf(apart_text, sizeof apart_text, "%d degrees", degrees);
  else
    snprintf(apart_text, sizeof apart_text, "%.3g %%", 100 * (exp(fabs(ratio)) - 1));
  ig_network_check_fail(check, "transformer", n->transformer[i].name,
                        "%s: in a loop with %s, whose voltage differs by %s; transformers in parallel need the same "
                        "group, ratio and tap",
                        column[clock != 0][w], with, apart_text);
}

static void join_transformer(ig_network_check_state *check, phasors *p, size_t *area, size_t i) {
  const ig_transformer *t = &check->network->transformer[i];
  for (int w = 1; w < t->n; w++)
    for (size_t k = 0; k < PHASES; k++) {
      double ratio = log(t->rated_V[w] * t->tap[w] / (t->rated_V[0] * t->tap[0]));
      int clock = t->clock[w];
      if (join_phases(p, t->bus[0] * PHASES + k, t->bus[w] * PHASES + k, &ratio, &clock)) continue;
      complain_loop(check, area, i, w, ratio, clock);
      break;
    }
}

/* Are two phases of a bus one conductor? */
static bool crossed(const ig_network *n, size_t *up, size_t bus) {
  size_t one = find(up, slot_of(n, bus, 1)), two = find(up, slot_of(n, bus, 2)), three = find(up, slot_of(n, bus, 3));
  return one == two || one == three || two == three;
}

/* The first bus of a source or winding, where all three phases are held apart, of which two are joined; SIZE_MAX: none.
 */
static size_t crossed_bus(const ig_network *n, size_t *up) {
  for (size_t i = 0; i < n->n_sources; i++)
    if (crossed(n, up, n->source[i].bus)) return n->source[i].bus;
  for (size_t i = 0; i < n->n_transformers; i++)
    for (int w = 0; w < n->transformer[i].n; w++)
      if (crossed(n, up, n->transformer[i].bus[w])) return n->transformer[i].bus[w];
  return SIZE_MAX;
}

static void join_ends(const ig_network *n, size_t *up, size_t from, const ig_wires *from_wires, size_t to,
                      const ig_wires *to_wires) {
  for (size_t k = 0; k < least(from_wires->n, to_wires->n); k++)
    if (from_wires->at[k] > 0 && to_wires->at[k] > 0)
      join(up, slot_of(n, from, from_wires->at[k]), slot_of(n, to, to_wires->at[k]));
}

/* Joins lines, then closed switches, wire by wire; stops with the one that joins two phases of `bus` (SIZE_MAX: with
 * none) and returns its place among lines and switches; else their number. */
static size_t join_until_crossed(const ig_network *n, size_t *up, size_t bus) {
  for (size_t i = 0; i < n->n_lines; i++) {
    const ig_line *l = &n->line[i];
    join_ends(n, up, l->from, &l->from_wires, l->to, &l->to_wires);
    if (bus != SIZE_MAX && crossed(n, up, bus)) return i;
  }
  for (size_t i = 0; i < n->n_switches; i++) {
    const ig_switch *s = &n->switch_[i];
    if (s->closed) join_ends(n, up, s->from, &s->from_wires, s->to, &s->to_wires);
    if (bus != SIZE_MAX && crossed(n, up, bus)) return n->n_lines + i;
  }
  return n->n_lines + n->n_switches;
}

/* Complains about the line or switch that short-circuits two phases, because it crosses them in a loop. */
static void check_crossing(ig_network_check_state *check) {
  static const char text[] = "from_wires: joins two phases of bus '%.99s' to each other, directly or through a loop";
  const ig_network *n = check->network;
  size_t *up = apart(n->n_buses * WIRES + 1);
  join_until_crossed(n, up, SIZE_MAX);
  size_t bus = crossed_bus(n, up);
  free(up);
  if (bus == SIZE_MAX) return;
  up = apart(n->n_buses * WIRES + 1);
  size_t at = join_until_crossed(n, up, bus);
  free(up);
  if (at < n->n_lines)
    ig_network_check_fail(check, "line", n->line[at].name, text, n->bus[bus].name);
  else
    ig_network_check_fail(check, "switch", n->switch_[at - n->n_lines].name, text, n->bus[bus].name);
}

void ig_network_joins_loops(ig_network_check_state *check) {
  const ig_network *n = check->network;
  check_crossing(check);
  if (!check->good) return;
  size_t places = n->n_buses * PHASES + n->n_sources, *area = join_buses(n, false);
  phasors p = {apart(places), ig_memory(places, sizeof(double)), ig_memory(places, sizeof(int))};
  for (size_t i = 0; i < n->n_sources; i++) join_source(n, &p, i);
  for (size_t i = 0; i < n->n_lines; i++)
    join_plain(&p, n->line[i].from, &n->line[i].from_wires, n->line[i].to, &n->line[i].to_wires);
  for (size_t i = 0; i < n->n_switches; i++)
    if (n->switch_[i].closed)
      join_plain(&p, n->switch_[i].from, &n->switch_[i].from_wires, n->switch_[i].to, &n->switch_[i].to_wires);
  for (size_t i = 0; i < n->n_transformers; i++) join_transformer(check, &p, area, i);
  free(p.up);
  free(p.ratio);
  free(p.clock);
  free(area);
}
