// Runs a loop so many times in a state of the shim's, with its guard or without: callgrind counts the difference.
//
//     guard on|off TURNS < LOOP.lua

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "usher_shim.h"

static const int never = 0;

static int nothing(void *host, lua_State *L, int function) {
    (void)host;
    (void)L;
    (void)function;
    return 0;
}

int main(int count, char **arguments) {
    static char source[1 << 16];
    if (count != 3) return 2;
    size_t size = fread(source, 1, sizeof source, stdin);
    lua_State *state = usher_open(256 << 20, NULL, nothing, &never);
    if (state == NULL) return 1;
    usher_open_library(state);
    lua_State *thread = lua_newthread(state);
    if (usher_load(thread, source, size, "@loop.lua") != LUA_OK) {
        fprintf(stderr, "%s\n", lua_tostring(thread, -1));
        return 1;
    }
    lua_pushinteger(thread, atoi(arguments[2]));
    usher_ledger limits = {.nanoseconds = INT64_MAX / 2, .steps = INT64_MAX / 2, .host_calls = 1, .bytes = 1};
    usher_begin(state, limits);
    int results;
    int64_t operation;
    if (strcmp(arguments[1], "on") == 0) {
        if (usher_resume(thread, 1, false, &results, &operation) != USHER_FINISHED) return 1;
    } else if (lua_resume(thread, NULL, 1, &results) != LUA_OK) {
        return 1;
    }
    return usher_close(state) == 0 ? 0 : 1;
}
