import Foundation
import Simulator
import Testing

/// The daemon under a service manager such as systemd.
struct ServiceManagerTests {
    @Test func `it says when it is ready and when it stops, and leaves nothing behind`() async throws {
        try await Desk.open(options: Desk.patient, settings: ["poll: 1s"]) { desk in
            let socket = try NoticeSocket(in: desk.folder)
            var usher = desk.usher
            usher.environment["NOTIFY_SOCKET"] = socket.path
            usher.environment["WATCHDOG_USEC"] = "300000"
            let daemon = try RunningUsher(usher)
            var said: [String] = []
            for await notice in socket.notices {
                said += notice.split(separator: "\n").map(String.init)
                if said.contains("READY=1"), said.contains("WATCHDOG=1") { break }
            }
            let port = try await daemon.port()
            // It says that it is ready when it is.
            #expect(try await Wire.get("http://127.0.0.1:\(port)/health/ready").status == 200)
            #expect(said.contains("STATUS=4 connections, 0 automations"))
            daemon.signal(SIGTERM)
            for await notice in socket.notices where notice == "STOPPING=1" { break }
            #expect(await daemon.status() == 0, "\(daemon.log)")
            socket.end()
            #expect(kill(daemon.pid, 0) == -1 && errno == ESRCH)
            #expect(!Wire.isListening(port))
        }
    }

    @Test func `without a service manager it says nothing to nobody`() async throws {
        try await Desk.open(options: Desk.patient, settings: ["poll: 1s"]) { desk in
            var usher = desk.usher
            usher.environment["NOTIFY_SOCKET"] = "\(desk.folder.path)/nobody"
            let daemon = try RunningUsher(usher)
            _ = try await daemon.port()
            #expect(await daemon.stop() == 0, "\(daemon.log)")
        }
    }
}
