// JSON of which a script reads a few fields: a text with its index, and values that are made when they are read.
//
// A list or an object is a userdata that refers to the index's, which refers to the text: the collector frees them
// together, and there is nothing to finalize. They belong to the call in which the text was read.

#include <string.h>

#include "json.h"

typedef struct {
    const char *text;
    uint64_t call;
    json_node nodes[];
} document;

typedef struct {
    const document *document;
    uint32_t node;
    // A list is mostly read in its order: the element read last, and the node behind it.
    uint32_t element, after;
} handle;

static const char mark;  // its address is the key of the handles' metatable

// The metatable is locked, so only the virtual machine calls its functions, and with a handle.
static handle *handle_at(lua_State *L, int index) {
    handle *h = lua_touserdata(L, index);
    if (h->document->call != usher_control_of(L)->call)
        luaL_error(L, "this JSON was read in a call that has ended; read it again");
    return h;
}

static handle *test(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index)) return NULL;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &mark);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return same ? lua_touserdata(L, index) : NULL;
}

// Pushes the value at `node` of the document that the handle at `parent` refers to. `metatable` is where theirs is.
static void push(lua_State *L, int parent, const document *document, uint32_t node, int metatable) {
    if (!json_nests(document->nodes[node])) {
        usher_json_push_scalar(L, document->text, document->nodes[node]);
        return;
    }
    handle *h = lua_newuserdatauv(L, sizeof *h, 1);
    *h = (handle){.document = document, .node = node, .after = node + 1};
    lua_getiuservalue(L, parent, 1);
    lua_setiuservalue(L, -2, 1);
    lua_pushvalue(L, metatable);
    lua_setmetatable(L, -2);
}

// The element's node, or 0.
static uint32_t find_element(lua_State *L, handle *h, lua_Integer element) {
    const json_node *nodes = h->document->nodes;
    if (json_kind_of(nodes[h->node]) != JSON_ARRAY || element < 1 || element > json_count(nodes, h->node)) return 0;
    if (element <= h->element) {
        h->element = 0;
        h->after = h->node + 1;
    }
    usher_spend(L, usher_control_of(L), (int)(element - h->element));
    uint32_t found;
    do {
        found = h->after;
        h->after = json_after(nodes, found);
    } while (++h->element < element);
    return found;
}

// Whether a key that is written with escapes is this one.
static bool is_escaped_key(lua_State *L, const char *text, json_node node, const char *key, size_t count) {
    if (json_value_of(node) < count) return false;
    usher_json_push_scalar(L, text, node);
    size_t length;
    const char *bytes = lua_tolstring(L, -1, &length);
    bool same = length == count && memcmp(bytes, key, count) == 0;
    lua_pop(L, 1);
    return same;
}

// The node of the value under a key, or 0. Of several the first counts: the search ends there.
static uint32_t find_field(lua_State *L, const handle *h, const char *key, size_t count) {
    const json_node *nodes = h->document->nodes;
    const char *text = h->document->text;
    if (json_kind_of(nodes[h->node]) != JSON_OBJECT) return 0;
    // Of a key without escapes, length and kind are compared at once.
    const json_node alike = json_make(0, JSON_STRING, count), mask = ((json_node)1 << 40) - 1;
    uint32_t found = 0, i = h->node + 1;
    for (; found == 0; i = json_after(nodes, i + 1)) {
        json_node node = nodes[i];
        if ((node & mask) == alike) {
            const char *bytes = text + json_place_of(node) + 1;
            if (count == 0 || (*bytes == *key && memcmp(bytes, key, count) == 0)) found = i + 1;
        } else if (json_kind_of(node) != JSON_STRING) {
            if (json_kind_of(node) == JSON_END) break;
            if (is_escaped_key(L, text, node, key, count)) found = i + 1;
        }
    }
    usher_spend(L, usher_control_of(L), (int)(i - h->node));
    return found;
}

static int index_value(lua_State *L) {
    handle *h = handle_at(L, 1);
    uint32_t found = 0;
    if (lua_type(L, 2) == LUA_TSTRING) {
        size_t count;
        const char *key = lua_tolstring(L, 2, &count);
        found = find_field(L, h, key, count);
    } else {
        found = find_element(L, h, lua_tointeger(L, 2));
    }
    if (found == 0)
        lua_pushnil(L);
    else
        push(L, 1, h->document, found, lua_upvalueindex(1));
    return 1;
}

