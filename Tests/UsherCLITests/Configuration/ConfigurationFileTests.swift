import Foundation
import Testing
import TicketModel

@testable import UsherCLI

struct ConfigurationFileTests {
    private func failure(_ path: String?, in folder: TemporaryFolder) throws -> String {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationFile.load(path: path, currentFolder: folder.path)
        }
        return error.description
    }

    @Test func `a missing file says how to get one`() throws {
        let folder = try TemporaryFolder()
        #expect(
            try failure(nil, in: folder)
                == "No usher.yaml here. Run \"usher init\" to make one, or name one with --config PATH."
        )
        #expect(
            try failure("other.yaml", in: folder)
                == "There is no \"other.yaml\". Run \"usher init\" to make a usher.yaml, "
                + "or name another with --config PATH."
        )
    }

    @Test func `a folder and a huge file are refused`() throws {
        let folder = try TemporaryFolder()
        try folder.write("desk/huge.yaml", String(repeating: "#", count: 1024 * 1024 + 1))
        #expect(
            try failure("desk", in: folder)
                == "\"desk\" is a folder; name the file in it, as in --config desk/usher.yaml."
        )
        #expect(
            try failure("desk/huge.yaml", in: folder)
                == "\"desk/huge.yaml\" is larger than 1024 KiB, and no configuration is; name another with --config PATH."
        )
    }

    @Test func `an unreadable file tells the reason`() throws {
        let surroundings = ConfigurationSurroundings(
            environment: { _ in nil },
            contents: { _, _ throws(FileFault) in throw FileFault(errorNumber: EACCES) }
        )
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationFile.load(path: "a.yaml", currentFolder: "/desk", surroundings: surroundings)
        }
        #expect(
            error?.description
                == "\"a.yaml\" cannot be read: permission denied. Let the user that runs usher read it."
        )
    }

    @Test func `an error number is a missing file, a folder or a reason`() {
        #expect(FileFault(errorNumber: ENOENT) == .missing)
        #expect(FileFault(errorNumber: ENOTDIR) == .missing)
        #expect(FileFault(errorNumber: EISDIR) == .folder)
        #expect(FileFault(errorNumber: EIO) == .unreadable(reason: "input/output error"))
    }

    @Test func `relative paths count from the file's folder`() throws {
        let folder = try TemporaryFolder()
        try folder.write("desk/token", "hush\n")
        try folder.write(
            "desk/usher.yaml",
            "plugins: [../shared]\nconnections: { portal: { provider: klinkcx, token: \"${file:token}\" } }\n"
        )
        let configuration = try ConfigurationFile.load(path: "desk/usher.yaml", currentFolder: folder.path)
        #expect(configuration.plugins == ["\(folder.path)/shared"])
        #expect(configuration.connections.first?.settings["token"]?.content == .string("hush"))
    }

    /// A file, and the sentence that it gets from the command.
    static let texts: [(String, String)] = [
        ("conections: {}\n", "usher.yaml:1: conections: is not a key here; did you mean \"connections\"?"),
        ("connections:\n\tportal: {}\n", "usher.yaml:2: a tab indents this line; indent with spaces"),
        (
            "connections: { portal: { provider: klinkcx, token: \"${env:NO_TOKEN}\" } }\n",
            "usher.yaml:1: connections.portal.token: the environment variable NO_TOKEN is not set; "
                + "export it, or write ${file:PATH}"
        ),
    ]

    @Test(arguments: texts)
    func `the command tells it with exit code 2`(text: String, sentence: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", text)
        let usher = UsherProcess(folder: folder.path)
        let plain = try await usher.run("tickets", "list")
        #expect(plain.status == 2)
        #expect(plain.output.isEmpty)
        #expect(plain.errors == sentence + "\n")
        let json = try await usher.run("tickets", "list", "--json")
        #expect(json.status == 2)
        #expect(try json.json()["error"]?["message"]?.stringValue == sentence)
        #expect(json.errors == sentence + "\n")
    }
}
