/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Own networks: every column of every table, the forms that are taken, the order of rows, and what the check of a
 * network built in memory says. What wrong tables must say is in tests/bad_networks. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "models/grid/tables.h"

static char messages[8192]; /* "path:line:column: message\n" */

static void keep(void *context, const char *path, long line, long column, const char *message) {
  (void)context;
  size_t n = strlen(messages);
  snprintf(messages + n, sizeof messages - n, "%s:%ld:%ld: %s\n", path, line, column, message);
}

static void keep_complaint(void *context, const char *kind, const char *element, const char *message) {
  (void)context;
  size_t n = strlen(messages);
  snprintf(messages + n, sizeof messages - n, "%s %s: %s\n", kind, element ? element : "-", message);
}

static void take(ig_network *n, const char *name, const char *text) {
  messages[0] = '\0';
  ck_assert_msg(ig_tables_parse(name, text, strlen(text), n, keep, NULL), "%s", messages);
}

static bool close_to(double value, double wanted) { return fabs(value - wanted) <= 1e-12 * fabs(wanted); }

static bool same_wires(const ig_wires *wires, const char *text) {
  bool same = wires->n == strlen(text);
  for (int i = 0; i < wires->n && same; i++) same = wires->at[i] == text[i] - '0';
  return same;
}

/* --- columns --------------------------------------------------------------------------------------- */

static const char *const buses =
    "\xEF\xBB\xBF# buses of a village\r\n"
    "voltage_V , bus,latitude_deg,longitude_deg,earthing_x_ohm,earthing_r_ohm\r\n"
    "20e3,MV,48.8,2.25,,\r\n"
    "\r\n"
    "400,\"rue \"\"de l'\xC3\x89glise\"\"\",,,,+10.5\r\n"
    "  400 , plain ,,,0.5,  \r\n"
    "400,\"with, comma\",,,,"; /* no line end */

START_TEST(test_buses) {
  ig_network n = {0};
  take(&n, "buses.csv", buses);
  ck_assert_uint_eq(n.n_buses, 4);
  ck_assert_str_eq(n.bus[0].name, "MV");
  ck_assert_double_eq(n.bus[0].nominal_V, 20000);
  ck_assert_double_eq(n.bus[0].longitude_deg, 2.25);
  ck_assert_double_eq(n.bus[0].latitude_deg, 48.8);
  ck_assert(isnan(n.bus[0].earthing_r_ohm) && isnan(n.bus[0].earthing_x_ohm));
  ck_assert_str_eq(n.bus[1].name, "rue \"de l'\xC3\x89glise\"");
  ck_assert_double_eq(n.bus[1].earthing_r_ohm, 10.5);
  ck_assert_double_eq(n.bus[1].earthing_x_ohm, 0);
  ck_assert(isnan(n.bus[1].latitude_deg));
  ck_assert_str_eq(n.bus[2].name, "plain");
  ck_assert_double_eq(n.bus[2].earthing_r_ohm, 0);
  ck_assert_double_eq(n.bus[2].earthing_x_ohm, 0.5);
  ck_assert_str_eq(n.bus[3].name, "with, comma");
  ig_network_free(&n);
}
END_TEST

