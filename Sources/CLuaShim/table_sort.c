// table.sort, whose comparator may wait for the host: a heap sort whose whole state lies in a userdata. It takes n log n
// comparisons whatever the comparator says, and no memory; after an error the table holds what it held, in some order.

#include "table.h"

// The stack of a sort.
enum { TABLE = 1, COMPARATOR, STATE };

// DOWN: the larger child is looked for, all the way to a leaf; UP: from there, the place of the root's value.
typedef enum { DOWN, UP } sort_phase;

typedef struct {
    lua_Integer size;  // of the heap
    lua_Integer root;  // whose value is to be placed
    lua_Integer at;
    sort_phase phase;
    bool building;
} sorter;

// Begins the comparison that the phase needs; false where it needs none any more.
static bool next_pair(const sorter *s, lua_Integer *left, lua_Integer *right) {
    *left = s->phase == DOWN ? 2 * s->at : s->at;
    *right = s->phase == DOWN ? 2 * s->at + 1 : s->root;
    return s->phase == DOWN ? *right <= s->size : s->at > s->root;
}

// Rotates the values on the way from the root to its place.
static void place_root(lua_State *L, const sorter *s) {
    lua_geti(L, TABLE, s->root);
    for (lua_Integer at = s->at; at > s->root; at /= 2) {
        lua_geti(L, TABLE, at);
        lua_insert(L, -2);
        lua_seti(L, TABLE, at);
    }
    lua_seti(L, TABLE, s->root);
}

// Goes on to the next root; false when the table is sorted.
static bool next_root(lua_State *L, sorter *s) {
    if (s->building && --s->root == 0) s->building = false;
    if (!s->building) {
        if (s->size <= 1) return false;
        lua_geti(L, TABLE, 1);
        lua_geti(L, TABLE, s->size);
        lua_seti(L, TABLE, 1);
        lua_seti(L, TABLE, s->size);
        s->size--;
        s->root = 1;
    }
    s->at = s->root;
    s->phase = DOWN;
    return true;
}

static void take_answer(sorter *s, bool less) {
    if (s->phase == DOWN)
        s->at = 2 * s->at + (less ? 1 : 0);
    else if (less)
        s->at /= 2;
    else
        s->root = -s->root;  // found: told by the sign until the value is placed
}

static int compared(lua_State *L, int status, lua_KContext context);

static bool is_less(lua_State *L, lua_Integer left, lua_Integer right, sorter *s) {
    bool calls = !lua_isnil(L, COMPARATOR);
    if (calls) lua_pushvalue(L, COMPARATOR);
    lua_geti(L, TABLE, left);
    lua_geti(L, TABLE, right);
    if (calls) lua_callk(L, 2, 1, (lua_KContext)s, compared);
    bool less = calls ? lua_toboolean(L, -1) : lua_compare(L, -2, -1, LUA_OPLT);
    lua_settop(L, STATE);
    return less;
}

static int go_through(lua_State *L, sorter *s) {
    usher_control *control = usher_control_of(L);
    lua_Integer left, right;
    for (;;) {
        if (s->root > 0 && next_pair(s, &left, &right)) {
            usher_spend(L, control, 4);
            take_answer(s, is_less(L, left, right, s));
        } else if (s->root > 0 && s->phase == DOWN) {
            if (2 * s->at == s->size) s->at = s->size;
            s->phase = UP;
        } else {
            if (s->root < 0) s->root = -s->root;
            place_root(L, s);
            if (!next_root(L, s)) return 0;
        }
    }
}

static int compared(lua_State *L, int status, lua_KContext context) {
    (void)status;
    sorter *s = (sorter *)context;
    bool less = lua_toboolean(L, -1);
    lua_settop(L, STATE);
    take_answer(s, less);
    return go_through(L, s);
}

int usher_sort(lua_State *L) {
    luaL_checktype(L, TABLE, LUA_TTABLE);
    lua_Integer size = luaL_len(L, TABLE);
    if (!lua_isnoneornil(L, COMPARATOR)) luaL_checktype(L, COMPARATOR, LUA_TFUNCTION);
    if (size < 2) return 0;
    usher_check_range(L, "table.sort", 1, size);
    lua_settop(L, COMPARATOR);
    sorter *s = lua_newuserdatauv(L, sizeof *s, 0);
    *s = (sorter){.size = size, .root = size / 2, .at = size / 2, .phase = DOWN, .building = true};
    return go_through(L, s);
}
