import CLua
import CLuaShim

extension LuaStack {
    /// The innermost line of the script itself: C functions and the host's own Lua (chunks named `=usher…`) do not count.
    func scriptPlace() -> LuaPlace? {
        var record = lua_Debug()
        var level: Int32 = 0
        while lua_getstack(thread, level, &record) != 0 {
            level += 1
            guard lua_getinfo(thread, "Sl", &record) != 0, record.currentline > 0, let source = record.source else {
                continue
            }
            let name = String(cString: source)
            if name.hasPrefix("=usher") { continue }
            return LuaPlace(file: Self.fileName(name), line: Int(record.currentline))
        }
        return nil
    }

    /// Lua marks a chunk's name as a file's with `@`, and as free text with `=`.
    static func fileName(_ source: String) -> String {
        source.hasPrefix("@") || source.hasPrefix("=") ? String(source.dropFirst()) : source
    }

    /// The error on top of a thread that died of it, whose frames are still there to be looked at.
    func failure(memoryRefused: Bool) -> LuaFailure {
        let place = scriptPlace()
        let raised = (try? value(at: -1)) ?? .opaque("value")
        let whole = Self.message(of: raised)
        let message = Self.splitPlace(whole)?.rest ?? whole
        let traceback = self.traceback()
        return LuaFailure(
            memoryRefused && message.contains("not enough memory") ? .memory : .script,
            message,
            file: place?.file,
            line: place?.line,
            traceback: traceback,
            value: raised
        )
    }

    private static func message(of raised: LuaValue) -> String {
        if let text = raised.text { return text }
        if let text = raised.table?["message"].text { return text }
        return "an error that is no text (\(raised.typeName))"
    }

    /// Splits Lua's own `chunk:12: ` off a message.
    static func splitPlace(_ message: String) -> (line: Int, rest: String)? {
        guard let match = message.prefixMatch(of: #/[^\n]*?:(\d+): /#), let line = Int(match.1) else { return nil }
        return (line, String(message[match.range.upperBound...]))
    }

    private func traceback() -> String? {
        luaL_traceback(thread, thread, nil, 0)
        defer { pop() }
        let text = bytes(at: -1).text
        return text.isEmpty ? nil : text
    }
}
