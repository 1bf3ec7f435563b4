import Testing
import TicketModel

@testable import Engine

struct CircuitTests {
    private func failing(_ times: Int, at now: Timestamp) -> Circuit {
        var circuit = Circuit()
        for _ in 0..<times { circuit.failed(at: now, retryAfter: nil) }
        return circuit
    }

    @Test func `it stays closed until the failures in a row are too many`() {
        var circuit = failing(4, at: testTime)
        #expect(circuit.admit(at: testTime) == nil)
        circuit.answered()
        for _ in 0..<4 { circuit.failed(at: testTime, retryAfter: nil) }
        #expect(circuit.admit(at: testTime) == nil)
    }

    @Test func `open, nothing is asked; after the pause one request finds out`() {
        var circuit = failing(5, at: testTime)
        #expect(circuit.admit(at: testTime) == .seconds(5))
        let later = testTime + .seconds(5)
        #expect(circuit.admit(at: later) == nil)
        #expect(circuit.admit(at: later) != nil)
        circuit.answered()
        #expect(circuit.admit(at: later) == nil)
        #expect(circuit.admit(at: later) == nil)
    }

    @Test func `a trial that fails doubles the pause, and no pause is endless`() {
        var circuit = failing(6, at: testTime)
        #expect(circuit.openUntil == testTime + .seconds(10))
        for _ in 0..<40 { circuit.failed(at: testTime, retryAfter: nil) }
        #expect(circuit.openUntil == testTime + Circuit.longestPause)
    }

    @Test func `a provider that says when to come back is taken at its word`() {
        var circuit = failing(4, at: testTime)
        circuit.failed(at: testTime, retryAfter: .minutes(20))
        #expect(circuit.openUntil == testTime + .minutes(20))
    }

    @Test func `a trial that was lost does not keep it open for ever`() {
        var circuit = failing(5, at: testTime)
        #expect(circuit.admit(at: testTime + .seconds(5)) == nil)
        #expect(circuit.admit(at: testTime + .seconds(66)) == nil)
    }
}
