// Lua values to JSON text. Keys are sorted, so that equal values give equal text. The text begins on the C stack and
// grows in a userdata that lies at a fixed place of Lua's: an error on the way leaves nothing behind.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define SLOT 2
// Keys of an object that is written without an allocation.
#define MOST_SMALL 32

typedef struct {
    lua_State *L;
    char *bytes;
    size_t count, capacity;
    usher_control *control;
    // By their number, how the keys of the last object lay that was written: the next mostly has the same.
    unsigned char orders[MOST_SMALL + 1][MOST_SMALL];
} writer;

__attribute__((noinline)) static void grow(writer *w, size_t more) {
    size_t capacity = w->capacity * 2 > w->count + more ? w->capacity * 2 : w->count + more;
    char *bytes = lua_newuserdatauv(w->L, capacity, 0);
    memcpy(bytes, w->bytes, w->count);
    lua_replace(w->L, SLOT);
    w->bytes = bytes;
    w->capacity = capacity;
}

static inline void reserve(writer *w, size_t more) {
    if (w->capacity - w->count < more) grow(w, more);
}

static inline void add(writer *w, const char *bytes, size_t count) {
    reserve(w, count);
    memcpy(w->bytes + w->count, bytes, count);
    w->count += count;
}

static inline void add_byte(writer *w, char byte) { add(w, &byte, 1); }

static inline bool is_plain(char byte) { return (unsigned char)byte >= 0x20 && byte != '"' && byte != '\\'; }

// Copies the bytes that are written as they are, up to the first that is not, and answers how many they were: eight at a
// time while none is a control, a quote or a backslash.
static inline size_t copy_plain(char *out, const char *text, size_t count) {
    const uint64_t ones = 0x0101010101010101, highs = ones * 0x80;
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        uint64_t word;
        memcpy(&word, text + i, 8);
        uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
        uint64_t special = ((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash);
        if (special & highs) break;
        memcpy(out + i, &word, 8);
    }
    for (; i < count && is_plain(text[i]); i++) out[i] = text[i];
    return i;
}

static void add_string(writer *w, const char *text, size_t count) {
    static const char hex[] = "0123456789abcdef";
    usher_spend(w->L, w->control, count > 1000000 ? 100000 : (int)(count / 16));
    reserve(w, count * 6 + 2);
    char *out = w->bytes + w->count;
    *out++ = '"';
    for (size_t i = 0; i < count; i++) {
        size_t plain = copy_plain(out, text + i, count - i);
        out += plain;
        i += plain;
        if (i == count) break;
        unsigned char c = (unsigned char)text[i];
        switch (c) {
            case '"': *out++ = '\\'; *out++ = '"'; break;
            case '\\': *out++ = '\\'; *out++ = '\\'; break;
            case '\n': *out++ = '\\'; *out++ = 'n'; break;
            case '\r': *out++ = '\\'; *out++ = 'r'; break;
            case '\t': *out++ = '\\'; *out++ = 't'; break;
            default:
                memcpy(out, "\\u00", 4);
                out[4] = hex[c >> 4];
                out[5] = hex[c & 15];
                out += 6;
        }
    }
    *out++ = '"';
    w->count = (size_t)(out - w->bytes);
}

static void add_integer(writer *w, lua_Integer integer) {
    char text[24];
    char *end = text + sizeof text, *p = end;
    lua_Unsigned rest = integer < 0 ? 0u - (lua_Unsigned)integer : (lua_Unsigned)integer;
    do *--p = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (integer < 0) *--p = '-';
    add(w, p, (size_t)(end - p));
}

static void add_number(writer *w, int index) {
    char text[40];
    if (lua_isinteger(w->L, index)) {
        add_integer(w, lua_tointeger(w->L, index));
        return;
    }
    double number = lua_tonumber(w->L, index);
    if (!isfinite(number)) luaL_error(w->L, "JSON has no number for %f", number);
    // Without its point it would be read as the integer, which has no sign.
    if (number == 0 && signbit(number)) {
        add(w, "-0.0", 4);
        return;
    }
    int count = snprintf(text, sizeof text, "%.15g", number);
    if (strtod(text, NULL) != number) count = snprintf(text, sizeof text, "%.17g", number);
    add(w, text, (size_t)count);
}

