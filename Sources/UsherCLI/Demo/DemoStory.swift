import Simulator

/// What the demonstration shows, scene by scene: the commands as anybody would type them, and proofs from the vendors' books.
struct DemoStory {
    let world: DemoWorld
    let console: Console
    private(set) var hasFailed = false
    private var proofs = 0

    init(world: DemoWorld, console: Console) {
        self.world = world
        self.console = console
    }

    mutating func tell() async {
        await list()
        await answer()
        await setStatuses()
        await automate()
        await closeTheBooks()
    }

    // MARK: Scenes

    private mutating func list() async {
        heading("Four ticket systems, one list")
        await usher("tickets", "list")
        heading("Filtered: by the provider where it can, by the host where it cannot")
        await usher("tickets", "list", "--status", "pending")
        heading("What a provider cannot do is refused before anything is sent")
        let ticket = await first("user") { _ in true }
        await usher("tickets", "reply", ticket, "--text", "Hello", expecting: 3)
    }

    private mutating func answer() async {
        heading("Answering")
        for connection in ["portal", "panel"] {
            let ticket = await first(connection) { Self.isOpen($0) && $0.channel != "chat" }
            let before = await state(ticket)
            await usher("tickets", "reply", ticket, "--text", "We look into it & come back to you <today>.")
            await prove("the answer stands in the thread of \(ticket)", ticket, from: before) {
                $0.messages == before.messages + 1
            }
        }
    }

    private mutating func setStatuses() async {
        heading("Setting a status")
        for (connection, status, raw) in [
            ("portal", "closed", "closed"), ("klink", "solved", "resolved"), ("user", "closed", "closed"),
        ] {
            let ticket = await first(connection) { Self.isOpen($0) && $0.status != raw }
            let before = await state(ticket)
            await usher("tickets", "status", ticket, status)
            await prove("\(ticket) is \(raw) at the provider", ticket, from: before) { $0.status == raw }
        }
    }

    private mutating func automate() async {
        let new = NewTicket(
            subject: "Waar blijft mijn factuur?",
            body: "<p>Goedemiddag, ik heb nog geen factuur ontvangen.</p>"
        )
        let portal = world.simulator("portal")
        let ticket = "portal/\(await portal.insert(new))"
        heading("auto-reply, on a ticket that has just come in: in shadow nothing leaves")
        let before = await state(ticket)
        await usher("run", "auto-reply", "--ticket", ticket)
        await prove("shadow has sent nothing", ticket, from: before) { $0 == before }
        heading("auto-reply, live")
        await usher("run", "auto-reply", "--ticket", ticket, "--mode", "live")
        await prove("the requester has one answer", ticket, from: before) { $0.messages == before.messages + 1 }
        await usher("run", "auto-reply", "--ticket", ticket, "--mode", "live")
        await prove("run again, it does not answer twice", ticket, from: before) { $0.messages == before.messages + 1 }

        heading("tag-by-topic: none of these four holds tags, and it says so")
        let writes = await writes("klink")
        let tagged = await first("klink", Self.isOpen)
        await usher("run", "tag-by-topic", "--ticket", tagged)
        await usher("run", "tag-by-topic", "--ticket", tagged, "--mode", "live")
        let after = await self.writes("klink")
        check("nothing was written to klink", writes == after)

        heading("close-answered: tickets whose last answer was left standing")
        let standing = await closed("portal")
        await usher("run", "close-answered")
        let shadowed = await closed("portal")
        check("shadow has closed nothing", shadowed == standing)
        await usher("run", "close-answered", "--mode", "live")
        let closedNow = await closed("portal")
        check("closed at the portal: \(standing) before, \(closedNow) after", closedNow > standing)

        heading("escalate-stale: what waits too long is raised, and people are told")
        await usher("run", "escalate-stale")
        check("shadow has notified nobody", world.sink.bodies.isEmpty)
        await usher("run", "escalate-stale", "--mode", "live")
        check("notifications that arrived: \(world.sink.bodies.count)", !world.sink.bodies.isEmpty)
    }

    private mutating func closeTheBooks() async {
        heading("The vendors' books")
        for simulator in world.fleet.simulators {
            let books = await simulator.books()
            let name = DemoWorld.names[simulator.provider] ?? ""
            check(
                "\(name): \(books.requestCount) requests, \(books.violations.count) that the vendor's pages forbid",
                books.violations.isEmpty
            )
        }
        console.print("\n\(proofs) proofs, \(hasFailed ? "not all of them hold" : "all of them hold").")
    }

    // MARK: Commands

    /// Runs a command line as anybody would type it.
    private mutating func usher(_ arguments: String..., expecting wanted: Int32 = 0) async {
        let shown = arguments.map { $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " ")
        console.print("\n$ usher \(shown)")
        let status = await UsherCommand.status(of: arguments + ["--config", world.configuration])
        if status != wanted { check("exit code \(wanted), and it was \(status)", false) }
    }

    private func heading(_ text: String) {
        console.print("\n── \(text) " + String(repeating: "─", count: max(0, 76 - text.count)))
    }

    // MARK: Proofs

    /// What a vendor's own books say of a ticket.
    private struct State: Equatable {
        var status: String
        var priority: String?
        var messages: Int
    }

    private mutating func prove(_ claim: String, _ ticket: String, from before: State, _ holds: (State) -> Bool) async {
        let after = await state(ticket)
        let change =
            before == after
            ? "unchanged"
            : "\(before.status), \(before.messages) messages → \(after.status), \(after.messages) messages"
        check("\(claim) (\(change))", holds(after))
    }

    private mutating func check(_ claim: String, _ holds: Bool) {
        proofs += 1
        if !holds { hasFailed = true }
        console.print("\(holds ? "✓" : "✗") read back: \(claim)")
    }

    private func state(_ ticket: String) async -> State {
        let parts = ticket.split(separator: "/", maxSplits: 1).map(String.init)
        guard let found = await world.simulator(parts[0]).ticket(parts[1]) else {
            return State(status: "gone", priority: nil, messages: 0)
        }
        return State(status: found.status, priority: found.priority, messages: found.messages.count)
    }

    private func first(_ connection: String, _ fits: (SimulatedTicket) -> Bool) async -> String {
        let found = await world.simulator(connection).tickets().last { $0.deletedAt == nil && fits($0) }
        return "\(connection)/\(found?.id ?? "none")"
    }

    private func closed(_ connection: String) async -> Int {
        await world.simulator(connection).tickets().count { $0.status == "closed" }
    }

    private func writes(_ connection: String) async -> Int {
        await world.simulator(connection).books().requests.count { $0.method != "GET" }
    }

    private static func isOpen(_ ticket: SimulatedTicket) -> Bool {
        ["open", "active", "1", "2", "in progress"].contains(ticket.status)
    }
}