START_TEST(test_line_types) {
  ig_network n = {0};
  take(&n, "line_types.csv",
       "type,conductors,r1_ohm_per_km,x1_ohm_per_km,r0_ohm_per_km,x0_ohm_per_km,rn_ohm_per_km,r_matrix_ohm_per_km,"
       "x_matrix_ohm_per_km,c_matrix_nF_per_km,ampacity_A\n"
       "sequence,3,0.2,0.1,0.8,0.4,,,,,\n"
       "one,1,1.5,0.25,,,,,,,55\n"
       "four,4,0.2,0.08,,,0.3,,,,\n"
       "matrix,2,,,,,, 0.5 | 0.1  0.7,0.3|0.05 0.4,200|-50 300,\n");
  ck_assert_uint_eq(n.n_line_types, 4);
  const ig_line_type *t = n.line_type;
  ck_assert_int_eq(t[0].n, 3);
  for (int i = 0; i < 9; i++) {
    ck_assert(close_to(t[0].r_ohm_m[i], i % 4 == 0 ? 0.4e-3 : 0.2e-3));
    ck_assert(close_to(t[0].x_ohm_m[i], i % 4 == 0 ? 0.2e-3 : 0.1e-3));
  }
  ck_assert(isnan(t[0].ampacity_A));
  ck_assert(close_to(t[1].r_ohm_m[0], 1.5e-3) && close_to(t[1].x_ohm_m[0], 0.25e-3) && t[1].ampacity_A == 55);
  ck_assert(close_to(t[2].r_ohm_m[0], 0.2493e-3) && close_to(t[2].r_ohm_m[15], 0.3493e-3));
  ck_assert(close_to(t[2].x_ohm_m[5], 0.73e-3) && close_to(t[2].x_ohm_m[1], 0.65e-3));
  ck_assert(close_to(t[3].r_ohm_m[0], 0.5e-3) && close_to(t[3].r_ohm_m[3], 0.7e-3));
  ck_assert(t[3].r_ohm_m[1] == t[3].r_ohm_m[2] && close_to(t[3].r_ohm_m[1], 0.1e-3));
  ck_assert(close_to(t[3].x_ohm_m[2], 0.05e-3) && close_to(t[3].c_F_m[0], 200e-12) && close_to(t[3].c_F_m[1], -50e-12));
  ig_network_free(&n);
}
END_TEST

static const char *const two_buses = "bus,voltage_V\nA,20000\nB,400\nC,400\n";
static const char *const three_types =
    "type,conductors,r1_ohm_per_km,x1_ohm_per_km,r0_ohm_per_km,x0_ohm_per_km,rn_ohm_per_km\n"
    "t3,3,0.2,0.1,0.8,0.4,\nt4,4,0.2,0.08,,,0.3\nt1,1,0.2,0.1,,,\n";

START_TEST(test_lines_and_switches) {
  ig_network n = {0};
  take(&n, "buses.csv", two_buses);
  take(&n, "line_types.csv", three_types);
  take(&n, "lines.csv",
       "line,type,to,from,length_m,from_wires,to_wires,kind\n"
       "a,t3,A,A,1e3,,,\n"
       "b,t4,C,B,0.1,,,\n"
       "c,t1,C,B,12.5,2,0,service\n"
       "d,t4,C,B,3,1244,,riser\n");
  take(&n, "switches.csv", "switch,from,to,closed,from_wires,to_wires\ns,B,C,true,,\no,C,C,false,4,0\n");
  const ig_line *l = n.line;
  ck_assert_uint_eq(n.n_lines, 4);
  ck_assert(l[0].from == 0 && l[0].to == 0 && l[0].type == 0 && l[0].length_m == 1000);
  ck_assert(same_wires(&l[0].from_wires, "123") && same_wires(&l[0].to_wires, "123") && l[0].kind == IG_LINE_MV);
  ck_assert(l[1].from == 1 && l[1].to == 2 && l[1].type == 1 && l[1].length_m == 0.1);
  ck_assert(same_wires(&l[1].from_wires, "1234") && l[1].kind == IG_LINE_LV);
  ck_assert(same_wires(&l[2].from_wires, "2") && same_wires(&l[2].to_wires, "0") && l[2].kind == IG_LINE_SERVICE);
  ck_assert(same_wires(&l[3].from_wires, "1244") && same_wires(&l[3].to_wires, "1244") && l[3].kind == IG_LINE_RISER);
  ck_assert(n.switch_[0].closed && !n.switch_[1].closed);
  ck_assert(same_wires(&n.switch_[0].from_wires, "1234") && same_wires(&n.switch_[0].to_wires, "1234"));
  ck_assert(same_wires(&n.switch_[1].from_wires, "4") && same_wires(&n.switch_[1].to_wires, "0"));
  ig_network_free(&n);
}
END_TEST

