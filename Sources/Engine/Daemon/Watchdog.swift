import Logging
import ServiceLifecycle

/// Looks after the other loops: one that hangs is broken off and begins anew.
package struct Watchdog: Service {
    private let surroundings: LoopSurroundings
    private let every: Duration
    private let tell: @Sendable (_ allAlive: Bool) -> Void

    /// A watchdog that tells, so often, whether all loops are alive.
    package init(
        in surroundings: LoopSurroundings,
        every: Duration = .seconds(5),
        tell: @escaping @Sendable (_ allAlive: Bool) -> Void
    ) {
        self.surroundings = surroundings
        self.every = every
        self.tell = tell
    }

    package func run() async throws {
        let alarm = Alarm()
        await withGracefulShutdownHandler {
            while !Task.shallEnd {
                look()
                await alarm.wait(for: every, surroundings.clock)
            }
        } onGracefulShutdown: {
            alarm.end()
        }
    }

    func look() {
        let restarted = surroundings.vitals.restartStuck()
        for name in restarted {
            surroundings.logger.critical(
                "A loop hangs; it is broken off and begun anew.",
                metadata: ["loop": "\(name)"]
            )
        }
        tell(restarted.isEmpty)
    }
}
