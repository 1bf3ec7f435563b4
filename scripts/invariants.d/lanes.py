"""The automations of a soak: each answers the tickets of its lane, and some have a schedule; good versions and broken ones."""

from textwrap import dedent

# Every so many of the automations have a schedule.
SCHEDULED = 20

PLUGIN = dedent("""\
    local usher = require "usher"

    return usher.automation {
        name = "NAME", version = "1.0.NUMBER", summary = "Answers the tickets of its lane",
        needs = { effects = { "reply", "status", "create", "later" } },
        triggers = {
            {
                on = "ticket.created", where = { text = "NAME" },
                run = function(ctx, event)
                    local ticket = event.ticket
                    FIRST
                    ticket:reply("This is the one answer to " .. ticket.subject .. ". Version NUMBER.")
                    if ticket.connection == "panel" then
                        ticket:reply("And a second word on " .. ticket.subject .. ".")
                    else
                        CLOSE
                    end
                end,
            },
        },
        later = {
            close = function(ctx, id)
                ctx.tickets:get(id):set_status "closed"
            end,
        },
    SCHEDULES}
    """)

SCHEDULE = dedent("""\
        schedules = {
            {
                name = "beat", every = "10s", catch_up = "POLICY", jitter = "3s",
                run = function(ctx)
                    ctx.tickets:create("user", { subject = ("slot KEY %d"):format(ctx:slot()), text = "A slot." })
                end,
            },
        },
    """).replace("\n", "\n    ").rstrip(" ")


def name(lane):
    return f"lane-{lane:03}"


def key(lane):
    """How a slot's ticket is named after the lane, without being one of the lane's tickets."""
    return f"L{lane:03}"


def closes_later(lane):
    return lane % 2 == 1


def good(lane, number, first="local _ = ctx"):
    """A version that does what it is to do."""
    schedules = ""
    if lane % SCHEDULED == 0:
        policy = "all" if lane % (2 * SCHEDULED) == 0 else "last"
        schedules = "    " + SCHEDULE.replace("POLICY", policy).replace("KEY", key(lane)).strip() + "\n"
    close = 'ctx:later("2s", "close", ticket.id)' if closes_later(lane) else 'ticket:set_status "closed"'
    text = PLUGIN.replace("SCHEDULES", schedules).replace("FIRST", first).replace("CLOSE", close)
    return text.replace("NAME", name(lane)).replace("NUMBER", str(number))


def broken(lane, dice):
    """A version that is to be refused; should it ever run, its answers say so."""
    text = good(lane, 0).replace("Version 0", "Version BROKEN")
    kinds = {
        "half a file": text[: len(text) // 2],
        "an unknown key": text.replace("summary =", "sumary ="),
        "more than it may": text.replace('"later" }', '"later", "priority" }'),
        "an error": text.replace("return usher", 'error "no"\nreturn usher'),
        "an endless loop": text.replace("return usher", "while true do end\nreturn usher"),
        "nothing": "",
    }
    kind = dice.choice(sorted(kinds))
    return kind, kinds[kind]


def failing(lane, number):
    """A version that is taken, and fails whenever it runs."""
    return good(lane, number, 'error "this version fails"')
