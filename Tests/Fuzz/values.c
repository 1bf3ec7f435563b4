// Any script, with values that go to the host and come back: the state outlives it, and gives every byte back.

#include "fuzz.h"

static const char source[] =
    "local chunk = load((...), '=script')\n"
    "if not chunk then return end\n"
    "local co = coroutine.create(function() return echo(chunk(echo, encode, decode)) end)\n"
    "local values = table.pack(coroutine.resume(co))\n"
    "pcall(encode, values)\n"
    "coroutine.close(co)\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count > 2000) return 0;
    fuzz_run run = fuzz_begin(source, bytes, count);
    if (lua_gettop(run.state) != 1) abort();
    fuzz_end(run);
    return 0;
}
