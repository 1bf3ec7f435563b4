package import Logging
package import PluginHost
import ServiceLifecycle
import Store
import Synchronization
package import TicketModel

/// The reading of one connection: polled in its time, by one process of all.
///
/// Who has the role keeps it over its sleeps; when a process dies the role falls to another one once the lease has run out.
package final class ConnectionDuty: Sendable {
    /// What passes over the connection came to, since the process began.
    package struct Tally: Sendable, Equatable {
        package var passes = 0
        package var failures = 0
        /// What the last pass failed with.
        package var failure: TicketFailure?
        package var tickets = 0
        package var changes = 0
        /// Changes that a pass found at a connection that has told of changes by webhook: it did not tell of these.
        package var repaired = 0
        /// Webhooks that were acted on.
        package var webhooks = 0
        /// When the last pass that ended well began.
        package var readAt: Timestamp?
        /// Whether this process has the role.
        package var isHeld = false

        package init() {}
    }

    private struct State {
        var tally = Tally()
        var nextPoll = Timestamp.distantPast
        var lastPass = Timestamp.distantPast
        /// When the lease is renewed next.
        var renewal = Timestamp.distantPast
        var failuresInARow = 0
        /// Whether the connection tells of changes by webhook; `nil` before that was looked up.
        var isTold: Bool?
        /// When webhooks may be acted on again after the provider could not be asked.
        var hintsFrom = Timestamp.distantPast
        /// Whether what was read before is complete, so that what differs is news.
        var hasBaseline = false
    }

    static let lease = TimeSpan.seconds(60)
    /// How often a process tries to get a role that another one has.
    private static let pauseBetweenTries = TimeSpan.seconds(5)
    private static let longestPause = TimeSpan.minutes(15)
    /// However much webhooks ask for listings, they are so far apart.
    private static let leastBetweenListings = TimeSpan.seconds(2)

    package let connection: String
    private let poll: TimeSpan
    private let sync: ConnectionSync
    private let reader: (any WebhookReader)?
    private let parts: EngineParts
    private let hold: OutageHold
    private let logger: Logger
    private let state = Mutex(State())

    /// The duty of a connection that is read so often, and whenever a webhook that the reader understands asks for it.
    package init(
        _ sync: ConnectionSync,
        poll: TimeSpan,
        webhooks reader: (any WebhookReader)?,
        backlog: BacklogRule = BacklogRule(),
        parts: EngineParts,
        logger: Logger
    ) {
        self.reader = reader
        connection = sync.connector.connection
        self.sync = sync
        self.poll = poll
        self.parts = parts
        hold = OutageHold(connection: sync.connector.connection, poll: poll, rule: backlog, parts: parts)
        var logger = logger
        logger[metadataKey: "connection"] = "\(connection)"
        self.logger = logger
    }

    package var tally: Tally { state.withLock(\.tally) }
    private var role: String { "connection:\(connection)" }

    /// Reads the connection if it is time to.
    ///
    /// - Returns: when to look again.
    package func turn(_ room: EngineLoop.Turn) async throws -> Timestamp? {
        let held = try await takes()
        state.withLock { $0.tally.isHeld = held }
        let renewal = TimeSpan(microseconds: Self.lease.microseconds / 3)
        guard held else { return parts.now() + Self.pauseBetweenTries }
        var moreWait = try await actOnWebhooks()
        if parts.now() >= state.withLock(\.nextPoll) {
            try await pass(room)
            moreWait = try await actOnWebhooks()
        }
        if moreWait { return parts.now() }
        let (nextPoll, hintsFrom) = state.withLock { ($0.nextPoll, $0.hintsFrom) }
        let next = min(nextPoll, parts.now() + renewal)
        return hintsFrom > parts.now() ? min(next, hintsFrom) : next
    }

    /// Reads what webhooks tell of; before the first whole listing nothing is news, so they wait for it.
    ///
    /// - Returns: whether more of them wait.
    private func actOnWebhooks() async throws -> Bool {
        guard let reader, state.withLock({ $0.hasBaseline && $0.hintsFrom <= parts.now() }) else { return false }
        let handling = WebhookHandling(sync: sync, reader: reader, database: parts.database, now: parts.now)
        do {
            let outcome = try await handling.round()
            guard outcome.handled > 0 else { return false }
            let now = parts.now()
            state.withLock { state in
                state.isTold = true
                state.tally.webhooks += outcome.handled
                if outcome.needsListing {
                    state.nextPoll = min(state.nextPoll, max(now, state.lastPass + Self.leastBetweenListings))
                }
            }
            logger.info(
                "Webhooks were acted on.",
                metadata: ["webhooks": "\(outcome.handled)", "tickets": "\(outcome.tickets)"]
            )
            return outcome.isFull
        } catch let failure as TicketFailure {
            let pause = max(TimeSpan.seconds(5), failure.retryAfter ?? .zero)
            state.withLock { $0.hintsFrom = parts.now() + pause }
            logger.warning("Webhooks wait for their provider.", metadata: ["error": "\(failure.message)"])
            return false
        }
    }

    /// Gives the role up, so that another process need not wait.
    package func release() async {
        let (role, owner) = (role, parts.owner)
        state.withLock { $0.tally.isHeld = false }
        // Where that fails the lease runs out by itself.
        _ = try? await parts.database.write { try LeaseTable.release(role, owner: owner, in: $0) }
    }

    private func takes() async throws -> Bool {
        let (role, now, lease) = (role, parts.now(), parts.lease(Self.lease))
        let isFresh = state.withLock { $0.tally.isHeld && now < $0.renewal }
        guard !isFresh else { return true }
        let isHeld = try await parts.database.write { try LeaseTable.take(role, lease, now: now, in: $0) } != nil
        state.withLock { $0.renewal = now + TimeSpan(microseconds: Self.lease.microseconds / 3) }
        return isHeld
    }

    private func pass(_ room: EngineLoop.Turn) async throws {
        let (sync, parts, role) = (sync, parts, role)
        state.withLock { $0.lastPass = parts.now() }
        let isLate = try await hold.begin()
        let report = try await parts.beating(
            every: TimeSpan(microseconds: Self.lease.microseconds / 4),
            { transaction in
                _ = try LeaseTable.take(role, parts.lease(Self.lease), now: parts.now(), in: transaction)
            },
            // A pass that is broken off is simply done again.
            { try await cancelWhenGracefulShutdown { try await sync.pass() } }
        )
        guard !Task.shallEnd else { return }
        if isLate { try await count() }
        let (connection, known) = (connection, state.withLock(\.isTold))
        let (isTold, cursor) = try await parts.database.read { reader in
            (
                try known ?? WebhookTable.hasAny(at: connection, in: reader),
                try CursorRows.find(connection, in: reader)
            )
        }
        state.withLock { state in
            state.isTold = state.isTold ?? isTold
            state.hasBaseline = cursor?.baselineDone ?? false
        }
        keep(report)
        if isTold { repair(report) }
    }

    /// Says where what came in an outage is held.
    private func count() async throws {
        guard let runs = try await hold.end() else { return }
        logger.warning(
            "A connection is held: much came while nobody read it.",
            metadata: ["runs": "\(runs)", "remedy": "usher resume \(connection)"]
        )
    }

    /// Counts the changes that no webhook told of, though the connection sends them.
    private func repair(_ report: SyncReport) {
        let missed = report.changes - report.echoes
        guard report.scope != .baseline, missed > 0 else { return }
        state.withLock { $0.tally.repaired += missed }
        logger.info("A listing found changes before a webhook told of them.", metadata: ["changes": "\(missed)"])
    }

    private func keep(_ report: SyncReport) {
        let now = parts.now()
        let failures = state.withLock { state in
            state.tally.passes += 1
            state.tally.tickets += report.tickets
            state.tally.changes += report.changes
            state.tally.failure = report.failure
            if let failure = report.failure {
                state.tally.failures += 1
                state.failuresInARow += 1
                state.nextPoll = now + Self.pause(after: state.failuresInARow, poll: poll, failure)
            } else {
                state.failuresInARow = 0
                state.tally.readAt = report.begunAt
                state.nextPoll = report.begunAt + poll
            }
            return state.failuresInARow
        }
        if let failure = report.failure {
            // Said once in full, and then only as it goes on.
            logger.log(
                level: failures == 1 ? .warning : .debug,
                "A connection could not be read.",
                metadata: ["error": "\(failure.message)", "kind": "\(failure.kind.rawValue)", "times": "\(failures)"]
            )
        } else {
            logger.log(
                level: report.changes > 0 || report.scope == .baseline ? .info : .debug,
                "A connection was read.",
                metadata: [
                    "scope": "\(report.scope.rawValue)", "tickets": "\(report.tickets)",
                    "changes": "\(report.changes)", "echoes": "\(report.echoes)",
                ]
            )
        }
        for note in report.notes { logger.notice("\(note)") }
    }

    /// How long a connection that fails is left alone: twice as long each time, and never less than it asks for.
    static func pause(after failures: Int, poll: TimeSpan, _ failure: TicketFailure) -> TimeSpan {
        let first = max(poll, .seconds(1))
        let grown = TimeSpan(microseconds: first.microseconds << Int64(min(max(failures - 1, 0), 10)))
        return max(min(grown, max(longestPause, poll)), failure.retryAfter ?? .zero)
    }
}
