import Foundation
import PluginHost
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Watches the folders of plugins, and single files beside them, for what changes.
///
/// A change is known by its path; nothing of a file is read here. Where the system cannot watch, nobody hears of anything, and
/// `usher plugins reload` is the way.
final class FolderWatch: Sendable {
    private struct State {
        /// Folders, by the system's number for them.
        var folders: [Int32: String] = [:]
        var changed: Set<String> = []
    }

    private let state = Mutex(State())
    private let roots: [String]
    private let files: Set<String>
    private let descriptor: Int32
    private let handle: FileHandle

    /// A watch over folders with everything in them, and over single files.
    init(folders: [String], files: [String]) {
        roots = folders
        self.files = Set(files)
        #if canImport(Glibc)
            descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        #else
            descriptor = -1
        #endif
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: descriptor >= 0)
    }

    /// Begins to watch; `ring` is called at every change.
    func begin(_ ring: @escaping @Sendable () -> Void) {
        guard descriptor >= 0 else { return }
        arm()
        handle.readabilityHandler = { [weak self] _ in
            if self?.hear() == true { ring() }
        }
    }

    func end() {
        handle.readabilityHandler = nil
    }

    /// The paths that changed since this was last asked.
    func take() -> Set<String> {
        let changed = state.withLock { state in
            defer { state.changed = [] }
            return state.changed
        }
        // A folder that is new wants to be watched, too.
        if changed.contains(where: FileTree.isFolder) { arm() }
        return changed
    }

    private func arm() {
        #if canImport(Glibc)
            let events =
                UInt32(IN_CLOSE_WRITE) | UInt32(IN_MODIFY) | UInt32(IN_MOVED_TO) | UInt32(IN_MOVED_FROM)
                | UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_ONLYDIR)
            let beside = files.map { FilePath.resolve("..", in: $0) }
            for folder in Set(roots.flatMap { Self.tree($0, depth: 0) } + beside) {
                let number = inotify_add_watch(descriptor, folder, events)
                if number >= 0 { state.withLock { $0.folders[number] = folder } }
            }
        #endif
    }

    private static func tree(_ folder: String, depth: Int) -> [String] {
        guard depth < 8, FileTree.isFolder(folder) else { return [] }
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return [folder] + entries.filter { !$0.hasPrefix(".") }.flatMap { tree("\(folder)/\($0)", depth: depth + 1) }
    }

    /// Reads what the system tells; true where some of it is of interest.
    private func hear() -> Bool {
        #if canImport(Glibc)
            var isNews = false
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                guard count > 0 else { return isNews }
                if note(buffer.prefix(count)) { isNews = true }
            }
        #else
            return false
        #endif
    }

    /// An event is: number, mask, cookie and length, 32 bits each, and then a name filled up with zeros.
    private func note(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        var isNews = false
        while rest.count >= 16 {
            func word(_ place: Int) -> UInt32 {
                (0..<4).reduce(0) { $0 | UInt32(rest[rest.startIndex + place * 4 + $1]) << UInt32(8 * $1) }
            }
            let number = Int32(bitPattern: word(0))
            let length = Int(word(3))
            let name = String(decoding: rest.dropFirst(16).prefix(length).prefix { $0 != 0 }, as: UTF8.self)
            rest = rest.dropFirst(16 + length)
            if take(name, in: number) { isNews = true }
        }
        return isNews
    }

    private func take(_ name: String, in number: Int32) -> Bool {
        state.withLock { state in
            guard let folder = state.folders[number] else { return false }
            let path = "\(folder)/\(name)"
            let isOurs = files.contains(path) || roots.contains { path.hasPrefix($0 + "/") && !name.hasPrefix(".") }
            if isOurs { state.changed.insert(path) }
            return isOurs
        }
    }
}
