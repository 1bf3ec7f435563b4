import NIOCore
import Synchronization

/// What is still to be sent, and how long what was sent took to be answered.
final class LoadTally: Sendable {
    private struct State {
        var next = 0
        var times: [Double] = []
        var sent = 0
    }

    private let requests: [ByteBuffer]
    private let rate: Double?
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// The requests, and how many a second may leave at most.
    init(_ requests: [ByteBuffer], rate: Double?) {
        self.requests = requests
        self.rate = rate
    }

    /// In seconds, of those that were answered 200.
    var times: [Double] { state.withLock(\.times) }

    /// The next request, and when it may leave; `nil` where none is left.
    func next() -> (request: ByteBuffer, at: ContinuousClock.Instant)? {
        let number = state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
        guard number < requests.count else { return nil }
        let pause = rate.map { Duration.seconds(Double(number) / $0) } ?? .zero
        return (requests[number], start + pause)
    }

    func note(_ time: Duration) {
        state.withLock { $0.times.append(time / .seconds(1)) }
    }
}

/// One connection: sends a request, waits for its answer, and sends the next.
final class LoadHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let tally: LoadTally
    private var sentAt = ContinuousClock.now
    private var answer = ByteBuffer()

    init(_ tally: LoadTally) {
        self.tally = tally
    }

    func channelActive(context: ChannelHandlerContext) {
        send(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        answer.writeBuffer(&part)
        guard let status = whole() else { return }
        if status == 200 { tally.note(ContinuousClock.now - sentAt) }
        answer.clear()
        send(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func send(_ context: ChannelHandlerContext) {
        guard let (request, time) = tally.next() else { return context.close(promise: nil) }
        let pause = time - .now
        guard pause > .zero else { return leave(request, context) }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: TimeAmount(pause)) {
            let (handler, context) = bound.value
            handler.leave(request, context)
        }
    }

    private func leave(_ request: ByteBuffer, _ context: ChannelHandlerContext) {
        sentAt = .now
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    /// The status of the answer once all of it is there.
    private func whole() -> Int? {
        let bytes = Array(answer.readableBytesView)
        let ends = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        var start = 0
        var length: Int?
        var status: Int?
        while let end = bytes[start...].firstIndex(of: ends[0]), end + 1 < bytes.count, bytes[end + 1] == ends[1] {
            let line = String(decoding: bytes[start..<end], as: UTF8.self)
            if start == 0 { status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
            if line.lowercased().hasPrefix("content-length:") {
                length = line.split(separator: " ").last.flatMap { Int($0) }
            }
            start = end + 2
            guard line.isEmpty else { continue }
            return length.map { bytes.count - start >= $0 } == true ? status : nil
        }
        return nil
    }
}
