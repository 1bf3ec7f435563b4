import Engine
import OutboundHTTP
import Simulator
import Testing
import TicketModel

@testable import PluginHost

/// What every provider plugin must do when it writes, over the simulated vendors.
struct WritingTests {
    static let actions: [(TicketOperation, Effect.Action)] = [
        (.reply, .reply("We look into it <soon> & well.")), (.note, .note("Internal")),
        (.setStatus, .setStatus(.normalised(.closed))),
        (.setPriority, .setPriority(.normalised(.high))), (.assign, .assign("1")), (.setTags, .addTags(["vip"])),
        (.create, .create(connection: "desk", TicketModel.NewTicket(subject: "New", text: "Body"))),
    ]

    @Test(arguments: SimulatedProvider.allCases)
    func `the capabilities are those of the vendor's pages`(provider: SimulatedProvider) async throws {
        let settings: [String: JSONValue] = provider == .ippanel ? ["category_id": 10] : [:]
        try await ProviderBench.run(provider, settings: settings) { bench in
            let wanted = provider == .ippanel ? provider.operations.union([.create]) : provider.operations
            #expect(bench.connector.capabilities.operations == wanted)
        }
    }

    @Test(arguments: SimulatedProvider.allCases, actions)
    func `what the provider lacks is unsupported before any request`(
        provider: SimulatedProvider,
        action: (operation: TicketOperation, action: Effect.Action)
    ) async throws {
        guard !provider.operations.contains(action.operation) else { return }
        try await ProviderBench.run(provider) { bench in
            let failure = await bench.failure { _ = try await bench.write(action.action, on: "1") }
            #expect(failure?.kind == .unsupported)
            #expect(failure?.message.contains(provider.rawValue) == true)
            #expect(await bench.requestCount == 0)
        }
    }

    /// A ticket that takes replies: open, and not from a chat.
    private func open(_ bench: ProviderBench) async throws -> SimulatedTicket {
        let usable = await bench.simulator.tickets().first {
            $0.channel != "chat" && !["closed", "4"].contains($0.status) && $0.deletedAt == nil
        }
        return try #require(usable)
    }

    @Test(arguments: [SimulatedProvider.mijnklantportaal, .ippanel])
    func `a reply is there afterwards, as it was written`(provider: SimulatedProvider) async throws {
        try await ProviderBench.run(provider) { bench in
            let ticket = try await open(bench)
            let text = "Beste klant,\n\nwe kijken <ernaar> & melden ons. سلام 票"
            let outcome = try await bench.write(.reply(text), on: ticket.id)
            let messages = try #require(try await bench.show(ticket.id).messages)
            #expect(messages.count == ticket.messages.count + 1)
            #expect(messages.last?.plainBody == text)
            #expect(messages.last?.author.kind == .agent)
            #expect(outcome.id == nil || outcome.id == messages.last?.id)
            #expect(await bench.violations.isEmpty)
        }
    }

    @Test(arguments: [SimulatedProvider.mijnklantportaal, .klinkcx, .usercom])
    func `a status that was set is read back`(provider: SimulatedProvider) async throws {
        try await ProviderBench.run(provider) { bench in
            let ticket = try await open(bench)
            let targets = bench.connector.capabilities.statusTargets.keys
            let target: TicketStatus = targets.contains(.closed) ? .closed : .solved
            try #require(targets.contains(target))
            let known = try await bench.show(ticket.id).ticket
            _ = try await bench.write(.setStatus(.normalised(target)), on: ticket.id, knowing: known)
            let after = try await bench.show(ticket.id).ticket
            #expect(after.status == target)
            #expect(await bench.violations.isEmpty)
        }
    }

    @Test(arguments: [SimulatedProvider.klinkcx, .usercom, .ippanel])
    func `a ticket that was created is listed`(provider: SimulatedProvider) async throws {
        let settings: [String: JSONValue] = provider == .ippanel ? ["category_id": 10] : [:]
        try await ProviderBench.run(provider, settings: settings) { bench in
            try await createAndList(bench, provider)
        }
    }

    private func createAndList(_ bench: ProviderBench, _ provider: SimulatedProvider) async throws {
        var new = TicketModel.NewTicket(subject: "Router down", text: "Since noon")
        if provider == .klinkcx {
            new.requester = await bench.list().tickets.compactMap { $0.requester.value?.id }.first
        }
        _ = try await bench.write(.create(connection: "desk", new))
        let listed = await bench.list().tickets
        #expect(listed.contains { $0.subject == .value("Router down") })
        let violations = await bench.violations
        #expect(violations.isEmpty)
    }

