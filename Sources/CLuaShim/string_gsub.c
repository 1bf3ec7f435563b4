// gsub, whose function may wait for the host: all that it goes by lies in a block on the Lua stack.

#include <ctype.h>
#include <string.h>

#include "pattern.h"

// The stack of a gsub.
enum { SUBJECT = 1, PATTERN, REPLACEMENT, MOST, MEMO, OUT, BLOCK };

typedef struct {
    matcher *m;
    const char *from;    // where the next match is looked for
    const char *last;    // where the last match ended
    const char *copied;  // what lies before it has been written
    const char *found, *end;  // the match whose replacement is awaited
    lua_Integer count, most;
    bool anchored, changed;
    char *bytes;
    size_t written, capacity;
} substitution;

static void write_bytes(lua_State *L, substitution *g, const char *bytes, size_t count) {
    if (g->written + count > g->capacity) {
        size_t capacity = g->capacity * 2 > g->written + count ? g->capacity * 2 : g->written + count;
        char *moved = lua_newuserdatauv(L, capacity, 0);
        if (g->written > 0) memcpy(moved, g->bytes, g->written);
        lua_replace(L, OUT);
        g->bytes = moved;
        g->capacity = capacity;
    }
    if (count > 0) memcpy(g->bytes + g->written, bytes, count);
    g->written += count;
    usher_spend(L, g->m->control, (int)(count / 64) + 1);
}

// Writes the value on top, which stands for what was found.
static void write_value(lua_State *L, substitution *g) {
    size_t count;
    const char *text = lua_tolstring(L, -1, &count);
    write_bytes(L, g, text, count);
    lua_pop(L, 1);
}

static void write_template(lua_State *L, substitution *g) {
    size_t count;
    const char *text = lua_tolstring(L, REPLACEMENT, &count);
    const char *end = text + count;
    for (const char *escape; (escape = memchr(text, '%', (size_t)(end - text))) != NULL; text = escape + 2) {
        write_bytes(L, g, text, (size_t)(escape - text));
        char c = escape[1];
        if (c == '%') {
            write_bytes(L, g, "%", 1);
        } else if (c == '0') {
            write_bytes(L, g, g->found, (size_t)(g->end - g->found));
        } else if (isdigit((unsigned char)c)) {
            usher_push_capture(g->m, c - '1', g->found, g->end);
            write_value(L, g);
        } else {
            luaL_error(L, "invalid use of '%c' in replacement string", '%');
        }
    }
    write_bytes(L, g, text, (size_t)(end - text));
}

static void write_before_match(lua_State *L, substitution *g) {
    write_bytes(L, g, g->copied, (size_t)(g->found - g->copied));
    g->copied = g->end;
    g->changed = true;
}

// Takes the value on top for what was found: nothing where it is false.
static void take_value(lua_State *L, substitution *g) {
    if (lua_toboolean(L, -1)) {
        if (!lua_isstring(L, -1)) luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
        write_before_match(L, g);
        write_value(L, g);
    } else {
        lua_pop(L, 1);
    }
}

static bool find_next(substitution *g) {
    matcher *m = g->m;
    if (g->count >= g->most || (g->anchored && g->count > 0)) return false;
    const char *at = g->from;
    for (;;) {
        g->end = usher_match_from(m, at, g->anchored, &g->found);
        if (g->end == NULL) return false;
        // Right after a match none is found that is empty.
        if (g->end != g->last) break;
        if (g->anchored || g->found >= m->subject_end) return false;
        at = g->found + 1;
    }
    g->count++;
    g->from = g->last = g->end;
    return true;
}

static int answered(lua_State *L, int status, lua_KContext context);

static int go_through(lua_State *L, substitution *g) {
    while (find_next(g)) {
        switch (lua_type(L, REPLACEMENT)) {
            case LUA_TFUNCTION: {
                lua_pushvalue(L, REPLACEMENT);
                int count = usher_push_captures(g->m, g->found, g->end);
                lua_callk(L, count, 1, (lua_KContext)g, answered);
                take_value(L, g);
                break;
            }
            case LUA_TTABLE:
                usher_push_capture(g->m, 0, g->found, g->end);
                lua_gettable(L, REPLACEMENT);
                take_value(L, g);
                break;
            default:
                write_before_match(L, g);
                write_template(L, g);
        }
    }
    if (g->changed) {
        write_bytes(L, g, g->copied, (size_t)(g->m->subject_end - g->copied));
        lua_pushlstring(L, g->bytes, g->written);
    } else {
        lua_pushvalue(L, SUBJECT);
    }
    lua_pushinteger(L, g->count);
    return 2;
}

static int answered(lua_State *L, int status, lua_KContext context) {
    (void)status;
    substitution *g = (substitution *)context;
    take_value(L, g);
    return go_through(L, g);
}

int usher_gsub(lua_State *L) {
    size_t length, count;
    const char *text = luaL_checklstring(L, SUBJECT, &length);
    const char *pattern = luaL_checklstring(L, PATTERN, &count);
    int type = lua_type(L, REPLACEMENT);
    lua_Integer most = luaL_optinteger(L, MOST, (lua_Integer)length + 1);
    bool known = type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE;
    luaL_argexpected(L, known, REPLACEMENT, "string/function/table");
    bool anchored = count > 0 && *pattern == '^';
    pattern += anchored;
    count -= anchored;
    lua_settop(L, OUT);
    substitution *g = lua_newuserdatauv(L, sizeof *g + usher_matcher_size(pattern, count), 0);
    *g = (substitution){.from = text, .copied = text, .most = most, .anchored = anchored};
    g->m = usher_matcher_begin(g + 1, L, MEMO, pattern, count);
    usher_matcher_subject(g->m, text, length);
    return go_through(L, g);
}
