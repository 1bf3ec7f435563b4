// rep, format and tostring: bounded, and without addresses.

#include <string.h>

#include "control.h"

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
    usher_spend(L, control, (int)(whole / 64) + 1);
    return 1;
}

// -- tostring

void usher_push_plain_text(lua_State *L, int index) {
    index = lua_absindex(L, index);
    switch (lua_type(L, index)) {
        case LUA_TNIL: lua_pushliteral(L, "nil"); return;
        case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false"); return;
        case LUA_TNUMBER:
        case LUA_TSTRING:
            lua_pushvalue(L, index);
            lua_tolstring(L, -1, NULL);
            return;
        default: break;
    }
    int name = luaL_getmetafield(L, index, "__name");
    if (name == LUA_TSTRING) return;
    if (name != LUA_TNIL) lua_pop(L, 1);
    lua_pushstring(L, luaL_typename(L, index));
}

static int named(lua_State *L, int status, lua_KContext context) {
    (void)status;
    (void)context;
    if (!lua_isstring(L, -1)) return luaL_error(L, "'__tostring' must return a string");
    return 1;
}

static int plain_tostring(lua_State *L) {
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    if (luaL_getmetafield(L, 1, "__tostring") == LUA_TNIL) {
        usher_push_plain_text(L, 1);
        return 1;
    }
    lua_pushvalue(L, 1);
    lua_callk(L, 1, 1, 0, named);
    return named(L, LUA_OK, 0);
}

// -- format

// How many values one run of Lua's own function may write: it looks at no clock.
#define MOST_AT_ONCE 200

// The letter of the conversion that begins at `p`, which is right after the sign; moves `p` behind it.
static char conversion(const char **p, const char *end) {
    while (*p < end && **p != '\0' && strchr("-+ #0123456789.", **p) != NULL) (*p)++;
    return *p < end ? *(*p)++ : '\0';
}

static int format(lua_State *L, int status, lua_KContext argument);

// Makes a text of what `%s` is given, once; false where it was text already.
static bool make_text(lua_State *L, int argument) {
    int type = lua_type(L, argument);
    if (type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TNONE) return false;
    if (luaL_getmetafield(L, argument, "__tostring") == LUA_TNIL) {
        usher_push_plain_text(L, argument);
    } else {
        lua_pushvalue(L, argument);
        lua_callk(L, 1, 1, argument, format);
        if (!lua_isstring(L, -1)) luaL_error(L, "'__tostring' must return a string");
    }
    lua_replace(L, argument);
    return true;
}

// Writes the conversions between `text` and `end`, whose values begin at `argument`.
static void format_part(lua_State *L, const char *text, const char *end, int argument, int count) {
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushlstring(L, text, (size_t)(end - text));
    for (int i = 0; i < count; i++) lua_pushvalue(L, argument + i);
    lua_call(L, count + 1, 1);
    usher_spend(L, usher_control_of(L), count * 50);
}

static int format_in_parts(lua_State *L, const char *text, size_t length) {
    int argument = 2, count = 0, last = lua_gettop(L);
    const char *end = text + length, *p = text;
    lua_newtable(L);
    int parts = 0, list = lua_gettop(L);
    luaL_checkstack(L, MOST_AT_ONCE + 4, "format");
    while ((p = memchr(p, '%', (size_t)(end - p))) != NULL) {
        p++;
        if (conversion(&p, end) != '%') count++;
        if (count < MOST_AT_ONCE) continue;
        if (argument + count - 1 > last) return luaL_argerror(L, last + 1, "no value");
        format_part(L, text, p, argument, count);
        lua_rawseti(L, list, ++parts);
        argument += count;
        count = 0;
        text = p;
    }
    if (argument + count - 1 > last) return luaL_argerror(L, last + 1, "no value");
    format_part(L, text, end, argument, count);
    lua_rawseti(L, list, ++parts);
    luaL_Buffer buffer;
    luaL_buffinit(L, &buffer);
    for (int i = 1; i <= parts; i++) {
        lua_rawgeti(L, list, i);
        luaL_addvalue(&buffer);
    }
    luaL_pushresult(&buffer);
    return 1;
}

// Begins anew after each `__tostring`, which may have waited: what was made text stays so. `argument`: whose text is on
// top; 0 at the beginning.
static int format(lua_State *L, int status, lua_KContext argument) {
    (void)status;
    if (argument != 0) {
        if (!lua_isstring(L, -1)) return luaL_error(L, "'__tostring' must return a string");
        lua_replace(L, (int)argument);
    }
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    const char *end = text + length, *p = text;
    int index = 1, top = lua_gettop(L);
    while ((p = memchr(p, '%', (size_t)(end - p))) != NULL) {
        p++;
        char letter = conversion(&p, end);
        if (letter == '%') continue;
        index++;
        if (index > top) break;
        if (letter == 's') make_text(L, index);
        if (letter == 'p') {
            // What has no address is written as such.
            lua_pushboolean(L, 0);
            lua_replace(L, index);
        }
    }
    if (index > MOST_AT_ONCE) return format_in_parts(L, text, length);
    return usher_go_on(L);
}

static int bounded_format(lua_State *L) { return format(L, LUA_OK, 0); }

void usher_open_texts(lua_State *L) {
    static const luaL_Reg functions[] = {{"format", bounded_format}, {"rep", bounded_rep}, {NULL, NULL}};
    usher_replace(L, LUA_STRLIBNAME, functions);
    lua_pushcfunction(L, plain_tostring);
    lua_setglobal(L, "tostring");
}
