/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IG_VERSION_H
#define IG_VERSION_H

#include <stddef.h>

#define IG_VERSION "0.1.0"

/* Which build this is: the linker's build id in hexadecimal ("unknown" where there is none). Two programs
 * with the same id compute the same bytes on the same class of processor. Returns buf. */
const char *ig_version_build(char *buf, size_t size);

#endif
