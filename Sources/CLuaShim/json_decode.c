// JSON text to Lua values, with no value in between.

#include <stdlib.h>
#include <string.h>

#include "json.h"

// -- what is no JSON

// Where a byte stands, as an editor counts: lines, and characters in the line.
static void push_place(lua_State *L, const char *text, size_t at) {
    int line = 1, column = 1;
    for (size_t i = 0; i < at; i++) {
        if (text[i] == '\n') {
            line++;
            column = 1;
        } else if ((text[i] & 0xc0) != 0x80) {
            column++;
        }
    }
    lua_pushfstring(L, "byte %I (line %d, column %d)", (LUAI_UACINT)(at + 1), line, column);
}

static const json_node *tell(lua_State *L, const char *text, json_problem problem) {
    lua_pushnil(L);
    push_place(L, text, problem.at);
    if (problem.what == NULL)
        lua_pushfstring(L, "the JSON is nested deeper than %d levels at %s", USHER_JSON_DEEPEST, lua_tostring(L, -1));
    else
        lua_pushfstring(L, "not valid JSON: %s at %s", problem.what, lua_tostring(L, -1));
    lua_replace(L, -2);
    lua_pushinteger(L, (lua_Integer)problem.at + 1);
    return NULL;
}

const json_node *usher_json_read(lua_State *L, int index, size_t header) {
    size_t count;
    const char *text = lua_tolstring(L, index, &count);
    if (count == 0 || strspn(text, " \t\r\n") == count) {
        lua_pushnil(L);
        lua_pushliteral(L, "the JSON is empty");
        lua_pushinteger(L, 1);
        return NULL;
    }
    if (count > USHER_JSON_LARGEST) {
        lua_pushnil(L);
        lua_pushfstring(L, "the JSON is larger than %d MB; ask for less at a time", USHER_JSON_LARGEST >> 20);
        lua_pushinteger(L, USHER_JSON_LARGEST + 1);
        return NULL;
    }
    usher_spend(L, usher_control_of(L), (int)(count / 16));
    const uint32_t *starts;
    size_t found;
    switch (usher_json_scan(text, count, &starts, &found)) {
        case JSON_SCANNED: break;
        case JSON_SCAN_UNREADABLE: return tell(L, text, usher_json_unreadable(text, count));
        case JSON_SCAN_NO_MEMORY: luaL_error(L, "not enough memory");
    }
    // From here on nothing else scans on this thread: no script runs, for the sandbox has no finalizers.
    char *block = lua_newuserdatauv(L, header + found * sizeof(json_node), 1);
    json_node *nodes = (json_node *)(block + header);
    json_problem problem;
    if (!usher_json_index(text, count, starts, nodes, &problem)) {
        lua_pop(L, 1);
        return tell(L, text, problem);
    }
    lua_pushvalue(L, index);
    lua_setiuservalue(L, -2, 1);
    return nodes;
}

// -- scalars

static char *put_character(char *out, unsigned point) {
    if (point < 0x80) {
        *out++ = (char)point;
        return out;
    }
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    *out++ = (char)((0xff00 >> (more + 1)) | (point >> (6 * more)));
    while (more-- > 0) *out++ = (char)(0x80 | ((point >> (6 * more)) & 0x3f));
    return out;
}

static unsigned unit_at(const char *text) {
    char digits[5] = {text[0], text[1], text[2], text[3]};
    return (unsigned)strtoul(digits, NULL, 16);
}

static size_t unescape(const char *text, json_node node, char *out) {
    const char *from = text + json_place_of(node) + 1, *end = from + json_value_of(node);
    char *begin = out;
    while (from < end) {
        const char *slash = memchr(from, '\\', (size_t)(end - from));
        size_t plain = (size_t)((slash == NULL ? end : slash) - from);
        memcpy(out, from, plain);
        out += plain;
        if (slash == NULL) break;
        from = slash + 2;
        switch (slash[1]) {
            case 'b': *out++ = '\b'; break;
            case 'f': *out++ = '\f'; break;
            case 'n': *out++ = '\n'; break;
            case 'r': *out++ = '\r'; break;
            case 't': *out++ = '\t'; break;
            case 'u': {
                unsigned point = unit_at(from);
                from += 4;
                if (point >= 0xd800 && point < 0xdc00) {
                    point = 0x10000 + ((point - 0xd800) << 10) + (unit_at(from + 2) - 0xdc00);
                    from += 6;
                }
                out = put_character(out, point);
                break;
            }
            default: *out++ = slash[1];
        }
    }
    return (size_t)(out - begin);
}

