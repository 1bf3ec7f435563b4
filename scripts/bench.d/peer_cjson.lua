-- What lua-cjson does with a page of JSON, in pages a second: peer_cjson.lua FILE
local cjson = require "cjson"
local file = assert(io.open(arg[1], "rb"))
local text = file:read "a"
file:close()
local value
local turns = 20

local work = {
    decode = function()
        cjson.decode(text)
    end,
    fields = function()
        local page, found = cjson.decode(text), 0
        for _, ticket in ipairs(page.data) do
            if ticket.id and ticket.subject and ticket.state_id then
                found = found + 1
            end
        end
        assert(found == #page.data)
    end,
    encode = function()
        cjson.encode(value)
    end,
}

for _, name in ipairs { "decode", "fields", "encode" } do
    -- Held only then: what is alive is marked at every collection.
    value = name == "encode" and cjson.decode(text) or nil
    local turn, best = work[name], math.huge
    for _ = 1, 5 do
        local start = os.clock()
        for _ = 1, turns do
            turn()
        end
        best = math.min(best, (os.clock() - start) / turns)
    end
    print(name, 1 / best)
end
