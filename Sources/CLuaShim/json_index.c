// Checks a JSON text and writes the index of its values.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define INLINE inline __attribute__((always_inline))
#define NOWHERE SIZE_MAX

typedef struct {
    const char *text;
    size_t count;
    json_problem *problem;
} reader;

__attribute__((cold)) static bool refuse(const reader *r, size_t at, const char *what) {
    *r->problem = (json_problem){what, at};
    return false;
}

// The next backslash, or the text's end.
static size_t next_slash(const reader *r, size_t from) {
    const char *found = from < r->count ? memchr(r->text + from, '\\', r->count - from) : NULL;
    return found == NULL ? r->count : (size_t)(found - r->text);
}

static INLINE bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
static INLINE bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The four hexadecimal digits of an escape, or less than zero.
static int hex(const char *text) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
        char c = text[i], lower = (char)(c | 0x20);
        if (is_digit(c)) value = value * 16 + (c - '0');
        else if (lower >= 'a' && lower <= 'f') value = value * 16 + (lower - 'a' + 10);
        else return -1;
    }
    return value;
}

static bool check_escape(const reader *r, size_t at, size_t *after) {
    const char *escape = r->text + at;
    *after = at + 2;
    if (strchr("\"\\/bfnrt", escape[1]) != NULL && escape[1] != '\0') return true;
    if (escape[1] != 'u') return refuse(r, at, "there is no such escape");
    int unit = hex(escape + 2);
    if (unit < 0) return refuse(r, at, "four hexadecimal digits were expected");
    *after = at + 6;
    if (unit < 0xd800 || unit > 0xdfff) return true;
    // Half a character, which the other half must follow.
    int low = unit < 0xdc00 && escape[6] == '\\' && escape[7] == 'u' ? hex(escape + 8) : -1;
    if (low < 0xdc00 || low > 0xdfff) return refuse(r, at, "half a character stands alone");
    *after = at + 12;
    return true;
}

// Passes the backslashes before `end`, from `slash` on, which lies in the string at `at` or before it; answers the next.
__attribute__((noinline)) static size_t pass_escapes(const reader *r, size_t at, size_t end, size_t slash, json_node *node) {
    while (slash < end) {
        size_t after = slash + 1;
        if (slash > at) {
            *node = json_make(at, JSON_ESCAPED, end - at - 1);
            if (!check_escape(r, slash, &after)) return NOWHERE;
        }
        slash = next_slash(r, after);
    }
    return slash;
}

// `next`: where the next token begins. `slash`: a backslash, before which no other lies from the string on; the one from
// the next string on is answered.
static INLINE size_t add_string(const reader *r, size_t at, size_t next, size_t slash, json_node *node) {
    size_t end = next - 1;
    while (r->text[end] != '"') end--;
    *node = json_make(at, JSON_STRING, end - at - 1);
    return slash >= end ? slash : pass_escapes(r, at, end, slash, node);
}

// Whether a number or a word may end before `at`.
static INLINE bool ends(const reader *r, size_t at) {
    char c = r->text[at];
    return c == ',' || c == '}' || c == ']' || is_space(c) || at == r->count;
}

static INLINE bool add_word(const reader *r, size_t at, const char *word, size_t length, json_word value, json_node *node) {
    bool same = r->count - at >= length && memcmp(r->text + at, word, length) == 0 && ends(r, at + length);
    *node = json_make(at, JSON_WORD, value);
    return same || refuse(r, at, "a value was expected");
}

// Whether so many digits fit 64 bits with their sign.
static bool fits(const char *digits, size_t count, bool negative) {
    if (count != 19) return count < 19;
    return strncmp(digits, negative ? "9223372036854775808" : "9223372036854775807", 19) <= 0;
}

// What stands behind the digits of a number that is none in whole digits, or is no number.
static bool add_fraction(const reader *r, size_t at, size_t end, bool may_overflow, json_node *node) {
    const char *p = r->text + end;
    if (*p == '.') {
        const char *fraction = ++p;
        while (is_digit(*p)) p++;
        if (p == fraction) return refuse(r, at, "a digit was expected behind the number's point");
    }
    if (*p == 'e' || *p == 'E') {
        may_overflow = true;
        p++;
        if (*p == '+' || *p == '-') p++;
        const char *exponent = p;
        while (is_digit(*p)) p++;
        if (p == exponent) return refuse(r, at, "a digit was expected in the number's exponent");
    }
    end = (size_t)(p - r->text);
    if (!ends(r, end)) return refuse(r, at, "this is no number");
    if (may_overflow && !isfinite(strtod(r->text + at, NULL))) return refuse(r, at, "the number is too large");
    *node = json_make(at, JSON_NUMBER, end - at);
    return true;
}

