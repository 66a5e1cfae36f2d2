/*
 * Makes every fsync and fdatasync of a process slower by GATEHOUSE_BENCH_FSYNC_MS milliseconds, as an SD card does.
 * Preloaded (ld.so(8), LD_PRELOAD); the real call follows the wait.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int (*sync_call)(int);

static long extra_nanoseconds;
static sync_call real_fsync;
static sync_call real_fdatasync;

__attribute__((constructor)) static void prepare(void) {
  const char *text = getenv("GATEHOUSE_BENCH_FSYNC_MS");
  extra_nanoseconds = text == NULL ? 0 : (long)(atof(text) * 1e6);
  real_fsync = (sync_call)dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = (sync_call)dlsym(RTLD_NEXT, "fdatasync");
}

static void wait_first(void) {
  struct timespec left = {extra_nanoseconds / 1000000000L, extra_nanoseconds % 1000000000L};
  while (nanosleep(&left, &left) != 0) {
  }
}

int fsync(int fd) {
  wait_first();
  return real_fsync(fd);
}

int fdatasync(int fd) {
  wait_first();
  return real_fdatasync(fd);
}
