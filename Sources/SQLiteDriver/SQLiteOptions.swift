/// How a SQLite file is used.
package struct SQLiteOptions: Sendable {
    /// How long to wait for another process that holds the file.
    package var patience: Duration
    /// How often to look whether another process has written, for those who wait to be woken.
    package var lookout: Duration
    /// How many reads may run beside each other.
    package var readers: Int
    /// The most writes that share one commit.
    package var batch: Int
    /// The largest size of the file in bytes, or `nil` for none; what would make it larger is refused as full.
    package var sizeLimit: Int?
    /// Whether the file stays as it is, its mode among it; then it must be there.
    package var isReadOnly: Bool

    /// Options whose defaults suit one program on a file of its own, with a command now and then beside it.
    package init(
        patience: Duration = .seconds(5),
        lookout: Duration = .seconds(1),
        readers: Int = 4,
        batch: Int = 256,
        sizeLimit: Int? = nil,
        isReadOnly: Bool = false
    ) {
        self.patience = patience
        self.lookout = lookout
        self.readers = readers
        self.batch = batch
        self.sizeLimit = sizeLimit
        self.isReadOnly = isReadOnly
    }
}
