local usher = require "usher"
local languages = require "languages"

local function ticket(values)
  local made = {
    id = "1", connection = "portal", status = "open", subject = "Invoice",
    requester = { name = "Anna", email = "anna@example.org" },
    messages = {
      { id = "m1", author = { kind = "requester" }, body = "Where is my invoice?" },
    },
  }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

local CREATED = { kind = "ticket.created", ticket = "portal/1" }

local function created(options)
  options.tickets = { options.ticket or ticket() }
  options.ticket = nil
  local world = spec.world(options)
  local effects, err = world:happens(CREATED)
  expect(err):to_be_nil()
  return effects, world
end

local function message(kind, visibility)
  return { id = kind, author = { kind = kind }, visibility = visibility, body = "Hello" }
end

describe("a new ticket", function()
  it("gets one answer with its names filled in", function()
    local effects = created { settings = { text = "Hello {name}, about {subject} {number}" } }
    expect(effects):to_have_length(1)
    expect(effects[1]):to_include {
      kind = "reply", ticket = "portal/1", text = "Hello Anna, about Invoice ",
    }
  end)

  it("has its own braces left alone", function()
    local effects = created {
      ticket = ticket { subject = "{name}" }, settings = { text = "About {subject}" },
    }
    expect(effects[1].text):to_equal("About {name}")
  end)

  it("is answered though agents have left notes", function()
    local noted = ticket { messages = { message "requester", message("agent", "internal") } }
    expect((created { ticket = noted })):to_have_length(1)
  end)

  it("is left alone, with the reason, where it must not be answered", function()
    local cases = {
      ["an agent has answered"] = { messages = { message "requester", message "agent" } },
      ["it is closed already"] = { status = "closed" },
      ["it is solved already"] = { status = "solved" },
      ["it was deleted"] = { deleted = true },
      ["noreply@shop.example"] = { requester = { email = "noreply@shop.example" } },
    }
    for reason, values in pairs(cases) do
      local effects, world = created { ticket = ticket(values) }
      expect(effects):to_have_length(0)
      expect(world.log):to_have_length(1)
      expect(world.log[1]):to_contain("portal/1 gets no automatic answer: ")
      expect(world.log[1]):to_contain(reason)
    end
  end)

  it("is left alone where the connection cannot reply, or not tell who has", function()
    local cases = { messages = "cannot reply", reply = "messages cannot be read" }
    for capability, reason in pairs(cases) do
      local effects, world = created { capabilities = { capability } }
      expect(effects):to_have_length(0)
      expect(world.log[1]):to_contain(reason)
    end
  end)
end)

describe("an answer after a while", function()
  local options = { settings = { after = "10m" } }

  it("waits first", function()
    local effects = created { settings = options.settings }
    expect(effects):to_have_length(1)
    expect(effects[1]):to_include {
      kind = "later", handler = "answer", payload = { ticket = "portal/1" },
    }
  end)

  it("does not leave where an agent was faster", function()
    local _, world = created { settings = options.settings }
    expect(world:later("answer", { ticket = "portal/1" })):to_have_length(1)
    world.tickets[1].messages = { message "requester", message "agent" }
    expect(world:later("answer", { ticket = "portal/1" })):to_have_length(0)
    expect(world.log[1]):to_contain("an agent has answered")
  end)

  it("does not fail where the ticket is gone", function()
    local _, world = created { settings = options.settings }
    expect(world:later("answer", { ticket = "portal/2" })):to_have_length(0)
    expect(world.log[1]):to_equal("portal/2 gets no automatic answer: it is gone.")
  end)
end)

describe("the language of an answer", function()
  local TEXTS = {
    nl = "Bedankt", de = "Danke", fa = "سپاس", zh = "谢谢", ja = "どうも", pl = "Dzięki", id = "Terima",
  }

  it("is the ticket's", function()
    local cases = {
      nl = "Ik heb mijn factuur niet ontvangen, graag een kopie",
      de = "Ich habe die Rechnung nicht erhalten, bitte senden",
      fa = "سلام، فاکتور من کجاست؟ لطفا پیگیری کنید",
      zh = "我的发票在哪里",
      ja = "請求書が届いていません",
      pl = "Dzień dobry, nie mam faktury, proszę o kopię",
      id = "Saya tidak bisa masuk, mohon dibantu",
    }
    for language, text in pairs(cases) do
      expect(languages.guess(text, TEXTS)):to_equal(language)
    end
  end)

  it("is nobody's guess where it is unclear, or has no text", function()
    local english, arabic = "Where is the invoice and my parcel", "مرحبا أين الفاتورة"
    for _, text in ipairs { "", "OK", "42", english, arabic } do
      expect(languages.guess(text, TEXTS)):to_be_nil()
    end
  end)

  it("chooses the text", function()
    local asked = { id = "m1", author = { kind = "requester" }, body = "Ik wil graag mijn geld" }
    local dutch = created { ticket = ticket { messages = { asked } }, settings = { texts = TEXTS } }
    expect(dutch[1].text):to_equal("Bedankt")
    local english = created { settings = { texts = TEXTS, text = "Thanks" } }
    expect(english[1].text):to_equal("Thanks")
  end)
end)

describe("a message that is no text", function()
  it("does not break the guess", function()
    expect(languages.guess("\xff\xfe" .. usher.text.trim " x ", { nl = "Bedankt" })):to_be_nil()
  end)
end)
