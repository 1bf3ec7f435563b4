local usher = require "usher"

local function sorted_keys(map)
  local keys = {}
  for key in pairs(map) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- What the requester has written, as far as the connection tells it.
local function words_of(ctx, ticket, message)
  local parts = { ticket.subject or "", ticket.body or "" }
  if message then
    parts[#parts + 1] = message.body
  elseif ticket:can("messages") then
    local messages, err = ticket:messages()
    if not messages then error(err) end
    for _, each in ipairs(messages) do
      if each.author.kind == "requester" then parts[#parts + 1] = each.body end
    end
  end
  local text, longest = table.concat(parts, "\n"), ctx.settings.longest
  if #text <= longest then return text end
  -- The cut may go through a letter, which is left out then.
  return (text:sub(1, longest):gsub("[\xC2-\xFD][\x80-\xBF]*$", ""))
end

local function topics_in(text, topics)
  local found = {}
  for _, topic in ipairs(sorted_keys(topics)) do
    local words = topics[topic]
    for _, word in ipairs(type(words) == "table" and words or { words }) do
      if usher.text.has_word(text, word) then
        found[#found + 1] = topic
        break
      end
    end
  end
  return found
end

local function missing(ticket, wanted)
  local held, tags = {}, {}
  for _, tag in ipairs(ticket.tags) do held[usher.text.lower(tag)] = true end
  for _, tag in ipairs(wanted) do
    if not held[usher.text.lower(tag)] then tags[#tags + 1] = tag end
  end
  return tags
end

local function tag(ctx, event)
  local ticket, settings = event.ticket, ctx.settings
  local function skip(why) ctx.log.info(("%s gets no tag: %s."):format(ticket.id, why)) end
  if ticket.deleted then return skip("it was deleted") end
  if not ticket:can("set_tags") then return skip("its connection has no tags") end

  local found = topics_in(words_of(ctx, ticket, event.message), settings.topics)
  -- A later message that names no topic says nothing against the first one's.
  if #found == 0 and not event.message then found = { settings.otherwise } end
  if #found == 0 then return skip("no topic's word is in it") end

  local tags = missing(ticket, found)
  if #tags == 0 then return skip("it has " .. table.concat(found, ", ") .. " already") end
  ticket:tag(table.unpack(tags))
end

return usher.automation {
  name = "tag-by-topic",
  version = "1.0.0",
  summary = "Tags tickets by the words that requesters write",

  needs = { effects = { "tag" } },

  settings = {
    topics = usher.setting.map {
      description = "Each tag with its words: whole words or phrases, in any case and language",
      default = require "topics",
      example = '{ billing: [invoice, factuur, "فاکتور"] }',
    },
    otherwise = usher.setting.string {
      description = "The tag of a new ticket that no topic fits",
      optional = true,
      example = "unsorted",
    },
    longest = usher.setting.integer {
      description = "How many bytes of a ticket's text are looked at",
      default = 20000,
      min = 100,
      max = 200000,
    },
  },

  triggers = {
    { on = "ticket.created", run = tag },
    { on = "message.added", where = { author = "requester", visibility = "public" }, run = tag },
  },
}
