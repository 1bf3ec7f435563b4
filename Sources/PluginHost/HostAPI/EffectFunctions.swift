import LuaRuntime
import TicketModel

extension HostFunctions {
    /// What an automation asks for effects with.
    static var effects: [HostFunction] {
        [
            .immediate("effect") { call in
                let handler = try handlerScope(call)
                let wish = call[1].table ?? LuaTable()
                let ticket = try wish["ticket"].text.map { _ in try id(wish["ticket"]) }
                try handler.ask(try action(wish, handler), for: ticket)
                return []
            }
        ]
    }

    private static func action(_ wish: LuaTable, _ handler: HandlerScope) throws(LuaRaise) -> Effect.Action {
        do {
            switch wish["kind"].text {
            case "reply": return .reply(try body(wish, "a reply"))
            case "note": return .note(try body(wish, "a note"))
            case "status": return .setStatus(try StatusWord(parsing: try word(wish, "a status")))
            case "priority": return .setPriority(try PriorityWord(parsing: try word(wish, "a priority")))
            case "assign": return .assign(try word(wish, "an assignee"))
            case "tag": return try tags(wish)
            case "create": return .create(connection: try field(wish, "connection"), try newTicket(wish["new"].table))
            case "notify": return .notify(notifier: try field(wish, "notifier"), text: try body(wish, "a notification"))
            case "later": return try later(wish, handler)
            default: throw LuaRaise("there is no such effect")
            }
        } catch let raise as LuaRaise {
            throw raise
        } catch {
            throw LuaRaise("\(error)")
        }
    }

    private static func body(_ wish: LuaTable, _ what: String) throws(LuaRaise) -> String {
        guard let text = wish["text"].text, !isBlank(text) else {
            throw LuaRaise("\(what) needs a text that is not empty")
        }
        return text
    }

    private static func isBlank(_ text: String) -> Bool {
        text.allSatisfy(\.isWhitespace)
    }

    private static func word(_ wish: LuaTable, _ what: String) throws(LuaRaise) -> String {
        guard let text = wish["word"].text else { throw LuaRaise("\(what) is text, not \(wish["word"].typeName)") }
        guard !isBlank(text) else { throw LuaRaise("\(what) is text that is not empty") }
        return text
    }

    private static func field(_ wish: LuaTable, _ name: String) throws(LuaRaise) -> String {
        guard let text = wish[name].text else { throw LuaRaise("\(name) must be text, not \(wish[name].typeName)") }
        guard !isBlank(text) else { throw LuaRaise("\(name) must be text that is not empty") }
        return text
    }

    private static func tags(_ wish: LuaTable) throws(LuaRaise) -> Effect.Action {
        let removes = wish["remove"] != .nil
        let list = (removes ? wish["remove"] : wish["add"]).table?.list ?? []
        // A list may be given in place of several words.
        let given = list.first?.table?.list ?? list
        let words = given.compactMap(\.text).filter { !$0.isEmpty }
        guard !words.isEmpty, words.count == given.count else {
            throw LuaRaise("ticket:\(removes ? "untag" : "tag") takes one tag or more, as text")
        }
        return removes ? .removeTags(words) : .addTags(words)
    }

    private static func newTicket(_ table: LuaTable?) throws -> NewTicket {
        guard let table, let subject = table["subject"].text, let text = table["text"].text, !isBlank(subject),
            !isBlank(text)
        else { throw LuaRaise("a new ticket needs a subject and a text that are not empty") }
        return NewTicket(
            subject: subject,
            text: text,
            requester: table["requester"].text,
            priority: try table["priority"].text.map { try PriorityWord(parsing: $0) },
            tags: table["tags"].table?.list.compactMap(\.text) ?? [],
            fields: table["fields"].table?.members ?? [:]
        )
    }

    private static func later(_ wish: LuaTable, _ handler: HandlerScope) throws -> Effect.Action {
        let name = try field(wish, "handler")
        guard handler.laterHandlers.contains(name) else {
            throw LuaRaise(
                "ctx:later names \"\(name)\", which is not declared; add it to later = { \(name) = function(ctx, payload) … end }"
            )
        }
        if case .function = wish["payload"] { throw LuaRaise("ctx:later keeps what JSON can say, and not a function") }
        let after =
            try wish["after"].text.map { try TimeSpan(parsing: $0) }
            ?? wish["after"].number.flatMap { TimeSpan(seconds: $0) }
        guard let after, after >= .zero else {
            throw LuaRaise("ctx:later takes a duration from 0 on, such as \"2d\" or seconds")
        }
        return .later(after: after, handler: name, payload: wish["payload"].json)
    }
}
