/// A cron expression, as it was written; `init(parsing:)` has checked it.
package struct CronExpression: Sendable, Hashable {
    package let text: String
}
