import Testing
import TicketModel

struct BadInputTests {
    /// A command line, and the sentence that it gets.
    static let commandLines: [([String], String)] = [
        (
            ["tickets", "list", "--status", "opne"],
            "The filter \"status\" does not fit: \"opne\" is not a status; did you mean \"open\"? "
                + "A provider's own word is written raw:WORD."
        ),
        (
            ["tickets", "list", "--older-than", "soon"],
            "The filter \"older_than\" does not fit: \"soon\" is not a duration; "
                + "write numbers with the units w, d, h, m, s and ms, as in 1h30m."
        ),
        (
            ["tickets", "list", "--has", "colour"],
            "The filter \"has\" cannot be \"colour\"; write "
        ),
        (["tickets", "list", "--limit", "0"], "--limit is 0; write a number from 1."),
        (
            ["tickets", "show", "tic_1"],
            "\"tic_1\" names no connection; write CONNECTION/ID, as in portal/tic_1."
        ),
        (
            ["tickets", "status", "desk/1", "shut"],
            "\"shut\" is not a status; write new, open, pending, on_hold, solved, closed or unknown, "
                + "or raw:WORD for a provider's own word."
        ),
        (["tickets", "status", "desk/1"], "Name the status too, as in closed."),
        (["tickets", "priority", "desk/1", "hgih"], "\"hgih\" is not a priority; did you mean \"high\"? "),
        (["tickets", "reply", "--text", "x"], "Name a TICKET, as in portal/tic_1, or a filter such as --status open."),
        (["tickets", "reply", "desk/1", "--text", " "], "The text is empty; write one with --text."),
        (
            ["tickets", "reply", "desk/1", "--text", "x", "--attach", "nothing.pdf"],
            "The file \"nothing.pdf\" does not exist; name another with --attach."
        ),
        (["tickets", "tag", "desk/1"], "Name the tags too, as in urgent, or --remove stale."),
        (["run", "hello", "--ticket", "desk/1", "--event", "e.json"], "--ticket and --event are both given; "),
        (["run", "hello", "--event", "e.json"], "The file \"e.json\" does not exist; name another with --event."),
        (["run", "escalate-stael"], "There is no automation \"escalate-stael\"; did you mean \"escalate-stale\"?"),
        (
            ["plugins", "check", "nowhere"],
            "nowhere: there is no plugin here; name a .lua file, or a folder with an init.lua"
        ),
        (["tickets", "list", "--colour"], "Error: Unknown option '--colour'"),
        (["tickets", "show"], "Error: Missing expected argument '<ticket>'"),
    ]

    @Test(arguments: commandLines)
    func `a wrong command line gets one sentence and exit code 2`(arguments: [String], sentence: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", "connections: {}\n")
        let outcome = try await UsherProcess(folder: folder.path).run(arguments + ["--json"])
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix(sentence), "\(outcome.errors)")
        #expect(try outcome.json()["error"]?["message"]?.stringValue?.isEmpty == false)
    }

    @Test func `no configuration says how to get one`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await UsherProcess(folder: folder.path).run("tickets", "list")
        #expect(outcome.status == 2)
        #expect(
            outcome.errors
                == "No usher.yaml here. Run \"usher init\" to make one, or name one with --config PATH.\n"
        )
    }

    @Test func `all that is wrong with a file is told, a line each`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", "conections: {}\nlisten: here\n")
        let outcome = try await UsherProcess(folder: folder.path).run("tickets", "list", "--json")
        #expect(outcome.status == 2)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("usher.yaml:1: conections: ") == true)
        #expect(lines.last?.hasPrefix("usher.yaml:2: listen: ") == true)
        #expect(try outcome.json()["error"]?["kind"] == "configuration")
    }

    /// A connection, and what is wrong with it.
    static let connections: [(String, String)] = [
        (
            "  desk:\n    provider: klinkxc\n    token: x\n",
            "usher.yaml:2: connections.desk.provider: there is no provider \"klinkxc\"; did you mean \"klinkcx\"?"
        ),
        ("  desk:\n    provider: klinkcx\n", "usher.yaml:2: connections.desk.token: klinkcx needs this setting ("),
        (
            "  desk:\n    provider: klinkcx\n    token: x\n    page_size: many\n",
            "usher.yaml:5: connections.desk.page_size: \"many\" is not a whole number from 1 to 1000; write 1."
        ),
        (
            "  desk:\n    provider: klinkcx\n    token: x\n    base_url: http://example.com\n",
            "usher.yaml:5: connections.desk.base_url: "
        ),
        (
            "  desk:\n    provider: klinkcx\n    token: \"${env:NO_SUCH_TOKEN}\"\n",
            "usher.yaml:4: connections.desk.token: the environment variable NO_SUCH_TOKEN is not set; "
        ),
    ]

    @Test(arguments: connections)
    func `a connection that cannot be set up names its line and key`(yaml: String, problem: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", "connections:\n" + yaml)
        let outcome = try await UsherProcess(folder: folder.path).run("tickets", "list")
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains(problem), "\(outcome.errors)")
    }

    @Test func `a plugin with a syntax error does not stop the others`() async throws {
        try await Desk.open(more: "  broken:\n    provider: broken\n") { desk in
            try desk.folder.write("plugins/providers/broken.lua", "return {\n  name = = 1\n}\n")
            let outcome = try await desk.usher.run("tickets", "list", "--json")
            #expect(outcome.status == 2, "\(outcome.errors)")
            let document = try outcome.json()
            #expect(document["errors"]?.texts("kind") == ["plugin"])
            #expect(document["errors"]?.texts("connection") == ["broken"])
            #expect(document["tickets"]?.arrayValue?.isEmpty == false)
            #expect(outcome.errors.contains("plugins/providers/broken.lua:2: "))
        }
    }
}
