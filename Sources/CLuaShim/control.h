// The control block of a state: one per main thread, reachable from every coroutine through the extra space that Lua
// copies into each new thread.

#ifndef USHER_CONTROL_H
#define USHER_CONTROL_H

#include "usher_shim.h"

// A coroutine that has resumed another and waits for it; it lies on the C stack for that long.
typedef struct usher_nesting {
    lua_State *thread;
    struct usher_nesting *outer;
} usher_nesting;

struct usher_control {
    // memory
    size_t used, peak, ceiling;
    size_t held;    // bytes of the host's that are kept for the script
    int window;     // above zero while the host works: the ceiling does not bind
    bool refused;

    // calls
    void *host;
    usher_dispatch dispatch;
    uint64_t call;          // counts the calls: what belongs to an earlier one is dead
    int64_t operation;      // what the script waits for; 0: nothing
    bool raises;            // the answer is an error
    bool cannot_wait;       // the wait was begun where Lua forbids to yield
    int closing;            // threads that are being closed

    // the end
    const int *stop;
    usher_ledger given, left;
    int fuel;                           // steps until C code looks at the clock again
    lua_State *volatile current;        // the thread that runs, for the signal that arms it
    usher_nesting *nesting;             // who waits for it, innermost first
    bool overstays;                     // the host knows that it does, in this slice
    usher_reason killed;                // never goes back to alive: the end is sticky
    char place[512];

    // the profile
    int64_t sampling;  // nanoseconds that the script runs between two samples; 0: none is taken
    int64_t until_sample;
    int ticks;         // samples that are due

    // fails the allocation of that number, for tests; 0: none
    uint64_t allocations, failing;
};

static inline usher_control *usher_control_of(lua_State *L) {
    return *(usher_control **)lua_getextraspace(L);
}

#ifdef __cplusplus
extern "C" {
#endif

// -- the end (end.c)

// Ends the running coroutine because the state was killed. Does not return; the answer is for a C function to return.
int usher_die(lua_State *L);
// Ends the state for good, for a reason other than the script's own error.
int usher_kill(lua_State *L, usher_reason reason);
// Kills the state if its time is up or it was told to stop.
void usher_look(lua_State *L);
// Takes the steps that C code has done off the ledger, and looks at the clock.
void usher_refuel(lua_State *L);
// Whether the state must end, and of what.
usher_reason usher_verdict(usher_control *control);
void usher_remember_thread(usher_control *control, lua_State *thread, int arguments);

// -- slices of time (watch.c)

// Begins to count the time of the calling thread, and to watch it.
void usher_begin_slice(usher_control *control);
void usher_end_slice(usher_control *control);
// Nanoseconds of CPU time that are left in the slice; asks to be told again where there are some.
int64_t usher_time_left(usher_control *control);
int64_t usher_wall_clock(void);
// Whether the running slice is over and somebody wants the next.
bool usher_slice_is_over(void);
// How many samples of the script's stack are due; none is afterwards.
int usher_take_ticks(usher_control *control);
// Arms each thread that comes to run: where no signal can, a hook stands all the time.
void usher_arm_new_state(lua_State *L);
void usher_disarm(lua_State *L);

// -- the library

// Registers `coroutine` with a resume and a wrap that hand a host wait on to whoever resumed them (coroutine.c).
int usher_open_coroutine(lua_State *L);
// `xpcall`, and the `debug.traceback` that knows of it (xpcall.c).
int usher_xpcall(lua_State *L);
int usher_traceback(lua_State *L);
// Functions in the place of Lua's own that could loop without end, or show addresses.
void usher_open_patterns(lua_State *L);  // find, match, gmatch, gsub
void usher_open_texts(lua_State *L);     // rep, format, tostring
void usher_open_tables(lua_State *L);    // concat, insert, move, remove, sort
// Sets the functions in the library's table, each with the one that stood there as its upvalue.
void usher_replace(lua_State *L, const char *library, const luaL_Reg functions[]);
// Goes on as Lua's own function, which is the upvalue, with the frame and so the name of this one.
int usher_go_on(lua_State *L);
// Pushes the text of the value at `index` where no metamethod has a say: no address stands in it.
void usher_push_plain_text(lua_State *L, int index);

#ifdef __cplusplus
}
#endif

// What a paused script waits for, in the place of an operation's number.
#define USHER_NEXT_SLICE (-1)

// Instructions between two looks at the clock where a hook stands.
#define USHER_HOOK_INTERVAL 10000
// Steps of C code between two looks at the clock: about a fifth of a millisecond.
#define USHER_FUEL 50000

// Charges the script for what a C function does for it.
static inline void usher_spend(lua_State *L, usher_control *control, int steps) {
    if ((control->fuel -= steps) < 0) usher_refuel(L);
}

#endif
