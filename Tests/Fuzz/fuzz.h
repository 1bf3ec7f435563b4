// What the targets share: a state of ours whose calls are ended soon.

#ifndef USHER_FUZZ_H
#define USHER_FUZZ_H

#include <stdlib.h>
#include <string.h>

#include "usher_shim.h"

static const int never = 0;

static int echo(void *host, lua_State *L, int function) {
    (void)host;
    (void)function;
    return lua_gettop(L);
}

// Runs `source` with the bytes as its one argument, in a state of its own; the outcome's values are left on the thread.
typedef struct {
    lua_State *state, *thread;
    usher_outcome outcome;
} fuzz_run;

static inline fuzz_run fuzz_begin(const char *source, const uint8_t *bytes, size_t count) {
    fuzz_run run = {.state = usher_open(16 << 20, NULL, echo, &never)};
    if (run.state == NULL) abort();
    usher_open_library(run.state);
    usher_push_json_decode(run.state);
    lua_setglobal(run.state, "decode");
    usher_push_json_lazy(run.state);
    lua_setglobal(run.state, "lazy");
    usher_push_json_copy(run.state);
    lua_setglobal(run.state, "copy");
    usher_push_json_encode(run.state);
    lua_setglobal(run.state, "encode");
    usher_push_function(run.state, 0);
    lua_setglobal(run.state, "echo");
    run.thread = lua_newthread(run.state);
    if (usher_load(run.thread, source, strlen(source), "=fuzz") != LUA_OK) abort();
    lua_pushlstring(run.thread, (const char *)bytes, count);
    int results;
    int64_t operation;
    usher_ledger limits = {.nanoseconds = 200000000, .steps = 100000000, .host_calls = 1000, .bytes = 1 << 24};
    usher_begin(run.state, limits);
    run.outcome = usher_resume(run.thread, 1, false, &results, &operation);
    return run;
}

static inline void fuzz_end(fuzz_run run) {
    if (usher_close(run.state) != 0) abort();
}

#endif
