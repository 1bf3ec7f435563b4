import ArgumentParser
import Foundation
import Store
import TicketModel

struct StoreCheckCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look whether the store, or a backup, is whole.",
        discussion: """
            Checks the pages of the file, the version of the tables, that every row can be read, and what must hold of the rows: \
            every effect has its run, nothing runs without a lease, nothing is left over. Writes nothing. Exit code 1 says \
            that something is wrong.
            """
    )

    @Argument(help: "A backup, instead of the store.", completion: .file())
    var backup: String?

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            var location = host.databaseLocation
            if let backup { location = .file(FilePath.resolve(backup, in: FileManager.default.currentDirectoryPath)) }
            if case .file(let path) = location, !FileTree.exists(path) {
                throw backup.map { .usage("there is no file \"\($0)\"") } ?? .noStore(path)
            }
            if case .file(let path) = location, let backup, FileTree.isFolder(path) {
                throw .usage("\"\(backup)\" is a folder; name a file in it")
            }
            let check: StoreCheck
            do {
                check = try await location.lend(readOnly: backup != nil) { try await StoreCheck(of: $0) }
            } catch {
                throw CommandFailure(store: error)
            }
            if output.json {
                console.print(check.json)
            } else {
                show(check, console)
            }
            return check.isWhole ? ExitCodes.done : ExitCodes.failed
        }
    }

    private func show(_ check: StoreCheck, _ console: Console) {
        for finding in check.findings {
            guard let problem = finding.problem else { continue }
            console.print(PlainText.line("\(finding.name): \(problem)."))
        }
        if check.isWhole {
            let names = Array(Set(check.findings.map(\.name))).sorted()
            console.print("The store is whole: \(ShownText.list(names, "and")) are as they should be.")
        } else {
            console.complain(
                "The store is not whole. Stop what works on it, keep a copy, and restore a backup with \"usher store restore\"."
            )
        }
    }
}

extension StoreCheck {
    fileprivate var json: JSONValue {
        let checks = findings.map { finding -> JSONValue in
            var members: [String: JSONValue] = [
                "subject": .string(finding.name), "result": .string(finding.problem == nil ? "ok" : "failed"),
            ]
            members["message"] = finding.problem.map(JSONValue.string)
            return .object(members)
        }
        return ["checks": .array(checks), "errors": []]
    }
}
