local usher = require "usher"
local thread = require "thread"

-- How far the provider's clock may be from ours.
local CLOCK_TOLERANCE = 300

-- The time of the last answer if it is a real one and the last word; else nil and why not.
local function last_answer(ctx, ticket, messages)
  local settings = ctx.settings
  local last = thread.last_public(messages)
  if not last then return nil, "nobody has written in it" end
  if last.author.kind ~= "agent" then return nil, "the last word is not an agent's" end
  if not last.created_at then return nil, "the time of the last answer is not told" end
  if not thread.has_answer(messages, settings.ignore, settings.warning) then
    return nil, "only automatic answers are in it"
  end
  return last.created_at
end

local function close(ctx, ticket)
  local settings, state = ctx.settings, ctx.state
  local function skip(why) ctx.log.info(("%s stays as it is: %s."):format(ticket.id, why)) end
  if ticket.status == settings.status then
    return skip("it is " .. settings.status .. " already")
  end
  if not ticket:can("set_status", settings.status) then
    return skip("its connection cannot set the status " .. settings.status)
  end
  if not ticket:can("messages") then return skip("its messages cannot be read") end
  local messages, err = ticket:messages()
  if not messages then error(err) end

  local key, now = "warned/" .. ticket.id, ctx:now()
  local warned = state:get(key)
  if warned and thread.has_written("requester", messages, warned) then
    state:set(key, nil)
    warned = nil
  end
  local answered, why = last_answer(ctx, ticket, messages)
  if not answered then return skip(why) end

  if warned and now - warned < settings.grace then return skip("its requester was warned") end
  -- A warning that has not arrived is no warning.
  if warned and not thread.has_written("agent", messages, warned - CLOCK_TOLERANCE) then
    warned = nil
  end
  if not warned then
    if now - answered < settings.after then return skip("the last answer is not old enough") end
    if settings.warn and ticket:can("reply") then
      ticket:reply(settings.warning)
      state:set(key, now)
      return ctx.log.info(ticket.id .. " will be closed: its requester is warned.")
    end
  end
  ticket:set_status(settings.status)
  state:set(key, nil)
end

return usher.automation {
  name = "close-answered",
  version = "1.0.0",
  summary = "Closes tickets whose last answer the requester has left standing",

  needs = { effects = { "status", "reply" } },

  settings = {
    after = usher.setting.duration {
      description = "How long the last answer must have stood",
      default = "7d",
    },
    status = usher.setting.enum {
      description = "The status that a ticket gets",
      default = "closed",
      values = { "solved", "closed" },
    },
    statuses = usher.setting.list {
      description = "Tickets in these statuses are looked at",
      default = { "new", "open", "pending" },
      values = { "new", "open", "pending", "on_hold", "solved" },
    },
    warn = usher.setting.boolean {
      description = "Whether the requester is told first, where the connection can reply",
      default = false,
    },
    warning = usher.setting.string {
      description = "What the requester is told",
      default = "We have not heard from you since our last answer. "
        .. "If you need nothing more, you need not do anything: we will close this ticket soon.",
    },
    grace = usher.setting.duration {
      description = "How long after the warning the ticket is closed",
      default = "2d",
    },
    ignore = usher.setting.list {
      description = "An agent's message with one of these phrases is automatic, and no answer",
      default = { "We have received it and will answer you as soon as we can." },
    },
  },

  schedules = {
    {
      name = "sweep",
      cron = "10 * * * *",
      overlap = "skip",
      catch_up = "last",
      jitter = "2m",
      -- No ticket has an answer older than itself: younger ones need not be read.
      each = function(settings)
        return { status = settings.statuses, older_than = settings.after }
      end,
      run = close,
    },
  },
}
