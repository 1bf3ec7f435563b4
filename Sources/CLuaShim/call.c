#include "control.h"

// -- host functions

static void settle_memory(usher_control *control, lua_State *L) {
    if (control->used + control->held <= control->ceiling) return;
    lua_gc(L, LUA_GCCOLLECT);
    if (control->used + control->held <= control->ceiling) return;
    control->refused = true;
    luaL_error(L, "not enough memory");
}

// The leaf of a wait: the answer is the whole stack.
static int answered(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    usher_control *control = usher_control_of(L);
    settle_memory(control, L);
    if (control->cannot_wait) {
        control->cannot_wait = false;
        return luaL_error(L, "cannot wait here: a metamethod that a C function calls (in table.concat, table.insert, a sort "
                             "without a comparator) stands between this coroutine and the host; call the host before or after");
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
    if (--control->left.host_calls < 0) return usher_kill(L, USHER_OUT_OF_HOST_CALLS);
    int function = (int)lua_tointeger(L, lua_upvalueindex(1));
    control->window++;
    int verdict = control->dispatch(control->host, L, function);
    control->window--;
    if (control->left.bytes < 0) return usher_kill(L, USHER_OUT_OF_BYTES);
    if (verdict == USHER_RAISE) return lua_error(L);
    if (verdict == USHER_CANNOT_WAIT)
        return luaL_error(L, "cannot wait here: a metamethod that a C function calls (in table.concat, table.insert, a sort "
                             "without a comparator) may not call a host function that waits; call it before or after");
    if (verdict == USHER_WAIT) {
        settle_memory(control, L);
        control->operation = lua_tointeger(L, -1);
        lua_settop(L, 0);
        return lua_yieldk(L, 0, 0, answered);
    }
    settle_memory(control, L);
    return verdict;
}

int usher_load(lua_State *L, const void *bytes, size_t count, const char *name) {
    usher_control *control = usher_control_of(L);
    control->window--;
    int status = luaL_loadbufferx(L, bytes, count, name, "t");
    control->window++;
    return status;
}

void usher_push_function(lua_State *L, int function) {
    lua_pushinteger(L, function);
    lua_pushcclosure(L, trampoline, 1);
}

// -- resuming

void usher_begin(lua_State *L, usher_ledger limits) {
    usher_control *control = usher_control_of(L);
    control->call++;
    control->given = control->left = limits;
    control->fuel = USHER_FUEL;
    control->held = 0;
    control->peak = control->used;
}

usher_outcome usher_resume(lua_State *thread, int arguments, bool raises, int *results, int64_t *operation) {
    usher_control *control = usher_control_of(thread);
    // Many short coroutines may use up the time without one of them getting as far as the hook.
    if (control->killed == USHER_ALIVE && control->left.nanoseconds <= 0) {
        control->killed = USHER_OUT_OF_TIME;
        usher_remember_thread(control, thread, arguments);
    }
    if (control->killed != USHER_ALIVE) return USHER_KILLED;
    control->operation = 0;
    control->raises = raises;
    control->refused = false;
    control->overstays = false;
    control->current = thread;
    control->nesting = NULL;
    usher_begin_slice(control);
    control->window--;
    int status = lua_resume(thread, NULL, arguments, results);
    control->window++;
    usher_end_slice(control);
    control->current = NULL;
    if (control->killed != USHER_ALIVE) return USHER_KILLED;
    switch (status) {
        case LUA_OK:
            return USHER_FINISHED;
        case LUA_YIELD:
            *operation = control->operation;
            control->operation = 0;
            if (*operation == USHER_NEXT_SLICE) return USHER_PAUSED;
            return *operation == 0 ? USHER_STRAY_YIELD : USHER_WAITING;
        default:
            return USHER_FAILED;
    }
}

usher_ledger usher_left(lua_State *L) {
    usher_control *control = usher_control_of(L);
    usher_ledger left = control->left;
    left.steps -= USHER_FUEL - control->fuel;
    return left;
}

void usher_hold(lua_State *L, int64_t bytes) { usher_control_of(L)->held += (size_t)bytes; }

void usher_let_go(lua_State *L, int64_t bytes) { usher_control_of(L)->held -= (size_t)bytes; }

bool usher_send(lua_State *L, int64_t bytes) {
    usher_control *control = usher_control_of(L);
    control->left.bytes -= bytes;
    return control->left.bytes >= 0;
}

bool usher_may_wait(lua_State *L) { return lua_isyieldable(L) && usher_control_of(L)->closing == 0; }

usher_reason usher_kill_reason(lua_State *L) { return usher_control_of(L)->killed; }

const char *usher_kill_place(lua_State *L) { return usher_control_of(L)->place; }
