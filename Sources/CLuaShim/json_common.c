#include "control.h"

// Their addresses are the values.
static const char null_value;
static const char array_mark;

void usher_push_null(lua_State *L) { lua_pushlightuserdata(L, (void *)&null_value); }

bool usher_is_null(lua_State *L, int index) { return lua_touserdata(L, index) == &null_value; }

void usher_mark_array(lua_State *L, int index) {
    index = lua_absindex(L, index);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &array_mark) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushliteral(L, "json array");
        lua_setfield(L, -2, "__name");
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &array_mark);
    }
    lua_setmetatable(L, index);
}

bool usher_is_marked_array(lua_State *L, int index) {
    if (!lua_getmetatable(L, index)) return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &array_mark);
    bool marked = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return marked;
}

int usher_json_array(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    usher_mark_array(L, 1);
    return 1;
}