START_TEST(test_transformers) {
  ig_network n = {0};
  take(&n, "buses.csv", two_buses);
  take(&n, "transformers.csv",
       "transformer,from,to,rated_kVA,from_V,to_V,group,r_percent,x_percent,no_load_loss_W,no_load_current_percent,"
       "from_tap,to_tap,star_earthed,third,third_V,third_group,third_tap,r_percent_from,r_percent_to,r_percent_third,"
       "x_percent_from_third,x_percent_to_third\n"
       "two,A,B,400,20000,410,Dyn11,1.2,4,480,0.5,1.025,,,,,,,,,,,\n"
       "three,A,B,630,20000,400,YNyn0,,5,,,,0.95,true,C,390,d1,1.1,0.4,0.5,0.6,6,7\n"
       "star,A,B,100,20000,400,Yyn6,1,4,,,,,true,,,,,,,,,\n");
  const ig_transformer *t = n.transformer;
  ck_assert_uint_eq(n.n_transformers, 3);
  ck_assert(t[0].n == 2 && t[0].bus[0] == 0 && t[0].bus[1] == 1 && t[0].rated_VA == 400e3);
  ck_assert(t[0].winding[0] == IG_WINDING_DELTA && t[0].winding[1] == IG_WINDING_WYE && t[0].clock[1] == 11);
  ck_assert(t[0].tap[0] == 1.025 && t[0].tap[1] == 1 && !t[0].star_earthed[1] && t[0].rated_V[1] == 410);
  ck_assert(close_to(t[0].r_pu[0], 0.006) && close_to(t[0].r_pu[1], 0.006) && close_to(t[0].x_pu[0], 0.04));
  ck_assert(t[0].no_load_loss_W == 480 && close_to(t[0].magnetising_A_pu, sqrt(0.005 * 0.005 - 0.0012 * 0.0012)));
  ck_assert(t[1].n == 3 && t[1].bus[2] == 2 && t[1].rated_V[2] == 390 && t[1].tap[2] == 1.1 && t[1].tap[1] == 0.95);
  ck_assert(t[1].winding[2] == IG_WINDING_DELTA && t[1].clock[2] == 1 && t[1].clock[1] == 0);
  ck_assert(t[1].star_earthed[0] && t[1].star_earthed[1] && !t[1].star_earthed[2]);
  ck_assert(close_to(t[1].r_pu[0], 0.004) && close_to(t[1].r_pu[1], 0.005) && close_to(t[1].r_pu[2], 0.006));
  ck_assert(close_to(t[1].x_pu[0], 0.05) && close_to(t[1].x_pu[1], 0.06) && close_to(t[1].x_pu[2], 0.07));
  ck_assert(t[1].no_load_loss_W == 0 && t[1].magnetising_A_pu == 0);
  ck_assert(!t[2].star_earthed[0] && t[2].star_earthed[1]); /* only the star point that is brought out */
  ig_network_free(&n);
}
END_TEST

