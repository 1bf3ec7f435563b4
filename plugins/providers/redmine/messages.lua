-- Replies and notes: entries of an issue's journal.
local usher = require "usher"
local names = require "names"
local rows = require "rows"
local thread = require "thread"
local writes = require "writes"

local messages = {}

---Sends files ahead of the message that names them; a file that no message names is thrown away, so
---sending one changes nothing yet.
function messages.uploads(api, attachments, headers)
  local uploads = {}
  for index, file in ipairs(attachments or {}) do
    local response, err = api:post("/uploads.json", {
      query = { filename = file.name },
      headers = headers,
      body = file.data,
      content_type = "application/octet-stream",
      reads = true,
    })
    if not response then return nil, err end
    uploads[index] = {
      token = response.json.upload.token, filename = file.name, content_type = file.mime,
    }
  end
  return uploads
end

-- Without the right to it, Redmine takes a private note and publishes it.
local function may_write_notes(api, me, issue)
  if me.admin then return true end
  for _, membership in ipairs(me.memberships or {}) do
    if membership.project.id == issue.project.id then
      for _, role in ipairs(membership.roles) do
        local response, err = api:get(("/roles/%d.json"):format(role.id))
        if not response then return nil, err end
        for _, right in ipairs(response.json.role.permissions) do
          if right == "set_notes_private" then return true end
        end
      end
    end
  end
  return nil, usher.error {
    kind = "forbidden",
    message = "The key may not write private notes in this project, and Redmine would publish the "
      .. 'note; give its role the right "Set notes as private".',
  }
end

local function missing_files(entry, uploads)
  local count = 0
  for _, detail in ipairs(entry.details or {}) do
    if detail.property == "attachment" then count = count + 1 end
  end
  if count >= #uploads then return nil end
  return ("Of %d files %d are missing; attach them in Redmine."):format(#uploads, #uploads - count)
end

---Adds a message; its number shows only in the journal.
function messages.add(api, id, message, is_private)
  local me, err = names.me(api)
  if not me then return nil, err end
  local before
  before, err = writes.read(api, id, "journals")
  if not before then return nil, err end
  if is_private then
    local may
    may, err = may_write_notes(api, me, before)
    if not may then return nil, err end
  end
  local uploads
  uploads, err = messages.uploads(api, message.attachments)
  if not uploads then return nil, err end

  local response
  response, err = writes.put(api, id, {
    notes = message.text,
    private_notes = is_private or nil,
    uploads = #uploads > 0 and uploads or nil,
  })
  if not response then return nil, err end
  local after
  after, err = writes.read(api, id, "journals")
  if not after then return writes.unread(err) end
  local entry = thread.added(before, after, me, message.text)
  if not entry then
    return nil, api:refused(response, {
      kind = "invalid",
      fields = { text = { "the message was taken and not kept; the key may not write here" } },
    })
  end
  local warning = missing_files(entry, uploads)
  if is_private and entry.private_notes ~= true then warning = "Redmine has published the note." end
  return { id = entry.id, ticket = rows.ticket(after, api.settings), warning = warning }
end

return messages
