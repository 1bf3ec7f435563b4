import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Simulator

extension Desk {
    /// Providers that may be asked as often as one likes.
    static let patient: @Sendable (SimulatedProvider) -> SimulatorOptions = { _ in
        var options = SimulatorOptions()
        options.rateLimit = .requests(60_000, per: .seconds(60))
        return options
    }

    /// Lends a running daemon, and stops it at the end.
    func serving(_ arguments: [String] = [], _ body: (RunningUsher) async throws -> Void) async throws {
        let daemon = try RunningUsher(usher, arguments)
        do {
            try await body(daemon)
        } catch {
            await daemon.stop(SIGKILL)
            throw error
        }
        await daemon.stop()
    }

    /// Inserts a ticket at a simulator, and gives its id there.
    @discardableResult
    func insert(_ subject: String, at provider: SimulatedProvider) async -> String {
        await fleet[provider].insert(NewTicket(subject: subject, body: "<p>Help</p>"))
    }

    /// Waits for the first write at a simulator, to a path that fits.
    func isWritten(
        at provider: SimulatedProvider,
        where fits: @escaping @Sendable (String) -> Bool = { _ in true }
    ) async {
        await fleet[provider].request { $0.method != "GET" && fits($0.path) }
    }

    /// How many writes a simulator has seen.
    func writes(at provider: SimulatedProvider) async -> Int {
        await fleet[provider].books().requests.count { $0.method != "GET" }
    }
}

/// Requests over real sockets.
enum Wire {
    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Whether somebody listens at a port of this machine.
    static func isListening(_ port: Int) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    static func get(_ url: String, headers: [String: String] = [:]) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        return try await send(request)
    }

    static func post(_ url: String, _ body: [UInt8], headers: [String: String] = [:]) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(body)
        return try await send(request)
    }

    private static func send(_ request: HTTPClientRequest) async throws -> Answer {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 1 << 20)
        let headers = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        return Answer(status: Int(response.status.code), headers: headers, body: Array(body.readableBytesView))
    }
}