START_TEST(test_sources) {
  ig_network n = {0};
  take(&n, "buses.csv", two_buses);
  take(&n, "sources.csv",
       "source,bus,voltage_V,angle_deg,sc3_MVA,sc1_MVA,x_over_r,r1_ohm,x1_ohm,r0_ohm,x0_ohm\n"
       "ideal,A,20000,,,,,,,,\n"
       "even,A,20000,-30,100,,,,,,\n"
       "uneven,A,20000,,100,60,3,,,,\n"
       "ohms,A,20000,,,,,0.1,1,0.2,2\n");
  const ig_grid_source *s = n.source;
  ck_assert(s[0].r1_ohm == 0 && s[0].x1_ohm == 0 && s[0].r0_ohm == 0 && s[0].x0_ohm == 0 && s[0].angle_deg == 0);
  ck_assert(close_to(hypot(s[1].r1_ohm, s[1].x1_ohm), 4) && close_to(s[1].x1_ohm / s[1].r1_ohm, 4));
  ck_assert(close_to(s[1].r0_ohm, s[1].r1_ohm) && close_to(s[1].x0_ohm, s[1].x1_ohm) && s[1].angle_deg == -30);
  ck_assert(close_to(hypot(s[2].r0_ohm, s[2].x0_ohm), 12) && close_to(s[2].x0_ohm / s[2].r0_ohm, 3));
  ck_assert(s[3].r1_ohm == 0.1 && s[3].x1_ohm == 1 && s[3].r0_ohm == 0.2 && s[3].x0_ohm == 2);
  ig_network_free(&n);
}
END_TEST

START_TEST(test_connections) {
  ig_network n = {0};
  take(&n, "buses.csv", two_buses);
  take(&n, "connections.csv",
       "unit,bus,wires,wiring,rated_V,power_factor,exponent_p,exponent_q,u_min_pu,u_max_pu\n"
       "home/a,B,14,,,,,,,\n"
       "home/b,B,12,wye,,0.8,1,2,0.7,1.3\n"
       "home/c,B,123,delta,,-0.6,,,,\n"
       "home/d,B,1234,,230,1,,,,\n");
  const ig_connection *c = n.connection;
  ck_assert(same_wires(&c[0].wires, "14") && close_to(c[0].rated_V, 400 / sqrt(3.0)) && c[0].tan_phi == 0);
  ck_assert(c[0].exponent_p == 0 && c[0].exponent_q == 0 && c[0].u_min_pu == 0.8 && c[0].u_max_pu == 1.2);
  ck_assert(c[1].rated_V == 400 && close_to(c[1].tan_phi, 0.75) && c[1].exponent_p == 1 && c[1].exponent_q == 2);
  ck_assert(c[1].u_min_pu == 0.7 && c[1].u_max_pu == 1.3 && !c[1].delta);
  ck_assert(c[2].delta && c[2].rated_V == 400 && close_to(c[2].tan_phi, -4.0 / 3));
  ck_assert(c[3].rated_V == 230 && c[3].bus == 1);
  ig_network_free(&n);
}
END_TEST

static const struct {
  const char *text;
  double value; /* NaN: refused */
} numbers[] = {{"400", 400},
               {"4e2", 400},
               {"+400.", 400},
               {"4.0E+02", 400},
               {" 400 ", 400},
               {"\"400\"", 400},
               {".5e3", 500},
               {"-1", -1},
               {"1e-400", 0},
               {"1e12", 1e12},
               {"0x190", NAN},
               {"4 00", NAN},
               {"1_000", NAN},
               {"nan", NAN},
               {"Inf", NAN},
               {"-inf", NAN},
               {"1e13", NAN},
               {"e5", NAN},
               {"--4", NAN},
               {"4e", NAN},
               {"400V", NAN},
               {".", NAN},
               {"\"1,5\"", NAN},
               {"\xC2\xA0"
                "4",
                NAN},
               {"0.1", 0.1},
               {"1.7976931348623157e308", NAN}};

START_TEST(test_numbers) {
  char text[200];
  ig_network n = {0};
  messages[0] = '\0';
  snprintf(text, sizeof text, "bus,voltage_V\nA,%s\n", numbers[_i].text);
  bool good = ig_tables_parse("buses.csv", text, strlen(text), &n, keep, NULL);
  ck_assert_msg(good == !isnan(numbers[_i].value), "%s: %s", numbers[_i].text, messages);
  if (good) ck_assert_double_eq(n.bus[0].nominal_V, numbers[_i].value);
  ig_network_free(&n);
}
END_TEST

