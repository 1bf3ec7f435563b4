import PluginHost
import TicketModel

/// A plugin that was found, and what loading it told.
struct PluginReading: Sendable {
    let bundle: PluginBundle
    let result: Result<PluginGeneration, PluginLoadFailure>

    var manifest: PluginManifest? { try? result.get().manifest }

    /// What is wrong with it.
    var problems: [PluginProblem] {
        guard case .failure(let failure) = result else { return [] }
        return switch failure {
        case .plugin(let failure): [PluginProblem(failure)]
        case .manifest(let problems): problems.problems.map(PluginProblem.init)
        }
    }

    /// Loads plugins side by side; the order stays.
    static func all(_ bundles: [PluginBundle]) async -> [PluginReading] {
        await withTaskGroup { group in
            for (place, bundle) in bundles.enumerated() {
                group.addTask { (place, PluginReading(bundle: bundle, result: await PluginShelf.load(bundle))) }
            }
            var readings: [(place: Int, reading: PluginReading)] = []
            for await reading in group { readings.append(reading) }
            return readings.sorted { $0.place < $1.place }.map(\.reading)
        }
    }

    /// The build, as the store knows it.
    var key: String { "\(bundle.key) \(bundle.hash)" }

    /// The bundle's hash, as much of it as is worth reading.
    var generation: String { String(bundle.hash.prefix(12)) }
}

/// Something wrong with a plugin, with its place.
struct PluginProblem: Sendable, Equatable {
    let file: String?
    let line: Int?
    let key: String?
    let message: String
    /// The problem behind its place, `FILE:LINE: KEY: …`.
    let text: String

    init(_ problem: ManifestProblem) {
        file = problem.file
        line = problem.line
        key = problem.key.isEmpty ? nil : problem.key
        message = problem.message
        text = problem.description
    }

    init(_ failure: PluginFailure) {
        file = failure.file
        line = failure.line
        key = nil
        message = failure.message
        text = failure.description
    }

    var json: JSONValue {
        var members: [String: JSONValue] = ["message": .string(message)]
        members["file"] = file.map(JSONValue.string)
        members["line"] = line.map { .integer(Int64($0)) }
        members["key"] = key.map(JSONValue.string)
        return .object(members)
    }
}
