---@meta usher.spec
error("Cannot require a meta file")

---What `usher plugins test` gives to the files in a plugin's `spec/`, beside `describe`, `it` and `expect`.
---@class usher.spec
local spec = {}

---@param name string
---@param body fun()
function describe(name, body) end
---@param name string
---@param body fun()
function it(name, body) end
---@param value any
---@return usher.expectation
function expect(value) end

---@class usher.expectation
---@field never usher.expectation  the contrary
local expectation = {}
---Deep equality.
function expectation:to_equal(wanted) end
function expectation:to_be_nil() end
function expectation:to_be_true() end
function expectation:to_be_false() end
---A Lua pattern in a string, or an element of a list.
function expectation:to_contain(wanted) end
---Every key of `wanted`, deeply; other keys may be there.
function expectation:to_include(wanted) end
function expectation:to_have_length(count) end
---@param text string?  plain text that the error holds
function expectation:to_raise(text) end

---The plugin under test bound to scripted HTTP, for providers and notifiers.
---@param options { settings: table?, now: string? }?
---@return usher.spec_connection
function spec.connect(options) end

---@class usher.spec_connection
---@field requests { method: string, path: string, query: table<string, string|string[]>, headers: table<string, string>, body: string, json: any, form: table? }[]
local connection = {}
---Scripts an answer. Answers for the same method and path are used in order; the last one stays.
---@param method string
---@param path string
---@param answer { status: integer?, headers: table?, json: any, body: string?, fails: "timeout"|"cut"|nil }
function connection:on(method, path, answer) end
---Calls the plugin as the host does, with every check of the host around it; answers what the host would make of it.
---Operations: "list" (filter → { tickets = …, pages_read = n }), "get" (id), "messages" (id), "reply" (id, text), "note" (id, text), "set_status" (id, status),
---"set_priority" (id, priority), "assign" (id, assignee), "set_tags" (id, tags), "create" (new), "send" (notification).
---@param operation string
---@param ... any
---@return any
---@return usher.error?
function connection:call(operation, ...) end

---The automation under test over made-up tickets.
---@param options { settings: table?, now: string?, tickets: table[]?, capabilities: string[]? }
---A ticket is written like a provider's row, with `connection`, normalised words, and `messages`.
---@return usher.spec_world
function spec.world(options) end

---@class usher.spec_world
local world = {}
---Runs the triggers that match as if this had just happened; answers the effects, in order.
---@param event { kind: string, ticket: string, message: string?, actor: string?, from: string?, to: string? }
---@return table[] effects
---@return string? error
function world:happens(event) end
---Runs a schedule's handler now; answers the effects, in order.
---@param name string
---@return table[] effects
---@return string? error
function world:schedule(name) end

return spec
