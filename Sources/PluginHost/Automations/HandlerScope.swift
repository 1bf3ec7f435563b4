import LuaRuntime
import Synchronization
import TicketModel

/// What one handler of an automation reads, and what it has asked for so far.
final class HandlerScope: Sendable {
    let automation: String
    let needs: Set<Effect.Kind>
    let laterHandlers: [String]
    let world: AutomationWorld
    /// Whether effects may be asked for; a condition only decides.
    let mayAct: Bool
    private let state: Mutex<State>

    private struct State {
        var tickets: [String: Ticket] = [:]
        /// In the order in which they were handed to the script.
        var handed: [Ticket] = []
        var message: Message?
        var effects: [Effect] = []
        var stateWrites: [String: JSONValue] = [:]
        /// Bytes of what it has asked for and written.
        var size = 0
    }

    /// How many effects one call may ask for.
    static let mostEffects = 1000
    /// How many bytes all that one call asks for and writes to its state may have, as JSON.
    static let mostBytes = 16 << 20

    init(
        automation: String,
        manifest: AutomationManifest,
        world: AutomationWorld,
        mayAct: Bool,
        change: TicketChange? = nil
    ) {
        self.automation = automation
        self.needs = manifest.needs
        self.laterHandlers = manifest.later
        self.world = world
        self.mayAct = mayAct
        state = Mutex(State())
        if let change {
            state.withLock { $0.message = change.message }
        }
    }

    var effects: [Effect] { state.withLock { $0.effects } }

    var stateWrites: [String: JSONValue] { state.withLock { $0.stateWrites } }

    /// Keeps what the handler is given: its tickets are found by their ids, and each reading of one by a number.
    ///
    /// - Returns: the numbers, which stand for the tickets in the script.
    func hand(_ tickets: [Ticket]) -> [LuaValue] {
        state.withLock { state in
            tickets.map { ticket in
                state.tickets[ticket.id.description] = ticket
                state.handed.append(ticket)
                return .integer(Int64(state.handed.count))
            }
        }
    }

    /// What is read under a name of the ticket that a number of this run stands for.
    func field(_ name: String, of number: Int64) throws(LuaRaise) -> LuaValue {
        let value = state.withLock { state in
            let place = Int(clamping: number) - 1
            return state.handed.indices.contains(place) ? state.handed[place].lua(name) : nil
        }
        guard let value else { throw LuaRaise("this ticket belongs to another run; read it again") }
        return value
    }

    func ticket(_ id: String) throws(LuaRaise) -> Ticket {
        guard let ticket = state.withLock({ $0.tickets[id] }) else {
            throw LuaRaise("there is no ticket \(id) in this run")
        }
        return ticket
    }

    /// Why the ticket, or the message that made the handler run, was written by a machine.
    func automaticReason(_ ticket: Ticket) -> String? {
        AutomaticMail.reason(ticket: ticket, message: state.withLock { $0.message })
    }

    func ask(_ action: Effect.Action, for ticket: TicketID?) throws(LuaRaise) {
        let effect = Effect(ticket: ticket, action: action)
        guard mayAct else { throw LuaRaise("a condition only decides; ask for effects in run") }
        guard needs.contains(effect.kind) else {
            throw LuaRaise(
                "\(automation) asks for the effect \"\(effect.kind.rawValue)\", which it does not declare; add it to needs = { effects = { … } }"
            )
        }
        try take(effect.action.size)
        let fits = state.withLock { state in
            guard state.effects.count < Self.mostEffects else { return false }
            var effect = effect
            effect.ordinal = state.effects.count(where: { $0.kind == effect.kind && $0.ticket == effect.ticket })
            state.effects.append(effect)
            return true
        }
        guard fits else {
            throw LuaRaise("a handler may ask for \(Self.mostEffects) effects at most; give its schedule an each")
        }
    }

    func write(_ value: JSONValue, under key: String) throws(LuaRaise) {
        guard mayAct else { throw LuaRaise("a condition only decides; write to ctx.state in run") }
        try take(key.utf8.count + value.size)
        state.withLock { $0.stateWrites[key] = value }
    }

    private func take(_ bytes: Int) throws(LuaRaise) {
        let fits = state.withLock { state in
            state.size += bytes
            return state.size <= Self.mostBytes
        }
        guard fits else {
            throw LuaRaise(
                "a handler may ask for and keep \(Self.mostBytes >> 20) MiB at most; give its schedule an each, or keep less"
            )
        }
    }

    func value(of key: String) async throws(TicketFailure) -> JSONValue? {
        if let written = state.withLock({ $0.stateWrites[key] }) { return written.isNull ? .none : .some(written) }
        return try await world.storage.value(of: key)
    }
}
