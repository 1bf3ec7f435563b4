import PluginHost
import Store
import TicketModel

/// `ctx.state` as it was when the run read it.
struct StoredState: PluginStorage {
    let database: any SQLDatabase
    let automation: String
    let mode: String

    func value(of key: String) async throws(TicketFailure) -> JSONValue? {
        do {
            return try await database.read { [automation, mode] reader in
                try PluginStateTable.value(of: key, automation: automation, mode: mode, in: reader)
            }
        } catch {
            throw .store(error)
        }
    }
}

extension TicketFailure {
    /// The store could not be asked: a later attempt may.
    static func store(_ error: any Error) -> TicketFailure {
        TicketFailure(.transient, "\(error).")
    }
}
