// Runs a compiled pattern.
//
// Instead of recursion there is a list of choices to come back to. Every item puts at most one there, so it is no longer
// than the pattern.
//
// Without a back reference, whether the rest of a pattern matches from a position depends on nothing that came before.
// So once a subject has proved laborious, what was found not to lead to a match is remembered, by item and position, and
// not tried again, neither by another way there nor from another start. That bounds the work by the product of the
// subject's length and the pattern's, where Lua's own matcher takes their power.

#include <string.h>

#include "pattern.h"

// Kinds of choice.
enum { LESS, MORE, SKIP, SKIPPED, UNDO_OPEN, UNDO_CLOSE };

// How often each character of the subject may be looked at before the matcher begins to remember.
#define PATIENCE 8
// Bytes that the memory of one subject may take.
#define MOST_MEMO ((size_t)16 << 20)

static void raise_broken(matcher *m, int problem) {
    static const char *const problems[] = {
        "malformed pattern (ends with '%')",
        "malformed pattern (missing ']')",
        "missing '[' after '%f' in pattern",
        "malformed pattern (missing arguments to '%b')",
    };
    luaL_error(m->L, "%s", problems[problem]);
}

// -- steps, and what is remembered

static void begin_memo(matcher *m) {
    m->remembers = true;
    if (m->has_back || m->ways == 0) return;
    size_t bits = ((size_t)(m->subject_end - m->subject) + 1) * m->ways;
    size_t bytes = bits / 8 + sizeof(uint64_t);
    usher_control *control = m->control;
    size_t held = control->used + control->held;
    // Where there is no room, the steps are bounded all the same.
    if (bytes > MOST_MEMO || held > control->ceiling || bytes > (control->ceiling - held) / 2) return;
    uint64_t *memo = lua_newuserdatauv(m->L, bytes, 0);
    memset(memo, 0, bytes);
    lua_replace(m->L, m->slot);
    m->memo = memo;
}

static inline void step(matcher *m, size_t count) {
    m->steps += count;
    usher_spend(m->L, m->control, count > 1000000 ? 1000000 : (int)count);
    if (!m->remembers && m->steps > 4096 + PATIENCE * (size_t)(m->subject_end - m->subject)) begin_memo(m);
}

static size_t memo_bit(const matcher *m, const item *it, const char *at) {
    return it->memo * ((size_t)(m->subject_end - m->subject) + 1) + (size_t)(at - m->subject);
}

static bool is_hopeless(const matcher *m, const item *it, const char *at) {
    if (m->memo == NULL) return false;
    size_t bit = memo_bit(m, it, at);
    return (m->memo[bit >> 6] >> (bit & 63)) & 1;
}

// From none of the positions does the item lead to a match.
static void give_up(matcher *m, const item *it, const char *from, const char *to) {
    if (m->memo == NULL) return;
    size_t first = memo_bit(m, it, from), last = memo_bit(m, it, to);
    while (first <= last) {
        if ((first & 63) == 0 && last - first >= 64) {
            m->memo[first >> 6] = ~(uint64_t)0;
            first += 64;
        } else {
            m->memo[first >> 6] |= (uint64_t)1 << (first & 63);
            first++;
        }
    }
}

// -- single items

static inline bool fits(const matcher *m, const item *it, const char *at) {
    if (at >= m->subject_end) return false;
    switch (it->kind) {
        case ITEM_ANY: return true;
        case ITEM_CHARACTER: return (uint8_t)*at == it->first;
        default: return set_has(&m->sets[it->set], (uint8_t)*at);
    }
}

// How many characters a greedy item takes; less where from some on it is known to lead nowhere.
static size_t run_length(const matcher *m, const item *it, const char *at) {
    const char *p = at;
    if (m->memo != NULL) {
        while (fits(m, it, p)) {
            if (!is_hopeless(m, it, ++p)) continue;
            // There the item may still end, if it must not take one more.
            return (size_t)(p - at) - (it->repeat == GREEDY ? 1 : 0);
        }
        return (size_t)(p - at);
    }
    if (it->kind == ITEM_ANY) return (size_t)(m->subject_end - at);
    if (it->kind == ITEM_SET) {
        const character_set *set = &m->sets[it->set];
        while (p < m->subject_end && set_has(set, (uint8_t)*p)) p++;
    } else {
        while (p < m->subject_end && (uint8_t)*p == it->first) p++;
    }
    return (size_t)(p - at);
}

