import Foundation

/// The README as its reader has it: prose, files to write, and commands to type.
struct Readme: Sendable {
    /// A fenced block.
    struct Block: Sendable {
        let language: String
        let lines: [String]

        var text: String { lines.joined(separator: "\n") + "\n" }
    }

    /// A line of a shell block, and the exit code that its comment promises.
    struct Command: Sendable {
        let line: String
        let status: Int32
    }

    let text: String
    let blocks: [Block]

    init() throws {
        text = try Self.guide("README.md")
        blocks = Self.blocks(of: text)
    }

    /// The text of a guide, by its path in the repository.
    static func guide(_ path: String) throws -> String {
        var root = URL(filePath: #filePath)
        for _ in ["file", "Readme", "UsherCLITests", "Tests"] { root.deleteLastPathComponent() }
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The blocks whose first line is a comment that names a file, by that name.
    var files: [String: String] {
        let named = blocks.compactMap { block -> (String, String)? in
            guard let match = block.lines.first?.wholeMatch(of: /(?:--|#) (\S+\.\w+)/) else { return nil }
            return (String(match.1), block.text)
        }
        return Dictionary(named) { first, _ in first }
    }

    /// What somebody who reads from top to bottom types.
    var commands: [Command] {
        blocks.filter { $0.language == "sh" }.flatMap(\.lines).filter { $0.hasPrefix("usher ") }.map { line in
            let promised = line.firstMatch(of: /# exit code (\d+)/).flatMap { Int32($0.1) }
            return Command(line: line, status: promised ?? 0)
        }
    }

    private static func blocks(of text: String) -> [Block] {
        var blocks: [Block] = []
        var open: (language: String, lines: [String])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            guard line.hasPrefix("```") else {
                open?.lines.append(line)
                continue
            }
            if let ended = open {
                blocks.append(Block(language: ended.language, lines: ended.lines))
                open = nil
            } else {
                open = (String(line.dropFirst(3)), [])
            }
        }
        return blocks
    }
}
