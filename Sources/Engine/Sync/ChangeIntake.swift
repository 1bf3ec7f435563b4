package import Store

/// Who is told of changes in the very transaction that writes them.
///
/// What it writes is committed with the changes or not at all, and what it throws undoes them.
package protocol ChangeIntake: Sendable {
    /// Takes changes in the order in which they happened, baseline ones too: those trigger nothing.
    ///
    /// The mirror holds the tickets already, and their messages as far as they were read. The transaction may run more than
    /// once, so nothing but the database may be touched.
    func take(_ changes: [RecordedChange], in transaction: SQLTransaction) throws
}

/// Takes changes and does nothing: the log alone is kept.
package struct NoIntake: ChangeIntake {
    package init() {}

    package func take(_ changes: [RecordedChange], in transaction: SQLTransaction) throws {}
}