static INLINE bool add_number(const reader *r, size_t at, json_node *node) {
    const char *p = r->text + at;
    bool negative = *p == '-';
    const char *digits = p += negative;
    while (is_digit(*p)) p++;
    size_t count = (size_t)(p - digits), end = (size_t)(p - r->text);
    if (count == 0) return refuse(r, at, negative ? "a digit was expected behind the sign" : "a value was expected");
    if (count > 1 && *digits == '0') return refuse(r, at, "a number may not begin with 0");
    if (!ends(r, end) || !fits(digits, count, negative)) return add_fraction(r, at, end, count > 300, node);
    *node = json_make(at, JSON_INTEGER, end - at);
    return true;
}

// What follows the last start is the text's end, which is a NUL and so no token: no step looks further than that.
bool usher_json_index(const char *text, size_t count, const uint32_t *starts, json_node *nodes, json_problem *problem) {
    reader r = {.text = text, .count = count, .problem = problem};
    size_t slash = next_slash(&r, 0), at;
    struct {
        json_node *open;
        uint32_t values;
    } levels[USHER_JSON_DEEPEST + 1], *level = levels;
    json_node *node = nodes;
    uint32_t values = 0;  // of the list or object that is open
    bool in_object = false;

value:
    at = *starts++;
    values++;
    switch (text[at]) {
        case '"':
            slash = add_string(&r, at, *starts, slash, node++);
            if (slash == NOWHERE) return false;
            break;
        case '{':
        case '[':
            if (level == levels + USHER_JSON_DEEPEST) return refuse(&r, at, NULL);
            level->values = values;
            (++level)->open = node;
            values = 0;
            in_object = text[at] == '{';
            *node++ = json_make(at, in_object ? JSON_OBJECT : JSON_ARRAY, 0);
            if (text[*starts] == (in_object ? '}' : ']')) goto closing;
            if (in_object) goto key;
            goto value;
        case 'n':
            if (!add_word(&r, at, "null", 4, JSON_NULL, node++)) return false;
            break;
        case 'f':
            if (!add_word(&r, at, "false", 5, JSON_FALSE, node++)) return false;
            break;
        case 't':
            if (!add_word(&r, at, "true", 4, JSON_TRUE, node++)) return false;
            break;
        default:
            if (!add_number(&r, at, node++)) return false;
    }
    if (level == levels) goto end;

next:
    at = *starts;
    if (text[at] != ',') goto closing;
    starts++;
    if (!in_object) goto value;

key:
    at = *starts;
    if (text[at] != '"') return refuse(&r, at, "a key in quotes was expected");
    slash = add_string(&r, at, starts[1], slash, node++);
    if (slash == NOWHERE) return false;
    if (text[starts[1]] != ':') return refuse(&r, starts[1], "a colon was expected");
    starts += 2;
    goto value;

closing:
    at = *starts;
    if (text[at] != (in_object ? '}' : ']'))
        return refuse(&r, at, in_object ? "a comma or } was expected" : "a comma or ] was expected");
    starts++;
    *level->open |= (uint32_t)(node - nodes);
    *node++ = json_make(at, JSON_END, values);
    values = (--level)->values;
    if (level > levels) {
        in_object = json_kind_of(*level->open) == JSON_OBJECT;
        goto next;
    }

end:
    return *starts == count || refuse(&r, *starts, "nothing more was expected");
}

// The length of the character in UTF-8 that begins at `text`; 0 where none does.
static size_t character_length(const unsigned char *text, size_t count) {
    unsigned char first = text[0];
    if (first < 0x80) return 1;
    size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || length > count) return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80) return 0;
    // Too long a form, half a character, and beyond the last one.
    bool wrong = (first == 0xe0 && text[1] < 0xa0) || (first == 0xed && text[1] > 0x9f) ||
                 (first == 0xf0 && text[1] < 0x90) || (first == 0xf4 && text[1] > 0x8f);
    return wrong ? 0 : length;
}

json_problem usher_json_unreadable(const char *text, size_t count) {
    bool quoted = false;
    size_t opened = 0;
    for (size_t i = 0, length; i < count; i += length) {
        length = character_length((const unsigned char *)text + i, count - i);
        if (length == 0) return (json_problem){"a byte is no UTF-8", i};
        if (quoted && (unsigned char)text[i] < 0x20)
            return (json_problem){"a control character stands in a string", i};
        if (text[i] == '"') {
            quoted = !quoted;
            opened = i;
        } else if (text[i] == '\\' && i + 1 < count && (unsigned char)text[i + 1] < 0x80 && text[i + 1] >= 0x20) {
            length = 2;
        }
    }
    if (quoted) return (json_problem){"a string has no end", opened};
    return (json_problem){"a value was expected", count};
}