/* Lines up to 64 KiB are read: a matrix may be long. */
START_TEST(test_long_line) {
  char *text = malloc(70000);
  int k = sprintf(text, "bus,voltage_V\n\"A\",%*s", IG_TABLES_LINE_MOST - 4, "400\n");
  ig_network n = {0};
  messages[0] = '\0';
  ck_assert_msg(ig_tables_parse("buses.csv", text, (size_t)k, &n, keep, NULL), "%s", messages);
  ck_assert_double_eq(n.bus[0].nominal_V, 400);
  ig_network_free(&n);
  free(text);
}
END_TEST

START_TEST(test_nearest) {
  const char *words[] = {"home/a", "home/b", "office/a"};
  ck_assert_uint_eq(ig_tables_nearest("offices/a", words, 3), 2);
  ck_assert_uint_eq(ig_tables_nearest("home/c", words, 3), 0);
  ck_assert_uint_eq(ig_tables_nearest("x", words, 0), SIZE_MAX);
}
END_TEST

/* --- folders --------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/issygrid-tables-XXXXXX";

static void write_table(const char *name, const char *text) {
  char path[200];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  ck_assert(file != NULL);
  fputs(text, file);
  fclose(file);
}

/* Writes a table with its rows in reverse order. */
static void write_reversed(const char *name, const char *text) {
  char reversed[2000] = "", line[400];
  const char *rows = strchr(text, '\n') + 1, *at = rows + strlen(rows);
  size_t k = (size_t)snprintf(reversed, sizeof reversed, "%.*s", (int)(rows - text), text);
  while (at > rows) {
    const char *begin = at - 1;
    while (begin > rows && begin[-1] != '\n') begin--;
    snprintf(line, sizeof line, "%.*s", (int)(at - begin), begin);
    k += (size_t)snprintf(reversed + k, sizeof reversed - k, "%s", line);
    at = begin;
  }
  write_table(name, reversed);
}

static const char *const village[][2] = {
    {"buses.csv", "bus,voltage_V,earthing_r_ohm\nM,20000,\nS,400,10\nT,400,\nU,400,\n"},
    {"line_types.csv",
     "type,conductors,r1_ohm_per_km,x1_ohm_per_km,rn_ohm_per_km\nbig,4,0.2,0.08,0.2\nsmall,4,0.9,"
     "0.09,0.9\n"},
    {"lines.csv", "line,from,to,type,length_m\na,S,T,big,100\nb,T,U,small,0.1\n"},
    {"transformers.csv",
     "transformer,from,to,rated_kVA,from_V,to_V,group,r_percent,x_percent\n"
     "t1,M,S,400,20000,410,Dyn11,1,4\nt2,M,S,630,20000,410,Dyn11,1,4\n"},
    {"sources.csv", "source,bus,voltage_V,sc3_MVA\ngrid,M,20000,100\n"},
    {"connections.csv", "unit,bus,wires\nprofile/a,T,14\nprofile/b,U,24\nprofile/c,T,1234\n"}};

static void write_village(bool reversed) {
  for (size_t i = 0; i < IG_COUNT(village); i++)
    (reversed ? write_reversed : write_table)(village[i][0], village[i][1]);
}

static bool same_networks(const ig_network *a, const ig_network *b) {
  bool same = a->n_buses == b->n_buses && a->n_lines == b->n_lines && a->n_connections == b->n_connections;
  for (size_t i = 0; i < a->n_buses && same; i++)
    same = strcmp(a->bus[i].name, b->bus[i].name) == 0 && a->bus[i].nominal_V == b->bus[i].nominal_V &&
           a->bus[i].wires == b->bus[i].wires;
  for (size_t i = 0; i < a->n_lines && same; i++)
    same = strcmp(a->line[i].name, b->line[i].name) == 0 && a->line[i].from == b->line[i].from &&
           a->line[i].to == b->line[i].to && a->line[i].type == b->line[i].type;
  for (size_t i = 0; i < a->n_transformers && same; i++)
    same = strcmp(a->transformer[i].name, b->transformer[i].name) == 0 &&
           a->transformer[i].rated_VA == b->transformer[i].rated_VA;
  for (size_t i = 0; i < a->n_connections && same; i++)
    same = strcmp(a->connection[i].unit, b->connection[i].unit) == 0 && a->connection[i].bus == b->connection[i].bus;
  return same;
}

