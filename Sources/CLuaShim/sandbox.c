// The allow-list. What is not named here does not exist for a plugin.

#include <string.h>

#include "control.h"

// Compiling looks at no clock.
#define LARGEST_SOURCE (1 << 20)

// Source text only: bytecode can crash the virtual machine.
static int load_text(lua_State *L) {
    luaL_checktype(L, 1, LUA_TSTRING);
    size_t count;
    const char *text = lua_tolstring(L, 1, &count);
    if (count > LARGEST_SOURCE) {
        lua_pushnil(L);
        lua_pushfstring(L, "load: a source of more than %d bytes; split it", LARGEST_SOURCE);
        return 2;
    }
    usher_spend(L, usher_control_of(L), (int)count);
    const char *name = luaL_optstring(L, 2, "=(load)");
    bool environment = lua_gettop(L) >= 4;
    if (luaL_loadbufferx(L, text, count, name, "t") != LUA_OK) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    if (environment) {
        lua_pushvalue(L, 4);
        lua_setupvalue(L, -2, 1);
    }
    return 1;
}

static int collectgarbage_count(lua_State *L) {
    const char *what = luaL_optstring(L, 1, "count");
    if (strcmp(what, "count") != 0)
        return luaL_error(L, "collectgarbage: only \"count\" is allowed; the host decides when to collect");
    lua_pushnumber(L, (lua_Number)usher_control_of(L)->used / 1024);
    return 1;
}

// Finalizers run where no deadline reaches them.
static int setmetatable_without_gc(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    int type = lua_type(L, 2);
    luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) return luaL_error(L, "cannot change a protected metatable");
    if (type == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "setmetatable: __gc is not allowed; close what you hold with a <close> variable");
        lua_pop(L, 1);
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

int usher_go_on(lua_State *L) { return lua_tocfunction(L, lua_upvalueindex(1))(L); }

void usher_replace(lua_State *L, const char *library, const luaL_Reg functions[]) {
    lua_getglobal(L, library);
    for (const luaL_Reg *function = functions; function->func != NULL; function++) {
        lua_getfield(L, -1, function->name);
        lua_pushcclosure(L, function->func, 1);
        lua_setfield(L, -2, function->name);
    }
    lua_pop(L, 1);
}

// Each conversion may write many bytes, and no clock is looked at between two.
static int bounded_date(lua_State *L) {
    size_t count;
    luaL_optlstring(L, 1, "%c", &count);
    if (count > 1000) return luaL_error(L, "os.date: a format of more than 1000 bytes");
    return usher_go_on(L);
}

// The seconds that the script has computed for in this call.
static int script_clock(lua_State *L) {
    usher_control *control = usher_control_of(L);
    lua_pushnumber(L, (lua_Number)(control->given.nanoseconds - usher_time_left(control)) / 1e9);
    return 1;
}

// Lua's own answers the seed, which without one of the script's is made of an address.
static int plain_randomseed(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    bool given = !lua_isnil(L, 1);
    if (!given) {
        lua_pushinteger(L, usher_wall_clock());
        lua_replace(L, -3);
    }
    lua_call(L, given && lua_isnil(L, 2) ? 1 : 2, 0);
    return 0;
}

static int charged_length(lua_State *L) {
    size_t count;
    luaL_checklstring(L, 1, &count);
    usher_spend(L, usher_control_of(L), (int)(count / 4));
    return usher_go_on(L);
}

static void keep_only(lua_State *L, const char *library, const char *const names[]) {
    lua_getglobal(L, library);
    lua_newtable(L);
    for (int i = 0; names[i] != NULL; i++) {
        lua_getfield(L, -2, names[i]);
        lua_setfield(L, -2, names[i]);
    }
    lua_setglobal(L, library);
    lua_pop(L, 1);
}

static void remove_global(lua_State *L, const char *name) {
    lua_pushnil(L);
    lua_setglobal(L, name);
}

static void replace_global(lua_State *L, const char *name, lua_CFunction function) {
    lua_pushcfunction(L, function);
    lua_setglobal(L, name);
}

void usher_open_library(lua_State *L) {
    static const luaL_Reg libraries[] = {
        {LUA_GNAME, luaopen_base},       {LUA_COLIBNAME, usher_open_coroutine}, {LUA_TABLIBNAME, luaopen_table},
        {LUA_STRLIBNAME, luaopen_string}, {LUA_MATHLIBNAME, luaopen_math},       {LUA_UTF8LIBNAME, luaopen_utf8},
        {LUA_OSLIBNAME, luaopen_os},      {NULL, NULL},
    };
    for (const luaL_Reg *library = libraries; library->func != NULL; library++) {
        luaL_requiref(L, library->name, library->func, 1);
        lua_pop(L, 1);
    }

    usher_open_patterns(L);
    usher_open_texts(L);
    usher_open_tables(L);

    static const luaL_Reg times[] = {{"date", bounded_date}, {"clock", script_clock}, {NULL, NULL}};
    usher_replace(L, LUA_OSLIBNAME, times);
    static const luaL_Reg numbers[] = {{"randomseed", plain_randomseed}, {NULL, NULL}};
    usher_replace(L, LUA_MATHLIBNAME, numbers);
    static const luaL_Reg characters[] = {{"len", charged_length}, {NULL, NULL}};
    usher_replace(L, LUA_UTF8LIBNAME, characters);
    static const char *const clocks[] = {"clock", "date", "difftime", "time", NULL};
    keep_only(L, LUA_OSLIBNAME, clocks);
    static const luaL_Reg traces[] = {{"traceback", usher_traceback}, {NULL, NULL}};
    luaL_newlib(L, traces);
    lua_setglobal(L, LUA_DBLIBNAME);

    remove_global(L, "dofile");
    remove_global(L, "loadfile");
    remove_global(L, "warn");
    replace_global(L, "load", load_text);
    replace_global(L, "collectgarbage", collectgarbage_count);
    replace_global(L, "setmetatable", setmetatable_without_gc);
    replace_global(L, "xpcall", usher_xpcall);

    lua_getglobal(L, LUA_STRLIBNAME);
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_pop(L, 1);

    // The metatable that all strings share.
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);

    // Nothing may reach the original libraries through the registry's table of loaded modules.
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}