    /// Writes that a provider takes, and the method they go out by.
    static let writes: [(SimulatedProvider, String, Effect.Action)] = [
        (.mijnklantportaal, "POST", .reply("Once")), (.mijnklantportaal, "PATCH", .setStatus(.normalised(.closed))),
        (.klinkcx, "PUT", .setStatus(.normalised(.solved))), (.usercom, "PUT", .setStatus(.normalised(.closed))),
        (.ippanel, "POST", .reply("Once")),
    ]

    @Test(arguments: writes, [Fault.Kind.commitThenCut, .cut, .hang, .status(500), .garbage])
    func `a write that is not answered is unknown, and is not repeated`(
        write: (provider: SimulatedProvider, method: String, action: Effect.Action),
        fault: Fault.Kind
    ) async throws {
        // Long enough for the reads before the write, on a loaded machine too.
        let timeout: Duration = fault == .hang ? .seconds(3) : .seconds(30)
        try await ProviderBench.run(write.provider, requestTimeout: timeout, retries: .init()) { bench in
            let ticket = try await open(bench)
            await bench.simulator.order(Fault(fault, method: write.method, times: 10))
            let failure = await bench.failure { _ = try await bench.write(write.action, on: ticket.id) }
            #expect(failure?.kind == .unknownOutcome, "\(failure?.message ?? "it ended well")")
            let sent = await bench.simulator.books().requests.filter { $0.method == write.method }
            // On a loaded machine a short timeout may come before the simulator has taken the request.
            #expect(sent.count <= 1 && (sent.count == 1 || fault == .hang))
        }
    }

    @Test(arguments: [SimulatedProvider.mijnklantportaal, .ippanel])
    func `a reply of unknown outcome is settled by reading back`(provider: SimulatedProvider) async throws {
        try await ProviderBench.run(provider) { bench in
            let ticket = try await open(bench)
            let effect = Effect(ticket: TicketID(connection: "desk", id: ticket.id), action: .reply("Read me back"))
            let sentAt = ProviderBench.now()
            await bench.simulator.order(Fault(.commitThenCut, method: "POST"))
            _ = await bench.failure { _ = try await bench.connector.write(effect, to: nil, key: "k") }
            let known = Ticket(id: TicketID(connection: "desk", id: ticket.id), provider: provider.rawValue)
            #expect(try await bench.connector.landed(effect, on: known, key: "k", sentAt: sentAt) == true)
        }
    }

    @Test(arguments: SimulatedProvider.allCases)
    func `a write without the right is forbidden`(provider: SimulatedProvider) async throws {
        guard let write = Self.writes.first(where: { $0.0 == provider }) else { return }
        var options = SimulatorOptions()
        options.isReadOnly = true
        try await ProviderBench.run(provider, options: options) { bench in
            let ticket = try await open(bench)
            let failure = await bench.failure { _ = try await bench.write(write.2, on: ticket.id) }
            #expect(failure?.kind == .forbidden)
        }
    }

    @Test func `a chat ticket refuses a reply before anything is posted`() async throws {
        try await ProviderBench.run(.mijnklantportaal) { bench in
            let chat = try #require(await bench.simulator.tickets().first { $0.channel == "chat" })
            let failure = await bench.failure { _ = try await bench.write(.reply("Hello"), on: chat.id) }
            #expect(failure?.kind == .notAllowed)
            #expect(await bench.simulator.books().requests.allSatisfy { $0.method == "GET" })
        }
    }

    @Test func `a reply reopens a closed ticket of MijnKlantportaal`() async throws {
        try await ProviderBench.run(.mijnklantportaal) { bench in
            let closed = try #require(
                await bench.simulator.tickets().first { $0.status == "closed" && $0.channel != "chat" }
            )
            _ = try await bench.write(.reply("We are back"), on: closed.id)
            #expect(try await bench.show(closed.id).ticket.status == .open)
            #expect(bench.connector.capabilities.sideEffects["reply"] == "reopens")
        }
    }

    @Test func `a path that the setting gets wrong is a protocol failure that names the setting`() async throws {
        let settings: [String: JSONValue] = ["status_path": "/api/v1/tickets/{id}/state"]
        try await ProviderBench.run(.klinkcx, settings: settings) { bench in
            let ticket = try await open(bench)
            let failure = await bench.failure {
                _ = try await bench.write(.setStatus(.normalised(.solved)), on: ticket.id)
            }
            #expect(failure?.kind == .protocolError)
            #expect(failure?.message.contains("\"status_path\"") == true)
        }
    }

    @Test func `User.com's update keeps the name and the description, and makes no attribute`() async throws {
        try await ProviderBench.run(.usercom) { bench in
            let ticket = try await open(bench)
            _ = try await bench.write(.setStatus(.normalised(.closed)), on: ticket.id)
            let after = try #require(await bench.simulator.ticket(ticket.id))
            #expect(after.subject == ticket.subject)
            #expect(after.body == ticket.body)
            #expect(await bench.violations.isEmpty)
        }
    }
}
