import Foundation
import TicketModel

/// The plugins that come with the binary.
///
/// Where somebody happens to stand has no part in finding them.
enum ShippedPlugins {
    /// The folder beside an installed binary, given by its real path, or of a checkout; nil where there is neither.
    static func folder(executable: String? = executable) -> String? {
        guard let executable else { return nil }
        let bin = FilePath.resolve("..", in: executable)
        let installed = ["share/usher/plugins", "../share/usher/plugins"].map { FilePath.resolve($0, in: bin) }
        return installed.first(where: FileTree.isFolder) ?? checkout(around: bin)
    }

    /// The plugins of the checkout whose build folder (`.build…`) a binary is in.
    private static func checkout(around bin: String) -> String? {
        let parts = bin.split(separator: "/").map(String.init)
        guard let build = parts.lastIndex(where: { $0.hasPrefix(".build") }) else { return nil }
        let root = "/" + parts[..<build].joined(separator: "/")
        let plugins = "\(root)/plugins"
        return FileTree.exists("\(root)/Package.swift") && FileTree.isFolder(plugins) ? plugins : nil
    }

    /// The running binary, links followed.
    static var executable: String? {
        #if os(Linux)
            if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") { return path }
        #endif
        return Bundle.main.executableURL?.resolvingSymlinksInPath().path(percentEncoded: false)
    }

    /// When the running binary was made.
    static var binaryTime: Timestamp? {
        guard let executable, let attributes = try? FileManager.default.attributesOfItem(atPath: executable) else {
            return nil
        }
        return (attributes[.modificationDate] as? Date).flatMap { Timestamp(seconds: $0.timeIntervalSince1970) }
    }
}
