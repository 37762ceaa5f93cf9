/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "sim/version.h"

#include <link.h>
#include <stdio.h>
#include <string.h>

typedef struct id {
  char *buf;
  size_t size;
} id;

static void print_note(const id *to, const unsigned char *bytes, size_t n) {
  size_t used = 0;
  for (size_t i = 0; i < n && used + 3 <= to->size; i++) used += (size_t)snprintf(to->buf + used, 3, "%02x", bytes[i]);
}

/* The first object that dl_iterate_phdr reports is the program itself. */
static int find_note(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type != PT_NOTE) continue;
    const char *at = (const char *)info->dlpi_addr + info->dlpi_phdr[i].p_vaddr, *end = at + info->dlpi_phdr[i].p_memsz;
    while (at + sizeof(ElfW(Nhdr)) <= end) {
      ElfW(Nhdr) note;
      memcpy(&note, at, sizeof note);
      const char *name = at + sizeof note, *desc = name + (note.n_namesz + 3) / 4 * 4;
      if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && !memcmp(name, "GNU", 4)) {
        print_note(data, (const unsigned char *)desc, note.n_descsz);
        return 1;
      }
      at = desc + (note.n_descsz + 3) / 4 * 4;
    }
  }
  return 1;
}

const char *ig_version_build(char *buf, size_t size) {
  snprintf(buf, size, "unknown");
  id to = {buf, size};
  dl_iterate_phdr(find_note, &to);
  return buf;
}