static int refuse_assignment(lua_State *L) {
    return luaL_error(L, "JSON that is read lazily cannot be changed; change a copy, as usher.json.copy makes one");
}

static int length(lua_State *L) {
    handle *h = handle_at(L, 1);
    const json_node *nodes = h->document->nodes;
    bool list = json_kind_of(nodes[h->node]) == JSON_ARRAY;
    lua_pushinteger(L, list ? (lua_Integer)json_count(nodes, h->node) : 0);
    return 1;
}

static int is_same(lua_State *L) {
    handle *a = test(L, 1), *b = test(L, 2);
    lua_pushboolean(L, a != NULL && b != NULL && a->document == b->document && a->node == b->node);
    return 1;
}

static int describe(lua_State *L) {
    handle *h = lua_touserdata(L, 1);
    bool list = json_kind_of(h->document->nodes[h->node]) == JSON_ARRAY;
    lua_pushstring(L, list ? "JSON list" : "JSON object");
    return 1;
}

// Upvalues: the handles' metatable, the handle, the node that comes next, the number of the element.
static int next_value(lua_State *L) {
    handle *h = handle_at(L, lua_upvalueindex(2));
    const json_node *nodes = h->document->nodes;
    uint32_t node = (uint32_t)lua_tointeger(L, lua_upvalueindex(3));
    usher_spend(L, usher_control_of(L), 4);
    lua_settop(L, 0);
    if (json_kind_of(nodes[node]) == JSON_END) {
        lua_pushnil(L);
        return 1;
    }
    if (json_kind_of(nodes[h->node]) == JSON_OBJECT) {
        usher_json_push_scalar(L, h->document->text, nodes[node++]);
    } else {
        lua_pushinteger(L, lua_tointeger(L, lua_upvalueindex(4)) + 1);
        lua_copy(L, 1, lua_upvalueindex(4));
    }
    push(L, lua_upvalueindex(2), h->document, node, lua_upvalueindex(1));
    lua_pushinteger(L, json_after(nodes, node));
    lua_replace(L, lua_upvalueindex(3));
    return 2;
}

static int pairs(lua_State *L) {
    handle *h = handle_at(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    lua_pushinteger(L, h->node + 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_value, 4);
    return 1;
}

static void push_metatable(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &mark) == LUA_TTABLE) return;
    lua_pop(L, 1);
    static const luaL_Reg functions[] = {
        {"__index", index_value}, {"__newindex", refuse_assignment}, {"__len", length}, {"__eq", is_same},
        {"__pairs", pairs},       {"__tostring", describe},          {NULL, NULL},
    };
    lua_newtable(L);
    lua_pushvalue(L, -1);
    luaL_setfuncs(L, functions, 1);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushliteral(L, "JSON");
    lua_setfield(L, -2, "__name");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &mark);
}

// text → value, its lists and objects lazy; or nil, why not, and at which byte.
int usher_json_lazy(lua_State *L) {
    luaL_checklstring(L, 1, NULL);
    lua_settop(L, 1);
    if (usher_json_read(L, 1, sizeof(document)) == NULL) return 3;
    document *d = lua_touserdata(L, 2);
    d->text = lua_tostring(L, 1);
    d->call = usher_control_of(L)->call;
    if (!json_nests(d->nodes[0])) {
        usher_json_push_scalar(L, d->text, d->nodes[0]);
        return 1;
    }
    handle *h = lua_newuserdatauv(L, sizeof *h, 1);
    *h = (handle){.document = d, .after = 1};
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, -2, 1);
    push_metatable(L);
    lua_setmetatable(L, -2);
    return 1;
}

// Swift calls it, so it must not raise: the host's window is open, and the stack is made large enough before.
bool usher_json_push_lazy(lua_State *L, int index) {
    if (!lua_checkstack(L, USHER_JSON_DEEPEST * 6)) return false;
    handle *h = test(L, index);
    if (h == NULL || h->document->call != usher_control_of(L)->call) return false;
    usher_json_push(L, h->document->text, h->document->nodes, h->node);
    return true;
}

bool usher_json_make_table(lua_State *L, int index) {
    if (test(L, index) == NULL) return false;
    const handle *h = handle_at(L, index);
    usher_json_push(L, h->document->text, h->document->nodes, h->node);
    lua_replace(L, index);
    return true;
}

// A lazy value as tables; any other as it is.
int usher_json_copy(lua_State *L) {
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    usher_json_make_table(L, 1);
    return 1;
}
