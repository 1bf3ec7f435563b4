// Makes a disk's syncs as slow as USHER_BENCH_SYNC says, in microseconds: each takes so much longer than it does.
//
// Loaded before a program with LD_PRELOAD. Disks of virtual machines often answer a sync from memory; this is a disk that does not.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int slowly(const char *name, int file) {
    const char *told = getenv("USHER_BENCH_SYNC");
    long microseconds = told ? atol(told) : 0;
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
    nanosleep(&time, NULL);
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return real(file);
}

int fsync(int file) { return slowly("fsync", file); }

int fdatasync(int file) { return slowly("fdatasync", file); }