static const char *balance(matcher *m, const item *it, const char *at) {
    if (at >= m->subject_end || (uint8_t)*at != it->first) return NULL;
    size_t open = 1;
    for (const char *p = at + 1; p < m->subject_end; p++) {
        if ((uint8_t)*p == it->last) {
            if (--open > 0) continue;
            step(m, (size_t)(p - at));
            return p + 1;
        }
        if ((uint8_t)*p == it->first) open++;
    }
    step(m, (size_t)(m->subject_end - at));
    return NULL;
}

static bool at_frontier(const matcher *m, const item *it, const char *at) {
    const character_set *set = &m->sets[it->set];
    uint8_t before = at == m->subject ? 0 : (uint8_t)at[-1];
    uint8_t after = at == m->subject_end ? 0 : (uint8_t)*at;
    return !set_has(set, before) && set_has(set, after);
}

static const char *again(matcher *m, const item *it, const char *at) {
    int index = it->first - '1';
    if (index < 0 || index >= m->level || m->captures[index].length == UNFINISHED)
        luaL_error(m->L, "invalid capture index %%%d", index + 1);
    // The length of a position is larger than any text, read as a size.
    size_t length = (size_t)m->captures[index].length;
    if ((size_t)(m->subject_end - at) < length) return NULL;
    step(m, length);
    return memcmp(m->captures[index].start, at, length) == 0 ? at + length : NULL;
}

static void open_capture(matcher *m, const char *at, ptrdiff_t length) {
    if (m->level >= MOST_CAPTURES) luaL_error(m->L, "too many captures");
    m->captures[m->level++] = (capture){at, length};
}

static uint32_t close_capture(matcher *m, const char *at) {
    for (int index = m->level - 1; index >= 0; index--) {
        if (m->captures[index].length != UNFINISHED) continue;
        m->captures[index].length = at - m->captures[index].start;
        return (uint32_t)index;
    }
    luaL_error(m->L, "invalid pattern capture");
    return 0;
}

// -- the run

typedef struct {
    uint32_t item;
    const char *at;
    size_t choices;
} place;

static inline void remember(matcher *m, place *now, int kind, uint32_t index, size_t count) {
    m->choices[now->choices++] = (choice){now->at, count, index, (uint8_t)kind};
}

// Tries the item; false where it does not match.
static bool try_repeated(matcher *m, place *now, const item *it) {
    if (is_hopeless(m, it, now->at)) return false;
    size_t count = 0;
    switch (it->repeat) {
        case OPTIONAL:
            if (!fits(m, it, now->at)) {
                if (m->memo != NULL) remember(m, now, SKIPPED, now->item, 0);
                break;
            }
            remember(m, now, SKIP, now->item, 0);
            now->at++;
            break;
        case LAZY: remember(m, now, MORE, now->item, 0); break;
        default:
            count = run_length(m, it, now->at);
            step(m, count);
            if (it->repeat == GREEDY_FROM_ONE && count == 0) return false;
            remember(m, now, LESS, now->item, count);
            now->at += count;
    }
    now->item++;
    return true;
}

static bool try_item(matcher *m, place *now) {
    const item *it = &m->items[now->item];
    const char *after = now->at;
    switch (it->kind) {
        case ITEM_CHARACTER:
        case ITEM_ANY:
        case ITEM_SET:
            if (it->repeat != ONCE) return try_repeated(m, now, it);
            if (!fits(m, it, now->at)) return false;
            after++;
            break;
        case ITEM_OPEN:
        case ITEM_POSITION:
            open_capture(m, now->at, it->kind == ITEM_OPEN ? UNFINISHED : POSITION);
            remember(m, now, UNDO_OPEN, 0, 0);
            break;
        case ITEM_CLOSE: remember(m, now, UNDO_CLOSE, close_capture(m, now->at), 0); break;
        case ITEM_BALANCE: after = balance(m, it, now->at); break;
        case ITEM_FRONTIER:
            if (!at_frontier(m, it, now->at)) return false;
            break;
        case ITEM_BACK: after = again(m, it, now->at); break;
        case ITEM_AT_END:
            if (now->at != m->subject_end) return false;
            break;
        default: raise_broken(m, it->first);
    }
    if (after == NULL) return false;
    now->at = after;
    now->item++;
    return true;
}

