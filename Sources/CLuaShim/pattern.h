// Lua's patterns, compiled to items and run without recursion. Same results as Lua's own matcher, in time that grows
// with the subject's length and not with its square (pattern_run.c).

#ifndef USHER_PATTERN_H
#define USHER_PATTERN_H

#include "control.h"

#define MOST_CAPTURES 32
// In the place of a capture's length.
#define UNFINISHED (-1)
#define POSITION (-2)

typedef enum {
    ITEM_CHARACTER, ITEM_ANY, ITEM_SET,  // one character each, and may be repeated
    ITEM_OPEN, ITEM_POSITION, ITEM_CLOSE,
    ITEM_BALANCE, ITEM_FRONTIER, ITEM_BACK,
    ITEM_AT_END,  // `$`
    ITEM_BROKEN,  // raises what is wrong with the pattern there
    ITEM_DONE,
} item_kind;

typedef enum { ONCE, OPTIONAL, GREEDY, GREEDY_FROM_ONE, LAZY } item_repeat;

typedef struct {
    uint8_t kind, repeat;
    uint8_t first, last;  // the character; the pair of a balance; the digit of a back reference; the problem
    uint32_t set;         // which of the sets
    uint32_t memo;        // of the items that may match in several ways, which this is
} item;

typedef struct {
    uint64_t bits[4];
} character_set;

static inline bool set_has(const character_set *set, uint8_t c) { return (set->bits[c >> 6] >> (c & 63)) & 1; }

typedef struct {
    const char *start;
    ptrdiff_t length;
} capture;

// What to do when the match cannot go on.
typedef struct {
    const char *at;       // the character from which the item was tried
    size_t count;         // how many characters the item holds
    uint32_t item;        // for an undone capture, which
    uint8_t kind;
} choice;

typedef struct {
    lua_State *L;
    usher_control *control;
    item *items;
    character_set *sets;
    choice *choices;
    const char *subject, *subject_end;
    int level;
    capture captures[MOST_CAPTURES];
    uint64_t steps;      // done for this subject
    uint32_t ways;       // items that may match in several ways
    bool has_back;       // with a back reference the past of a match decides on its future
    int slot;            // of the stack: where the memo is kept
    uint64_t *memo;      // by item and position, whether it was found not to lead to a match
    bool remembers;      // the memo was thought about
} matcher;

// Bytes of the block for a pattern of that length; fewer than it could be for none.
size_t usher_matcher_size(const char *pattern, size_t length);
// Compiles the pattern, without its anchor, into the block. `slot` is the index of a stack slot that is free for it.
matcher *usher_matcher_begin(void *block, lua_State *L, int slot, const char *pattern, size_t length);
void usher_matcher_subject(matcher *m, const char *subject, size_t length);
// The end of the match that begins at `start`, or NULL.
const char *usher_match_at(matcher *m, const char *start);
// The first match at or after `start`, whose place goes to `found`; where it is anchored, only at `start`.
const char *usher_match_from(matcher *m, const char *start, bool anchored, const char **found);
// Pushes a capture, the whole match where there are none and `index` is 0. Answers the message of what is wrong with it,
// which has a place for a number, or NULL.
void usher_push_capture(matcher *m, int index, const char *start, const char *end);
// All captures; the whole match where there are none and `start` is given.
int usher_push_captures(matcher *m, const char *start, const char *end);

#endif
