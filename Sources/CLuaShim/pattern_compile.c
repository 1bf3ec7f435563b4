#include <string.h>

#include "pattern.h"

// What may be wrong with a pattern. Lua tells it when the matcher gets there, and so it is told then.
enum { ENDS_WITH_ESCAPE, NO_BRACKET_END, NO_FRONTIER_SET, NO_PAIR };

// The classes of the C locale, by character.
static bool in_range(int c, int first, int last) { return c >= first && c <= last; }
static bool is_letter(int c) { return in_range(c | 32, 'a', 'z'); }
static bool is_visible(int c) { return in_range(c, 33, 126); }

static bool in_class(int c, int letter) {
    switch (letter) {
        case 'a': return is_letter(c);
        case 'c': return c < 32 || c == 127;
        case 'd': return in_range(c, '0', '9');
        case 'g': return is_visible(c);
        case 'l': return in_range(c, 'a', 'z');
        case 'p': return is_visible(c) && !is_letter(c) && !in_range(c, '0', '9');
        case 's': return c == ' ' || in_range(c, 9, 13);
        case 'u': return in_range(c, 'A', 'Z');
        case 'w': return is_letter(c) || in_range(c, '0', '9');
        case 'x': return in_range(c, '0', '9') || in_range(c | 32, 'a', 'f');
        default: return c == 0;
    }
}

static bool is_class(int letter) { return letter < 128 && strchr("acdglpsuwxz", letter | 32) != NULL && is_letter(letter); }

static void add(character_set *set, uint8_t c) { set->bits[c >> 6] |= (uint64_t)1 << (c & 63); }

// What a letter after an escape stands for: a class, its opposite in upper case, or itself.
static void add_class(character_set *set, uint8_t letter) {
    if (!is_class(letter)) {
        add(set, letter);
        return;
    }
    bool wanted = letter >= 'a';
    for (int c = 0; c < 256; c++)
        if (in_class(c, letter | 32) == wanted) add(set, (uint8_t)c);
}

// The bracket that closes the set which begins at `p`, or NULL. Its first character is always a member.
static const char *end_of_set(const char *p, const char *end) {
    p++;
    if (p < end && *p == '^') p++;
    do {
        if (p >= end) return NULL;
        if (*p++ == '%' && p < end) p++;
    } while (p >= end || *p != ']');
    return p;
}

static void read_set(character_set *set, const char *p, const char *close) {
    memset(set, 0, sizeof *set);
    p++;
    bool opposite = *p == '^';
    if (opposite) p++;
    while (p < close) {
        if (*p == '%') {
            add_class(set, (uint8_t)p[1]);
            p += 2;
        } else if (p + 2 < close && p[1] == '-') {
            for (int c = (uint8_t)p[0]; c <= (uint8_t)p[2]; c++) add(set, (uint8_t)c);
            p += 3;
        } else {
            add(set, (uint8_t)*p++);
        }
    }
    if (opposite)
        for (int i = 0; i < 4; i++) set->bits[i] = ~set->bits[i];
}

static size_t count_sets(const char *pattern, size_t length) {
    size_t count = 0;
    for (size_t i = 0; i < length; i++) count += pattern[i] == '[' || pattern[i] == '%';
    return count;
}

size_t usher_matcher_size(const char *pattern, size_t length) {
    return sizeof(matcher) + count_sets(pattern, length) * sizeof(character_set) + (length + 1) * sizeof(choice) +
           (length + 2) * sizeof(item);
}

typedef struct {
    matcher *m;
    const char *p, *end;
    item *next;
    uint32_t sets;
} compiler;

static item *emit(compiler *c, item_kind kind) {
    *c->next = (item){.kind = (uint8_t)kind};
    return c->next++;
}

static void emit_broken(compiler *c, uint8_t problem) {
    emit(c, ITEM_BROKEN)->first = problem;
    c->p = c->end;
}

static character_set *new_set(compiler *c, item *it) {
    it->set = c->sets;
    character_set *set = &c->m->sets[c->sets++];
    memset(set, 0, sizeof *set);
    return set;
}

static void read_repeat(compiler *c, item *it) {
    static const char signs[] = "?*+-";
    static const uint8_t repeats[] = {OPTIONAL, GREEDY, GREEDY_FROM_ONE, LAZY};
    const char *sign = c->p < c->end && *c->p != '\0' ? strchr(signs, *c->p) : NULL;
    if (sign == NULL) return;
    it->repeat = repeats[sign - signs];
    it->memo = c->m->ways++;
    c->p++;
}

static void compile_bracket(compiler *c, item_kind kind) {
    const char *close = end_of_set(c->p, c->end);
    if (close == NULL) {
        emit_broken(c, NO_BRACKET_END);
        return;
    }
    item *it = emit(c, kind);
    read_set(new_set(c, it), c->p, close);
    c->p = close + 1;
    if (kind == ITEM_SET) read_repeat(c, it);
}

static void compile_escape(compiler *c) {
    const char *p = c->p + 1;
    if (p >= c->end) {
        emit_broken(c, ENDS_WITH_ESCAPE);
    } else if (*p == 'b') {
        if (c->end - p < 3) {
            emit_broken(c, NO_PAIR);
            return;
        }
        item *it = emit(c, ITEM_BALANCE);
        it->first = (uint8_t)p[1];
        it->last = (uint8_t)p[2];
        c->p = p + 3;
    } else if (*p == 'f') {
        c->p = p + 1;
        if (c->p >= c->end || *c->p != '[')
            emit_broken(c, NO_FRONTIER_SET);
        else
            compile_bracket(c, ITEM_FRONTIER);
    } else if (*p >= '0' && *p <= '9') {
        emit(c, ITEM_BACK)->first = (uint8_t)*p;
        c->m->has_back = true;
        c->p = p + 1;
    } else {
        item *it = emit(c, is_class((uint8_t)*p) ? ITEM_SET : ITEM_CHARACTER);
        it->first = (uint8_t)*p;
        if (it->kind == ITEM_SET) add_class(new_set(c, it), (uint8_t)*p);
        c->p = p + 1;
        read_repeat(c, it);
    }
}

static void compile_next(compiler *c) {
    switch (*c->p) {
        case '(':
            c->p++;
            if (c->p < c->end && *c->p == ')') {
                emit(c, ITEM_POSITION);
                c->p++;
            } else {
                emit(c, ITEM_OPEN);
            }
            return;
        case ')':
            emit(c, ITEM_CLOSE);
            c->p++;
            return;
        case '[': compile_bracket(c, ITEM_SET); return;
        case '%': compile_escape(c); return;
        case '$':
            if (c->p + 1 == c->end) {
                emit(c, ITEM_AT_END);
                c->p++;
                return;
            }
            break;
        default: break;
    }
    item *it = emit(c, *c->p == '.' ? ITEM_ANY : ITEM_CHARACTER);
    it->first = (uint8_t)*c->p++;
    read_repeat(c, it);
}

matcher *usher_matcher_begin(void *block, lua_State *L, int slot, const char *pattern, size_t length) {
    matcher *m = block;
    m->L = L;
    m->control = usher_control_of(L);
    m->sets = (character_set *)(m + 1);
    m->choices = (choice *)(m->sets + count_sets(pattern, length));
    m->items = (item *)(m->choices + length + 1);
    m->ways = 0;
    m->has_back = false;
    m->slot = slot;
    compiler c = {.m = m, .p = pattern, .end = pattern + length, .next = m->items};
    while (c.p < c.end) compile_next(&c);
    emit(&c, ITEM_DONE);
    usher_spend(L, m->control, (int)(length < 1000000 ? length : 1000000));
    return m;
}