// Takes up the last choice that has another way; false where none is left.
static bool go_back(matcher *m, place *now) {
    while (now->choices > 0) {
        choice *last = &m->choices[now->choices - 1];
        const item *it = &m->items[last->item];
        switch (last->kind) {
            case UNDO_OPEN: m->level--; break;
            case UNDO_CLOSE: m->captures[last->item].length = UNFINISHED; break;
            case SKIP:
                last->kind = SKIPPED;
                now->at = last->at;
                now->item = last->item + 1;
                return true;
            case SKIPPED: give_up(m, it, last->at, last->at); break;
            case LESS: {
                size_t least = it->repeat == GREEDY_FROM_ONE ? 1 : 0;
                if (last->count > least) {
                    last->count--;
                    now->at = last->at + last->count;
                    now->item = last->item + 1;
                    return true;
                }
                give_up(m, it, last->at, last->at + (m->memo == NULL ? 0 : run_length(m, it, last->at)));
                break;
            }
            default: {
                const char *next = last->at + last->count;
                if (fits(m, it, next) && !is_hopeless(m, it, next + 1)) {
                    last->count++;
                    now->at = next + 1;
                    now->item = last->item + 1;
                    return true;
                }
                give_up(m, it, last->at, next);
            }
        }
        now->choices--;
    }
    return false;
}

const char *usher_match_at(matcher *m, const char *start) {
    place now = {.at = start};
    m->level = 0;
    while (m->items[now.item].kind != ITEM_DONE) {
        step(m, 1);
        if (!try_item(m, &now) && !go_back(m, &now)) return NULL;
    }
    return now.at;
}

// Where a match may begin at the earliest: no item before the first that consumes can be skipped.
static const char *candidate(const matcher *m, const char *from) {
    const item *it = m->items;
    while (it->kind == ITEM_OPEN || it->kind == ITEM_POSITION) it++;
    if (it->kind != ITEM_CHARACTER || (it->repeat != ONCE && it->repeat != GREEDY_FROM_ONE)) return from;
    const char *found = memchr(from, it->first, (size_t)(m->subject_end - from));
    // At the end a pattern that is broken further on is still not looked at.
    return found == NULL ? m->subject_end : found;
}

const char *usher_match_from(matcher *m, const char *start, bool anchored, const char **found) {
    for (const char *at = start;; at++) {
        if (!anchored) {
            const char *next = candidate(m, at);
            step(m, (size_t)(next - at) / 16 + 1);
            at = next;
        }
        const char *end = usher_match_at(m, at);
        if (end != NULL || anchored || at >= m->subject_end) {
            *found = at;
            return end;
        }
    }
}

void usher_matcher_subject(matcher *m, const char *subject, size_t length) {
    m->subject = subject;
    m->subject_end = subject + length;
    m->steps = 0;
    m->memo = NULL;
    m->remembers = false;
    m->level = 0;
}

// -- captures

void usher_push_capture(matcher *m, int index, const char *start, const char *end) {
    lua_State *L = m->L;
    if (index >= m->level) {
        if (index != 0) luaL_error(L, "invalid capture index %%%d", index + 1);
        lua_pushlstring(L, start, (size_t)(end - start));
        return;
    }
    const capture *c = &m->captures[index];
    if (c->length == UNFINISHED) luaL_error(L, "unfinished capture");
    if (c->length == POSITION)
        lua_pushinteger(L, c->start - m->subject + 1);
    else
        lua_pushlstring(L, c->start, (size_t)c->length);
}

int usher_push_captures(matcher *m, const char *start, const char *end) {
    int count = m->level == 0 && start != NULL ? 1 : m->level;
    luaL_checkstack(m->L, count, "too many captures");
    for (int index = 0; index < count; index++) usher_push_capture(m, index, start, end);
    return count;
}
