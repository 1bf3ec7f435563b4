// What Swift sees of the C that stands between it and a lua_State.
//
// Only C raises or yields: a Swift host function returns a verdict, and the trampoline in call.c acts on it, when no
// Swift frame is left that a longjmp could skip.

#ifndef USHER_SHIM_H
#define USHER_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct usher_control usher_control;

// Verdicts of a host function; zero or more is the number of results it has pushed.
enum {
    USHER_RAISE = -1,  // the value on top is raised as an error
    USHER_WAIT = -2,   // an operation was begun; its number is the integer on top
    USHER_CANNOT_WAIT = -3,  // an operation could not be begun: the script is where Lua cannot yield
};

// In the place of a function's number.
enum {
    USHER_OVERSTAYS = -1,  // the script goes on although others want to run, because Lua cannot yield there
    USHER_SAMPLES = -2,    // a sample of the script's stack is due
};

// `host` is the pointer given to usher_open, `function` the number given to usher_push_function.
typedef int (*usher_dispatch)(void *_Nullable host, lua_State *_Nonnull L, int function);

// How a resumption ended.
typedef enum {
    USHER_FINISHED,     // results are on the thread's stack
    USHER_WAITING,      // `operation` tells what for
    USHER_PAUSED,       // its slice is over and others want to run: it goes on where it was, without arguments
    USHER_STRAY_YIELD,  // the script yielded where nothing of its own had resumed it
    USHER_FAILED,       // the error value is on top of the thread's stack
    USHER_KILLED,       // stopped from outside; usher_kill_reason tells why. The state must be discarded.
} usher_outcome;

typedef enum {
    USHER_ALIVE = 0,
    USHER_OUT_OF_TIME,   // computed for longer than it may
    USHER_STOPPED,       // the stop flag was set
    USHER_OUT_OF_STEPS,
    USHER_OUT_OF_HOST_CALLS,
    USHER_OUT_OF_BYTES,
} usher_reason;

// What a call may use, or has left. Below zero: it used more.
typedef struct {
    int64_t nanoseconds;  // CPU time, of all the call's coroutines together
    int64_t steps;        // of the library's functions that are written in C: about a character or an element each
    int64_t host_calls;
    int64_t bytes;        // copied out of the state
} usher_ledger;

// -- states (state.c)

// A new state with its own allocator; NULL when there is no memory for it. `memory` is the ceiling in bytes, which
// binds the script alone: while the host works, allocation is not refused. `stop` is read by the script's thread and
// must outlive the state.
lua_State *_Nullable usher_open(size_t memory, void *_Nullable host, usher_dispatch _Nonnull dispatch,
                                const int *_Nonnull stop);
// Answers the bytes that were not given back: none, unless something is wrong.
size_t usher_close(lua_State *_Nonnull L);
// How many states of the process are open.
int usher_open_states(void);
size_t usher_memory_used(lua_State *_Nonnull L);
size_t usher_memory_peak(lua_State *_Nonnull L);
void usher_collect(lua_State *_Nonnull L);
// Bytes of the host's own that it keeps for the script count as held by the script, until they are let go.
void usher_hold(lua_State *_Nonnull L, int64_t bytes);
void usher_let_go(lua_State *_Nonnull L, int64_t bytes);
// From the `first` of the script's allocations on, counted from now, none succeeds; 0: all do. For tests.
void usher_fail_allocations(lua_State *_Nonnull L, uint64_t first);
// Whether the allocator refused the script since the last resumption began.
bool usher_memory_refused(lua_State *_Nonnull L);

// -- calls (call.c)

// Leaves a compiled chunk or a message on the stack. Compiling allocates as the script does.
int usher_load(lua_State *_Nonnull L, const void *_Nonnull bytes, size_t count, const char *_Nonnull name);
void usher_push_function(lua_State *_Nonnull L, int function);
// Begins a call with what it may use.
void usher_begin(lua_State *_Nonnull L, usher_ledger limits);
usher_ledger usher_left(lua_State *_Nonnull L);
// Takes bytes that leave the state off the ledger; false where there are not so many left.
bool usher_send(lua_State *_Nonnull L, int64_t bytes);
// Resumes `thread` with the `arguments` values on top of its stack.
// `raises`: the single argument is an error to raise where the script waits.
usher_outcome usher_resume(lua_State *_Nonnull thread, int arguments, bool raises, int *_Nonnull results,
                           int64_t *_Nonnull operation);
