/// Why there is no configuration.
enum ConfigurationError: Error, Sendable, Equatable {
    /// No file where one is looked for unless `--config` names another.
    case noFile
    /// The file that `--config` names is not there.
    case noFileNamed(String)
    case folder(String)
    case unreadable(String, reason: String)
    case tooLarge(String, ceiling: Int)
    /// Everything that is wrong with the file, by line.
    case problems([ConfigurationProblem], file: String)
}

extension ConfigurationError: CustomStringConvertible {
    /// One line per problem, each with what to do.
    var description: String {
        switch self {
        case .noFile:
            "No usher.yaml here. Run \"usher init\" to make one, or name one with --config PATH."
        case .noFileNamed(let path):
            "There is no \"\(path)\". Run \"usher init\" to make a usher.yaml, or name another with --config PATH."
        case .folder(let path):
            "\"\(path)\" is a folder; name the file in it, as in --config \(path)/usher.yaml."
        case .unreadable(let path, let reason):
            "\"\(path)\" cannot be read: \(reason). Let the user that runs usher read it."
        case .tooLarge(let path, let ceiling):
            "\"\(path)\" is larger than \(ceiling / 1024) KiB, and no configuration is; name another with --config PATH."
        case .problems(let problems, let file):
            problems.map { $0.text(file: file) }.joined(separator: "\n")
        }
    }
}
