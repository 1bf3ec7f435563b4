import LuaRuntime
import Testing
import TicketModel

@testable import PluginHost

/// What the type annotations declare is what is there at run time, and nothing else is.
struct DeclaredAPITests {
    /// The functions that the files under `types` declare on an object: `get` and `post` for `api`.
    private static func declared(_ object: String) throws -> Set<String> {
        var names: Set<String> = []
        for file in Shipped.typeFiles {
            for match in try Shipped.types(file).matches(of: #/(?m)^function ([\w.]+)[.:](\w+)\(/#)
            where match.1 == object {
                names.insert(String(match.2))
            }
        }
        return names
    }

    /// The fields that the files under `types` declare for a class.
    static func fields(of name: String) throws -> Set<String> {
        for file in Shipped.typeFiles {
            let classes = try Shipped.types(file).split(separator: "---@class ").dropFirst()
            guard let body = classes.first(where: { $0.hasPrefix("usher.\(name)\n") || $0.hasPrefix("usher.\(name) ") })
            else { continue }
            let block = body.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("---") }
            return Set(block.compactMap { $0.prefixMatch(of: #/---@field (\w+)/#).map { String($0.1) } })
        }
        return []
    }

    /// Runs a chunk in a state with specs, in which the words of a list of names are printed.
    private static func run(_ text: String) async throws -> Set<String> {
        let listing = """
            local function names(value, type_name)
              local found = {}
              for name, part in pairs(value) do
                if type(name) == "string" and name:sub(1, 2) ~= "__" and (not type_name or type(part) == type_name) then
                  found[#found + 1] = name
                end
              end
              return found
            end
            """
        let bundle = MadeUpPlugin.file(.automation, listing + "\n" + text)
        let declared = try await PluginState.engine(for: bundle, memory: 32 << 20, withSpecs: true).declared
        return Set(declared.table?.list.compactMap(\.text) ?? [])
    }

    @Test(arguments: [
        "usher", "usher.setting", "usher.auth", "usher.webhook", "usher.json", "usher.text", "usher.pages",
    ])
    func `the functions under usher are those declared`(_ object: String) async throws {
        let names = try await Self.run("local usher = require \"usher\" return names(\(object), \"function\")")
        #expect(try names == Self.declared(object))
        #expect(!names.isEmpty)
    }

    @Test func `working hours have the functions declared`() async throws {
        let names = try await Self.run(
            "return names(getmetatable(require(\"usher\").hours { \"09:00-17:00\" }), \"function\")"
        )
        #expect(try names == Self.declared("hours"))
        #expect(!names.isEmpty)
    }

    @Test func `the values under usher are those declared`() async throws {
        let names = try await Self.run(
            """
            local usher = require "usher"
            local found = names(usher, "table")
            for name, value in pairs(usher) do
              if type(value) ~= "table" and type(value) ~= "function" then found[#found + 1] = name end
            end
            return found
            """
        )
        #expect(names == ["null", "version", "setting", "auth", "webhook", "json", "text", "pages"])
        #expect(try Shipped.types("usher").contains("---@field null userdata"))
        #expect(try Shipped.types("usher").contains("---@field version string"))
    }

    @Test func `a spec finds the functions declared for it`() async throws {
        let text = try Shipped.types("spec")
        let globals = text.matches(of: #/(?m)^function (\w+)\(/#).map { String($0.1) }
        #expect(globals == ["describe", "it", "expect"])
        let found = try await Self.run(
            "local e = {} for _, n in ipairs { \"describe\", \"it\", \"expect\" } do if type(_G[n]) == \"function\" then e[#e + 1] = n end end return e"
        )
        #expect(found == Set(globals))
        #expect(try await Self.run("return names(spec, \"function\")") == Self.declared("spec"))
    }

    @Test func `every declared expectation is there`() async throws {
        let names = try Self.declared("expectation")
        #expect(names.count == 8)
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let found = try await Self.run(
            "local e = {} for _, n in ipairs { \(list) } do if type(expect(1)[n]) == \"function\" then e[#e + 1] = n end end return e"
        )
        #expect(found == names)
    }

    @Test(arguments: ["connection", "world"])
    func `what a spec binds has the functions declared`(_ object: String) throws {
        let written = String(decoding: PackageResources.spec_lua, as: UTF8.self)
            .matches(of: #/(?m)^function (\w+):(\w+)\(/#).filter { $0.1 == object }.map { String($0.2) }
        #expect(try Set(written) == Self.declared(object))
        #expect(!written.isEmpty)
    }

    @Test func `a world has the fields declared`() async throws {
        let names = try await Self.run("return names(spec.world())")
        #expect(try names == Self.fields(of: "spec_world"))
    }

    @Test func `api has the functions and fields declared`() async throws {
        let desk = try await Desk(
            """
            check = function(api)
              local names = {}
              for name, part in pairs(getmetatable(api)) do
                if type(part) == "function" then names[#names + 1] = name end
              end
              for name in pairs(api) do names[#names + 1] = name end
              return nil, usher.error { kind = "invalid", message = table.concat(names, " ") }
            end,
            """
        )
        let failure = await Desk.failure { () throws(TicketFailure) in try await desk.connector.check() }
        let names = Set((failure?.message ?? "").split(separator: " ").map(String.init))
        #expect(try names == Self.declared("api").union(Self.fields(of: "api")))
    }

    @Test(arguments: [
        ("ctx.log", "log"), ("ctx.state", "state"), ("ctx.tickets", "tickets"), ("getmetatable(ctx)", "ctx"),
    ])
    func `a handler's objects have the functions declared`(_ value: String, _ object: String) async throws {
        let names = try await Workshop.printed(
            "for name, part in pairs(\(value)) do if type(part) == \"function\" then print(name) end end"
        )
        #expect(try Set(names) == Self.declared(object))
    }

    @Test func `ctx has the fields declared`() async throws {
        let names = try await Workshop.printed(
            "for name in pairs(ctx) do if name:sub(1, 2) ~= \"__\" then print(name) end end"
        )
        #expect(try Set(names) == Self.fields(of: "ctx"))
    }

    @Test func `a ticket has the functions declared`() async throws {
        let names = try Self.declared("ticket")
        let written = String(decoding: PackageResources.tickets_lua, as: UTF8.self)
            .matches(of: #/(?m)^function methods:(\w+)\(/#).map { String($0.1) }
        #expect(Set(written) == names)
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let found = try await Workshop.printed(
            "for _, n in ipairs { \(list) } do if type(ticket[n]) == \"function\" then print(n) end end"
        )
        #expect(Set(found) == names)
    }

    @Test func `a ticket has the fields declared`() async throws {
        let names = try Self.fields(of: "ticket")
        #expect(names == Set(HostFunctions.ticketFields))
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let found = try await Workshop.printed(
            "for _, n in ipairs { \(list) } do print(n, ticket:presence(n), ticket[n] ~= nil) end"
        )
        #expect(found.count == names.count)
    }

    @Test func `an event has the fields declared`() async throws {
        let workshop = try await Workshop(
            MadeUpPlugin.automation("for name in pairs(event) do print(name) end")
        )
        let message = Message(id: "m", author: MessageAuthor(kind: .agent), visibility: .public, body: "")
        let change = TicketChange(
            kind: .messageAdded,
            ticket: Workshop.ticket(),
            message: message,
            actor: .agent,
            from: ObservedStatus(.open),
            to: ObservedStatus(.closed)
        )
        let names = try await workshop.automation.run(.trigger(0, change), in: workshop.world).log.map(\.text)
        #expect(try Set(names) == Self.fields(of: "event"))
    }
}