START_TEST(test_order_of_rows) {
  ig_network one, other;
  messages[0] = '\0';
  write_village(false);
  ck_assert_msg(ig_tables_read(folder, &one, keep, NULL), "%s", messages);
  write_village(true);
  ck_assert_msg(ig_tables_read(folder, &other, keep, NULL), "%s", messages);
  ck_assert(same_networks(&one, &other));
  ck_assert_uint_eq(one.n_transformers, 2);
  ck_assert_uint_eq(one.bus[ig_network_bus(&one, "U")].wires, 0xF);
  ck_assert_uint_eq(one.bus[ig_network_bus(&one, "M")].wires, 0x7);
  ig_network_free(&one);
  ig_network_free(&other);
}
END_TEST

START_TEST(test_later_complaint) {
  write_village(false);
  messages[0] = '\0';
  ig_tables_complain(folder, "connections.csv", "profile/b", "unit: odd", keep, NULL);
  ck_assert(strstr(messages, "/connections.csv:3:1: unit: odd\n") != NULL);
}
END_TEST

START_TEST(test_no_folder) {
  ig_network n;
  messages[0] = '\0';
  ck_assert(!ig_tables_read("/nowhere/at/all", &n, keep, NULL));
  ck_assert(strstr(messages, "/nowhere/at/all/buses.csv:0:0: cannot open: No such file or directory") != NULL);
}
END_TEST

/* --- networks in memory ---------------------------------------------------------------------------- */

/* The village with one thing changed, through tables so that every test says what it changes. */
static bool check_with(const char *table, const char *text, const char *more_table, const char *more_text) {
  ig_network n = {0};
  for (size_t i = 0; i < IG_COUNT(village); i++) {
    bool changed = table && strcmp(village[i][0], table) == 0;
    bool also = more_table && strcmp(village[i][0], more_table) == 0;
    take(&n, village[i][0], changed ? text : also ? more_text : village[i][1]);
    if (i == 2 && table && strcmp(table, "switches.csv") == 0) take(&n, table, text);
  }
  ig_network_sort(&n);
  messages[0] = '\0';
  bool good = ig_network_check(&n, keep_complaint, NULL);
  ck_assert(good == (*messages == '\0'));
  ig_network_free(&n);
  return good;
}

#define TRANSFORMERS "transformer,from,to,rated_kVA,from_V,to_V,group,r_percent,x_percent\n"
#define LINES "line,from,to,type,length_m\n"

