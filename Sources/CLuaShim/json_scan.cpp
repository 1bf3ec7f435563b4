// What simdjson does: its first stage, which finds where the tokens of a text begin, and the check of UTF-8. No Lua is called
// here, so nothing leaves by a longjmp.

#include <simdjson.h>

#include "json.h"

// What a thread may keep between two texts; a scan takes four bytes for each of the text's.
static constexpr size_t kept = 1 << 20;

json_scan_result usher_json_scan(const char *text, size_t count, const uint32_t **starts, size_t *found) {
    thread_local std::unique_ptr<simdjson::internal::dom_parser_implementation> scanner;
    size_t capacity = scanner ? scanner->capacity() : 0;
    if (capacity < count || (capacity > kept && count <= kept)) {
        scanner.reset();
        capacity = count < kept / 16 ? kept / 16 : count;
        if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, scanner)) {
            scanner.reset();
            return JSON_SCAN_NO_MEMORY;
        }
    }
    auto bytes = reinterpret_cast<const uint8_t *>(text);
    if (scanner->stage1(bytes, count, simdjson::stage1_mode::regular)) return JSON_SCAN_UNREADABLE;
    *starts = scanner->structural_indexes.get();
    *found = scanner->n_structural_indexes;
    return JSON_SCANNED;
}

bool usher_is_utf8(const char *text, size_t count) { return simdjson::validate_utf8(text, count); }
