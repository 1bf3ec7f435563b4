local usher = require "usher"
local answers = require "spec.answers"

local function journal(...)
  return { json = { issue = answers.issue { journals = usher.json.array { ... } } } }
end

local function roles(desk, ...)
  desk:on("GET", "/roles/3.json", { json = { role = { permissions = { ... } } } })
end

describe("a reply", function()
  it("is named by its entry in the journal", function()
    local desk = answers.desk()
    desk:on("GET", "/issues/7.json", journal(answers.entry(1, "On our way")))
    desk:on("GET", "/issues/7.json",
      journal(answers.entry(1, "On our way"), answers.entry(2, "On our way")))
    desk:on("PUT", "/issues/7.json", { status = 204 })
    expect(desk:call("reply", "7", "On our way").id):to_equal("2")
  end)

  it("that is not in the journal was dropped", function()
    local desk = answers.desk()
    desk:on("GET", "/issues/7.json", journal())
    desk:on("PUT", "/issues/7.json", { status = 204 })
    local written, err = desk:call("reply", "7", "On our way")
    expect(written):to_be_nil()
    expect(err.kind):to_equal("invalid")
    expect(err.fields.text[1]):to_contain("not kept")
  end)

  it("takes its files along", function()
    local desk = answers.desk()
    desk:on("GET", "/issues/7.json", journal())
    desk:on("GET", "/issues/7.json", journal(answers.entry(2, "Here")))
    desk:on("POST", "/uploads.json", { status = 201, json = { upload = { token = "7.ab" } } })
    desk:on("PUT", "/issues/7.json", { status = 204 })
    local file = { name = "a b.txt", mime = "text/plain", data = "\0\1" }
    local written = desk:call("reply", "7", { text = "Here", attachments = { file } })
    expect(written.warning):to_contain("1 are missing")
    expect(desk.requests[3]):to_include { body = "\0\1", query = { filename = "a b.txt" } }
    expect(desk.requests[4].json.issue.uploads[1]):to_equal {
      token = "7.ab", filename = "a b.txt", content_type = "text/plain",
    }
  end)
end)

describe("a note", function()
  it("is sent only where the key may write private ones", function()
    local desk = answers.desk()
    desk:on("GET", "/issues/7.json", journal())
    roles(desk, "view_issues", "add_issue_notes")
    local written, err = desk:call("note", "7", "Hush")
    expect(written):to_be_nil()
    expect(err.kind):to_equal("forbidden")

    desk = answers.desk()
    desk:on("GET", "/issues/7.json", journal())
    desk:on("GET", "/issues/7.json", journal(answers.entry(2, "Hush", { private_notes = true })))
    desk:on("PUT", "/issues/7.json", { status = 204 })
    roles(desk, "set_notes_private")
    written = desk:call("note", "7", "Hush")
    expect(written.id):to_equal("2")
    expect(written.warning):to_be_nil()
  end)

  it("with a file is refused, for its file would be public", function()
    local desk = answers.desk()
    local file = { name = "a", mime = "text/plain", data = "a" }
    local _, err = desk:call("note", "7", { text = "Hush", attachments = { file } })
    expect(err.kind):to_equal("unsupported")
    expect(desk.requests):to_have_length(0)
  end)
end)

describe("a status", function()
  local function desk_allowing(...)
    local desk = answers.desk()
    desk:on("GET", "/issue_statuses.json", { json = answers.statuses })
    desk:on("GET", "/issues/7.json", { json = { issue = answers.issue {
      allowed_statuses = { ... },
    } } })
    desk:on("PUT", "/issues/7.json", { status = 204 })
    return desk
  end

  it("that cannot be reached from here is not allowed", function()
    local desk = desk_allowing({ id = 1, name = "New" }, { id = 4, name = "Feedback" })
    local _, err = desk:call("set_status", "7", "open")
    expect(err.kind):to_equal("not_allowed")
    expect(err.message):to_contain("New, Feedback")
  end)

  it("that was dropped is told", function()
    local desk = desk_allowing({ id = 2, name = "In Progress" })
    local _, err = desk:call("set_status", "7", "open")
    expect(err.kind):to_equal("invalid")
    expect(err.fields):to_equal {
      status = { '"In Progress" was taken and not kept, it holds "New"' },
    }
  end)
end)

describe("a new ticket", function()
  it("is made with the numbers of its fields, and tells what was dropped", function()
    local desk = answers.desk()
    desk:on("GET", "/issues.json", { json = { issues = { answers.issue() }, total_count = 1 } })
    desk:on("POST", "/issues.json", { status = 201, json = { issue = answers.issue {
      author = { id = 5, name = "Robot Helper" },
    } } })
    local made = desk:call("create", {
      subject = "No tone", text = "Since noon", tags = { "vip" }, fields = { Severity = "high" },
    })
    expect(made.id):to_equal("7")
    expect(made.warning):to_equal(
      'The ticket was made, but Severity: "high" was taken and not kept, it holds nothing.'
    )
    local fields = {}
    for _, field in ipairs(desk.requests[#desk.requests].json.issue.custom_fields) do
      fields[field.id] = field.value
    end
    expect(fields):to_equal { { "vip" }, "high" }
  end)

  it("for another is refused to a key that is no administrator's", function()
    local desk = answers.desk()
    local _, err = desk:call("create", { subject = "x", text = "x", requester = "al@example.org" })
    expect(err.kind):to_equal("invalid")
  end)
end)

describe("reading back", function()
  local function verdict(...)
    local desk = answers.desk()
    desk:on("GET", "/issues/7.json", journal(...))
    local effect = {
      kind = "reply", key = "k", text = "On our  way", sent_at = "2026-01-02T10:00:00Z",
    }
    return (desk:call("verify", "reply", "7", effect))
  end

  it("finds a message by its text, since it was sent", function()
    expect(verdict(answers.entry(1, "On our way"))):to_be_true()
    expect(verdict(answers.entry(1, "Another"))):to_be_false()
    expect(verdict(answers.entry(1, "On our way", { user = { id = 6 } }))):to_be_false()
    local before = { created_on = "2026-01-01T10:00:00Z" }
    expect(verdict(answers.entry(1, "On our way", before))):to_be_nil()
  end)
end)
