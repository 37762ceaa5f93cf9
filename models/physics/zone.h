/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room or a whole flat from its walls, as a thermal network in one of two orders of the same family:
 *
 *   reduced   air, one capacity for all outer walls, one for all inner walls, windows on a path of their own
 *             (two elements of VDI 6007-1): 2 capacities and the air's; for homes, offices and shops by thousands
 *   detailed  each construction cut into cells, each surface a node, exchange by radiation over a mean radiant
 *             temperature (Carroll 1980, doi:10.1016/0378-7788(80)90029-7, from memory): 50 to 100 capacities;
 *             for single rooms and as the reference of the reduced order
 *
 * Both have the same inputs and give the same outputs, so a caller may change the order with one word.
 *
 * Exterior temperatures. Each element has one exterior temperature in degC, given by the caller (ig_zone_fill joins
 * them into the inputs of the order):
 *   opaque outdoors  T_out + (absorptance I - eps F_sky h_r (T_out - T_sky)) / h_out   (ig_zone_sol_air_degC)
 *   window           T_out + ((g - tau) I - long-wave as above, times U/h_out) / U: heat absorbed in the panes that
 *                    flows inwards comes with it; the sun that passes (tau) is the input IG_ZONE_SUN
 *                    (ig_zone_window_degC)
 *   ground, adjacent zone  their temperature
 *   adiabatic, internal    none (any value)
 *
 * Heat given off inside: convective to the air; radiative over all surfaces by their exchange conductance; sun by the
 * elements' sun_share; panel (chilled ceiling, heated floor) on elements marked panel. Heating power P of an emitter
 * with radiative share r is (1-r) P convective and r P radiative. */
#ifndef IG_PHYSICS_ZONE_H
#define IG_PHYSICS_ZONE_H

#include "models/physics/construction.h"
#include "models/physics/rc.h"
#include "sim/base.h"

enum { IG_ZONE_ELEMENTS = 32 };

typedef enum ig_zone_order { IG_ZONE_REDUCED, IG_ZONE_DETAILED } ig_zone_order;

/* What is behind an element. */
typedef enum ig_zone_boundary {
  IG_ZONE_EXTERIOR,  /* an exterior temperature: outdoors, ground, another zone */
  IG_ZONE_ADIABATIC, /* nothing passes the outer face of the construction */
  IG_ZONE_INTERNAL   /* both faces are in this zone (area is that of one face); half the area for a wall or slab to a
                      * like room */
} ig_zone_boundary;

typedef struct ig_zone_element {
  double area_m2;
  ig_zone_boundary boundary;
  bool window;                  /* massless, by u_W_m2K; construction not looked at; boundary is exterior */
  bool floor;                   /* sun falls on it first (ig_zone_sun_shares) */
  bool panel;                   /* IG_ZONE_PANEL heat enters at its inner surface */
  ig_construction construction; /* opaque elements */
  double u_W_m2K;               /* windows: air to air, with the convection and radiation that they have inside here */
  double convective_W_m2K;      /* film inside, convective part */
  double outside_W_m2K;         /* film outside, convection and radiation; 0: temperature is given at the surface */
  double emissivity;            /* inside, long-wave; 0.9 usual */
  double sun_share;             /* share of IG_ZONE_SUN that its inner surface takes; all together <= 1 */
} ig_zone_element;

typedef struct ig_zone_spec {
  int elements;
  ig_zone_element element[IG_ZONE_ELEMENTS];
  double air_J_K;         /* air and furniture; 0 is allowed (then the air follows at once, as in VDI 6007) */
  double ventilation_W_K; /* constant part of infiltration and ventilation, in the matrices; more or less of it from
                           * step to step by ig_rc_extra_W / ig_rc_control_of */
  double radiative_W_m2K; /* 4 sigma T^3, between black surfaces; 0: 5.9, for 23 degC */
  double resolved_s;      /* detailed: see ig_construction_split; 0: 180 s */
  double period_s;        /* reduced: period the capacities are made for; 0: 5 days */
} ig_zone_spec;

/* Inputs: the first ones the same in both orders; exterior temperatures after them. */
enum {
  IG_ZONE_AIR,        /* degC of the constant ventilation's air */
  IG_ZONE_CONVECTIVE, /* W to the air */
  IG_ZONE_RADIATIVE,  /* W over the surfaces */
  IG_ZONE_SUN,        /* W that passed the windows (beam and diffuse) */
  IG_ZONE_PANEL,      /* W at the inner surface of elements marked panel */
  IG_ZONE_OUTSIDE,    /* reduced: weighted temperature of opaque elements [degC]; detailed: first element's */
  IG_ZONE_WINDOWS,    /* reduced only: weighted temperature of windows [degC] */
  IG_ZONE_REDUCED_INPUTS
};

