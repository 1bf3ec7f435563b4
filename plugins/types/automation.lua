---@meta usher.automation
error("Cannot require a meta file")

---What tickets are looked for by: on the command line, in `each`, in `ctx.tickets:list` and in a trigger's `where`.
---@class usher.filter
---@field connection string|string[]|nil
---@field status string|string[]|nil     normalised, or "raw:WORD" for the provider's own
---@field priority string|string[]|nil   normalised, or "raw:WORD"
---@field tag string|string[]|nil        has all of these
---@field assignee string|nil            id, name or email; "none" for nobody
---@field requester string|nil           id, name or email
---@field text string|nil                in the subject or the body, in any case
---@field channel string|string[]|nil
---@field created_after usher.time|string|nil
---@field created_before usher.time|string|nil
---@field updated_after usher.time|string|nil
---@field updated_before usher.time|string|nil
---@field older_than usher.duration|string|nil           created longer ago than this
---@field waiting_longer_than usher.duration|string|nil  the requester has waited for an answer longer than this
---@field has string|string[]|nil        these fields hold something: "assignee", "due_at", "tags" …
---@field lacks string|string[]|nil      these fields hold nothing, and no tag is called so

---A filter, and what it adds for a change.
---@class usher.where : usher.filter
---@field author "requester"|"agent"|"system"|nil          of the message that was added
---@field visibility "public"|"internal"|nil               of the message that was added
---@field actor "requester"|"agent"|"operator"|"system"|nil who caused the change
---@field from string|nil                                  the status before
---@field to string|nil                                    the status after

---A change to a ticket.
---@class usher.event
---@field kind string
---@field ticket usher.ticket
---@field message usher.message?
---@field actor string
---@field from string?
---@field to string?

---What a handler reads and acts with.
---@class usher.ctx
---@field settings table
---@field tickets usher.tickets
---@field state usher.state
---@field mode "shadow"|"live"
---@field log usher.log
local ctx = {}
---@return usher.time
function ctx:now() end
---The slot that a schedule's handler runs for, which is earlier than now where it is made up for; nil in a trigger's
---handler, and where somebody runs it by hand.
---@return usher.time?
function ctx:slot() end
---Asks for a message to people. The template's names come from `values`, and `{ticket.…}` from the ticket where one is at hand.
---@param notifier string  a name of `notifiers:` in usher.yaml
---@param template string
---@param values table?
function ctx:notify(notifier, template, values) end
---Asks for the plugin's `later[name]` to be called after a while; it survives restarts. The payload is kept as JSON.
---@param after string|usher.duration
---@param name string
---@param payload any
function ctx:later(after, name, payload) end

---@class usher.log
local log = {}
---@param message string
function log.info(message) end
---@param message string
function log.warning(message) end

---The plugin's small durable store; written when the run has ended well. Values are kept as JSON; a handler reads what it has set.
---@class usher.state
local state = {}
---@param key string
---@return any
function state:get(key) end
---@param key string
---@param value any  nil removes it
function state:set(key, value) end

---@class usher.tickets
local tickets = {}
---Iterates over the tickets that match: `for ticket in ctx.tickets:list { status = "open" } do`.
---@param filter usher.filter?
---@return fun(): usher.ticket?
function tickets:list(filter) end
---@param id string  CONNECTION/ID
---@return usher.ticket?
---@return usher.error?
function tickets:get(id) end
---Asks for a new ticket.
---@param connection string
---@param new { subject: string, text: string, requester: string?, priority: usher.priority?, tags: string[]?, fields: table? }
function tickets:create(connection, new) end

---A ticket. A field that is absent or null reads as nil.
---@class usher.ticket
---@field id string           CONNECTION/ID
---@field connection string
---@field provider string
---@field number string?
---@field url string?
---@field subject string?
---@field body string?        plain text
---@field status usher.status
---@field status_raw string?
---@field priority usher.priority?
---@field priority_raw string?
---@field channel string?
---@field requester { id: string?, name: string?, email: string? }?
---@field assignee { id: string?, name: string?, email: string? }?
---@field group string?
---@field tags string[]
---@field categories string[]
---@field fields table<string, any>
---@field created_at usher.time?
---@field updated_at usher.time?
---@field due_at usher.time?
---@field closed_at usher.time?
---@field waiting_since usher.time?  since when the requester waits for an answer; reads the messages
---@field message_count integer?
---@field version string?
---@field deleted boolean
---@field raw any             what the provider sent
---@field local_fields string[]  those of tags, priority and assignee that stand in Usher's store, since the provider cannot hold them
local ticket = {}
---@param field string
---@return "absent"|"null"|"value"
function ticket:presence(field) end
---Whether the connection has the operation, by its plugin and its settings, or the database keeps it in its place; nothing is
---asked of the provider.
---@param operation "reply"|"note"|"set_status"|"set_priority"|"assign"|"set_tags"|"messages"|"get"
---@param word string?  for `set_status` and `set_priority`: whether it can be set to this word
---@return boolean
function ticket:can(operation, word) end
---The thread, oldest first.
---@return usher.message[]?
---@return usher.error?
function ticket:messages() end
---Reads the ticket from the provider now.
---@return usher.ticket?
---@return usher.error?
function ticket:refresh() end
---Asks for a public answer. The text is a template: its names come from `values`, and `{ticket.…}` from the ticket; words
---that others wrote go into `values`, which are not filled again.
---@param text string
---@param values table?
function ticket:reply(text, values) end
---Asks for an internal note; `values` as in `reply`.
---@param text string
---@param values table?
function ticket:note(text, values) end
---@param status usher.status|string  or "raw:WORD"
function ticket:set_status(status) end
---@param priority usher.priority|string
function ticket:set_priority(priority) end
---@param assignee string  as the provider names agents: an id, a name or an address
function ticket:assign(assignee) end
---Asks for tags to be added to those the ticket has.
---@param ... string
function ticket:tag(...) end
---Asks for tags to be taken away.
---@param ... string
function ticket:untag(...) end
---Whether the ticket or its last message was written by a machine (RFC 3834, no-reply addresses, daemons).
---@return boolean
---@return string?  why
function ticket:is_automatic() end

---@class usher.message
---@field id string
---@field author { kind: string, id: string?, name: string?, email: string? }
---@field visibility "public"|"internal"|"unknown"
---@field body string         plain text
---@field format "text"|"html"
---@field created_at usher.time?
---@field attachments usher.attachment[]
