/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run writes a result at a time. The lock is that of a small file FILE.lock beside it; the system takes it back
 * when the process ends, however it ends, so a file left behind by a kill locks nothing. */
#ifndef IG_LOCK_H
#define IG_LOCK_H

#include "sim/base.h"

/* Takes the lock of a result for this process. False where another process has it or the lock cannot be made, after a
 * message to stderr; *code is the exit code to end with then. */
bool ig_lock_take(const char *result, int *code);
/* Gives it back and removes its file. */
void ig_lock_release(void);
/* Process that writes the result at this moment, 0 if none does. */
long ig_lock_holder(const char *result);

#endif
