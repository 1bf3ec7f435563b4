import ArgumentParser
import Engine
import Store
import TicketModel

struct StoreSizeCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "size",
        abstract: "Say what the store holds, how large that is, and what it may be.",
        discussion: """
            Bytes are what stands in the rows; the whole counts indexes, too. How long what is kept, and how large the store may \
            become, stands under retention: in usher.yaml; the next sync removes what is too old, once an hour.
            """
    )

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let size = try await host.withStore { database in
                try await database.read { try StoreSize(in: $0) }
            }
            let limits = host.configuration.retention
            if output.json {
                console.print(json(size, limits))
            } else {
                show(size, limits, console)
            }
            return ExitCodes.done
        }
    }

    private func show(_ size: StoreSize, _ limits: RetentionLimits, _ console: Console) {
        var table = TextTable([
            .init("class"), .init("rows"), .init("bytes"), .init("oldest"), .init("newest"), .init("kept"),
        ])
        for name in StoreSize.Class.allCases {
            let part = size.parts[name] ?? StoreSize.Part()
            table.add([
                name.rawValue, String(part.rows), ByteCount.text(part.bytes), part.oldest?.description ?? "-",
                part.newest?.description ?? "-", limits.age(of: name).map(\.description) ?? "for ever",
            ])
        }
        console.print(table)
        let budget = limits.size.map { "of the \(ByteCount.text($0)) it may be" } ?? "without a limit"
        let (used, free) = (ByteCount.text(size.used), ByteCount.text(size.free))
        console.print("The store is \(used) \(budget); \(free) of its file are free.")
    }

    private func json(_ size: StoreSize, _ limits: RetentionLimits) -> JSONValue {
        let classes = StoreSize.Class.allCases.map { name -> JSONValue in
            let part = size.parts[name] ?? StoreSize.Part()
            var members: [String: JSONValue] = [
                "class": .string(name.rawValue), "rows": .integer(Int64(part.rows)), "bytes": .integer(part.bytes),
            ]
            members["oldest"] = part.oldest?.json
            members["newest"] = part.newest?.json
            members["kept"] = limits.age(of: name)?.json
            return .object(members)
        }
        var members: [String: JSONValue] = [
            "classes": .array(classes), "used": .integer(size.used), "free": .integer(size.free), "errors": [],
        ]
        members["budget"] = limits.size.map(JSONValue.integer)
        return .object(members)
    }
}
