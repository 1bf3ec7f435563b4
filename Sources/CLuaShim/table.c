// The functions of `table` that loop for as long as a length says, which a script may make up: each element is charged
// for, and no call goes over more of them than a table could hold.

#include "table.h"

void usher_check_range(lua_State *L, const char *name, lua_Integer first, lua_Integer last) {
    if (last < first || (lua_Unsigned)last - (lua_Unsigned)first < MOST_ELEMENTS) return;
    luaL_error(L, "%s: a range of more than %d elements; work on a part of the table at a time", name, MOST_ELEMENTS);
}

// What Lua takes for a table: one, or what behaves as one.
static void check_table(lua_State *L, int index) {
    if (lua_type(L, index) == LUA_TTABLE || lua_getmetatable(L, index)) {
        if (lua_type(L, index) != LUA_TTABLE) lua_pop(L, 1);
        return;
    }
    luaL_checktype(L, index, LUA_TTABLE);
}

static int bounded_move(lua_State *L) {
    usher_control *control = usher_control_of(L);
    lua_Integer first = luaL_checkinteger(L, 2);
    lua_Integer last = luaL_checkinteger(L, 3);
    lua_Integer target = luaL_checkinteger(L, 4);
    int to = lua_isnoneornil(L, 5) ? 1 : 5;
    check_table(L, 1);
    check_table(L, to);
    usher_check_range(L, "table.move", first, last);
    if (last >= first) {
        luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
        lua_Integer count = last - first + 1;
        luaL_argcheck(L, target <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
        bool upwards = target > last || target <= first || (to != 1 && !lua_compare(L, 1, to, LUA_OPEQ));
        for (lua_Integer i = 0; i < count; i++) {
            lua_Integer offset = upwards ? i : count - 1 - i;
            usher_spend(L, control, 2);
            lua_geti(L, 1, first + offset);
            lua_seti(L, to, target + offset);
        }
    }
    lua_pushvalue(L, to);
    return 1;
}

static void add_element(lua_State *L, luaL_Buffer *buffer, lua_Integer index) {
    lua_geti(L, 1, index);
    if (!lua_isstring(L, -1))
        luaL_error(L, "invalid value (%s) at index %I in table for 'concat'", luaL_typename(L, -1), (LUAI_UACINT)index);
    luaL_addvalue(buffer);
}

static int bounded_concat(lua_State *L) {
    usher_control *control = usher_control_of(L);
    check_table(L, 1);
    lua_Integer last = luaL_len(L, 1);
    size_t count;
    const char *separator = luaL_optlstring(L, 2, "", &count);
    lua_Integer first = luaL_optinteger(L, 3, 1);
    last = luaL_optinteger(L, 4, last);
    usher_check_range(L, "table.concat", first, last);
    luaL_Buffer buffer;
    luaL_buffinit(L, &buffer);
    for (lua_Integer i = first; i < last; i++) {
        usher_spend(L, control, 2);
        add_element(L, &buffer, i);
        luaL_addlstring(&buffer, separator, count);
    }
    if (first <= last) add_element(L, &buffer, last);
    luaL_pushresult(&buffer);
    return 1;
}

static int bounded_insert(lua_State *L) {
    usher_control *control = usher_control_of(L);
    check_table(L, 1);
    lua_Integer end = (lua_Integer)((lua_Unsigned)luaL_len(L, 1) + 1u);
    lua_Integer position = end;
    if (lua_gettop(L) == 3) {
        position = luaL_checkinteger(L, 2);
        luaL_argcheck(L, (lua_Unsigned)position - 1u < (lua_Unsigned)end, 2, "position out of bounds");
        usher_check_range(L, "table.insert", position, end);
        for (lua_Integer i = end; i > position; i--) {
            usher_spend(L, control, 2);
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
    usher_control *control = usher_control_of(L);
    check_table(L, 1);
    lua_Integer size = luaL_len(L, 1);
    lua_Integer position = luaL_optinteger(L, 2, size);
    if (position != size)
        luaL_argcheck(L, (lua_Unsigned)position - 1u <= (lua_Unsigned)size, 2, "position out of bounds");
    usher_check_range(L, "table.remove", position, size);
    lua_geti(L, 1, position);
    for (; position < size; position++) {
        usher_spend(L, control, 2);
        lua_geti(L, 1, position + 1);
        lua_seti(L, 1, position);
    }
    lua_pushnil(L);
    lua_seti(L, 1, position);
    return 1;
}

void usher_open_tables(lua_State *L) {
    // unpack is not here: Lua itself refuses more results than its stack holds.
    static const luaL_Reg functions[] = {
        {"concat", bounded_concat}, {"insert", bounded_insert}, {"move", bounded_move},
        {"remove", bounded_remove}, {"sort", usher_sort},       {NULL, NULL},
    };
    usher_replace(L, LUA_TABLIBNAME, functions);
}