typedef struct {
    const char *text;
    size_t count;
    int place;
} key;

static int compare(const void *a, const void *b) {
    const key *x = a, *y = b;
    if (*x->text != *y->text) return (unsigned char)*x->text - (unsigned char)*y->text;
    int order = memcmp(x->text, y->text, x->count < y->count ? x->count : y->count);
    return order != 0 ? order : (x->count > y->count) - (x->count < y->count);
}

static void add_value(writer *w, int index, int depth);

static void refuse_mixed(writer *w, int index, lua_Integer count) {
    lua_State *L = w->L;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        usher_spend(L, w->control, 1);
        if (lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1 && lua_tointeger(L, -2) <= count) continue;
        luaL_error(L, "a table that is both a list and a map cannot be written as JSON");
    }
}

static void add_array(writer *w, int index, lua_Integer count, int depth) {
    refuse_mixed(w, index, count);
    add_byte(w, '[');
    for (lua_Integer i = 1; i <= count; i++) {
        if (i > 1) add_byte(w, ',');
        lua_rawgeti(w->L, index, i);
        add_value(w, lua_gettop(w->L), depth + 1);
        lua_pop(w->L, 1);
    }
    add_byte(w, ']');
}

static void measure_keys(lua_State *L, int index, size_t *count, size_t *bytes) {
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "a JSON object's keys are strings; this table has a key of type %s", luaL_typename(L, -2));
        *count += 1;
        *bytes += lua_rawlen(L, -2);
    }
}

// Leaves the keys on the stack, sorted, in a userdata that holds copies of their texts: the allocation may make the
// collector take entries out of a table that it remembers as weak, so no pointer into the table is kept, and `count` is
// what was found after it.
static key *copy_keys(lua_State *L, int index, size_t *count) {
    size_t most = 0, bytes = 0;
    measure_keys(L, index, &most, &bytes);
    key *keys = lua_newuserdatauv(L, most * sizeof(key) + bytes + 1, 0);
    char *texts = (char *)(keys + most);
    size_t found = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        key *next = &keys[found++];
        const char *text = lua_tolstring(L, -2, &next->count);
        next->text = memcpy(texts, text, next->count);
        texts += next->count;
    }
    qsort(keys, found, sizeof(key), compare);
    *count = found;
    return keys;
}

// The keys in the order of their texts. Where they do not lie as those of the last object of so many did, they are sorted.
static void order_keys(writer *w, const key *keys, int count, const key **ordered) {
    unsigned char *order = w->orders[count];
    bool same = true;
    for (int i = 0; i < count; i++) {
        ordered[i] = &keys[order[i]];
        if (i > 0 && compare(ordered[i - 1], ordered[i]) >= 0) same = false;
        if (!same) break;
    }
    if (same) return;
    for (int i = 0; i < count; i++) {
        int place = i;
        for (; place > 0 && compare(ordered[place - 1], &keys[i]) > 0; place--) ordered[place] = ordered[place - 1];
        ordered[place] = &keys[i];
    }
    for (int i = 0; i < count; i++) order[i] = (unsigned char)(ordered[i] - keys);
}

// An object of few keys: they are kept on the stack with their values. False where there are more.
static bool add_small_object(writer *w, int index, int depth) {
    lua_State *L = w->L;
    key keys[MOST_SMALL];
    const key *ordered[MOST_SMALL];
    int count = 0, base = lua_gettop(L);
    luaL_checkstack(L, 2 * MOST_SMALL + 6, "JSON");
    for (lua_pushnil(L); lua_next(L, index); count++) {
        if (count == MOST_SMALL || lua_type(L, -2) != LUA_TSTRING) {
            lua_settop(L, base);
            return false;
        }
        keys[count].place = base + 1 + 2 * count;
        keys[count].text = lua_tolstring(L, -2, &keys[count].count);
        // Key and value stay; from a copy of the key it goes on.
        lua_pushvalue(L, -2);
    }
    order_keys(w, keys, count, ordered);
    add_byte(w, '{');
    for (int i = 0; i < count; i++) {
        if (i > 0) add_byte(w, ',');
        add_string(w, ordered[i]->text, ordered[i]->count);
        add_byte(w, ':');
        add_value(w, ordered[i]->place + 1, depth + 1);
    }
    add_byte(w, '}');
    lua_settop(L, base);
    return true;
}

