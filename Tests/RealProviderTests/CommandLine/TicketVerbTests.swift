import Testing
import TicketModel

extension RealProviderTests {
    /// `usher tickets …`, every verb, by the real binary; each change is read back from the server by `curl`.
    @Suite struct TicketVerbTests {
        @Test(arguments: RealServer.allCases)
        func `list and show`(server: RealServer) async throws {
            let seeded = try await Seeds.shared.tickets(of: server)
            let desk = try RealDesk(server)
            let listing = try await desk.json("tickets", "list", "--tag", "printer", "--priority", "high")
            let listed = listing["tickets"]?.arrayValue ?? []
            #expect(listed.contains { $0["id"]?.stringValue == "desk/\(seeded[0])" })
            #expect(listed.allSatisfy { $0["priority"] == "high" && $0["provider"]?.stringValue == server.rawValue })
            #expect(listing["errors"] == [])

            let shown = try await desk.json("tickets", "show", "desk/\(seeded[2])")
            #expect(shown[path: "ticket.subject"] == "Slow lines")
            let bodies = shown["messages"]?.arrayValue?.compactMap { $0["body"]?.stringValue }
            #expect(bodies?.dropFirst() == ["Is anybody there?", "She is a vip.", "We are.\nGrüße & <3"])
            let missing = try await desk.run(["tickets", "show", "desk/99999999"])
            #expect(missing.status == 4)
        }

        @Test(arguments: RealServer.allCases)
        func `create, reply with a file, and note`(server: RealServer) async throws {
            let desk = try RealDesk(server)
            let created = try await desk.json(
                "tickets",
                "create",
                "--connection",
                "desk",
                "--subject",
                "By command",
                "--text",
                "Since noon",
                "--tag",
                "vip",
                "--priority",
                "high",
                "--field",
                "Severity=low"
            )
            let id = try #require(created["deliveries"]?[0]?["id"]?.stringValue)
            try desk.write("invoice.txt", "one euro".utf8)
            _ = try await desk.json(
                "tickets",
                "reply",
                "desk/\(id)",
                "--text",
                "-",
                "--attach",
                "invoice.txt",
                input: "Dear Alice,\nhere it is.\n"
            )
            _ = try await desk.json("tickets", "note", "desk/\(id)", "--text", "She called back.")

            let raw = try await desk.raw.read(id)
            #expect(raw.subject == "By command" && raw.tags == ["vip"] && raw.severity == "low")
            #expect(raw.priority == server.raw(TicketPriority.high))
            #expect(raw.messages.map(\.text) == ["Since noon", "Dear Alice,\nhere it is.", "She called back."])
            #expect(raw.messages.map(\.isInternal) == [false, false, true])
            #expect(raw.messages.map(\.files) == [[], ["invoice.txt"], []])
        }

        @Test(arguments: RealServer.allCases)
        func `status, priority, assign and tag`(server: RealServer) async throws {
            let desk = try RealDesk(server)
            let id = try await desk.raw.create(subject: "Change me by command", text: "Please")
            let ticket = "desk/\(id)"
            let pending = try await desk.json("tickets", "status", ticket, "pending")
            #expect(pending["deliveries"]?[0]?["outcome"] == "delivered")
            _ = try await desk.json("tickets", "priority", ticket, "high")
            _ = try await desk.json("tickets", "assign", ticket, "bot")
            _ = try await desk.json("tickets", "tag", ticket, "vip", "fire")
            _ = try await desk.json("tickets", "tag", ticket, "printer", "--remove", "fire")

            let raw = try await desk.raw.read(id)
            #expect(raw.status == server.raw(.pending) && raw.priority == server.raw(TicketPriority.high))
            #expect(raw.assignee != nil && raw.tags.sorted() == ["printer", "vip"])
            let again = try await desk.json("tickets", "status", ticket, "pending")
            #expect(again["deliveries"]?[0]?["outcome"] == "no_change")
            let odd = try await desk.json("tickets", "status", ticket, "raw:sparkling", code: 5)
            #expect(odd["deliveries"]?[0]?["error"]?["kind"] == "invalid")
            let lacking = try await desk.run(["tickets", "status", ticket, "on_hold"])
            #expect(lacking.status == 3)
        }

        @Test(arguments: RealServer.allCases)
        func `a filter instead of a ticket`(server: RealServer) async throws {
            let desk = try RealDesk(server)
            let word = "Batch\(Int.random(in: 100_000...999_999))"
            var ids: [String] = []
            for number in 1...3 {
                ids.append(try await desk.raw.create(subject: "\(word) \(number)", text: "Please"))
            }
            _ = try await desk.json(
                "tickets",
                "status",
                server.ended.rawValue,
                "--connection",
                "desk",
                "--containing",
                word,
                "--yes"
            )
            for id in ids { #expect(try await desk.raw.read(id).status == server.raw(server.ended)) }
        }

        @Test(arguments: RealServer.allCases)
        func `doctor takes the connection`(server: RealServer) async throws {
            let checks = try await RealDesk(server).json("doctor")["checks"]?.arrayValue ?? []
            let own = try #require(checks.first { $0["subject"] == "connections.desk" })
            #expect(own["result"] == "ok")
            for operation in TicketOperation.allCases {
                #expect(own["message"]?.stringValue?.contains(operation.rawValue) == true, "\(operation)")
            }
        }
    }
}
