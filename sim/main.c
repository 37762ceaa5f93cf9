/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/engine.h"
#include "sim/reference.h"
#include "sim/result.h"
#include "sim/scenario.h"
#include "sim/version.h"

static const char help_all[] =
    "issygrid " IG_VERSION
    ": simulates a city district minute by minute: homes, offices, shops, street lighting.\n"
    "\n"
    "  issygrid run SCENARIO [-o FILE] [--set KEY=VALUE]...   run a scenario into an HDF5 file\n"
    "  issygrid check SCENARIO [--set KEY=VALUE]...           the scenario with all defaults, or all its errors\n"
    "  issygrid info FILE [--all]                             the main KPIs of a result, or all\n"
    "  issygrid compare BASE OTHER... [--all]                 results side by side: what differs, or everything\n"
    "  issygrid models [NAME]                                 the models, their parameters, units, defaults, sources\n"
    "  issygrid schema                                        JSON Schema of a scenario, for editors\n"
    "\n"
    "`issygrid COMMAND --help` tells more; --version prints the version.\n"
    "Exit codes: 0 done, 1 failed while running, 2 wrong input, 3 stopped early with a checkpoint to resume from.\n";

static const char help_run[] =
    "issygrid run SCENARIO [options]: runs a scenario and writes its time series and KPIs into one HDF5 file.\n"
    "\n"
    "  -o, --output FILE   result (default: output/<name of the scenario>.h5)\n"
    "  --set KEY=VALUE     overlays one value, e.g. --set simulation.seed=2 --set homes.count=500; may be repeated;\n"
    "                      null takes away: --set homes=null leaves the homes out\n"
    "  --threads N         threads (default: all processors); the result has the same bytes for any number\n"
    "  --resume            go on with a run that was stopped or killed; starts anew where there is nothing yet\n"
    "  --force             replace an existing result; files that are none, and those the run reads, are kept\n"
    "  --max-wall SECONDS  stop after this long (above 0) with a checkpoint (exit code 3)\n"
    "  --checkpoint SEC    save a checkpoint this often (default 30; 0: after every simulated day)\n"
    "  --profile           time by phase and model, at the end\n"
    "  --quiet             no progress, no KPIs\n"
    "\n"
    "SIGTERM and SIGINT stop at the next simulated day with a checkpoint (exit code 3); a second one stops at once.\n";

static const char help_check[] =
    "issygrid check SCENARIO [--set KEY=VALUE]...: prints the scenario as it would run, with every default (a "
    "scenario\n"
    "again), or every error as file:line:column: key: what is wrong; exit code 2 then.\n";
static const char help_info[] =
    "issygrid info FILE... [--all]: prints a table of the parts and the main KPIs of one or more results; --all prints "
    "every\nKPI.\n";
static const char help_compare[] =
    "issygrid compare BASE OTHER... [--all]: the keys in which the scenarios differ, and the KPIs that changed, side "
    "by "
    "side;\n--all also those that did not.\n"
    "Results that differ in nothing but their seed count as one side. With several seeds on both sides the seeds that "
    "all\n"
    "sides have are used, differences are paired by seed and come with a 95 % interval.\n";
static const char help_models[] =
    "issygrid models: the models there are. issygrid models NAME: its settings, parameters, series and totals with "
    "units,\n"
    "defaults, ranges, sources and the evidence of each default (A many French sites, B elsewhere or one site, C model "
    "or\n"
    "norm, D assumption).\n";
static const char help_schema[] =
    "issygrid schema: prints a JSON Schema of a scenario, for editors that check and complete YAML.\n";

/* Threads that spin for long while they wait for each other cost a small scenario on a busy machine ten times its time;
 * threads that sleep at once, a network of one feeder a tenth. So they spin for some 0.1 ms. OpenMP reads its
 * environment when the program is loaded: so it is loaded again, once, unless the user has chosen. */
static void spin_briefly(char **argv) {
  static const char *const chosen[] = {"OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME"};
  for (size_t i = 0; i < IG_COUNT(chosen); i++)
    if (getenv(chosen[i])) return;
  if (setenv("GOMP_SPINCOUNT", "30000", 1) == 0) execv("/proc/self/exe", argv);
}

/* Arguments of one command: options by name, the rest in order. */
typedef struct arguments {
  const char *word[1024], *set[1024];
  size_t n_words, n_set;
  bool all; /* of info and compare */
  ig_run_options run;
} arguments;

static int usage(const char *command, const char *what, const char *arg) {
  fprintf(stderr, "issygrid %s: %s%s%s; see `issygrid %s --help`\n", command, what, arg ? " " : "", arg ? arg : "",
          command);
  return IG_EXIT_INPUT;
}

static bool parse_number(const char *text, double low, double *value) {
  char *end;
  errno = 0;
  *value = strtod(text, &end);
  return !errno && end != text && !*end && *value >= low && *value < 1e9;
}