static void add_object(writer *w, int index, int depth) {
    lua_State *L = w->L;
    if (add_small_object(w, index, depth)) return;
    size_t count = 0;
    key *keys = copy_keys(L, index, &count);
    bool first = true;
    add_byte(w, '{');
    for (size_t i = 0; i < count; i++) {
        lua_pushlstring(L, keys[i].text, keys[i].count);
        if (lua_rawget(L, index) != LUA_TNIL) {
            if (!first) add_byte(w, ',');
            first = false;
            add_string(w, keys[i].text, keys[i].count);
            add_byte(w, ':');
            add_value(w, lua_gettop(L), depth + 1);
        }
        lua_pop(L, 1);
    }
    add_byte(w, '}');
    lua_pop(L, 1);
}

// What a weak table holds is the collector's choice, so it has no text of its own.
static void refuse_weak(lua_State *L, int index) {
    if (luaL_getmetafield(L, index, "__mode") == LUA_TNIL) return;
    luaL_error(L, "a weak table (its metatable has __mode) cannot be written as JSON; copy it first");
}

// Puts what `__json` of its metatable answers in the place of a table.
static bool take_stand_in(lua_State *L, int index) {
    if (luaL_getmetafield(L, index, "__json") == LUA_TNIL) return false;
    lua_pushvalue(L, index);
    lua_call(L, 1, 1);
    lua_replace(L, index);
    return true;
}

static void add_value(writer *w, int index, int depth) {
    lua_State *L = w->L;
    usher_spend(L, w->control, 4);
    luaL_checkstack(L, 6, "JSON");
    switch (lua_type(L, index)) {
        case LUA_TNIL: add(w, "null", 4); break;
        case LUA_TBOOLEAN: lua_toboolean(L, index) ? add(w, "true", 4) : add(w, "false", 5); break;
        case LUA_TNUMBER: add_number(w, index); break;
        case LUA_TSTRING: {
            size_t count;
            const char *text = lua_tolstring(L, index, &count);
            add_string(w, text, count);
            break;
        }
        case LUA_TTABLE: {
            if (depth == USHER_JSON_DEEPEST)
                luaL_error(L, "the value is nested deeper than %d levels, or holds itself", USHER_JSON_DEEPEST);
            if (take_stand_in(L, index)) {
                add_value(w, index, depth + 1);
                break;
            }
            refuse_weak(L, index);
            lua_Integer count = (lua_Integer)lua_rawlen(L, index);
            if (count > 0 || usher_is_marked_array(L, index))
                add_array(w, index, count, depth);
            else
                add_object(w, index, depth);
            break;
        }
        default:
            if (usher_is_null(L, index))
                add(w, "null", 4);
            else if (usher_json_make_table(L, index))
                add_value(w, index, depth);
            else
                luaL_error(L, "a %s cannot be written as JSON", luaL_typename(L, index));
    }
}

int usher_json_encode(lua_State *L) {
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    // Most texts fit in here, and need no userdata.
    char small[1024];
    lua_pushnil(L);
    writer w = {.L = L, .control = usher_control_of(L), .bytes = small, .capacity = sizeof small};
    add_value(&w, 1, 0);
    usher_spend(L, w.control, (int)(w.count / 64));
    if (!usher_is_utf8(w.bytes, w.count)) luaL_error(L, "a text that is no UTF-8 cannot be written as JSON");
    lua_pushlstring(L, w.bytes, w.count);
    return 1;
}
