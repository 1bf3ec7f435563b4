// The functions of Lua's library that loop in C for as long as their arguments say: no hook fires in there, so what
// they are asked for is bounded instead.

#include <string.h>

#include "control.h"

// How many elements one call may move or look at.
#define MOST 10000000

static void check_range(lua_State *L, const char *name, lua_Integer first, lua_Integer last) {
    if (last < first || (lua_Unsigned)last - (lua_Unsigned)first < MOST) return;
    luaL_error(L, "%s: a range of more than %d elements; work on a part of the table at a time", name, MOST);
}

// Goes on as Lua's own function, which is the upvalue, with the frame and so the name of this one.
static int go_on(lua_State *L) { return lua_tocfunction(L, lua_upvalueindex(1))(L); }

static int bounded_rep(lua_State *L) {
    size_t count, between;
    const char *text = luaL_checklstring(L, 1, &count);
    lua_Integer times = luaL_checkinteger(L, 2);
    const char *separator = luaL_optlstring(L, 3, "", &between);
    size_t unit = count + between;
    if (times <= 0 || unit == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    usher_control *control = usher_control_of(L);
    if ((lua_Unsigned)times > control->ceiling / unit) {
        control->refused = true;
        return luaL_error(L, "not enough memory: string.rep would make a text larger than the %I bytes that this script "
                             "may hold", (lua_Integer)control->ceiling);
    }
    size_t whole = unit * (size_t)times - between;
    luaL_Buffer buffer;
    char *out = luaL_buffinitsize(L, &buffer, unit * (size_t)times);
    memcpy(out, text, count);
    memcpy(out + count, separator, between);
    for (size_t done = unit; done < whole; done *= 2)
        memcpy(out + done, out, done < whole - done ? done : whole - done);
    luaL_pushresultsize(&buffer, whole);
    return 1;
}

static int bounded_move(lua_State *L) {
    check_range(L, "table.move", luaL_checkinteger(L, 2), luaL_checkinteger(L, 3));
    return go_on(L);
}

static int bounded_concat(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer last = luaL_len(L, 1);
    luaL_optstring(L, 2, "");
    lua_Integer first = luaL_optinteger(L, 3, 1);
    last = luaL_optinteger(L, 4, last);
    check_range(L, "table.concat", first, last);
    lua_settop(L, 2);
    lua_pushinteger(L, first);
    lua_pushinteger(L, last);
    return go_on(L);
}

// A `__len` could answer Lua's own function otherwise than it answers here.
static int bounded_sort(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    if (luaL_getmetafield(L, 1, "__len") != LUA_TNIL)
        return luaL_error(L, "table.sort: a table with __len cannot be sorted; sort a plain list");
    check_range(L, "table.sort", 1, (lua_Integer)lua_rawlen(L, 1));
    return go_on(L);
}

// Insert and remove ask for the length themselves, once, so they are written anew.

static int bounded_insert(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer end = (lua_Integer)((lua_Unsigned)luaL_len(L, 1) + 1u);
    lua_Integer position = end;
    if (lua_gettop(L) == 3) {
        position = luaL_checkinteger(L, 2);
        luaL_argcheck(L, (lua_Unsigned)position - 1u < (lua_Unsigned)end, 2, "position out of bounds");
        check_range(L, "table.insert", position, end);
        for (lua_Integer i = end; i > position; i--) {
            lua_geti(L, 1, i - 1);
            lua_seti(L, 1, i);
        }
    } else if (lua_gettop(L) != 2) {
        return luaL_error(L, "wrong number of arguments to 'insert'");
    }
    lua_seti(L, 1, position);
    return 0;
}

static int bounded_remove(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer size = luaL_len(L, 1);
    lua_Integer position = luaL_optinteger(L, 2, size);
    if (position != size)
        luaL_argcheck(L, (lua_Unsigned)position - 1u <= (lua_Unsigned)size, 2, "position out of bounds");
    check_range(L, "table.remove", position, size);
    lua_geti(L, 1, position);
    for (; position < size; position++) {
        lua_geti(L, 1, position + 1);
        lua_seti(L, 1, position);
    }
    lua_pushnil(L);
    lua_seti(L, 1, position);
    return 1;
}

static void replace(lua_State *L, const char *library, const luaL_Reg functions[]) {
    lua_getglobal(L, library);
    for (const luaL_Reg *function = functions; function->func != NULL; function++) {
        lua_getfield(L, -1, function->name);
        lua_pushcclosure(L, function->func, 1);
        lua_setfield(L, -2, function->name);
    }
    lua_pop(L, 1);
}

void usher_bound_library(lua_State *L) {
    static const luaL_Reg strings[] = {{"rep", bounded_rep}, {NULL, NULL}};
    replace(L, LUA_STRLIBNAME, strings);
    // unpack is not here: Lua itself refuses more results than its stack holds.
    static const luaL_Reg tables[] = {
        {"concat", bounded_concat}, {"insert", bounded_insert}, {"move", bounded_move},
        {"remove", bounded_remove}, {"sort", bounded_sort},     {NULL, NULL},
    };
    replace(L, LUA_TABLIBNAME, tables);
}
