import CLua
import CLuaShim

/// A chunk of Lua source with the name that its errors bear.
package struct LuaSource: Sendable, Hashable {
    /// `@path/file.lua` for a file, `=text` for anything else; names that begin with `=usher` are the host's own.
    package let name: String
    package let bytes: [UInt8]

    /// Sources above this many bytes are refused: compiling cannot be interrupted.
    package static let largest = 1 << 20

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    package init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// Leaves the compiled chunk on the stack.
    func load(on stack: LuaStack) throws(LuaFailure) {
        let file = String(name.drop { $0 == "@" || $0 == "=" })
        guard bytes.count <= Self.largest else {
            throw LuaFailure(.syntax, "is larger than \(Self.largest) bytes; split it into modules", file: file)
        }
        let status = bytes.withUnsafeBytes { buffer in
            buffer.baseAddress.map { usher_load(stack.thread, $0, buffer.count, name) }
                ?? usher_load(stack.thread, name, 0, name)
        }
        guard status != LUA_OK else { return }
        let text = stack.bytes(at: -1).text
        stack.pop()
        guard status != LUA_ERRMEM else { throw LuaFailure(.memory, text, file: file) }
        let split = LuaStack.splitPlace(text)
        throw LuaFailure(.syntax, split?.rest ?? text, file: file, line: split?.line)
    }
}

/// One step of the way to a function inside the root.
package enum LuaKey: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case name(String)
    case position(Int64)

    package init(stringLiteral name: String) { self = .name(name) }
    package init(integerLiteral position: Int64) { self = .position(position) }
}

extension LuaStack {
    /// Leaves the function under `path` on the stack.
    func pushFunction(_ path: [LuaKey], root: Int32?) throws(LuaFailure) {
        guard let root else { throw LuaFailure(.misuse, "nothing was loaded into this Lua state") }
        lua_rawgeti(thread, usher_registry_index(), Int64(root))
        for key in path {
            guard lua_type(thread, -1) == LUA_TTABLE else { break }
            switch key {
            case .name(let name):
                push(LuaBytes(name))
                lua_rawget(thread, -2)
            case .position(let position):
                lua_rawgeti(thread, -1, position)
            }
            lua_rotate(thread, -2, 1)
            pop()
        }
        guard lua_type(thread, -1) == LUA_TFUNCTION else {
            pop()
            throw LuaFailure(.misuse, "there is no function \(path)")
        }
    }
}
