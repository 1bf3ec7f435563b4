// What is decoded is written as a text that is decoded to the same text; what is read lazily is the same, refused at the same
// byte, and found under each key and at each place.

#include <stdio.h>

#include "fuzz.h"

static const char source[] =
    "local text = ...\n"
    "local value, why, at = decode(text)\n"
    "local slow, same_why, same_at = lazy(text)\n"
    "assert(why == same_why and at == same_at)\n"
    "if why then\n"
    "  assert(value == nil and slow == nil and at >= 1 and at <= #text + 1)\n"
    "  return\n"
    "end\n"
    "local written, out = pcall(encode, value)\n"
    "assert(written and encode(slow) == out and encode(copy(slow)) == out)\n"
    "local again, failed = decode(out)\n"
    "assert(not failed and encode(again) == out)\n"
    "local function compare(slow, table)\n"
    "  if type(slow) ~= 'userdata' or type(table) ~= 'table' then\n"
    "    assert(encode(slow) == encode(table))\n"
    "    return\n"
    "  end\n"
    "  local seen, twice = {}, false\n"
    "  for key, element in pairs(slow) do\n"
    "    twice = twice or seen[key]\n"
    "    seen[key] = true\n"
    "    assert(table[key] ~= nil and type(slow[key]) == type(slow[key]))\n"
    "  end\n"
    "  for key in pairs(table) do assert(seen[key]) end\n"
    "  assert(#slow == #table)\n"
    "  for i = #slow, 1, -1 do assert(encode(slow[i]) == encode(table[i])) end\n"
    "  for key, element in pairs(slow) do\n"
    "    if not twice then compare(slow[key], table[key]) end\n"
    "  end\n"
    "end\n"
    "compare(slow, value)\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    fuzz_run run = fuzz_begin(source, bytes, count);
    if (run.outcome == USHER_FAILED && !usher_memory_refused(run.thread)) {
        fprintf(stderr, "%s\n", lua_tostring(run.thread, -1));
        abort();
    }
    fuzz_end(run);
    return 0;
}