// Tells that so many more (or fewer) want to run scripts and have no thread to do it on: those that run give way.
void usher_want_slices(int more);
// Has the host told, by USHER_SAMPLES, each time that the script has run for so many nanoseconds; 0: no more.
void usher_sample(lua_State *_Nonnull L, int64_t interval);
// How many such times have passed since it was told last.
int usher_ticks(lua_State *_Nonnull L);
// The coroutine that resumed the one that runs, for level 0; the one that resumed that, for 1; NULL beyond the last.
lua_State *_Nullable usher_resumer(lua_State *_Nonnull L, int level);
// Processors that there are to run on.
int usher_processors(void);
// Tells the thread sanitizer of a lock that it does not know; does nothing where it is not there.
void usher_lock_taken(void *_Nonnull lock);
void usher_lock_released(void *_Nonnull lock);
// Whether a hook stands all the time, because no signal can set one.
bool usher_hook_stands(void);
// What every thread of a state runs under.
void usher_hook(lua_State *_Nonnull L, lua_Debug *_Nonnull ar);
// Whether a host function may wait on this thread.
bool usher_may_wait(lua_State *_Nonnull L);
usher_reason usher_kill_reason(lua_State *_Nonnull L);
// Where the script was when it was killed, as "file:line"; empty where that is not known.
const char *_Nonnull usher_kill_place(lua_State *_Nonnull L);

// -- the library (sandbox.c, coroutine.c, json_*.c)

// Opens the allow-list: nothing that reaches files, processes, bytecode or the debug interface.
void usher_open_library(lua_State *_Nonnull L);
int usher_json_decode(lua_State *_Nonnull L);
int usher_json_lazy(lua_State *_Nonnull L);
int usher_json_copy(lua_State *_Nonnull L);
int usher_json_encode(lua_State *_Nonnull L);
int usher_json_array(lua_State *_Nonnull L);
// Where the value at `index` is a lazy list or object of this call: pushes a copy of it, as tables.
bool usher_json_push_lazy(lua_State *_Nonnull L, int index);
// Pushes the value that stands for JSON's null.
void usher_push_null(lua_State *_Nonnull L);
bool usher_is_null(lua_State *_Nonnull L, int index);
// Marks the table at `index` as a JSON array, so that an empty one stays one.
void usher_mark_array(lua_State *_Nonnull L, int index);
bool usher_is_marked_array(lua_State *_Nonnull L, int index);

// Sets a stop flag, and looks at it, from any thread.
static inline void usher_raise_flag(int *_Nonnull flag) { __atomic_store_n(flag, 1, __ATOMIC_RELAXED); }
static inline bool usher_flag_is_raised(const int *_Nonnull flag) { return __atomic_load_n(flag, __ATOMIC_RELAXED) != 0; }

// -- macros of lua.h that Swift cannot import

static inline void usher_pop(lua_State *_Nonnull L, int count) { lua_settop(L, -count - 1); }
static inline int usher_registry_index(void) { return LUA_REGISTRYINDEX; }
static inline int usher_absolute(lua_State *_Nonnull L, int index) { return lua_absindex(L, index); }
static inline int64_t usher_integer(lua_State *_Nonnull L, int index) { return lua_tointegerx(L, index, NULL); }
static inline double usher_number(lua_State *_Nonnull L, int index) { return lua_tonumberx(L, index, NULL); }
static inline bool usher_boolean(lua_State *_Nonnull L, int index) { return lua_toboolean(L, index) != 0; }
static inline bool usher_is_integer(lua_State *_Nonnull L, int index) { return lua_isinteger(L, index) != 0; }
static inline void usher_push_json_decode(lua_State *_Nonnull L) { lua_pushcfunction(L, usher_json_decode); }
static inline void usher_push_json_lazy(lua_State *_Nonnull L) { lua_pushcfunction(L, usher_json_lazy); }
static inline void usher_push_json_copy(lua_State *_Nonnull L) { lua_pushcfunction(L, usher_json_copy); }
static inline void usher_push_json_encode(lua_State *_Nonnull L) { lua_pushcfunction(L, usher_json_encode); }
static inline void usher_push_json_array(lua_State *_Nonnull L) { lua_pushcfunction(L, usher_json_array); }

#ifdef __cplusplus
}
#endif

#endif
