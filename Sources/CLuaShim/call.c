#include <stdio.h>
#include <time.h>

#include "control.h"

// The script's own computing time: that of the thread which runs it, so that a busy machine ends no honest script.
static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// -- the end nobody can catch

int usher_die(lua_State *L) {
    // A yield cannot be caught by pcall and runs no handler; where Lua cannot yield, the error is raised again by the
    // hook for as long as the script tries to go on.
    if (lua_isyieldable(L)) return lua_yield(L, 0);
    return luaL_error(L, "stopped");
}

static bool remember_place(usher_control *control, const char *source, int line) {
    if (line <= 0) return false;
    bool named = source[0] == '@' || source[0] == '=';
    snprintf(control->place, sizeof control->place, "%s:%d", source + (named ? 1 : 0), line);
    return true;
}

// The place of a thread that is not running: where it waits, or the function that it is to begin with, which lies below
// the `arguments`.
static void remember_thread(usher_control *control, lua_State *thread, int arguments) {
    lua_Debug ar;
    for (int level = 0; lua_getstack(thread, level, &ar); level++) {
        lua_getinfo(thread, "Sl", &ar);
        if (remember_place(control, ar.source, ar.currentline)) return;
    }
    if (lua_status(thread) != LUA_OK || lua_gettop(thread) <= arguments) return;
    lua_pushvalue(thread, -arguments - 1);
    lua_getinfo(thread, ">S", &ar);
    remember_place(control, ar.source, ar.linedefined);
}

void usher_hook(lua_State *L, lua_Debug *ar) {
    usher_control *control = usher_control_of(L);
    if (control->killed == USHER_ALIVE) {
        if (__atomic_load_n(control->stop, __ATOMIC_RELAXED))
            control->killed = USHER_STOPPED;
        else if (control->slice_end != 0 && now() >= control->slice_end)
            control->killed = USHER_OUT_OF_TIME;
        else
            return;
        lua_getinfo(L, "Sl", ar);
        remember_place(control, ar->source, ar->currentline);
    }
    // Each thread of the state that comes by here gets no further than an instruction from now on.
    lua_sethook(L, usher_hook, LUA_MASKCOUNT, 1);
    usher_die(L);
}

// -- host functions

static void settle_memory(usher_control *control, lua_State *L) {
    if (control->used <= control->ceiling) return;
    lua_gc(L, LUA_GCCOLLECT);
    if (control->used <= control->ceiling) return;
    control->refused = true;
    luaL_error(L, "not enough memory");
}

// The leaf of a wait: the answer is the whole stack.
static int answered(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    usher_control *control = usher_control_of(L);
    if (control->cannot_wait) {
        control->cannot_wait = false;
        return luaL_error(L, "cannot wait here: a C function (a sort comparator, a gsub callback, a load reader) stands between "
                             "this coroutine and the host; call the host before it or after it");
    }
    if (control->raises) {
        control->raises = false;
        return lua_error(L);
    }
    return lua_gettop(L);
}

static int trampoline(lua_State *L) {
    usher_control *control = usher_control_of(L);
    if (control->killed != USHER_ALIVE) return usher_die(L);
    int function = (int)lua_tointeger(L, lua_upvalueindex(1));
    control->window++;
    int verdict = control->dispatch(control->host, L, function);
    control->window--;
    if (verdict == USHER_RAISE) return lua_error(L);
    if (verdict == USHER_WAIT) {
        if (!lua_isyieldable(L))
            return luaL_error(L, "cannot wait here: a sort comparator, a gsub callback, a metamethod called from C or a "
                                 "message handler may not call a host function that waits; call it before or after");
        control->operation = lua_tointeger(L, -1);
        lua_settop(L, 0);
        return lua_yieldk(L, 0, 0, answered);
    }
    settle_memory(control, L);
    return verdict;
}

void usher_push_function(lua_State *L, int function) {
    lua_pushinteger(L, function);
    lua_pushcclosure(L, trampoline, 1);
}

// -- resuming

usher_outcome usher_resume(lua_State *thread, int arguments, bool raises, int64_t *nanoseconds, int *results,
                           int64_t *operation) {
    usher_control *control = usher_control_of(thread);
    // Many short coroutines may use up the time without one of them getting as far as the hook.
    if (control->killed == USHER_ALIVE && *nanoseconds <= 0) {
        control->killed = USHER_OUT_OF_TIME;
        remember_thread(control, thread, arguments);
    }
    if (control->killed != USHER_ALIVE) return USHER_KILLED;
    int64_t began = now();
    control->operation = 0;
    control->raises = raises;
    control->refused = false;
    control->slice_end = began + *nanoseconds;
    control->window--;
    int status = lua_resume(thread, NULL, arguments, results);
    control->window++;
    control->slice_end = 0;
    *nanoseconds -= now() - began;
    if (control->killed != USHER_ALIVE) return USHER_KILLED;
    switch (status) {
        case LUA_OK:
            return USHER_FINISHED;
        case LUA_YIELD:
            *operation = control->operation;
            control->operation = 0;
            return *operation == 0 ? USHER_STRAY_YIELD : USHER_WAITING;
        default:
            return USHER_FAILED;
    }
}

usher_reason usher_kill_reason(lua_State *L) { return usher_control_of(L)->killed; }

const char *usher_kill_place(lua_State *L) { return usher_control_of(L)->place; }
