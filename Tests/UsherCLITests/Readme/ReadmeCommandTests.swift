import Testing
import TicketModel

struct ReadmeCommandTests {
    @Test func `every command that the README shows does what it promises, from top to bottom`() async throws {
        let commands = try Readme().commands
        #expect(commands.count > 20)
        try await ReadmeDesk.open { desk in
            for command in commands {
                guard command.line != "usher serve" else {
                    let status = try await desk.serve()
                    #expect(status == command.status)
                    continue
                }
                let outcome = try await desk.type(command.line)
                #expect(outcome.status == command.status, "\(command.line)\n\(outcome.output)\n\(outcome.errors)")
                #expect(!outcome.errors.contains("Usage:"), "\(command.line)\n\(outcome.errors)")
            }
            #expect(desk.acme.books.ticket(7)?.entries.map(\.text).contains("It is fixed.") == true)
        }
    }

    @Test func `every subcommand is in the README`() async throws {
        let readme = try Readme().text
        var open = [[String]()]
        var seen: [String] = []
        while let command = open.popLast() {
            let help = try await UsherProcess(folder: "/").run(command + ["--help"])
            #expect(help.status == 0, "\(command) \(help.errors)")
            let names = Self.subcommands(in: help.output)
            open += names.map { command + [$0] }
            if names.isEmpty { seen.append((["usher"] + command).joined(separator: " ")) }
        }
        #expect(seen.contains("usher tickets list") && seen.contains("usher doctor"))
        for command in seen { #expect(readme.contains(command), "The README does not show \(command).") }
    }

    @Test func `every kind of error, and every field of a ticket, is in the guide to the JSON`() throws {
        let guide = try Readme.guide("Sources/UsherCLI/Documentation.docc/JSONAndExitCodes.md")
        let words = ErrorKind.allCases.map(\.rawValue) + TicketField.allCases.map(\.rawValue)
        let missing = words.filter { !guide.contains("`\($0)`") }
        #expect(missing.isEmpty)
    }

    @Test func `every option of the filter is in the README`() async throws {
        let readme = try Readme().text
        let help = try await UsherProcess(folder: "/").run("tickets", "list", "--help").output
        let options = help.matches(of: /^  (--[a-z-]+)/.anchorsMatchLineEndings()).map { String($0.1) }
        #expect(options.count > 15)
        for option in options where option != "--version" {
            #expect(readme.contains(option), "The README does not show \(option).")
        }
    }

    /// The names under the heading of a help text; none where it has none.
    private static func subcommands(in help: String) -> [String] {
        guard let heading = help.firstRange(of: "SUBCOMMANDS:") else { return [] }
        return help[heading.upperBound...].matches(of: /^  ([a-z]+)/.anchorsMatchLineEndings()).map { String($0.1) }
    }
}
