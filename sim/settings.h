/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the sections of a scenario that belong to no model (tables ig_settings_sections of district.h). */
#ifndef IG_SETTINGS_H
#define IG_SETTINGS_H

#include "sim/section.h"

/* Reads all sections but the models' keys of `outputs`, and checks what one field alone cannot tell. */
bool ig_settings_read(ig_reader *reader, ig_settings *settings);

/* Where and when the run takes place, after settings that were read without error. */
ig_site ig_settings_site(const ig_settings *settings);

#endif
