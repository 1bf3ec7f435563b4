import Foundation
import Simulator
import Testing

/// A folder outside the repository with the files that the README has one write, and what they speak to.
struct ReadmeDesk: Sendable {
    let acme: AcmeDesk
    let sink: NotificationSink
    let folder: TemporaryFolder
    var usher: UsherProcess

    static func open(_ body: (ReadmeDesk) async throws -> Void) async throws {
        await Turnstile.desks.enter()
        defer { Turnstile.desks.leave() }
        let readme = try Readme()
        let (acme, sink) = (AcmeDesk(), NotificationSink())
        let folder = try TemporaryFolder()
        for (name, text) in readme.files { try folder.write(name, text) }
        let event = try #require(readme.blocks.first { $0.language == "json" })
        try folder.write("event.json", event.text)
        try folder.write("answer.txt", "It is fixed.\n")
        let bin = URL(filePath: try UsherProcess.built()).deletingLastPathComponent().path(percentEncoded: false)
        do {
            let environment = [
                "ACME_URL": try await acme.start(),
                "ACME_TOKEN": AcmeDesk.token,
                "DUTY_URL": try await sink.start(),
                "PATH": "\(bin):/usr/bin:/bin",
            ]
            let usher = UsherProcess(folder: folder.path, environment: environment)
            try await body(ReadmeDesk(acme: acme, sink: sink, folder: folder, usher: usher))
        } catch {
            await close(acme, sink)
            throw error
        }
        await close(acme, sink)
    }

    /// Types a line at a shell.
    func type(_ line: String) async throws -> UsherProcess.Outcome {
        var shell = usher
        shell.executable = "/bin/sh"
        return try await shell.run("-c", line)
    }

    /// Starts the daemon at a free port, and stops it once it serves.
    ///
    /// - Returns: its exit code.
    func serve() async throws -> Int32 {
        let daemon = try RunningUsher(usher)
        do {
            try await daemon.hears("Usher serves.")
        } catch {
            await daemon.stop(SIGKILL)
            throw error
        }
        return await daemon.stop()
    }

    private static func close(_ acme: AcmeDesk, _ sink: NotificationSink) async {
        await acme.stop()
        await sink.stop()
    }
}
