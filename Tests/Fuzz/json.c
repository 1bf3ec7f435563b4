// What is decoded is written as a text that is decoded to the same text.

#include "fuzz.h"

static const char source[] =
    "local value, why = decode((...))\n"
    "if why then return end\n"
    "local ok, text = pcall(encode, value)\n"
    "if not ok then return end\n"
    "assert(encode(assert(decode(text))) == text)\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    fuzz_run run = fuzz_begin(source, bytes, count);
    if (run.outcome == USHER_FAILED && !usher_memory_refused(run.thread)) abort();
    fuzz_end(run);
    return 0;
}
