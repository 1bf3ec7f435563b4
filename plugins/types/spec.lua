---@meta usher.spec
error("Cannot require a meta file")

---What `usher plugins test` gives to the files in a plugin's `spec/`: the global `spec`, beside `describe`, `it` and `expect`.
---A spec is named `…_spec.lua`. It may `require` the plugin's own modules and "usher", as the plugin does, and the other files
---in `spec/`: `require "spec.answers"`.
---@class usher.spec
local spec = {}
_G.spec = spec

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
---Plain text in a string, or an element of a list.
function expectation:to_contain(wanted) end
---Every key of `wanted`, deeply; other keys may be there.
function expectation:to_include(wanted) end
function expectation:to_have_length(count) end
---@param text string?  plain text that the error holds
function expectation:to_raise(text) end

---The plugin under test bound to scripted HTTP, for providers and notifiers. Settings without a default that are not
---given are made up where they are a URL or a secret; a secret may be given like any other.
---@param options { settings: table?, now: string? }?
---@return usher.spec_connection
function spec.connect(options) end

---@class usher.spec_connection
---@field requests { method: string, path: string, query: table<string, string|string[]>, headers: table<string, string>, body: string, json: any, form: table?, multipart: usher.part[]? }[]
local connection = {}
---Scripts an answer. Answers for the same method and path are used in order; the last one stays. A request that nothing
---is scripted for fails the spec.
---@param method string
---@param path string  from the end of `base_url` on, without the query
---@param answer { status: integer?, headers: table?, json: any, body: string?, fails: "timeout"|"cut"|nil }
function connection:on(method, path, answer) end
---Calls the plugin as the host does, with every check of the host around it; answers what the host would make of it.
---Operations: "list" (filter → { tickets = …, pages_read = n }), "get" (id), "messages" (id), "reply" (id, text), "note" (id, text), "set_status" (id, status),
---"set_priority" (id, priority), "assign" (id, assignee), "set_tags" (id, tags), "create" (new), "send" (notification),
---"verify" (kind, id or nil, effect), "webhook" ({ headers, body } → { tickets = … } or nil, err), "list_webhooks",
---"register_webhook" (url, event), "remove_webhook" (id).
---An id is the provider's own; the plugin's function is given `{ id = id }`, nothing is read before it, and nothing is retried.
---Tickets and messages are answered with the fields of `usher.ticket` and `usher.message`, `id` as the provider's own;
---`status` and `priority` are asked for in normalised words. A `reply` may be a table: { text = …, attachments = … }.
---@param operation string
---@param ... any
---@return any
---@return usher.error?
function connection:call(operation, ...) end

---The automation under test over made-up tickets.
---A ticket is written like a provider's row, with `connection`, normalised words, and `messages`; `capabilities` are the
---operations that every connection has, all of them where it is absent; `state` is what `ctx.state` holds at the start.
---@param options { settings: table?, now: string?, tickets: table[]?, capabilities: string[]?, state: table<string, any>? }
---@return usher.spec_world
function spec.world(options) end

---An effect as `usher run --json` prints it: `kind`, `ticket` (CONNECTION/ID), and by kind `text` (filled in), `status`,
---`priority`, `assignee`, `add`, `remove`, `notifier`, `handler`, `after` (seconds), `payload`.
---@class usher.spec_effect
---@field kind "reply"|"note"|"status"|"tag"|"assign"|"priority"|"create"|"notify"|"later"
---@field ticket string?

---@class usher.spec_world
---@field state table<string, any>  what `ctx.state` holds now; a run that failed leaves it as it was
---@field log string[]              what the handlers said by `ctx.log`, in order
---@field tickets table[]           as they were given; a spec may change them, between two runs, through `world.tickets[1]`
local world = {}
---Sets the time. It stands still otherwise.
---@param now string  RFC 3339
function world:at(now) end
---Runs the triggers that match as if this had just happened; answers the effects, in order.
---@param event { kind: string, ticket: string, message: string?, actor: string?, from: string?, to: string? }  `ticket` is CONNECTION/ID, `message` an id in its `messages`
---@return usher.spec_effect[] effects
---@return string? error
function world:happens(event) end
---Runs a schedule's handler now, once for each matching ticket where it has `each`; answers the effects, in order.
---@param name string
---@return usher.spec_effect[] effects
---@return string? error
function world:schedule(name) end
---Calls the handler that `ctx:later` named.
---@param name string
---@param payload any
---@return usher.spec_effect[] effects
---@return string? error
function world:later(name, payload) end

return spec
