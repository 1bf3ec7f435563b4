package import Logging
import ServiceLifecycle
package import Store
package import TicketModel

/// What all loops of a process share.
package struct LoopSurroundings: Sendable {
    package let database: any SQLDatabase
    package let vitals: LoopVitals
    package let logger: Logger
    /// The wall clock.
    package let now: @Sendable () -> Timestamp
    /// What loops sleep by.
    package let clock: any Clock<Duration>
    /// How long a loop sleeps at most, should a wake be lost.
    package let longestSleep: Duration
    /// Rings all loops, where what they sleep by is no longer true.
    package let bell = LoopBell()

    package init(
        database: any SQLDatabase,
        vitals: LoopVitals,
        logger: Logger,
        now: @escaping @Sendable () -> Timestamp,
        clock: any Clock<Duration> = ContinuousClock(),
        longestSleep: Duration
    ) {
        self.database = database
        self.vitals = vitals
        self.logger = logger
        self.now = now
        self.clock = clock
        self.longestSleep = longestSleep
    }
}

/// A loop of the daemon: it works, and sleeps until it is woken or something is due.
///
/// A turn that fails is done again after a pause that doubles; the other loops do not notice. Where the service is to end, no
/// further turn begins, and the one under way ends as soon as its work is at a place to stop.
package struct EngineLoop: Service {
    /// What a turn may use of its loop.
    package struct Turn: Sendable {
        /// Rings when a channel of the loop is woken.
        package let alarm: Alarm
        /// Tells that the turn makes progress.
        package let beat: @Sendable () -> Void
    }

    let name: String
    let channels: [String]
    let surroundings: LoopSurroundings
    /// How long a turn may be silent before it counts as hanging.
    let patience: Duration
    let turn: @Sendable (Turn) async throws -> Timestamp?
    /// What is to be given back when the loop ends.
    let atEnd: @Sendable () async -> Void

    /// A loop that listens to channels of the store; a turn answers when the next one is due by itself.
    package init(
        _ name: String,
        channels: [String],
        in surroundings: LoopSurroundings,
        patience: Duration = .seconds(360),
        turn: @escaping @Sendable (Turn) async throws -> Timestamp?,
        atEnd: @escaping @Sendable () async -> Void = {}
    ) {
        self.name = name
        self.channels = channels
        self.surroundings = surroundings
        self.patience = patience
        self.turn = turn
        self.atEnd = atEnd
    }

    package func run() async throws {
        let alarm = Alarm()
        surroundings.vitals.begin(name, patience: patience)
        defer { surroundings.vitals.end(name) }
        let place = surroundings.bell.add(alarm)
        defer { surroundings.bell.remove(place) }
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                for channel in channels {
                    group.addTask {
                        let wakes = await surroundings.database.wakes(on: channel)
                        // What was written before it listened may have come after the first look.
                        alarm.ring()
                        for await _ in wakes { alarm.ring() }
                    }
                }
                await turns(alarm)
                group.cancelAll()
            }
        } onGracefulShutdown: {
            alarm.end()
        }
        await atEnd()
    }

    private func turns(_ alarm: Alarm) async {
        let (name, vitals, turn) = (name, surroundings.vitals, turn)
        let room = Turn(alarm: alarm, beat: { vitals.beat(name) })
        var failures = 0
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                let next = try await vitals.turn(name) { try await turn(room) }
                failures = 0
                await alarm.wait(for: sleep(until: next), surroundings.clock)
            } catch {
                guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
                failures += 1
                let pause = Duration.seconds(min(60, 1 << min(failures - 1, 6)))
                surroundings.logger.error(
                    "A loop's turn failed; it is done again.",
                    metadata: ["loop": "\(name)", "error": "\(error)", "pause": "\(pause)"]
                )
                // Wakes must not make it try again at once.
                await alarm.wait(for: pause, surroundings.clock, hears: false)
            }
        }
    }

    private func sleep(until next: Timestamp?) -> Duration {
        guard let next else { return surroundings.longestSleep }
        let left = max(TimeSpan.zero, next - surroundings.now()).duration
        return min(left, surroundings.longestSleep)
    }
}

extension Task where Success == Never, Failure == Never {
    /// Whether no new work may begin: the process is about to end.
    static var shallEnd: Bool { isCancelled || isShuttingDownGracefully }
}