/* Options of `run` that take a value; *used tells whether the next argument was taken. */
static int parse_valued(arguments *a, const char *command, const char *arg, const char *value, bool *known) {
  double number;
  *known = true;
  bool output = !strcmp(arg, "-o") || !strcmp(arg, "--output"), threads = !strcmp(arg, "--threads"),
       wall = !strcmp(arg, "--max-wall"), save = !strcmp(arg, "--checkpoint"), set = !strcmp(arg, "--set");
  bool allowed = !strcmp(command, "run") || (set && !strcmp(command, "check"));
  if (!(output || threads || wall || save || set) || !allowed) return *known = false, IG_EXIT_OK;
  if (!value) return usage(command, "a value is missing after", arg);
  if (output) a->run.output = value;
  if (set && a->n_set == IG_COUNT(a->set)) return usage(command, "too many", arg);
  if (set) a->set[a->n_set++] = value;
  if (threads && (!parse_number(value, 1, &number) || number > 1024 || number != (int)number))
    return usage(command, "--threads takes a whole number from 1 to 1024, not", value);
  if (threads) a->run.threads = (int)number;
  if (wall && (!parse_number(value, 0, &a->run.max_wall_s) || a->run.max_wall_s == 0))
    return usage(command, "--max-wall takes seconds above 0, not", value);
  if (save && !parse_number(value, 0, &a->run.checkpoint_s))
    return usage(command, "--checkpoint takes seconds, not", value);
  return IG_EXIT_OK;
}

static bool parse_flag(arguments *a, const char *command, const char *arg) {
  bool shows = !strcmp(command, "info") || !strcmp(command, "compare");
  if (shows && !strcmp(arg, "--all")) return a->all = true;
  if (strcmp(command, "run")) return false;
  bool *flag = !strcmp(arg, "--resume")    ? &a->run.resume
               : !strcmp(arg, "--force")   ? &a->run.force
               : !strcmp(arg, "--quiet")   ? &a->run.quiet
               : !strcmp(arg, "--profile") ? &a->run.profile
                                           : NULL;
  if (flag) *flag = true;
  return flag != NULL;
}

static int parse(arguments *a, const char *command, int argc, char **argv) {
  for (int i = 0; i < argc; i++) {
    const char *arg = argv[i];
    bool known = false;
    int code = parse_valued(a, command, arg, i + 1 < argc ? argv[i + 1] : NULL, &known);
    if (code) return code;
    if (known) {
      i++;
    } else if (arg[0] == '-' && arg[1]) {
      if (!parse_flag(a, command, arg)) return usage(command, "unknown option", arg);
    } else if (a->n_words == IG_COUNT(a->word)) {
      return usage(command, "too many arguments", NULL);
    } else {
      a->word[a->n_words++] = arg;
    }
  }
  return IG_EXIT_OK;
}

static ig_district *load(const arguments *a) {
  ig_errors errors = {0};
  ig_district *district = ig_district_load(a->word[0], a->set, a->n_set, &errors);
  if (!district) ig_errors_print(&errors, stderr);
  ig_errors_free(&errors);
  return district;
}

/* Does anything but the weather have units? */
static bool has_units(const ig_district *district) {
  for (size_t b = 0; b < district->n_batches; b++)
    if (district->batch[b].n > 0 && district->batch[b].model->phase != IG_PHASE_WEATHER) return true;
  return false;
}

static void print_warnings(const ig_district *district) {
  if (!has_units(district)) fprintf(stderr, "issygrid: warning: the scenario has no units: nothing draws power\n");
  for (const ig_warning *w = district->warnings; w; w = w->next)
    for (const char *line = w->text; line; line = strchr(line, '\n')) {
      line += *line == '\n';
      fprintf(stderr, "issygrid: warning: %.*s\n", (int)strcspn(line, "\n"), line);
    }
}

/* output/<name of the scenario without folder and ending>.h5 */
static void default_output(const char *scenario, char *buf, size_t size) {
  const char *name = strrchr(scenario, '/');
  name = name ? name + 1 : scenario;
  const char *dot = strrchr(name, '.');
  snprintf(buf, size, "output/%.*s.h5", dot && dot > name ? (int)(dot - name) : (int)strlen(name), name);
}

/* An unwritable place is said before the scenario is built. */
static bool writable(const char *output) {
  char folder[PATH_MAX];
  const char *slash = strrchr(output, '/');
  snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - output) + 1 : 1, slash ? output : ".");
  if (!access(folder, W_OK | X_OK) && (access(output, F_OK) || !access(output, W_OK))) return true;
  fprintf(stderr, "issygrid: cannot write %s: %s\n", output, strerror(errno));
  return false;
}

static char *history_of(int argc, char **argv) {
  size_t length = 1;
  for (int i = 0; i < argc; i++) length += strlen(argv[i]) + 1;
  char *text = calloc(length, 1);
  for (int i = 0; i < argc; i++) {
    strcat(text, argv[i]);
    if (i + 1 < argc) strcat(text, " ");
  }
  return text;
}

