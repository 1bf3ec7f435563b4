import Foundation
import Store

extension HostExamination {
    /// Bytes of a file that is looked at row by row; of a larger store only that it opens, and what tables it has.
    private static let smallFile = 64 << 20

    /// Whether the store can be worked with; nothing is made, and nothing is written.
    func store() async -> [Finding] {
        let (subject, location) = ("store", host.databaseLocation)
        var (isSmall, name) = (false, "the PostgreSQL database")
        if case .file(let path) = location {
            name = path
            guard FileTree.exists(path) else {
                return [Finding(.ok, subject, "there is none yet; \"usher sync\" makes \(path).")]
            }
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            isSmall = size.map { $0 <= Self.smallFile } ?? false
        }
        do {
            let check: StoreCheck? = try await location.lend { [isSmall] database in
                guard try await !Schema.applied(in: database).isEmpty else { return nil }
                return try await StoreCheck(of: database, deeply: isSmall)
            }
            guard let check else {
                return [Finding(.ok, subject, "\(name) has none of Usher's tables yet; \"usher sync\" makes them.")]
            }
            let problems = check.findings.compactMap { finding in finding.problem.map { "\(finding.name): \($0)." } }
            guard problems.isEmpty else { return problems.map { Finding(.failed, subject, $0) } }
            let rest = "opens, and its tables are known; \"usher store check\" looks at every row."
            return [Finding(.ok, subject, "\(name) \(isSmall ? "is whole." : rest)")]
        } catch {
            return CommandFailure(store: error).messages.map { Finding(.failed, subject, $0) }
        }
    }
}
