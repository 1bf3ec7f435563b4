// find, match and gmatch.

// For memmem.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <string.h>

#include "pattern.h"

// Patterns whose block is no larger are run without an allocation.
#define LOCAL_BLOCK 2048

static size_t start_of_search(lua_Integer position, size_t length) {
    if (position > 0) return (size_t)position - 1;
    if (position == 0 || position < -(lua_Integer)length) return 0;
    return length - (size_t)-position;
}

static bool is_plain(const char *pattern, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (pattern[i] != '\0' && strchr("^$*+?.([%-", pattern[i]) != NULL) return false;
    return true;
}

static int find_plain(lua_State *L, const char *text, size_t length, size_t start, const char *part, size_t count) {
    usher_spend(L, usher_control_of(L), (int)((length - start) / 64));
    // It takes steps by the sum of the lengths, whatever stands in them.
    const char *found = count == 0 ? text + start : memmem(text + start, length - start, part, count);
    if (found == NULL) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, found - text + 1);
    lua_pushinteger(L, found - text + (lua_Integer)count);
    return 2;
}

static int search(lua_State *L, bool find) {
    size_t length, count;
    const char *text = luaL_checklstring(L, 1, &length);
    const char *pattern = luaL_checklstring(L, 2, &count);
    size_t start = start_of_search(luaL_optinteger(L, 3, 1), length);
    if (start > length) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || is_plain(pattern, count)))
        return find_plain(L, text, length, start, pattern, count);
    bool anchored = count > 0 && *pattern == '^';
    pattern += anchored;
    count -= anchored;
    lua_settop(L, 2);
    lua_pushnil(L);  // the memo's slot
    _Alignas(max_align_t) char local[LOCAL_BLOCK];
    size_t size = usher_matcher_size(pattern, count);
    void *block = size <= sizeof local ? local : lua_newuserdatauv(L, size, 0);
    matcher *m = usher_matcher_begin(block, L, 3, pattern, count);
    usher_matcher_subject(m, text, length);
    const char *found;
    const char *end = usher_match_from(m, text + start, anchored, &found);
    if (end == NULL) {
        lua_pushnil(L);
        return 1;
    }
    if (!find) return usher_push_captures(m, found, end);
    lua_pushinteger(L, found - text + 1);
    lua_pushinteger(L, end - text);
    return usher_push_captures(m, NULL, NULL) + 2;
}

static int find(lua_State *L) { return search(L, true); }
static int match(lua_State *L) { return search(L, false); }

// -- gmatch

// What an iterator keeps between two matches. The matcher's block follows it.
typedef struct {
    const char *next;  // NULL when the subject is done
    const char *last;  // where the last match ended
    matcher *m;
} iterator;

static int next_match(lua_State *L) {
    iterator *it = lua_touserdata(L, lua_upvalueindex(2));
    matcher *m = it->m;
    if (it->next == NULL) return 0;
    lua_settop(L, 0);
    lua_pushnil(L);
    // Another coroutine may have called before.
    m->L = L;
    m->slot = 1;
    bool had_memo = m->memo != NULL;
    const char *end = NULL, *found = it->next;
    do {
        end = found <= m->subject_end ? usher_match_from(m, found, false, &found) : NULL;
    } while (end != NULL && end == it->last && (found++, true));
    if (m->memo != NULL && !had_memo) {
        lua_pushvalue(L, 1);
        lua_setiuservalue(L, lua_upvalueindex(2), 1);
    }
    it->next = it->last = end;
    return end == NULL ? 0 : usher_push_captures(m, found, end);
}

static int gmatch(lua_State *L) {
    size_t length, count;
    const char *text = luaL_checklstring(L, 1, &length);
    const char *pattern = luaL_checklstring(L, 2, &count);
    size_t start = start_of_search(luaL_optinteger(L, 3, 1), length);
    lua_settop(L, 2);
    lua_pushvalue(L, 1);
    iterator *it = lua_newuserdatauv(L, sizeof *it + usher_matcher_size(pattern, count), 1);
    it->next = start > length ? NULL : text + start;
    it->last = NULL;
    it->m = usher_matcher_begin(it + 1, L, 0, pattern, count);
    usher_matcher_subject(it->m, text, length);
    lua_pushcclosure(L, next_match, 2);
    return 1;
}

int usher_gsub(lua_State *L);

void usher_open_patterns(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"find", find}, {"gmatch", gmatch}, {"gsub", usher_gsub}, {"match", match}, {NULL, NULL},
    };
    usher_replace(L, LUA_STRLIBNAME, functions);
}
