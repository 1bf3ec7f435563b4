@testable import UsherCLI

/// A made-up `usher.yaml` in `/desk`, with made-up surroundings.
struct MadeUpFile {
    var environment: [String: String] = ["PORTAL_TOKEN": "hush-1234", "EMPTY": ""]
    var files: [String: [UInt8]] = [
        "/desk/token.txt": Array("hush-5678\n".utf8),
        "/desk/empty.txt": Array("\n".utf8),
        "/desk/latin.txt": [0xE9],
    ]

    /// Reads a text as the file.
    func read(_ text: String) throws(ConfigurationError) -> HostConfiguration {
        try read(Array(text.utf8))
    }

    /// Reads bytes as the file.
    func read(_ bytes: [UInt8]) throws(ConfigurationError) -> HostConfiguration {
        try ConfigurationFile.read(bytes, folder: "/desk", surroundings: surroundings)
    }

    /// Everything that is wrong with a text; empty for a good one.
    func problems(_ text: String) -> String {
        problems(Array(text.utf8))
    }

    /// Everything that is wrong with bytes; empty for good ones.
    func problems(_ bytes: [UInt8]) -> String {
        do {
            _ = try read(bytes)
            return ""
        } catch {
            return error.description
        }
    }

    private var surroundings: ConfigurationSurroundings {
        let (environment, files) = (environment, files)
        return ConfigurationSurroundings(
            environment: { environment[$0] },
            contents: { path, ceiling throws(FileFault) in
                guard let bytes = files[path] else { throw .missing }
                guard bytes.count <= ceiling else { throw .tooLarge(ceiling: ceiling) }
                return bytes
            }
        )
    }
}
