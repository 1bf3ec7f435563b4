package import Store
package import TicketModel

/// What an operator does to a schedule.
package enum ScheduleControl {
    /// Lets a paused schedule go on with its next slot; what failed before does not count any more.
    ///
    /// - Returns: whether it was paused.
    @discardableResult
    package static func resume(
        _ automation: String,
        _ name: String,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Bool {
        try ScheduleTable.forgive(automation: automation, name: name, now: now, in: transaction)
        transaction.wake(SlotChannel.name)
        return try PauseTable.remove(.schedule(HostedSchedule.key(automation, name)), in: transaction)
    }
}
