import Foundation
import OutboundHTTP
import PluginHost
import TicketModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The file that `webhook_secret` refers to: the secrets of webhooks, a line each.
struct WebhookSecretFile: Sendable {
    /// What became of the secrets.
    enum Outcome: Sendable, Equatable {
        /// The connection knows all of them.
        case known
        case written(String)
        /// The provider does not tell those of webhooks with these ids.
        case untold([String])
    }

    /// As the operator named it.
    let name: String
    /// The folder that it counts from.
    let folder: String

    /// Keeps what the connection does not know yet; what it knows stays in force.
    func keep(_ records: [WebhookRecord], of rule: WebhookRule?) throws(CommandFailure) -> Outcome {
        let known = rule?.secrets ?? []
        // A secret that the connection knows may come blotted out.
        let blot = Secret("<redacted>")
        let told = records.compactMap(\.secret).filter { $0 != blot }
        let news = told.filter { !known.contains($0) }
        guard news.isEmpty else {
            try write((known + news).map { $0.unsafeRevealed() })
            return .written(name)
        }
        let untold = records.filter { $0.secret == nil }.map(\.id)
        return untold.isEmpty ? .known : .untold(untold)
    }

    private func write(_ secrets: [String]) throws(CommandFailure) {
        let path = FilePath.resolve(name, in: folder)
        var seen: Set<String> = []
        let text = secrets.filter { seen.insert($0).inserted }.map { $0 + "\n" }.joined()
        // Beside its place, and only then there: who reads it finds the old secrets or the new ones.
        let draft = "\(path).\(getpid()).new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw refused(errno) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
        } catch {
            unlink(draft)
            throw refused(EIO)
        }
        guard rename(draft, path) == 0 else {
            let number = errno
            unlink(draft)
            throw refused(number)
        }
    }

    private func refused(_ number: Int32) -> CommandFailure {
        CommandFailure(
            .configuration,
            [
                "The secrets cannot be written: \"\(name)\" \(FileFault(errorNumber: number).clause); name another file "
                    + "with --secrets, remove the webhooks and register anew."
            ],
            exitCode: ExitCodes.failed
        )
    }
}
