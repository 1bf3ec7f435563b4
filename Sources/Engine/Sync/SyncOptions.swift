package import TicketModel

/// How a connection is read.
package struct SyncOptions: Sendable, Equatable {
    /// How far before the cursor a pass begins: for updates that the provider commits late.
    package var overlap = TimeSpan.minutes(5)
    /// How often everything is read, where updates can be asked for.
    package var wholeEvery = TimeSpan.hours(6)
    /// How many pages and threads are asked for side by side.
    package var parallelism = 4
    /// How many threads a pass reads beyond those that the listing shows a change of, and how many missing tickets it asks for.
    package var extraReads = 25

    package init() {}
}
