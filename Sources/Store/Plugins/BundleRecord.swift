package import TicketModel

/// A plugin's files, as they are kept.
package struct BundleRecord: Sendable, Equatable {
    /// The version of one that was refused before it could be read.
    package static let unknownVersion = "-"

    package var kind: String
    package var name: String
    package var hash: String
    package var version: String
    package var mainFile: String
    package var folder: String?
    /// By the path that errors name them by.
    package var files: [String: String]

    package init(
        kind: String,
        name: String,
        hash: String,
        version: String,
        mainFile: String,
        folder: String?,
        files: [String: String]
    ) {
        self.kind = kind
        self.name = name
        self.hash = hash
        self.version = version
        self.mainFile = mainFile
        self.folder = folder
        self.files = files
    }
}

/// Which bundle of a plugin is active.
package struct ActiveBundle: Sendable, Equatable {
    package var kind: String
    package var name: String
    package var hash: String
    /// The one that was active before.
    package var previous: String?
    /// Grows with each bundle that becomes active.
    package var generation: Int64
    /// The kinds of effect that the operator lets it ask for.
    package var allowed: Set<String>
    /// Whether its state was migrated: then there is no way back.
    package var isMigrated: Bool
    package var activatedAt: Timestamp
    /// The bundle that was last offered and not taken, and why.
    package var refused: String?
    package var refusedWhy: String?
}

/// Something that happened to a plugin's bundles.
package struct BundleEvent: Sendable, Equatable {
    /// What it was.
    package enum Kind: String, Sendable, Hashable {
        case activated, refused, allowed
        case rolledBack = "rolled_back"
    }

    package var kind: String
    package var name: String
    package var hash: String
    package var version: String
    package var what: Kind
    package var why: String?
    package var by: String
    package var at: Timestamp

    package init(
        of bundle: BundleRecord,
        _ what: Kind,
        why: String? = nil,
        by: String,
        at: Timestamp
    ) {
        kind = bundle.kind
        name = bundle.name
        hash = bundle.hash
        version = bundle.version
        self.what = what
        self.why = why
        self.by = by
        self.at = at
    }

    init(_ row: SQLRow) throws {
        kind = try row["kind"]
        name = try row["name"]
        hash = try row["hash"]
        version = try row["version"]
        what = Kind(rawValue: try row["what"]) ?? .refused
        why = try row["why"]
        by = try row["by_whom"]
        at = try row["at"]
    }
}
