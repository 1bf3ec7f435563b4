local usher = require "usher"
local languages = require "languages"

local function skip(ctx, ticket, why)
  ctx.log.info(("%s gets no automatic answer: %s."):format(ticket.id, why))
end

-- Why a ticket must not be answered by a machine; nil where it may, and then its messages.
local function reason_against(ticket)
  if ticket.deleted then return "it was deleted" end
  if ticket.status == "solved" or ticket.status == "closed" then
    return "it is " .. ticket.status .. " already"
  end
  if not ticket:can("reply") then return "its connection cannot reply" end
  local is_automatic, why = ticket:is_automatic()
  if is_automatic then return "a machine wrote it, as " .. (why or "it seems") end
  if not ticket:can("messages") then return "its messages cannot be read" end

  local messages, err = ticket:messages()
  if not messages then error(err) end
  for _, message in ipairs(messages) do
    if message.author.kind == "agent" and message.visibility ~= "internal" then
      return "an agent has answered"
    end
  end
  return nil, messages
end

-- The text in the ticket's language where the operator has given one.
local function template(settings, ticket, messages)
  if not settings.texts then return settings.text end
  local parts = { ticket.subject or "", ticket.body or "" }
  for _, message in ipairs(messages) do parts[#parts + 1] = message.body end
  local language = languages.guess(table.concat(parts, "\n"), settings.texts)
  return language and settings.texts[language] or settings.text
end

-- Some providers tell a requester's name only as the author of their messages.
local function requester_name(ticket, messages)
  if ticket.requester and ticket.requester.name then return ticket.requester.name end
  for _, message in ipairs(messages) do
    local author = message.author
    if author.kind == "requester" and author.name then return author.name end
  end
  return ""
end

local function answer(ctx, ticket)
  local against, messages = reason_against(ticket)
  if against then return skip(ctx, ticket, against) end
  ticket:reply(template(ctx.settings, ticket, messages), {
    name = requester_name(ticket, messages),
    number = ticket.number or "",
    subject = ticket.subject or "",
  })
end

return usher.automation {
  name = "auto-reply",
  version = "1.0.0",
  summary = "Tells the requester of a new ticket that it has arrived",

  needs = { effects = { "reply", "later" } },

  settings = {
    text = usher.setting.string {
      description = "The answer; {name}, {subject} and {number} are filled in",
      default = "Thank you for your message. "
        .. "We have received it and will answer you as soon as we can.",
    },
    texts = usher.setting.map {
      description = "The answer by language; `text` where a ticket's language has none",
      optional = true,
      example = '{ nl: "Bedankt voor uw bericht.", fa: "پیام شما را دریافت کردیم." }',
    },
    after = usher.setting.duration {
      description = "How long people get to answer first",
      default = "0s",
    },
  },

  triggers = {
    {
      on = "ticket.created",
      once = "ticket",
      run = function(ctx, event)
        if ctx.settings.after <= 0 then return answer(ctx, event.ticket) end
        local against = reason_against(event.ticket)
        if against then return skip(ctx, event.ticket, against) end
        ctx:later(ctx.settings.after, "answer", { ticket = event.ticket.id })
      end,
    },
  },

  later = {
    answer = function(ctx, payload)
      local ticket, err = ctx.tickets:get(payload.ticket)
      if ticket then return answer(ctx, ticket) end
      if err.kind ~= "not_found" then error(err) end
      skip(ctx, { id = payload.ticket }, "it is gone")
    end,
  },
}
