import Testing
import TicketModel

struct PresenceTests {
    @Test func `absent, null and empty are three different things`() {
        let states: [Presence<[String]>] = [.absent, .null, .value([])]
        for (index, one) in states.enumerated() {
            for (other, state) in states.enumerated() { #expect((one == state) == (index == other)) }
        }
        #expect(states.map(\.word) == ["absent", "null", "value"])
        #expect(states.map(\.isAbsent) == [true, false, false])
        #expect(states.map(\.value) == [nil, nil, []])
    }

    @Test func `nil becomes absent, never null`() {
        #expect(Presence<Int>(nil) == .absent)
        #expect(Presence(3) == .value(3))
    }

    @Test func `mapping keeps absent and null apart`() {
        #expect(Presence<Int>.absent.map(String.init) == .absent)
        #expect(Presence<Int>.null.map(String.init) == .null)
        #expect(Presence.value(3).map(String.init) == .value("3"))
    }
}
