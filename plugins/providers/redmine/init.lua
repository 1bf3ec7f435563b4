local usher = require "usher"
local creation = require "creation"
local messages = require "messages"
local names = require "names"
local query = require "query"
local rows = require "rows"
local thread = require "thread"
local words = require "words"
local writes = require "writes"

-- An issue with its journal, and whose key it is: only both tell who wrote what.
local function read_all(api, id)
  local answers = usher.together {
    function() return { writes.read(api, id, "journals,attachments") } end,
    function() return { names.me(api) } end,
  }
  local issue, me = answers[1], answers[2]
  if not issue[1] then return nil, issue[2] end
  if not me[1] then return nil, me[2] end
  return issue[1], me[1]
end

return usher.provider {
  name = "redmine",
  version = "1.0.0",
  summary = "Redmine issues as tickets, REST API of 4.0 and newer",

  settings = {
    base_url = usher.setting.url {
      description = "Where Redmine is",
      example = "https://redmine.example.org",
    },
    token = usher.setting.secret {
      description = "API access key of the user that Usher acts as (My account)",
    },
    project = usher.setting.string {
      description = "The project whose tickets are listed and made, by its identifier; without it "
        .. "the tickets of all projects are listed and none can be made",
      optional = true,
      example = "support",
    },
    tracker = usher.setting.string {
      description = "The tracker of a new ticket; without it the project's first one",
      optional = true,
      example = "Support",
    },
    tags_field = usher.setting.string {
      description = "The custom field that holds the tags, by name or number: a list",
      optional = true,
      example = "Tags",
    },
    status_map = usher.setting.map {
      description = "What your statuses stand for, where they are not those Redmine is set up with",
      optional = true,
      example = '{ "Waiting": pending, "Done": solved }',
      values = { "new", "open", "pending", "on_hold", "solved", "closed", "unknown" },
    },
    priority_map = usher.setting.map {
      description = "What your priorities stand for, likewise",
      optional = true,
      example = '{ "Whenever": low, "Now": urgent }',
      values = { "low", "normal", "high", "urgent" },
    },
    search = usher.setting.enum {
      description = "Who looks for a text: Redmine's search, which knows no accents, or the host, "
        .. "which reads every ticket for it",
      default = "provider",
      values = { "provider", "host" },
    },
    per_page = usher.setting.integer {
      description = "Tickets a page; Redmine gives no more than 100",
      default = 100,
      min = 1,
      max = 100,
    },
    zone = usher.setting.zone {
      description = "Where a due date's day begins",
      default = "UTC",
    },
  },

  auth = usher.auth.header { name = "X-Redmine-API-Key", value = "{token}" },
  headers = { accept = "application/json" },
  errors = { message = "errors" },

  statuses = words.statuses,
  status_targets = words.status_targets,
  priorities = words.priorities,
  priority_targets = words.priority_targets,
  attachments = true,

  capabilities = function(settings)
    return { create = settings.project ~= nil, set_tags = settings.tags_field ~= nil }
  end,

  check = function(api)
    local me, err = names.me(api)
    if not me then return nil, err end
    return true
  end,

  -- A bad key is given the list that anybody may see, so the key is proven first.
  list = function(api, wanted, cursor)
    local parameters, applied = query.parameters(api, wanted)
    if not parameters then return nil, applied end
    return usher.pages.offset(api, "/issues.json", {
      cursor = cursor,
      offset = "offset",
      limit = "limit",
      per_page = api.settings.per_page,
      items = "issues",
      total = "total_count",
      query = parameters,
      applied = applied,
      probe = "/users/current.json",
      setting = api.settings.project and "project" or nil,
      each = function(issue) return rows.ticket(issue, api.settings) end,
    })
  end,

  get = function(api, id)
    local issue, me = read_all(api, id)
    if not issue then return nil, me end
    local row = rows.ticket(issue, api.settings)
    row.messages = thread.rows(issue, me)
    return row
  end,

  messages = function(api, ticket)
    local issue, me = read_all(api, ticket.id)
    if not issue then return nil, me end
    return thread.rows(issue, me) or {}
  end,

  reply = function(api, ticket, reply) return messages.add(api, ticket.id, reply, false) end,
  note = function(api, ticket, note)
    if note.attachments then
      return nil, usher.error {
        kind = "unsupported",
        message = "Redmine publishes the files of a private note; write the note without them.",
      }
    end
    return messages.add(api, ticket.id, note, true)
  end,
  set_status = function(api, ticket, raw) return writes.set_status(api, ticket.id, raw) end,
  set_priority = function(api, ticket, raw) return writes.set_priority(api, ticket.id, raw) end,
  assign = function(api, ticket, assignee) return writes.assign(api, ticket.id, assignee) end,
  set_tags = function(api, ticket, tags) return writes.set_tags(api, ticket.id, tags) end,
  create = creation.create,

  verify = {
    reply = function(api, ticket, effect)
      local issue, me = read_all(api, ticket.id)
      if not issue then return nil, me end
      return thread.has_landed(issue, me, effect)
    end,
    note = function(api, ticket, effect)
      local issue, me = read_all(api, ticket.id)
      if not issue then return nil, me end
      return thread.has_landed(issue, me, effect)
    end,
    create = function(api, _, effect) return creation.has_landed(api, effect) end,
  },
}
