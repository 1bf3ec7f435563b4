import Foundation
import Synchronization
import Testing
import TicketModel

/// `usher serve` in a process of its own, whose log lines are awaited.
final class RunningUsher: Sendable {
    private struct Waiter {
        let matches: @Sendable (JSONValue) -> Bool
        let continuation: CheckedContinuation<JSONValue, any Error>
    }

    private struct State {
        var rest: [UInt8] = []
        var lines: [JSONValue] = []
        var raw: [String] = []
        var waiters: [Waiter] = []
        var status: Int32?
        var ends: [CheckedContinuation<Int32, Never>] = []
    }

    /// The process ended before it said what was awaited.
    struct Ended: Error, CustomStringConvertible {
        let status: Int32
        let log: String
        var description: String { "it ended with \(status):\n\(log)" }
    }

    private let process: Process
    private let state = Mutex(State())

    /// Starts the daemon at a free port, with its log in JSON.
    init(_ usher: UsherProcess, _ arguments: [String] = []) throws {
        process = Process()
        process.executableURL = URL(filePath: try usher.executable ?? UsherProcess.built())
        process.arguments = ["serve", "--log-format", "json", "--listen", "127.0.0.1:0"] + arguments
        process.currentDirectoryURL = URL(filePath: usher.folder)
        process.environment = ["PATH": "/usr/bin:/bin", "TZ": "UTC"].merging(usher.environment) { _, own in own }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardError = pipe
        pipe.fileHandleForReading.readabilityHandler = { [self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            hear(Array(data))
        }
        process.terminationHandler = { [self] in end($0.terminationStatus) }
        try process.run()
    }

    var pid: Int32 { process.processIdentifier }

    /// Every line so far, as it was written.
    var log: String { state.withLock { $0.raw.joined(separator: "\n") } }

    /// The lines so far with this message.
    func lines(_ message: String) -> [JSONValue] {
        state.withLock { $0.lines.filter { $0["message"]?.stringValue == message } }
    }

    /// The first line that matches, be it said already or not yet.
    @discardableResult
    func hears(_ message: String, where matches: @escaping @Sendable (JSONValue) -> Bool = { _ in true }) async throws
        -> JSONValue
    {
        let fits: @Sendable (JSONValue) -> Bool = { $0["message"]?.stringValue == message && matches($0) }
        return try await withCheckedThrowingContinuation { continuation in
            let answer: Result<JSONValue, any Error>? = state.withLock { state in
                if let line = state.lines.first(where: fits) { return .success(line) }
                if let status = state.status {
                    return .failure(Ended(status: status, log: state.raw.joined(separator: "\n")))
                }
                state.waiters.append(Waiter(matches: fits, continuation: continuation))
                return nil
            }
            if let answer { continuation.resume(with: answer) }
        }
    }

    /// The port, once it listens.
    func port() async throws -> Int {
        let line = try await hears("Usher serves.")
        let address = try #require(line["listen"]?.stringValue)
        return try #require(address.split(separator: ":").last.flatMap { Int($0) })
    }

    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// The exit code, once it has ended.
    func status() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status: Int32? = state.withLock { state in
                if state.status == nil { state.ends.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    /// Asks it to end, and waits until it has.
    @discardableResult
    func stop(_ number: Int32 = SIGTERM) async -> Int32 {
        signal(number)
        return await status()
    }

    private func hear(_ bytes: [UInt8]) {
        let told = state.withLock { state -> [(Waiter, JSONValue)] in
            state.rest += bytes
            var told: [(Waiter, JSONValue)] = []
            while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
                let text = String(decoding: state.rest[..<end], as: UTF8.self)
                state.rest.removeSubrange(...end)
                state.raw.append(text)
                guard let line = try? JSONValue(parsing: text) else { continue }
                state.lines.append(line)
                told += state.waiters.filter { $0.matches(line) }.map { ($0, line) }
                state.waiters.removeAll { $0.matches(line) }
            }
            return told
        }
        for (waiter, line) in told { waiter.continuation.resume(returning: line) }
    }

    private func end(_ status: Int32) {
        let (waiters, ends, log) = state.withLock { state in
            state.status = status
            defer { (state.waiters, state.ends) = ([], []) }
            return (state.waiters, state.ends, state.raw.joined(separator: "\n"))
        }
        for waiter in waiters { waiter.continuation.resume(throwing: Ended(status: status, log: log)) }
        for end in ends { end.resume(returning: status) }
    }
}
