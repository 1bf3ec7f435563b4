local usher = require "usher"

-- Answers as Redmine gives them.
local answers = {}

local function merged(row, values)
  for name, value in pairs(values or {}) do row[name] = value end
  return row
end

answers.me = { user = {
  id = 5, login = "bot", admin = false, firstname = "Robot", lastname = "Helper",
  memberships = { { project = { id = 1 }, roles = { { id = 3, name = "Manager" } } } },
} }

answers.statuses = { issue_statuses = {
  { id = 1, name = "New" }, { id = 2, name = "In Progress" }, { id = 4, name = "Feedback" },
} }

function answers.issue(values)
  return merged({
    id = 7,
    project = { id = 1, name = "Support" },
    status = { id = 1, name = "New", is_closed = false },
    priority = { id = 2, name = "Normal" },
    author = { id = 6, name = "Alice Customer" },
    subject = "No tone",
    description = "Since noon\r\nor so",
    due_date = usher.null,
    custom_fields = {
      { id = 1, name = "Tags", multiple = true, value = { "vip" } },
      { id = 2, name = "Severity", value = "" },
    },
    created_on = "2026-01-01T10:00:00Z",
    updated_on = "2026-01-02T10:00:00Z",
    closed_on = usher.null,
  }, values)
end

function answers.entry(id, notes, values)
  return merged({
    id = id,
    user = { id = 5, name = "Robot Helper" },
    notes = notes,
    created_on = "2026-01-02T10:00:00Z",
    private_notes = false,
    details = usher.json.array {},
  }, values)
end

---A desk that answers whose key it is.
function answers.desk(settings)
  local desk = spec.connect { settings = settings or { project = "support", tags_field = "Tags" } }
  desk:on("GET", "/users/current.json", { json = answers.me })
  return desk
end

return answers
