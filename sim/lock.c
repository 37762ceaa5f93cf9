/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/errors.h"

/* Of the one result that this process writes. */
static char *held_path;
static int held = -1;

static char *path_of(const char *result) {
  char *path = malloc(strlen(result) + sizeof ".lock");
  if (!path) exit(IG_EXIT_FAILED);
  sprintf(path, "%s.lock", result);
  return path;
}

static struct flock whole_file(void) { return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET}; }

long ig_lock_holder(const char *result) {
  char *path = path_of(result);
  struct flock lock = whole_file();
  int file = open(path, O_RDWR | O_CLOEXEC);
  long holder = file >= 0 && fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? (long)lock.l_pid : 0;
  if (file >= 0) close(file);
  free(path);
  return holder;
}

/* Is the open file still the one of this name? Its last holder may have removed it in between. */
static bool still_there(int file, const char *path) {
  struct stat open_one, named;
  return fstat(file, &open_one) == 0 && stat(path, &named) == 0 && open_one.st_ino == named.st_ino &&
         open_one.st_dev == named.st_dev;
}

/* The locked file, or -1 with errno. File systems without locks are used without. */
static int open_locked(const char *path) {
  for (;;) {
    struct flock lock = whole_file();
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) return -1;
    if (fcntl(file, F_SETLK, &lock) < 0 && errno != ENOLCK && errno != ENOSYS && errno != EOPNOTSUPP) {
      int reason = errno;
      close(file);
      errno = reason;
      return -1;
    }
    if (still_there(file, path)) return file;
    close(file);
  }
}

bool ig_lock_take(const char *result, int *code) {
  char *path = path_of(result);
  held = open_locked(path);
  if (held >= 0) {
    held_path = path;
    return true;
  }
  bool taken = errno == EACCES || errno == EAGAIN;
  long holder = taken ? ig_lock_holder(result) : 0;
  if (holder) {
    fprintf(stderr, "issygrid: %s is being written by another run (process %ld)\n", result, holder);
  } else {
    fprintf(stderr, "issygrid: cannot lock %s with %s: %s\n", result, path, strerror(errno));
  }
  *code = holder ? IG_EXIT_INPUT : IG_EXIT_FAILED;
  free(path);
  return false;
}

void ig_lock_release(void) {
  if (held < 0) return;
  unlink(held_path);
  close(held);
  free(held_path);
  held = -1;
  held_path = NULL;
}