/* A zone as a network. Owns the network (ig_zone_free). */
typedef struct ig_zone {
  ig_rc_network network;
  ig_zone_order order;
  int elements, inputs;                  /* inputs: of the network */
  int air, radiant;                      /* nodes; radiant: detailed only, else -1 */
  int surface[IG_ZONE_ELEMENTS];         /* node of each element's inner surface; in the reduced order its group's */
  int input_of[IG_ZONE_ELEMENTS];        /* input of its exterior temperature; -1: none */
  double weight[IG_ZONE_ELEMENTS];       /* weight in that input; they add up to 1 an input */
  double mean_radiant[IG_ZONE_ELEMENTS]; /* weight of each element's surface in the mean radiant temperature, sum 1 */
} ig_zone;

/* Builds the network. False when memory is short or the spec has no element or no sense (areas or films not above
 * zero, more than IG_ZONE_ELEMENTS): check input before; this is not a user's error message. */
bool ig_zone_create(const ig_zone_spec *spec, ig_zone_order order, ig_zone *zone);
void ig_zone_free(ig_zone *zone);

/* Writes the exterior temperatures [elements], degC, into the inputs [zone->inputs]; the other inputs are left. */
void ig_zone_fill(const ig_zone *zone, const double *exterior_degC, double *input);
/* Mean radiant temperature (weighted by area) and operative temperature (mean of air and radiant) from node
 * temperatures, degC. */
double ig_zone_radiant_degC(const ig_zone *zone, const double *node_degC);
double ig_zone_operative_degC(const ig_zone *zone, const double *node_degC);
/* Response of the operative temperature to an input at the end of a step, K/W or K/K; and its value ahead. */
double ig_zone_operative_response(const ig_zone *zone, const ig_rc_step *step, int input);
double ig_zone_operative_ahead(const ig_zone *zone, const ig_rc_step *step, const double *state, const double *input);

/* Two elements and windows with given parameters: the network of VDI 6007-1 itself; ig_zone_create's reduced order
 * makes one. A group with convective_W_K = 0 is left out. */
typedef struct ig_zone_group {
  double area_m2, convective_W_K;
  double radiative, sun, panel; /* shares of these inputs that its surface takes */
} ig_zone_group;

enum { IG_ZONE_GROUP_EXTERIOR, IG_ZONE_GROUP_INTERIOR, IG_ZONE_GROUP_WINDOW, IG_ZONE_GROUPS };

typedef struct ig_zone_two {
  ig_zone_group group[IG_ZONE_GROUPS];
  ig_construction_reduced exterior, interior; /* rest of the exterior group with its outer film */
  double window_outside_W_K;                  /* inner surface of the windows to outside */
  double exterior_interior_W_K, exterior_window_W_K, interior_window_W_K; /* links by radiation */
  double air_J_K, ventilation_W_K;
} ig_zone_two;

/* The three groups are the zone's elements, in the order of IG_ZONE_GROUP_... (surface -1: not there). */
bool ig_zone_create_two(const ig_zone_two *two, ig_zone *zone);
/* The parameters that the reduced order uses for a spec: for inspection and tests. False as for ig_zone_create. */
bool ig_zone_two_of(const ig_zone_spec *spec, ig_zone_two *two);

/* Sets sun_share of all elements: the sun falls on the floors (by area), which absorb absorptance of it; the first
 * reflection goes to the other surfaces by area, later ones to all by area (an integrating sphere); windows let
 * through window_out of what falls on them from inside, which is lost. In a zone without floor all surfaces take part
 * from the begin. Not a ray-tracing: shares do not follow the sun. */
void ig_zone_sun_shares(ig_zone_spec *spec, double absorptance, double window_out);

/* Sol-air temperature of an opaque surface, degC: sun_W_m2 falls on it; sky_view its view of the sky; sky_K the sky's
 * depression below the air, T_out - T_sky; outside_W_m2K film with radiation in it. */
IG_INLINE double ig_zone_sol_air_degC(double outdoor_degC, double sun_W_m2, double absorptance, double emissivity,
                                      double sky_view, double sky_K, double radiative_W_m2K, double outside_W_m2K) {
  return outdoor_degC + (absorptance * sun_W_m2 - emissivity * sky_view * radiative_W_m2K * sky_K) / outside_W_m2K;
}
/* Exterior temperature of a window, degC: absorbed_W_m2 is the heat of the sun taken up in the panes that flows
 * inwards, (g - tau) I; the sky's depression acts on the outer pane with weight U/h_out, as through its film. */
IG_INLINE double ig_zone_window_degC(double outdoor_degC, double inward_W_m2, double u_W_m2K, double emissivity,
                                     double sky_view, double sky_K, double radiative_W_m2K, double outside_W_m2K) {
  return outdoor_degC + inward_W_m2 / u_W_m2K - emissivity * sky_view * radiative_W_m2K * sky_K / outside_W_m2K;
}

#endif
