// A script's own coroutines. A host function may wait in any of them: the wait then has to reach the host through
// whoever resumed the coroutine, so `resume` and `wrap` hand it on, and hand the answer back.

#include "control.h"

static int finish(lua_State *L, int status, lua_KContext context);

static int run(lua_State *L, lua_State *co, int arguments, int *results) {
    usher_control *control = usher_control_of(L);
    usher_nesting nesting = {.thread = L, .outer = control->nesting};
    control->nesting = &nesting;
    control->current = co;
    int status = lua_resume(co, L, arguments, results);
    control->current = L;
    control->nesting = nesting.outer;
    return status;
}

// Resumes `co` with the `arguments` values on top of its stack. Answers how many results lie on `co`, or -1 with an
// error on top of it, or -2 when the wait or the end must be handed on.
static int resume(lua_State *L, lua_State *co, int arguments) {
    usher_control *control = usher_control_of(L);
    int results = 0;
    // Many coroutines may be too short for the hook, each.
    usher_spend(L, control, 10);
    int status = run(L, co, arguments, &results);
    if (control->killed != USHER_ALIVE) return -2;
    while (status == LUA_YIELD && control->operation != 0) {
        if (usher_may_wait(L)) return -2;
        control->cannot_wait = control->operation != USHER_NEXT_SLICE;
        control->operation = 0;
        status = run(L, co, 0, &results);
        if (control->killed != USHER_ALIVE) return -2;
    }
    return status == LUA_OK || status == LUA_YIELD ? results : -1;
}

// Upvalue or first argument, by which of the two functions is running; `wrapped` is the continuation's context.
static lua_State *coroutine_of(lua_State *L, bool wrapped) {
    lua_State *co = lua_tothread(L, wrapped ? lua_upvalueindex(1) : 1);
    luaL_argcheck(L, co != NULL, 1, "coroutine expected");
    return co;
}

// Closes the variables of a coroutine, which may run any code of the script's.
static int reset(lua_State *L, lua_State *co) {
    usher_control *control = usher_control_of(L);
    control->current = co;
    // What waits while a thread is being closed is lost, whatever Lua says of it.
    control->closing++;
    int status = lua_resetthread(co);
    control->closing--;
    control->current = L;
    return status;
}

static int fail(lua_State *L, lua_State *co, bool wrapped) {
    if (!wrapped) {
        lua_pushboolean(L, 0);
        lua_xmove(co, L, 1);
        return 2;
    }
    // As Lua's own wrap: close the variables of the dead coroutine, then raise its error here, with the place before it.
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD) status = reset(L, co);
    if (usher_control_of(L)->killed != USHER_ALIVE) return usher_die(L);
    lua_xmove(co, L, 1);
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int resume_with(lua_State *L, lua_State *co, int arguments, bool wrapped) {
    usher_control *control = usher_control_of(L);
    int results = resume(L, co, arguments);
    if (results == -2) {
        if (control->killed != USHER_ALIVE) return usher_die(L);
        lua_settop(L, wrapped ? 0 : 1);
        return lua_yieldk(L, 0, wrapped, finish);
    }
    if (results == -1) return fail(L, co, wrapped);
    if (!lua_checkstack(L, results + 1)) return luaL_error(L, "too many results to resume");
    if (!wrapped) lua_pushboolean(L, 1);
    lua_xmove(co, L, results);
    return results + (wrapped ? 0 : 1);
}

// The host has answered: whatever lies above the coroutine is meant for it.
static int finish(lua_State *L, int status, lua_KContext wrapped) {
    (void)status;
    lua_State *co = coroutine_of(L, wrapped);
    int arguments = lua_gettop(L) - (wrapped ? 0 : 1);
    if (!lua_checkstack(co, arguments)) return luaL_error(L, "too many arguments to resume");
    lua_xmove(L, co, arguments);
    return resume_with(L, co, arguments, wrapped);
}

// Why `co` cannot be resumed with as many arguments; NULL where it can.
static const char *refusal(lua_State *L, lua_State *co, int arguments) {
    lua_Debug ar;
    int status = lua_status(co);
    // One that runs, or has resumed another, has frames and no status of its own.
    if (co == L || (status == LUA_OK && lua_getstack(co, 0, &ar))) return "cannot resume non-suspended coroutine";
    if (status != LUA_YIELD && (status != LUA_OK || lua_gettop(co) == 0)) return "cannot resume dead coroutine";
    return lua_checkstack(co, arguments) ? NULL : "too many arguments to resume";
}

static int start(lua_State *L, bool wrapped) {
    lua_State *co = coroutine_of(L, wrapped);
    int arguments = lua_gettop(L) - (wrapped ? 0 : 1);
    const char *refused = refusal(L, co, arguments);
    if (refused != NULL) {
        if (wrapped) return luaL_error(L, "%s", refused);
        lua_pushboolean(L, 0);
        lua_pushstring(L, refused);
        return 2;
    }
    lua_xmove(L, co, arguments);
    return resume_with(L, co, arguments, wrapped);
}

static int coroutine_resume(lua_State *L) { return start(L, false); }

static int coroutine_wrapped(lua_State *L) { return start(L, true); }

static int coroutine_wrap(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, coroutine_wrapped, 1);
    return 1;
}

static int coroutine_close(lua_State *L) {
    lua_State *co = coroutine_of(L, false);
    lua_Debug ar;
    bool running = co == L || (lua_status(co) == LUA_OK && lua_getstack(co, 0, &ar));
    if (running) return luaL_error(L, "cannot close a %s coroutine", co == L ? "running" : "normal");
    int status = reset(L, co);
    if (usher_control_of(L)->killed != USHER_ALIVE) return usher_die(L);
    lua_pushboolean(L, status == LUA_OK);
    if (status == LUA_OK) return 1;
    lua_xmove(co, L, 1);
    return 2;
}

int usher_open_coroutine(lua_State *L) {
    luaopen_coroutine(L);
    lua_pushcfunction(L, coroutine_resume);
    lua_setfield(L, -2, "resume");
    lua_pushcfunction(L, coroutine_wrap);
    lua_setfield(L, -2, "wrap");
    lua_pushcfunction(L, coroutine_close);
    lua_setfield(L, -2, "close");
    return 1;
}
