/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario written back with every default, so that a result says all it was made from. */
#ifndef IG_RESOLVE_H
#define IG_RESOLVE_H

#include "sim/district.h"

/* YAML that reads back as the same district (beside the files it names). The order is that of the tables, units
 * by name; what units share stands in `defaults`. With `policy`, without the title and the seed. The caller
 * frees it; NULL without memory. To be called before the models are built, which may change what they hold. */
char *ig_resolve_text(const ig_district *district, bool policy);

#endif
