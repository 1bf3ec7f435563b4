import AsyncHTTPClient
import Foundation
import Simulator
import Testing

struct FaultTests {
    @Test(arguments: SimulatedProvider.allCases)
    func `a cut connection ends without a byte and changes nothing`(provider: SimulatedProvider) async throws {
        try await withSimulator(provider) { simulator, wire async throws in
            await simulator.order(Fault(.cut))
            await #expect(throws: HTTPClientError.remoteConnectionClosed) {
                _ = try await wire.send(.GET, provider.listPath)
            }
            #expect(try await wire.send(.GET, provider.listPath).status == 200)
            let requests = await simulator.books().requests
            #expect(requests.map(\.status) == [nil, 200])
            #expect(requests.map(\.fault) == ["cut", nil])
        }
    }

    @Test func `a cut before the write leaves the ticket alone, one after it does not`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            let ticket = try #require(await simulator.tickets().first { $0.channel == "portal" })
            for (kind, added) in [(Fault.Kind.cut, 0), (.commitThenCut, 1)] {
                await simulator.order(Fault(kind, method: "POST", pathPrefix: "/v1/tickets"))
                await #expect(throws: HTTPClientError.remoteConnectionClosed) {
                    _ = try await wire.send(.POST, "/tickets/\(ticket.id)", json: ["message": "Hallo"])
                }
                #expect(await simulator.ticket(ticket.id)?.messages.count == ticket.messages.count + added)
            }
        }
    }

    @Test func `a cut in the body sends the head and half of what it promised`() async throws {
        try await withSimulator(.klinkcx) { simulator, wire in
            await simulator.order(Fault(.cutMidBody))
            let torso = try await wire.torso("/api/v1/tickets")
            #expect(torso.status == 200)
            #expect(torso.isBroken)
            let promised = try #require(torso.promisedLength)
            #expect(torso.receivedLength == promised / 2)
        }
    }

    @Test func `a status is told in the vendor's words and passes`() async throws {
        try await withSimulator(.ippanel) { simulator, wire in
            await simulator.order(Fault(.status(429, retryAfter: 7), times: 2))
            await simulator.order(Fault(.status(503)))
            for _ in 0..<2 {
                let reply = try await wire.send(.GET, "/api/ticket")
                #expect(reply.status == 429)
                #expect(reply.headers["Retry-After"] == ["7"])
                #expect(reply.json["meta"]?["status"] == false)
            }
            #expect(try await wire.send(.GET, "/api/ticket").status == 503)
            #expect(try await wire.send(.GET, "/api/ticket").status == 200)
        }
    }

    @Test func `a fault meets only the requests it is for, after those it skips`() async throws {
        try await withSimulator(.klinkcx) { simulator, wire async throws in
            await simulator.order(Fault(.status(500), method: "GET", pathPrefix: "/api/v1/tags", skipping: 1))
            #expect(try await wire.send(.GET, "/api/v1/tickets").status == 200)
            #expect(try await wire.send(.GET, "/api/v1/tags").status == 200)
            #expect(try await wire.send(.GET, "/api/v1/tickets").status == 200)
            #expect(try await wire.send(.GET, "/api/v1/tags").status == 500)
            #expect(try await wire.send(.GET, "/api/v1/tags").status == 200)
        }
    }

    @Test func `garbage is an HTML page with status 200`() async throws {
        try await withSimulator(.usercom) { simulator, wire in
            await simulator.order(Fault(.garbage))
            let reply = try await wire.send(.GET, "/tickets/")
            #expect(reply.status == 200)
            #expect(reply.headers["Content-Type"] == ["text/html; charset=utf-8"])
            #expect(reply.text.hasPrefix("<!DOCTYPE html>"))
        }
    }

    @Test func `truncated JSON is a whole answer with half a text`() async throws {
        try await withSimulator(.usercom) { simulator, wire in
            let whole = try await wire.send(.GET, "/tickets/").body
            await simulator.order(Fault(.truncatedJSON))
            let reply = try await wire.send(.GET, "/tickets/")
            #expect(reply.status == 200)
            #expect(reply.body == Array(whole.prefix(whole.count - whole.count / 2)))
            #expect(JSON(parsing: reply.body) == nil)
        }
    }

    @Test func `a huge answer has as many bytes as were ordered`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            await simulator.order(Fault(.huge(bytes: 5_000_000)))
            let reply = try await wire.send(.GET, "/tickets")
            #expect(reply.body.count == 5_000_000 + "{\"data\":\"\"}".utf8.count)
        }
    }

    @Test func `an empty answer has status 200 and nothing else`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            await simulator.order(Fault(.empty))
            let reply = try await wire.send(.GET, "/tickets")
            #expect(reply.status == 200)
            #expect(reply.body.isEmpty)
            #expect(reply.headers["Content-Type"].isEmpty)
        }
    }

    @Test func `latency and a slow body take their time and bring the whole answer`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire in
            let plain = try await wire.send(.GET, "/tickets").body
            let clock = ContinuousClock()
            for kind in [Fault.Kind.latency(.milliseconds(300)), .slowBody(bytesPerSecond: plain.count * 3)] {
                await simulator.order(Fault(kind))
                var body: [UInt8] = []
                let elapsed = try await clock.measure { body = try await wire.send(.GET, "/tickets").body }
                #expect(body == plain)
                #expect(elapsed >= .milliseconds(290))
            }
        }
    }

    @Test func `a hanging request is never answered, and does not keep the simulator from stopping`() async throws {
        try await withSimulator(.mijnklantportaal) { simulator, wire async throws in
            await simulator.order(Fault(.hang))
            #expect(try await wire.isUnanswered("/tickets", after: 200))
            await simulator.stop()
            await #expect(throws: (any Error).self) { _ = try await wire.send(.GET, "/tickets") }
        }
    }

    @Test func `faults can be taken back`() async throws {
        try await withSimulator(.klinkcx) { simulator, wire async throws in
            await simulator.order(Fault(.status(500), times: 100))
            #expect(try await wire.send(.GET, "/api/v1/tickets").status == 500)
            await simulator.clearFaults()
            #expect(try await wire.send(.GET, "/api/v1/tickets").status == 200)
        }
    }
}
