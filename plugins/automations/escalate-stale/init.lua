local usher = require "usher"

local RANKS = { low = 1, normal = 2, high = 3, urgent = 4 }

local function has(list, wanted)
  for _, element in ipairs(list) do
    if element == wanted then return true end
  end
  return false
end

local function in_words(seconds)
  local hours = math.floor(seconds / 3600)
  if hours < 1 then return ("%d min"):format(math.floor(seconds / 60)) end
  if hours < 48 then return ("%d h"):format(hours) end
  return ("%d days"):format(hours // 24)
end

-- Each action answers why it did nothing, or nil once it has asked for its effect.
local actions = {}

function actions.tag(_, ticket, settings)
  if not ticket:can("set_tags") then return "its connection has no tags" end
  if has(ticket.tags, settings.tag) then return "it has the tag already" end
  ticket:tag(settings.tag)
  return nil
end

function actions.priority(_, ticket, settings)
  local wanted = settings.priority
  if not ticket:can("set_priority", wanted) then
    return ("its connection cannot set the priority %s"):format(wanted)
  end
  if (RANKS[ticket.priority] or 0) >= RANKS[wanted] then
    return "its priority is " .. ticket.priority .. " already"
  end
  ticket:set_priority(wanted)
  return nil
end

function actions.note(_, ticket, settings, values)
  if not ticket:can("note") then return "its connection has no notes" end
  ticket:note(settings.note, values)
  return nil
end

function actions.notify(ctx, _, settings, values)
  if not settings.notifier then return "no notifier is set" end
  ctx:notify(settings.notifier, settings.message, values)
  return nil
end

local function escalate(ctx, ticket)
  local settings = ctx.settings
  local since = settings.measure == "waiting" and ticket.waiting_since or ticket.created_at
  local stamp = since and usher.format_time(since) or "unknown"
  local key = "escalated/" .. ticket.id
  if ctx.state:get(key) == stamp then
    ctx.log.info(("%s was raised before, for the same wait since %s."):format(ticket.id, stamp))
    return
  end

  local values = {
    id = ticket.id,
    subject = ticket.subject or "(no subject)",
    url = ticket.url or "",
    since = since and usher.format_time(since, settings.zone) or "an unknown time",
    waited = since and in_words(ctx:now() - since) or "an unknown time",
  }
  local is_raised = false
  for _, name in ipairs(settings.actions) do
    local reason = actions[name](ctx, ticket, settings, values)
    if reason then
      ctx.log.info(("%s gets no %s: %s."):format(ticket.id, name, reason))
    else
      is_raised = true
    end
  end
  if is_raised then ctx.state:set(key, stamp) end
end

return usher.automation {
  name = "escalate-stale",
  version = "1.0.0",
  summary = "Raises tickets that have waited too long, and tells people",

  needs = { effects = { "tag", "priority", "note", "notify" } },

  settings = {
    after = usher.setting.duration {
      description = "How long a ticket may wait",
      default = "4h",
    },
    measure = usher.setting.enum {
      description = "What counts: how long the requester waits for an answer, or the ticket's age",
      default = "waiting",
      values = { "waiting", "age" },
    },
    statuses = usher.setting.list {
      description = "Tickets in these statuses are looked at",
      default = { "new", "open" },
      values = { "new", "open", "pending", "on_hold" },
    },
    actions = usher.setting.list {
      description = "What is done, each where the connection can",
      default = { "tag", "priority", "note", "notify" },
      values = { "tag", "priority", "note", "notify" },
    },
    tag = usher.setting.string {
      description = "The tag that is added",
      default = "stale",
    },
    priority = usher.setting.enum {
      description = "The priority that a ticket is raised to; a higher one stays",
      default = "high",
      values = { "normal", "high", "urgent" },
    },
    note = usher.setting.string {
      description = "The note; {since}, {waited}, {id}, {subject} and {url} are filled in",
      default = "Has waited {waited} for an answer, since {since}.",
    },
    notifier = usher.setting.notifier {
      description = "Who is told: a name under notifiers in usher.yaml",
      optional = true,
      example = "duty",
    },
    message = usher.setting.string {
      description = "What they are told; the names are those of the note",
      default = "{subject} ({id}) has waited {waited} for an answer. {url}",
    },
    zone = usher.setting.zone {
      description = "Zone of the times in these texts",
      default = "UTC",
    },
  },

  schedules = {
    {
      name = "sweep",
      cron = "*/15 * * * *",
      overlap = "skip",
      catch_up = "last",
      jitter = "30s",
      each = function(settings)
        local filter = { status = settings.statuses }
        filter[settings.measure == "age" and "older_than" or "waiting_longer_than"] = settings.after
        return filter
      end,
      run = escalate,
    },
  },
}
