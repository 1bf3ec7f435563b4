local function ticket(values)
  local made = { id = "1", connection = "klink", status = "open", subject = "Question", tags = {} }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

local function created(values, settings, capabilities)
  local world = spec.world {
    tickets = { ticket(values) }, settings = settings, capabilities = capabilities,
  }
  local effects, err = world:happens { kind = "ticket.created", ticket = "klink/1" }
  expect(err):to_be_nil()
  return effects, world
end

local function asked(body)
  return { { id = "m1", author = { kind = "requester" }, body = body } }
end

describe("a new ticket", function()
  it("gets the tag of a topic in any language and script", function()
    local cases = {
      billing = { "My INVOICE is wrong", "Waar is mijn factuur?", "فاکتور من کجاست", "请给我发票" },
      login = { "I forgot my password", "Jak zmienić hasło?", "saya lupa kata sandi" },
      delivery = { "Wo bleibt mein Paket?", "où est mon colis", "我的包裹在哪里" },
      cancellation = { "Ich möchte KÜNDIGEN.", "لغو اشتراک" },
    }
    for topic, bodies in pairs(cases) do
      for _, body in ipairs(bodies) do
        local effects = created { body = body }
        expect(effects):to_have_length(1)
        expect(effects[1]):to_include { kind = "tag", ticket = "klink/1", add = { topic } }
      end
    end
  end)

  it("gets the tags of all its topics at once, in order", function()
    local effects = created { subject = "Password", body = "and a refund for the parcel" }
    expect(effects):to_have_length(1)
    expect(effects[1].add):to_equal { "billing", "delivery", "login" }
  end)

  it("is read in its messages too, but not in what agents wrote", function()
    local messages = asked("My password")
    messages[2] = { id = "m2", author = { kind = "agent" }, body = "your invoice" }
    local effects = created { messages = messages }
    expect(effects[1].add):to_equal { "login" }
  end)

  it("keeps the tags that it has, in whatever case", function()
    local effects, world = created { body = "invoice", tags = { "Billing" } }
    expect(effects):to_have_length(0)
    expect(world.log):to_equal { "klink/1 gets no tag: it has billing already." }
  end)

  it("is not tagged by a part of a word", function()
    local effects, world = created { body = "the prelogin downtown" }
    expect(effects):to_have_length(0)
    expect(world.log):to_equal { "klink/1 gets no tag: no topic's word is in it." }
  end)

  it("gets the tag for all others where there is one", function()
    local effects = created({ body = "Hello" }, { otherwise = "unsorted" })
    expect(effects[1].add):to_equal { "unsorted" }
  end)

  it("goes by the operator's own topics", function()
    local settings = { topics = { vip = "gold customer", print = { "toner", "printer" } } }
    expect((created({ body = "I am a Gold Customer" }, settings))[1].add):to_equal { "vip" }
    expect((created({ body = "invoice" }, settings))):to_have_length(0)
  end)

  it("is left alone where its connection has no tags, and when it was deleted", function()
    local effects, world = created({ body = "invoice" }, nil, { "messages" })
    expect(effects):to_have_length(0)
    expect(world.log):to_equal { "klink/1 gets no tag: its connection has no tags." }
    expect((created { body = "invoice", deleted = true })):to_have_length(0)
  end)
end)

describe("a later message", function()
  local function added(message, settings)
    local world = spec.world {
      tickets = { ticket { messages = { message } } }, settings = settings,
    }
    return world:happens { kind = "message.added", ticket = "klink/1", message = message.id }
  end

  it("of the requester adds its topics", function()
    local effects = added(asked("please cancel")[1])
    expect(effects[1].add):to_equal { "cancellation" }
  end)

  it("without a topic adds nothing, not even the tag for all others", function()
    expect(added(asked("thanks")[1], { otherwise = "unsorted" })):to_have_length(0)
  end)

  it("of an agent is not looked at", function()
    expect(added { id = "m1", author = { kind = "agent" }, body = "invoice" }):to_have_length(0)
  end)
end)
