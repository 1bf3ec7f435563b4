import PluginHost
import TicketModel

/// The messages of several tickets, as far as they could be read.
struct ReadThreads: Sendable {
    var threads: [TicketID: [Message]] = [:]
    /// Why a ticket's messages could not be read.
    var failures: [TicketID: TicketFailure] = [:]
    /// The failure after which no more was read.
    var stoppedBy: TicketFailure?
}

extension TicketConnector {
    /// Reads the messages of several tickets, a few side by side; a ticket that is gone meanwhile is left out.
    func messages(ofAll tickets: [Ticket], parallelism: Int = 4) async throws(TicketFailure) -> [TicketID: [Message]] {
        let read = await threads(of: tickets, parallelism: parallelism) { failure, _ in failure.kind != .notFound }
        if let failure = read.stoppedBy { throw failure }
        return read.threads
    }

    /// Reads the messages of several tickets, a few side by side, until a failure ends it.
    ///
    /// `stops` is asked at each failure, with how many there were before.
    func threads(
        of tickets: [Ticket],
        parallelism: Int = 4,
        stops: (_ failure: TicketFailure, _ before: Int) -> Bool
    ) async -> ReadThreads {
        typealias Answer = (id: TicketID, result: Result<[Message], TicketFailure>)
        return await withTaskGroup(of: Answer.self) { group in
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
            var read = ReadThreads()
            for await answer in group {
                switch answer.result {
                case .success(let messages): read.threads[answer.id] = messages
                case .failure(let failure):
                    if stops(failure, read.failures.count) {
                        group.cancelAll()
                        read.stoppedBy = failure
                        return read
                    }
                    read.failures[answer.id] = failure
                }
                readNext()
            }
            return read
        }
    }
}
