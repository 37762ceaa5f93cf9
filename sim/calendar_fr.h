/* SPDX-License-Identifier: GPL-3.0-or-later */
/* School holidays of zone C as data. */
#ifndef IG_CALENDAR_FR_H
#define IG_CALENDAR_FR_H

#include "sim/clock.h"

/* Is the date in the school holidays of zone C (Paris, Creteil, Versailles, Montpellier, Toulouse)? Outside
 * the school years of the table *known becomes false, and a common summer and Christmas stand in. */
bool ig_calendar_fr_school_holiday(ig_date date, bool *known);

#endif