static const struct {
  const char *table, *text, *says; /* says: NULL where it is good */
} networks[] = {
    {NULL, NULL, NULL},
    {"transformers.csv", TRANSFORMERS "t1,M,S,400,20000,410,Dyn11,1,4\nt2,M,S,400,20000,400,Dyn11,1,4\n",
     "transformer t2: to_V: in a loop with 't1'"},
    {"transformers.csv", TRANSFORMERS "t1,M,S,400,20000,410,Dyn11,1,4\nt2,M,S,400,20000,410,Dyn1,1,4\n",
     "transformer t2: group: in a loop with 't1', whose voltage differs by 60 degrees"},
    {"transformers.csv", TRANSFORMERS "t1,M,S,400,20000,410,Dyn11,1,4\nt2,M,U,400,20000,410,Dyn11,1,4\n", NULL},
    {"transformers.csv", TRANSFORMERS "t1,M,S,400,20000,410,Dyn11,1,4\nt2,M,M,400,20000,20000,Dd0,1,4\n",
     "transformer t2: to: 'M' is the bus of another winding, too"},
    {"lines.csv", LINES "a,S,T,big,100\nb,T,U,small,10\nc,U,S,small,10\n", NULL}, /* a loop of lines is none */
    {"lines.csv", LINES "a,S,T,big,100\n", "bus U: no source reaches this bus"},
    {"lines.csv", LINES "a,S,T,big,100\nb,T,U,small,5001\n", "line b: length_m: 5.001 km is above 5 km of low voltage"},
    {"switches.csv", "switch,from,to,closed\ns,S,U,true\n", NULL},
    {"switches.csv", "switch,from,to,closed,from_wires,to_wires\ns,S,S,true,4,0\n", NULL}, /* bonding */
    {"switches.csv", "switch,from,to,closed,from_wires,to_wires\ns,S,U,true,1234,2134\n",
     "switch s: from_wires: joins two phases of bus 'S'"},
    {"switches.csv", "switch,from,to,closed,from_wires,to_wires\ns,S,U,false,1234,2134\n", NULL},
    {"switches.csv", "switch,from,to,closed\ns,M,S,true\n", "switch s: to: bus 'S' has 400 V, bus 'M' 20000 V"},
    {"buses.csv", "bus,voltage_V\nM,20000\nS,400\nT,400\nU,400\n",
     "bus S: earthing_r_ohm: the neutral (wire 4) of this bus and 2 more has no path to the earth"},
    {"buses.csv", "bus,voltage_V,earthing_r_ohm\nM,20000,\nS,400,\nT,400,\nU,400,0\n", NULL}, /* earthed elsewhere */
    {"connections.csv", "unit,bus,wires\nprofile/a,M,1234\n", "connection profile/a: wires: '1234' needs wire 4"},
    {"connections.csv", "unit,bus,wires\nprofile/a,M,123\n", NULL},
    {"connections.csv", "unit,bus,wires\nprofile/a,T,5\n", "connection profile/a: wires: '5' needs wire 5"},
    {"sources.csv", "source,bus,voltage_V\ngrid,S,20000\n", "source grid: voltage_V: 20000 V on bus 'S' of 400 V"},
};

START_TEST(test_networks) {
  bool good = check_with(networks[_i].table, networks[_i].text, NULL, NULL);
  if (!networks[_i].says) ck_assert_msg(good, "%s", messages);
  if (networks[_i].says) ck_assert_msg(strstr(messages, networks[_i].says) == messages, "%s", messages);
}
END_TEST

static ig_network sound(void) {
  ig_network n = {0};
  for (size_t i = 0; i < IG_COUNT(village); i++) take(&n, village[i][0], village[i][1]);
  ig_network_sort(&n);
  messages[0] = '\0';
  return n;
}

static void expect(ig_network *n, const char *says) {
  ck_assert(!ig_network_check(n, keep_complaint, NULL));
  ck_assert_msg(strstr(messages, says) != NULL, "%s", messages);
  ig_network_free(n);
}

/* What tables cannot say, but a generator could. */
START_TEST(test_in_memory) {
  ig_network n = sound();
  n.line_type[0].r_ohm_m[1] *= 2;
  expect(&n, "line type big: r_matrix_ohm_per_km: the resistances are not passive");
  n = sound();
  n.line_type[0].x_ohm_m[1] = n.line_type[0].x_ohm_m[4] = -n.line_type[0].x_ohm_m[1];
  expect(&n, "line type big: x_matrix_ohm_per_km: the reactances are not passive");
  n = sound();
  n.line_type[0].r_ohm_m[0] = NAN;
  expect(&n, "line type big: r_matrix_ohm_per_km");
  n = sound();
  strcpy(n.connection[1].unit, n.connection[0].unit);
  expect(&n, "connection profile/a: 'profile/a' is there more than once");
  n = sound();
  n.transformer[0].clock[1] = 12;
  expect(&n, "transformer t1: group: a clock of 12");
  n = sound();
  n.transformer[0].r_pu[1] = -0.01;
  expect(&n, "transformer t1: r_percent_to: -1 is below 0");
  n = sound();
  n.source[0].r0_ohm = n.source[0].x0_ohm = 0;
  expect(&n, "source grid: sc1_MVA: the source's impedance is not above 0");
}
END_TEST

