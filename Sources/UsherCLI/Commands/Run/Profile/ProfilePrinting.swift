import PluginHost
import TicketModel

/// A run's profile: the flame graph for its file, the top functions for people and for `--json`.
struct ProfilePrinting: Sendable {
    private static let most = 10

    let profile: PluginProfile
    let file: ProfileFile
    let automation: String

    /// Writes the file, and tells people what is in it.
    /// - Returns: the exit code.
    func keep(on console: Console, asJSON: Bool) -> Int32 {
        if let problem = file.write(FlameGraph(profile: profile, title: "Profile of \(automation)").svg) {
            console.complain(PlainText.lines(problem))
            return ExitCodes.failed
        }
        if profile.samples == 0 {
            console.complain(
                "No sample was taken: Lua ran for less than \(profile.intervalText). The flame graph in "
                    + "\(PlainText.line(file.path)) is empty; give the handler more to do, or run it on more tickets."
            )
        } else if !asJSON {
            show(on: console)
        }
        return ExitCodes.done
    }

    /// The member `profile` of the run's document.
    var json: JSONValue {
        let samples = profile.samples
        return [
            "file": .string(file.path),
            "samples": .integer(Int64(samples)),
            "interval_ms": .number(profile.interval / .milliseconds(1)),
            "functions": .array(
                profile.shares.prefix(Self.most).map { share in
                    var members: [String: JSONValue] = [
                        "name": .string(share.function.name), "own": .integer(Int64(share.own)),
                        "total": .integer(Int64(share.total)),
                    ]
                    members["file"] = share.function.file.map(JSONValue.string)
                    members["line"] = share.function.line.map { .integer(Int64($0)) }
                    members["hottest_line"] = share.line.map { .integer(Int64($0)) }
                    return .object(members)
                }
            ),
        ]
    }

    private func show(on console: Console) {
        console.print("\(profile.samplesText); the flame graph is in \(PlainText.line(file.path))")
        var table = TextTable([
            TextTable.Column("own"), TextTable.Column("total"), TextTable.Column("function"),
            TextTable.Column("place", givesWay: true),
        ])
        for share in profile.shares.prefix(Self.most) {
            let place = share.function.place ?? "C"
            let line = share.line.map { $0 == share.function.line ? "" : ", most at line \($0)" } ?? ""
            table.add([profile.share(share.own), profile.share(share.total), share.function.name, place + line])
        }
        for line in table.lines(width: console.width) { console.print(line) }
    }
}

extension PluginProfile {
    /// `312 samples, one for every 0.25 ms that Lua ran (78.0 ms)`.
    var samplesText: String {
        let time = (Double(samples) * (interval / .milliseconds(1)) * 10).rounded() / 10
        let count = samples == 1 ? "1 sample" : "\(samples) samples"
        return "\(count), one for every \(intervalText) that Lua ran (\(time) ms)"
    }

    var intervalText: String { "\(interval / .milliseconds(1)) ms" }

    /// A number of samples as a share of all, in percent.
    func share(_ count: Int) -> String {
        "\((Double(count) * 1000 / Double(max(1, samples))).rounded() / 10)%"
    }
}
