// JSON text as an index of its values: what reading it goes by, at once (json_decode.c) or lazily (json_lazy.c).

#ifndef USHER_JSON_H
#define USHER_JSON_H

#include "control.h"

// Lists and objects within each other, both ways.
#define USHER_JSON_DEEPEST 200
// Indexing looks at no clock: a text of this size takes some hundredths of a second.
#define USHER_JSON_LARGEST (16 << 20)

// The two that nest differ in the lowest bit alone.
typedef enum {
    JSON_STRING,   // of so many bytes, with nothing to unescape
    JSON_ESCAPED,  // of so many bytes as they stand in the text
    JSON_INTEGER,  // of so many bytes; it fits 64 bits
    JSON_NUMBER,   // of so many bytes
    JSON_ARRAY,    // the index of its end
    JSON_OBJECT,   // the index of its end; each value in it stands behind its key
    JSON_WORD,     // a json_word
    JSON_END,      // of so many values
} json_kind;

typedef enum { JSON_NULL, JSON_FALSE, JSON_TRUE } json_word;

// A value, a key or the end of a list or an object, in the order of the text. From the lowest bits on: 32 for what the kind
// says, 8 for the kind, 24 for where it begins in the text.
typedef uint64_t json_node;

static inline json_node json_make(size_t at, json_kind kind, size_t value) {
    return (uint64_t)at << 40 | (uint64_t)kind << 32 | value;
}
static inline size_t json_place_of(json_node node) { return node >> 40; }
static inline json_kind json_kind_of(json_node node) { return (json_kind)(node >> 32 & 0xff); }
static inline uint32_t json_value_of(json_node node) { return (uint32_t)node; }
static inline bool json_nests(json_node node) {
    return (json_kind_of(node) & ~1u) == JSON_ARRAY;
}
// The node behind the value at `index`, past all that is in it.
static inline uint32_t json_after(const json_node *nodes, uint32_t index) {
    return (json_nests(nodes[index]) ? json_value_of(nodes[index]) : index) + 1;
}
// How many values a list or an object has.
static inline uint32_t json_count(const json_node *nodes, uint32_t index) {
    return json_value_of(nodes[json_value_of(nodes[index])]);
}

typedef enum { JSON_SCANNED, JSON_SCAN_UNREADABLE, JSON_SCAN_NO_MEMORY } json_scan_result;

// Why a text is no JSON, as a sentence about the place.
typedef struct {
    const char *what;
    size_t at;
} json_problem;

#ifdef __cplusplus
extern "C" {
#endif

// Finds where the tokens of a text begin. They lie at `starts` until the thread scans again, and `count` follows them.
json_scan_result usher_json_scan(const char *text, size_t count, const uint32_t **starts, size_t *found);
bool usher_is_utf8(const char *text, size_t count);
// What makes a text unreadable.
json_problem usher_json_unreadable(const char *text, size_t count);
// Checks a text and writes its nodes, at most one for each start.
bool usher_json_index(const char *text, size_t count, const uint32_t *starts, json_node *nodes, json_problem *problem);

// Indexes the text at `index`. The nodes lie behind `header` bytes of the userdata that is left on the stack, beside the
// text as its user value. NULL where the text is no JSON: nil, why not, and the byte counted from 1 are left then.
const json_node *usher_json_read(lua_State *L, int index, size_t header);

// Pushes the value of a node: lists and objects as tables.
void usher_json_push(lua_State *L, const char *text, const json_node *nodes, uint32_t index);
// Pushes the value of a node that is no list and no object.
void usher_json_push_scalar(lua_State *L, const char *text, json_node node);
// Puts tables in the place of a lazy list or object at `index`, which is not negative; false where there is none.
bool usher_json_make_table(lua_State *L, int index);

#ifdef __cplusplus
}
#endif

#endif