/* A capacitance to the earth is a path to it, as in the solver's own check. */
START_TEST(test_capacitance_earths) {
  ig_network n = sound();
  ig_bus *s = &n.bus[ig_network_bus(&n, "S")];
  s->earthing_r_ohm = s->earthing_x_ohm = NAN;
  for (int i = 0; i < 4; i++) n.line_type[0].c_F_m[5 * i] = 200e-12;
  ck_assert_msg(ig_network_check(&n, keep_complaint, NULL), "%s", messages);
  ig_network_free(&n);
}
END_TEST

/* 100,000 buses in a tree of lines, the last of them without a source: in seconds, also under sanitizers. */
START_TEST(test_large) {
  enum { N = 100000 };
  ig_network n = sound();
  clock_t begin = clock();
  size_t t = ig_network_bus(&n, "T");
  for (size_t i = 0; i < N; i++) {
    char name[32];
    snprintf(name, sizeof name, "x%06zu", i);
    ig_bus *bus = IG_NETWORK_ADD(n.bus, n.n_buses);
    *bus = (ig_bus){.name = strdup(name),
                    .nominal_V = 400,
                    .longitude_deg = NAN,
                    .latitude_deg = NAN,
                    .earthing_r_ohm = NAN,
                    .earthing_x_ohm = NAN};
    if (i + 1 == N) break;
    ig_line *line = IG_NETWORK_ADD(n.line, n.n_lines);
    *line = n.line[0];
    line->name = strdup(name);
    line->from = i == 0 ? t : n.n_buses - 1 - (i % 3 ? 1 : i / 2);
    line->to = n.n_buses - 1;
  }
  ig_network_sort(&n);
  ck_assert(!ig_network_check(&n, keep_complaint, NULL));
  ck_assert_str_eq(messages,
                   "bus x099999: no source reaches this bus over lines, closed switches and transformers: an "
                   "island\n");
  ck_assert(clock() - begin < 20 * CLOCKS_PER_SEC);
  ig_network_free(&n);
}
END_TEST

static Suite *make_suite(void) {
  Suite *suite = suite_create("grid_tables");
  TCase *tables = tcase_create("tables"), *check = tcase_create("check");
  tcase_set_timeout(check, 120);
  tcase_add_test(tables, test_buses);
  tcase_add_test(tables, test_line_types);
  tcase_add_test(tables, test_lines_and_switches);
  tcase_add_test(tables, test_transformers);
  tcase_add_test(tables, test_sources);
  tcase_add_test(tables, test_connections);
  tcase_add_loop_test(tables, test_numbers, 0, IG_COUNT(numbers));
  tcase_add_test(tables, test_long_line);
  tcase_add_test(tables, test_nearest);
  tcase_add_test(tables, test_order_of_rows);
  tcase_add_test(tables, test_later_complaint);
  tcase_add_test(tables, test_no_folder);
  tcase_add_loop_test(check, test_networks, 0, IG_COUNT(networks));
  tcase_add_test(check, test_in_memory);
  tcase_add_test(check, test_capacitance_earths);
  tcase_add_test(check, test_large);
  suite_add_tcase(suite, tables);
  suite_add_tcase(suite, check);
  return suite;
}

int main(void) {
  if (!mkdtemp(folder)) return EXIT_FAILURE;
  SRunner *runner = srunner_create(make_suite());
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  for (size_t i = 0; i < IG_COUNT(village); i++) {
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, village[i][0]);
    unlink(path);
  }
  rmdir(folder);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
