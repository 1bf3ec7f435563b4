import CLua
import CLuaShim

extension LuaStack {
    /// More of a deep recursion is not looked at.
    private static let mostFrames = 200

    /// Adds the stack that runs here, through all coroutines, as the sample that is due.
    func sample(into profile: LuaProfile, of script: String) {
        var frames: [LuaProfileFrame] = []
        var names: [LuaProfileFrame: String] = [:]
        var line: Int?
        var thread: OpaquePointer? = self.thread
        var resumers: Int32 = 0
        while let running = thread, frames.count < Self.mostFrames {
            var record = lua_Debug()
            var level: Int32 = 0
            while frames.count < Self.mostFrames, lua_getstack(running, level, &record) != 0 {
                level += 1
                guard lua_getinfo(running, "nSl", &record) != 0 else { continue }
                let name = record.name.map { String(cString: $0) }
                let frame = Self.frame(record, name: name)
                if frames.isEmpty, record.currentline > 0 { line = Int(record.currentline) }
                frames.append(frame)
                if let name { names[frame] = name }
            }
            thread = usher_resumer(self.thread, resumers)
            resumers += 1
        }
        frames.append(.script(script))
        profile.add(
            LuaProfileStack(frames: frames.reversed(), line: line),
            names: names,
            weight: Int(usher_ticks(self.thread))
        )
    }

    private static func frame(_ record: lua_Debug, name: String?) -> LuaProfileFrame {
        let isNative = record.what.map { String(cString: $0) == "C" } ?? true
        guard !isNative, let source = record.source else { return .native(name ?? "a function in C") }
        return .function(file: fileName(String(cString: source)), line: Int(record.linedefined))
    }
}
