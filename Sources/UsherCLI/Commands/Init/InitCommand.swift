import ArgumentParser
import Foundation
import TicketModel

struct InitCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a folder that runs: usher.yaml, a first automation, and what editors need.",
        discussion: """
            No secret is written: tokens come from the environment or from files. What is there is never overwritten.

            Examples:
              usher init
              usher init support-desk
            """
    )

    @Argument(
        help: ArgumentHelp("The folder; it is made where it does not exist.", valueName: "dir"),
        completion: .directory
    )
    var folder = "."

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let files = StarterFiles(types: ShippedPlugins.folder().map { "\($0)/types" }).all
        let taken = files.map { path(of: $0.path) }.filter(FileTree.exists)
        guard taken.isEmpty else {
            let names = ShownText.list(taken.map { "\"\($0)\"" }, "and")
            throw .usage(
                "\(names) \(taken.count == 1 ? "is" : "are") there already, and nothing was written; name another folder, as in usher init DIR"
            )
        }
        for file in files {
            do {
                try write(file)
            } catch {
                throw .usage("\"\(path(of: file.path))\" cannot be written: \(error.localizedDescription)")
            }
        }
        if output.json {
            console.print(["files": .array(files.map { .string(path(of: $0.path)) })])
        } else {
            for file in files { console.print("made \(path(of: file.path))") }
            let place = folder == "." ? "" : "cd \(folder), "
            console.print("Next: \(place)name a connection in usher.yaml, and run \"usher doctor\".")
        }
        return ExitCodes.done
    }

    private func path(of file: String) -> String {
        folder == "." ? file : "\(folder.hasSuffix("/") ? String(folder.dropLast()) : folder)/\(file)"
    }

    private func write(_ file: StarterFile) throws {
        let url = URL(filePath: path(of: file.path))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: url, options: .withoutOverwriting)
    }
}
