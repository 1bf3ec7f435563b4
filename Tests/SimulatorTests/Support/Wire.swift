import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Simulator

/// Speaks to one running simulator over HTTP: follows no redirect and repeats nothing.
struct Wire: Sendable {
    let provider: SimulatedProvider
    let address: SimulatorAddress
    let client: HTTPClient

    enum Method: String, Sendable {
        case GET, POST, PUT, PATCH, DELETE
    }

    /// All values of a header by its name.
    struct Headers: Sendable {
        fileprivate let all: HTTPHeaders

        subscript(_ name: String) -> [String] { all[name] }
    }

    struct Reply: Sendable {
        let status: Int
        let headers: Headers
        let body: [UInt8]

        var json: JSON { JSON(parsing: body) ?? .null }
        var text: String { String(decoding: body, as: UTF8.self) }
        /// The keys of the body's object, sorted.
        var keys: [String] { json.keys.sorted() }
    }

    /// The headers that the vendor wants.
    var headers: [(String, String)] {
        switch provider {
        case .mijnklantportaal, .klinkcx: [("Authorization", "Bearer \(address.token)")]
        case .usercom: [("Authorization", "Token \(address.token)"), ("Accept", "*/*; version=2")]
        case .ippanel: [("Authorization", address.token)]
        }
    }

    /// Sends a request below the base URL, with the vendor's headers unless others are given.
    func send(
        _ method: Method,
        _ path: String,
        headers: [(String, String)]? = nil,
        type: String? = nil,
        body: [UInt8] = []
    ) async throws -> Reply {
        try await exchange(method, address.baseURL + path, headers ?? self.headers, type, body)
    }

    /// Sends JSON below the base URL.
    func send(_ method: Method, _ path: String, json: JSON) async throws -> Reply {
        try await send(method, path, type: "application/json", body: json.bytes)
    }

    /// Sends a multipart form below the base URL; a field with a file name is a file.
    func send(_ path: String, form: [(name: String, fileName: String?, text: String)]) async throws -> Reply {
        var body = ""
        for field in form {
            let file = field.fileName.map { "; filename=\"\($0)\"\r\nContent-Type: image/png" } ?? ""
            body += "--edge\r\nContent-Disposition: form-data; name=\"\(field.name)\"\(file)\r\n\r\n\(field.text)\r\n"
        }
        body += "--edge--\r\n"
        return try await send(.POST, path, type: "multipart/form-data; boundary=edge", body: Array(body.utf8))
    }

    /// Reads an absolute URL.
    func get(url: String) async throws -> Reply {
        try await exchange(.GET, url, headers, nil, [])
    }

    /// Sends a request to the control paths, without a token.
    func control(_ method: Method, _ path: String, json: JSON? = nil) async throws -> Reply {
        try await exchange(method, "\(address.origin)/_simulator\(path)", [], nil, json?.bytes ?? [])
    }

    /// What came of an answer whose body breaks off.
    struct Torso: Sendable {
        let status: Int
        let promisedLength: Int?
        let receivedLength: Int
        let isBroken: Bool
    }

    /// Reads below the base URL until the body ends or breaks off.
    func torso(_ path: String) async throws -> Torso {
        let response = try await client.execute(request(.GET, address.baseURL + path, headers), timeout: .seconds(10))
        var received = 0
        var isBroken = false
        do {
            for try await part in response.body { received += part.readableBytes }
        } catch {
            isBroken = true
        }
        return Torso(
            status: Int(response.status.code),
            promisedLength: response.headers.first(name: "Content-Length").flatMap { Int($0) },
            receivedLength: received,
            isBroken: isBroken
        )
    }

    /// Whether a read is still without an answer after so long.
    func isUnanswered(_ path: String, after milliseconds: Int64) async throws -> Bool {
        do {
            let deadline = NIODeadline.now() + .milliseconds(milliseconds)
            _ = try await client.execute(request(.GET, address.baseURL + path, headers), deadline: deadline)
            return false
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            return true
        }
    }

    private func request(_ method: Method, _ url: String, _ headers: [(String, String)]) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method.rawValue)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        return request
    }

    private func exchange(
        _ method: Method,
        _ url: String,
        _ headers: [(String, String)],
        _ type: String?,
        _ body: [UInt8]
    ) async throws -> Reply {
        var request = request(method, url, headers)
        if let type { request.headers.add(name: "Content-Type", value: type) }
        if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await client.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 64 * 1024 * 1024)
        return Reply(
            status: Int(response.status.code),
            headers: Headers(all: response.headers),
            body: Array(bytes.readableBytesView)
        )
    }
}

/// Starts a simulator, gives it to the closure with a wire to it, and stops it again.
func withSimulator(
    _ provider: SimulatedProvider,
    options: SimulatorOptions = .fixed(),
    _ body: (ProviderSimulator, Wire) async throws -> Void
) async throws {
    let simulator = ProviderSimulator(provider, options: options)
    let address = try await simulator.start()
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    // A busy machine may take long to accept a connection; no test is about that.
    configuration.timeout.connect = .seconds(60)
    // A simulator that is gone is to be found gone at once.
    configuration.connectionPool.retryConnectionEstablishment = false
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let outcome: Result<Void, any Error>
    do {
        try await body(simulator, Wire(provider: provider, address: address, client: client))
        outcome = .success(())
    } catch {
        outcome = .failure(error)
    }
    try await client.shutdown()
    await simulator.stop()
    try outcome.get()
}
