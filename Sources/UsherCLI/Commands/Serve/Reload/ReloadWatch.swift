import Engine
import PluginHost
import Store
import Synchronization
import TicketModel

/// When the reloader looks: at a change in the folders, a word of the operator's, or a new generation that fails.
final class ReloadWatch: Sendable {
    private struct State {
        var pending: Set<String> = []
        var settledAt = Timestamp(microseconds: 0)
        var seenRequest: Int64?
        var isHungUp = false
        var ring: (@Sendable () -> Void)?
    }

    /// A file that is being written is left alone until nothing changed for so long.
    static let quiet = TimeSpan.milliseconds(40)

    private let reloader: Reloader
    private let folders: FolderWatch
    private let database: any SQLDatabase
    private let configuration: Set<String>
    private let now: @Sendable () -> Timestamp
    private let reconfigure: @Sendable () async -> Void
    private let state = Mutex(State())

    /// `configuration` has the paths of `usher.yaml` and of what it takes texts from; `reconfigure` is called when one changes.
    init(
        _ reloader: Reloader,
        folders: FolderWatch,
        database: any SQLDatabase,
        configuration: Set<String>,
        now: @escaping @Sendable () -> Timestamp,
        reconfigure: @escaping @Sendable () async -> Void
    ) {
        self.reloader = reloader
        self.folders = folders
        self.database = database
        self.configuration = configuration
        self.now = now
        self.reconfigure = reconfigure
    }

    /// Begins to watch the folders; `ring` is called at every change.
    func begin(_ ring: @escaping @Sendable () -> Void) {
        state.withLock { $0.ring = ring }
        folders.begin(ring)
    }

    func end() {
        folders.end()
    }

    /// SIGHUP: look at everything.
    func hangUp() {
        let ring = state.withLock { state in
            state.isHungUp = true
            return state.ring
        }
        ring?()
    }

    /// One look.
    ///
    /// - Returns: when to look again, where something is not settled yet.
    func turn() async throws -> Timestamp? {
        try await reloader.rollBackFailed()
        try await reloader.adopt()
        try await heed()
        let changed = folders.take()
        let time = now()
        let settled: Set<String>? = state.withLock { state in
            if !changed.isEmpty {
                state.pending.formUnion(changed)
                state.settledAt = time + Self.quiet
            }
            guard !state.pending.isEmpty, state.settledAt <= time else { return nil }
            defer { state.pending = [] }
            return state.pending
        }
        guard let settled else {
            return state.withLock { $0.pending.isEmpty ? nil : $0.settledAt }
        }
        let keys = Set(settled.compactMap(Self.key))
        if !keys.isEmpty { try await reloader.look(at: keys, by: "usher") }
        if !settled.isDisjoint(with: configuration) { await reconfigure() }
        return nil
    }

    /// Does what an operator asked for since the last look.
    private func heed() async throws {
        let last = try await database.read { try BundleTable.lastRequest(in: $0) }
        let (isAsked, isHungUp) = state.withLock { state in
            defer { (state.seenRequest, state.isHungUp) = (last, false) }
            return (state.seenRequest.map { $0 < last } ?? false, state.isHungUp)
        }
        guard isAsked || isHungUp else { return }
        try await reloader.look(by: "operator", again: true)
        if isHungUp { await reconfigure() }
    }

    /// The plugin that a path belongs to, as in `…/automations/auto-reply/words.lua`.
    static func key(_ path: String) -> String? {
        let parts = path.split(separator: "/").map(String.init)
        guard let place = parts.lastIndex(where: { part in PluginKind.allCases.contains { $0.folder == part } }),
            place + 1 < parts.count, let kind = PluginKind.allCases.first(where: { $0.folder == parts[place] })
        else { return nil }
        let entry = parts[place + 1]
        if place + 2 == parts.count, entry.contains("."), !entry.hasSuffix(".lua") { return nil }
        return "\(kind.rawValue)/\(entry.hasSuffix(".lua") ? String(entry.dropLast(4)) : entry)"
    }
}