static void push_escaped(lua_State *L, const char *text, json_node node) {
    char small[1024];
    size_t most = json_value_of(node);
    if (most <= sizeof small) {
        lua_pushlstring(L, small, unescape(text, node, small));
        return;
    }
    char *large = lua_newuserdatauv(L, most, 0);
    lua_pushlstring(L, large, unescape(text, node, large));
    lua_replace(L, -2);
}

static lua_Integer integer_at(const char *text, size_t count) {
    bool negative = *text == '-';
    lua_Unsigned value = 0;
    for (size_t i = negative; i < count; i++) value = value * 10 + (lua_Unsigned)(text[i] - '0');
    return (lua_Integer)(negative ? 0 - value : value);
}

// Few digits and a small power of ten are both exact, and so is what IEEE makes of them.
static double number_at(const char *text, size_t count) {
    static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    bool negative = *text == '-';
    uint64_t digits = 0;
    size_t behind = 0;
    bool point = false;
    if (count > 17) return strtod(text, NULL);
    for (size_t i = negative; i < count; i++) {
        if (text[i] == '.') {
            point = true;
        } else if (text[i] < '0' || text[i] > '9') {
            return strtod(text, NULL);
        } else {
            digits = digits * 10 + (uint64_t)(text[i] - '0');
            behind += point;
        }
    }
    if (digits >> 53 != 0) return strtod(text, NULL);
    double value = (double)digits / powers[behind];
    return negative ? -value : value;
}

void usher_json_push_scalar(lua_State *L, const char *text, json_node node) {
    uint32_t value = json_value_of(node);
    switch (json_kind_of(node)) {
        case JSON_STRING: lua_pushlstring(L, text + json_place_of(node) + 1, value); break;
        case JSON_ESCAPED: push_escaped(L, text, node); break;
        case JSON_INTEGER: lua_pushinteger(L, integer_at(text + json_place_of(node), value)); break;
        case JSON_NUMBER: lua_pushnumber(L, number_at(text + json_place_of(node), value)); break;
        default:
            if (value == JSON_NULL)
                usher_push_null(L);
            else
                lua_pushboolean(L, value == JSON_TRUE);
    }
}

// -- tables

static uint32_t push_value(lua_State *L, usher_control *control, const char *text, const json_node *nodes, uint32_t index);

static void push_array(lua_State *L, usher_control *control, const char *text, const json_node *nodes, uint32_t index) {
    uint32_t count = json_count(nodes, index);
    lua_createtable(L, (int)count, 0);
    index++;
    for (uint32_t i = 1; i <= count; i++) {
        index = push_value(L, control, text, nodes, index);
        lua_rawseti(L, -2, i);
    }
    usher_mark_array(L, -1);
}

static void push_object(lua_State *L, usher_control *control, const char *text, const json_node *nodes, uint32_t index) {
    lua_createtable(L, 0, (int)json_count(nodes, index));
    index++;
    while (json_kind_of(nodes[index]) != JSON_END) {
        usher_json_push_scalar(L, text, nodes[index]);
        index = push_value(L, control, text, nodes, index + 1);
        lua_rawset(L, -3);
    }
}

// Answers the node behind the value.
static uint32_t push_value(lua_State *L, usher_control *control, const char *text, const json_node *nodes, uint32_t index) {
    usher_spend(L, control, 4);
    switch (json_kind_of(nodes[index])) {
        case JSON_ARRAY:
            luaL_checkstack(L, 6, "JSON");
            push_array(L, control, text, nodes, index);
            break;
        case JSON_OBJECT:
            luaL_checkstack(L, 6, "JSON");
            push_object(L, control, text, nodes, index);
            break;
        default: usher_json_push_scalar(L, text, nodes[index]);
    }
    return json_after(nodes, index);
}

void usher_json_push(lua_State *L, const char *text, const json_node *nodes, uint32_t index) {
    luaL_checkstack(L, 6, "JSON");
    push_value(L, usher_control_of(L), text, nodes, index);
}

// text → value, or nil, why not, and at which byte.
int usher_json_decode(lua_State *L) {
    luaL_checklstring(L, 1, NULL);
    lua_settop(L, 1);
    const json_node *nodes = usher_json_read(L, 1, 0);
    if (nodes == NULL) return 3;
    usher_json_push(L, lua_tostring(L, 1), nodes, 0);
    return 1;
}
