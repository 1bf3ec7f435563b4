// The pattern functions against Lua's own. The first byte says which function, the next how long the pattern is; the
// pattern and the subject follow.

#include <stdio.h>

#include "fuzz.h"

// Lua's own takes powers of what it is given.
#define MOST 24

static const char source[] =
    "local input = ...\n"
    "local kind, length = input:byte(1, 2)\n"
    "local pattern, subject = input:sub(3, 2 + length), input:sub(3 + length)\n"
    "local function collect()\n"
    "  local found = {}\n"
    "  for a, b in subject:gmatch(pattern) do found[#found + 1] = tostring(a) .. ',' .. tostring(b) end\n"
    "  return table.concat(found, ';')\n"
    "end\n"
    "local calls = {\n"
    "  function() return subject:find(pattern, kind % 5 - 2) end,\n"
    "  function() return subject:match(pattern) end,\n"
    "  collect,\n"
    "  function() return subject:gsub(pattern, '<%1%0>') end,\n"
    "  function() return subject:gsub(pattern, function(a, b) return b or a end, kind) end,\n"
    "}\n"
    "local values = table.pack(pcall(calls[kind % #calls + 1]))\n"
    "for i = 1, values.n do values[i] = tostring(values[i]) end\n"
    "return table.concat(values, '|')\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count < 2 || bytes[1] > MOST || count > 2 * MOST + 2) return 0;
    fuzz_run run = fuzz_begin(source, bytes, count);
    if (run.outcome != USHER_FINISHED) abort();
    lua_State *stock = luaL_newstate();
    luaL_openlibs(stock);
    if (luaL_loadbufferx(stock, source, strlen(source), "=fuzz", "t") != LUA_OK) abort();
    lua_pushlstring(stock, (const char *)bytes, count);
    if (lua_pcall(stock, 1, 1, 0) != LUA_OK) abort();
    size_t ours, its;
    const char *our = lua_tolstring(run.thread, -1, &ours), *it = lua_tolstring(stock, -1, &its);
    // Its recursion has an end that ours has not.
    if (strstr(it, "pattern too complex") == NULL && (ours != its || memcmp(our, it, ours) != 0)) {
        fprintf(stderr, "ours: %s\nLua's: %s\n", our, it);
        abort();
    }
    lua_close(stock);
    fuzz_end(run);
    return 0;
}
