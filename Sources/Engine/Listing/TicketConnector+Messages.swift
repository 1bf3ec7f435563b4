import PluginHost
import TicketModel

extension TicketConnector {
    /// Reads the messages of several tickets, a few side by side; a ticket that is gone meanwhile is left out.
    func messages(ofAll tickets: [Ticket], parallelism: Int = 4) async throws(TicketFailure) -> [TicketID: [Message]] {
        typealias Answer = (id: TicketID, result: Result<[Message], TicketFailure>)
        let result = await withTaskGroup(of: Answer.self) { group -> Result<[TicketID: [Message]], TicketFailure> in
            var upcoming = tickets[...]
            func readNext() {
                guard let ticket = upcoming.popFirst() else { return }
                group.addTask {
                    do throws(TicketFailure) {
                        return (ticket.id, .success(try await messages(of: ticket)))
                    } catch {
                        return (ticket.id, .failure(error))
                    }
                }
            }
            for _ in 0..<parallelism { readNext() }
            var read: [TicketID: [Message]] = [:]
            for await answer in group {
                switch answer.result {
                case .success(let messages): read[answer.id] = messages
                case .failure(let failure) where failure.kind == .notFound: break
                case .failure(let failure):
                    group.cancelAll()
                    return .failure(failure)
                }
                readNext()
            }
            return .success(read)
        }
        return try result.get()
    }
}
