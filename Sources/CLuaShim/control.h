// The control block of a state: one per main thread, reachable from every coroutine through the extra space that Lua
// copies into each new thread.

#ifndef USHER_CONTROL_H
#define USHER_CONTROL_H

#include "usher_shim.h"

struct usher_control {
    // memory
    size_t used, peak, ceiling;
    int window;     // above zero while the host works: the ceiling does not bind
    bool refused;

    // calls
    void *host;
    usher_dispatch dispatch;
    int64_t operation;      // what the script waits for; 0: nothing
    bool raises;            // the answer is an error
    bool cannot_wait;       // the wait was begun where Lua forbids to yield

    // the end
    const int *stop;
    int64_t slice_end;      // nanoseconds of the thread's CPU time; 0: no end
    usher_reason killed;    // never goes back to alive: the end is sticky
    char place[512];
};

static inline usher_control *usher_control_of(lua_State *L) {
    return *(usher_control **)lua_getextraspace(L);
}

#ifdef __cplusplus
extern "C" {
#endif

// What every thread runs under (call.c).
void usher_hook(lua_State *L, lua_Debug *ar);
// Ends the running coroutine because the state was killed; to be returned from a C function.
int usher_die(lua_State *L);
// Registers `coroutine` with a resume and a wrap that hand a host wait on to whoever resumed them (coroutine.c).
int usher_open_coroutine(lua_State *L);
// `xpcall`, and the `debug.traceback` that knows of it (xpcall.c).
int usher_xpcall(lua_State *L);
int usher_traceback(lua_State *L);
// Puts bounds to the functions of `string` and `table` that could loop without end (bounded.c).
void usher_bound_library(lua_State *L);

#ifdef __cplusplus
}
#endif

// Instructions between two looks at the clock and the stop flag.
#define USHER_HOOK_INTERVAL 10000

#endif