static int print_results(const ig_run_options *o) {
  ig_result result;
  bool ok = ig_result_open(&result, o->output);
  if (ok && result.kpis) free(result.kpis->warnings), result.kpis->warnings = NULL; /* they were shown already */
  if (ok) ig_result_print(stdout, &result, false);
  ig_result_free(&result);
  return ok ? IG_EXIT_OK : IG_EXIT_FAILED;
}

static int command_run(arguments *a, int argc, char **argv) {
  char output[PATH_MAX];
  if (a->n_words != 1) return usage("run", "takes one scenario", NULL);
  if (!a->run.output) {
    default_output(a->word[0], output, sizeof output);
    a->run.output = output;
  }
  ig_district *district = load(a);
  if (!district) return IG_EXIT_INPUT;
  int code = IG_EXIT_FAILED;
  const char *input = ig_scenario_input(district->scenario, a->run.output);
  if (input) {
    fprintf(stderr, "issygrid: %s is %s%s that this run reads; choose another name with -o\n", a->run.output,
            strcmp(input, a->run.output) ? "the file " : "a file", strcmp(input, a->run.output) ? input : "");
    code = IG_EXIT_INPUT;
  } else if (writable(a->run.output)) {
    char *history = history_of(argc, argv);
    a->run.history = history;
    code = ig_engine_run(district, &a->run);
    free(history);
  }
  print_warnings(district);
  ig_district_free(district);
  return code == IG_EXIT_OK && !a->run.quiet ? print_results(&a->run) : code;
}

static int command_check(const arguments *a) {
  if (a->n_words != 1) return usage("check", "takes one scenario", NULL);
  ig_district *district = load(a);
  if (!district) return IG_EXIT_INPUT;
  fputs(district->resolved, stdout);
  print_warnings(district);
  ig_district_free(district);
  return IG_EXIT_OK;
}

static int command_results(const arguments *a, bool compare) {
  size_t n = 0;
  int code = IG_EXIT_OK;
  if (a->n_words < (compare ? 2 : 1))
    return usage(compare ? "compare" : "info", compare ? "takes two results or more" : "takes a result", NULL);
  ig_result *results = calloc(a->n_words, sizeof *results);
  for (; n < a->n_words && code == IG_EXIT_OK; n++) {
    if (!ig_result_open(&results[n], a->word[n])) code = IG_EXIT_INPUT;
    if (code == IG_EXIT_OK && compare && !results[n].kpis) {
      fprintf(stderr, "issygrid compare: %s is not complete and has no KPIs yet\n", a->word[n]);
      code = IG_EXIT_INPUT;
    }
  }
  if (code == IG_EXIT_OK && compare) ig_result_compare(stdout, results, n, a->all);
  for (size_t i = 0; i < n && code == IG_EXIT_OK && !compare; i++) ig_result_print(stdout, &results[i], a->all);
  for (size_t i = 0; i < n; i++) ig_result_free(&results[i]);
  free(results);
  return code;
}

static int command_models(const arguments *a) {
  if (a->n_words > 1) return usage("models", "takes at most one name", NULL);
  if (a->n_words == 0) return ig_reference_models(stdout), IG_EXIT_OK;
  return ig_reference_model(stdout, a->word[0]);
}

typedef struct command {
  const char *name, *help;
} command;

static const command commands[] = {{"run", help_run},         {"check", help_check},   {"info", help_info},
                                   {"compare", help_compare}, {"models", help_models}, {"schema", help_schema}};

static int dispatch(const char *name, arguments *a, int argc, char **argv) {
  if (!strcmp(name, "run")) return command_run(a, argc, argv);
  if (!strcmp(name, "check")) return command_check(a);
  if (!strcmp(name, "info") || !strcmp(name, "compare")) return command_results(a, name[0] == 'c');
  if (!strcmp(name, "models")) return command_models(a);
  return ig_reference_schema(stdout), IG_EXIT_OK;
}

int main(int argc, char **argv) {
  static arguments a = {.run = {.checkpoint_s = 30}};
  const char *name = argc > 1 ? argv[1] : "--help";
  if (!strcmp(name, "--version")) return printf("issygrid " IG_VERSION "\n") < 0;
  if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help"))
    return fputs(help_all, argc > 1 ? stdout : stderr), argc > 1 ? IG_EXIT_OK : IG_EXIT_INPUT;
  for (size_t i = 0; i < IG_COUNT(commands); i++) {
    if (strcmp(name, commands[i].name)) continue;
    for (int k = 2; k < argc; k++)
      if (!strcmp(argv[k], "--help") || !strcmp(argv[k], "-h")) return fputs(commands[i].help, stdout), IG_EXIT_OK;
    int code = parse(&a, name, argc - 2, argv + 2);
    if (!code && !strcmp(name, "run")) spin_briefly(argv);
    return code ? code : dispatch(name, &a, argc, argv);
  }
  fprintf(stderr, "issygrid: unknown command %s; see `issygrid --help`\n", name);
  return IG_EXIT_INPUT;
}
