// A protected call whose handler runs after the error, not inside it. Inside, Lua's hooks may be off and nothing can
// yield: no deadline would reach the handler, and it could not wait for the host.

#include "control.h"

// The stack of an `xpcall`: TRACE is false until the handler runs, then the traceback of the error.
enum { TRACE = 1, HANDLER = 2, WITNESS = 3 };

// The message handler that Lua sees: it only notes, in its upvalue, where the error happened.
static int witness(lua_State *L) {
    lua_settop(L, 1);
    if (usher_control_of(L)->killed == USHER_ALIVE) {
        luaL_traceback(L, L, NULL, 1);
        lua_replace(L, lua_upvalueindex(1));
    }
    return 1;
}

static int handled(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    if (usher_control_of(L)->killed != USHER_ALIVE) return usher_die(L);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

static int ended(lua_State *L, int status, lua_KContext context) {
    if (usher_control_of(L)->killed != USHER_ALIVE) return usher_die(L);
    if (status == LUA_OK || status == LUA_YIELD) {
        lua_pushboolean(L, 1);
        lua_replace(L, WITNESS);
        return lua_gettop(L) - WITNESS + 1;
    }
    // As in Lua: without memory, or after an error in the middle of an error, no handler is called.
    if (status != LUA_ERRRUN) return handled(L, status, context);
    lua_getupvalue(L, WITNESS, 1);
    lua_replace(L, TRACE);
    lua_pushvalue(L, HANDLER);
    lua_insert(L, -2);
    return handled(L, lua_pcallk(L, 1, 1, 0, 0, handled), 0);
}

int usher_xpcall(lua_State *L) {
    int arguments = lua_gettop(L) - 2;
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushnil(L);
    lua_pushcclosure(L, witness, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, WITNESS, 2);
    lua_pushboolean(L, 0);
    lua_replace(L, TRACE);
    return ended(L, lua_pcallk(L, arguments, LUA_MULTRET, WITNESS, 0, ended), 0);
}

// How far a handler may call on before it asks for the traceback: looking at a level walks to it from the top.
#define LEVELS 50

// Pushes the traceback of the error whose handler is running, if one is.
static bool push_trace(lua_State *L) {
    lua_Debug record;
    for (int level = 1; level < LEVELS && lua_getstack(L, level, &record); level++) {
        lua_getinfo(L, "f", &record);
        bool found = lua_tocfunction(L, -1) == usher_xpcall;
        lua_pop(L, 1);
        if (!found) continue;
        if (lua_getlocal(L, &record, TRACE) == NULL) return false;
        if (lua_type(L, -1) == LUA_TSTRING) return true;
        lua_pop(L, 1);
        return false;
    }
    return false;
}

int usher_traceback(lua_State *L) {
    lua_State *thread = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
    int message = lua_isthread(L, 1) ? 2 : 1;
    if (lua_type(L, message) != LUA_TSTRING && !lua_isnoneornil(L, message)) {
        lua_pushvalue(L, message);
        return 1;
    }
    int level = (int)luaL_optinteger(L, message + 1, thread == L ? 1 : 0);
    const char *text = lua_tostring(L, message);
    if (thread != L || !push_trace(L)) {
        luaL_traceback(L, thread, text, level);
        return 1;
    }
    if (text == NULL) return 1;
    lua_pushvalue(L, message);
    lua_pushliteral(L, "\n");
    lua_rotate(L, -3, 2);
    lua_concat(L, 3);
    return 1;
}
