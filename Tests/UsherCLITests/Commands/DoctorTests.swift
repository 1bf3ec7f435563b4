import Foundation
import Testing
import TicketModel

struct DoctorTests {
    @Test func `a desk in order has nothing that failed`() async throws {
        try await Desk.open { desk in
            let outcome = try await desk.usher.run("doctor", "--json")
            #expect(outcome.status == 0, "\(outcome.output)")
            let checks = try #require(try outcome.json()["checks"]?.arrayValue)
            let connections = checks.filter { $0["subject"] == "connections.mijnklantportaal" }
            #expect(connections.map { $0["result"] } == ["ok"])
            let warnings = checks.filter { $0["result"] == "warning" }.compactMap { $0["message"]?.stringValue }
            #expect(warnings.contains { $0.contains("waiting_longer_than never matches here") })
        }
    }

    @Test func `a wrong token fails at its connection only`() async throws {
        try await Desk.open { desk in
            var usher = desk.usher
            usher.environment["USERCOM_TOKEN"] = "wrong"
            let outcome = try await usher.run("doctor", "--json")
            #expect(outcome.status == 1)
            let checks = try #require(try outcome.json()["checks"]?.arrayValue)
            let failed = checks.filter { $0["result"] == "failed" }
            #expect(failed.map { $0["subject"] } == ["connections.usercom"])
            #expect(!outcome.output.contains("wrong\""))
        }
    }

    @Test func `a configuration that cannot be read is what failed`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", "listen: here\n")
        let outcome = try await UsherProcess(folder: folder.path).run("doctor")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("failed   configuration: usher.yaml:1: listen: "))
    }

    @Test(
        arguments: [
            ("  duty: { plugin: webhook, url: \"http://127.0.0.1:9/\" }", "did you mean \"duty\"?"),
            ("  desk: { plugin: webhook, url: \"http://127.0.0.1:9/\" }", "the notifiers are desk"),
        ]
    )
    func `a setting that names no notifier is told before anything runs`(
        _ notifier: String,
        _ advice: String
    ) async throws {
        let folder = try TemporaryFolder()
        let file = """
            notifiers:
            \(notifier)
            automations:
              escalate-stale:
                settings:
                  notifier: dutty
            """
        try folder.write("usher.yaml", file)
        let usher = UsherProcess(folder: folder.path)
        let place = "usher.yaml:6: automations.escalate-stale.settings.notifier"
        let outcome = try await usher.run("doctor", "--json")
        let checks = try #require(try outcome.json()["checks"]?.arrayValue)
        let failed = checks.filter { $0["result"] == "failed" }
        #expect(outcome.status == 1)
        #expect(failed.map { $0["subject"] } == ["automations.escalate-stale"])
        #expect(failed.map { $0["message"] } == [.string("\(place): there is no notifier \"dutty\"; \(advice)")])
        try folder.write("usher.yaml", file.replacing("dutty", with: notifier.contains("duty") ? "duty" : "desk"))
        #expect(try await usher.run("doctor").status == 0)
    }

    @Test func `a store that cannot be worked with is told, and none is made`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", "connections: {}\n")
        let usher = UsherProcess(folder: folder.path)
        func store() async throws -> [JSONValue] {
            let checks = try await usher.run("doctor", "--json").json()["checks"]?.arrayValue ?? []
            return checks.filter { $0["subject"] == "store" }
        }
        #expect(try await store().map { $0["result"] } == ["ok"])
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/usher.db"))
        _ = try await usher.run("sync")
        #expect(try await store().map { $0["message"] } == [.string("\(folder.path)/usher.db is whole.")])
        let path = try folder.write("usher.db", String(repeating: "no database ", count: 1_000))
        let broken = try await store()
        #expect(broken.map { $0["result"] } == ["failed"])
        #expect(broken.first?["message"]?.stringValue?.hasPrefix("The database \(path) is damaged") == true)
        try folder.write("usher.yaml", "connections: {}\ndatabase: \"postgres://usher:secret@127.0.0.1:1/usher\"\n")
        let away = try await usher.run("doctor")
        #expect(away.status == 1)
        #expect(away.output.contains("cannot be reached") && !away.output.contains("secret"), "\(away.output)")
    }

    @Test func `what init makes passes, and is not overwritten`() async throws {
        let folder = try TemporaryFolder()
        let first = try await UsherProcess(folder: folder.path).run("init", "desk")
        #expect(first.status == 0, "\(first.errors)")
        let usher = UsherProcess(folder: "\(folder.path)/desk")
        let doctor = try await usher.run("doctor")
        #expect(doctor.status == 0, "\(doctor.output)")
        let checked = try await usher.run("plugins", "check", "plugins")
        #expect(checked.output == "1 plugin, 0 problems\n")
        let second = try await UsherProcess(folder: folder.path).run("init", "desk")
        #expect(second.status == 2)
        #expect(second.errors.hasPrefix("\"desk/usher.yaml\", \"desk/plugins/automations/hello.lua\" and "))
    }
}
