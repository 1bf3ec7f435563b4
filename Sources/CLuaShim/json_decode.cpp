// JSON text to Lua values, with no value in between. Lua may leave any of these frames with a longjmp (out of memory),
// so nothing here has a destructor that matters: the parser lives with its thread, elements are plain references.

#include <simdjson.h>

#include "control.h"

namespace {

constexpr int deepest = 200;
// The parser looks at no clock, and takes some fifteen times the text's memory outside the script's.
constexpr size_t largest = 16 << 20;
// What a thread's parser may keep between two texts.
constexpr size_t kept = 1 << 20;

void push(lua_State *L, simdjson::dom::element element, int depth);

void push_array(lua_State *L, simdjson::dom::array array, int depth) {
    lua_createtable(L, static_cast<int>(array.size()), 0);
    lua_Integer index = 0;
    for (simdjson::dom::element element : array) {
        push(L, element, depth + 1);
        lua_rawseti(L, -2, ++index);
    }
    usher_mark_array(L, -1);
}

void push_object(lua_State *L, simdjson::dom::object object, int depth) {
    lua_createtable(L, 0, static_cast<int>(object.size()));
    for (simdjson::dom::key_value_pair field : object) {
        lua_pushlstring(L, field.key.data(), field.key.size());
        push(L, field.value, depth + 1);
        lua_rawset(L, -3);
    }
}

void push(lua_State *L, simdjson::dom::element element, int depth) {
    using type = simdjson::dom::element_type;
    usher_spend(L, usher_control_of(L), 4);
    if (depth > deepest) luaL_error(L, "the JSON is nested deeper than %d levels", deepest);
    luaL_checkstack(L, 4, "JSON");
    switch (element.type()) {
        case type::ARRAY: push_array(L, element.get_array().value_unsafe(), depth); break;
        case type::OBJECT: push_object(L, element.get_object().value_unsafe(), depth); break;
        case type::INT64: lua_pushinteger(L, element.get_int64().value_unsafe()); break;
        // Beyond 64 signed bits Lua has no integer.
        case type::UINT64: lua_pushnumber(L, static_cast<lua_Number>(element.get_uint64().value_unsafe())); break;
        case type::DOUBLE: lua_pushnumber(L, element.get_double().value_unsafe()); break;
        case type::STRING: {
            std::string_view text = element.get_string().value_unsafe();
            lua_pushlstring(L, text.data(), text.size());
            break;
        }
        case type::BOOL: lua_pushboolean(L, element.get_bool().value_unsafe()); break;
        case type::NULL_VALUE: usher_push_null(L); break;
    }
}

}  // namespace

// text → value, or nil and why not.
int usher_json_decode(lua_State *L) {
    thread_local simdjson::dom::parser parser;
    size_t count = 0;
    const char *text = luaL_checklstring(L, 1, &count);
    if (count > largest) {
        lua_pushnil(L);
        lua_pushfstring(L, "the JSON is larger than %d MB; ask for less at a time", (int)(largest >> 20));
        return 2;
    }
    if (parser.capacity() > kept && count <= kept) parser = simdjson::dom::parser();
    usher_spend(L, usher_control_of(L), (int)(count / 16));
    simdjson::dom::element root;
    simdjson::error_code error = parser.parse(text, count).get(root);
    if (error != simdjson::SUCCESS) {
        lua_pushnil(L);
        if (count == 0)
            lua_pushliteral(L, "the JSON is empty");
        else
            lua_pushfstring(L, "not valid JSON: %s", simdjson::error_message(error));
        return 2;
    }
    push(L, root, 0);
    return 1;
}
