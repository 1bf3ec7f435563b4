import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Brings requests to the desk and carries out what it decides, on the wire.
struct SimulatorResponder: HTTPResponder {
    let desk: Desk
    let options: SimulatorOptions

    private static let largestBody = 32 * 1024 * 1024
    private static let ticks = 10

    func respond(to request: Request, context: SimulatorContext) async throws -> Response {
        let channel = context.channel
        do {
            let body = try await request.body.collect(upTo: Self.largestBody)
            let port = channel.localAddress?.port ?? 0
            let incoming = APIRequest(
                method: request.method,
                target: request.head.path ?? "/",
                headers: request.headers,
                body: Array(body.readableBytesView),
                origin: "http://127.0.0.1:\(port)",
                now: options.now()
            )
            let delivery = await desk.receive(incoming)
            if options.latency > .zero { try await Task.sleep(for: options.latency) }
            return try await carryOut(delivery, on: channel)
        } catch is CancellationError {
            // The simulator stops: nobody waits for the answers it still owes.
            return Self.cut(channel)
        } catch is NIOTooManyBytesError {
            return Response(status: .contentTooLarge)
        }
    }

    private func carryOut(_ delivery: Delivery, on channel: any Channel) async throws -> Response {
        switch delivery {
        case .answer(let answer): return Self.response(answer)
        case .late(let answer, let delay):
            try await Task.sleep(for: delay)
            return Self.response(answer)
        case .deferred(let request, let delay):
            // A task of its own: a client that goes away does not stop what it asked for.
            let work = Task { [desk] in
                try await Task.sleep(for: delay)
                return await desk.carryOut(request)
            }
            return Self.response(try await work.value)
        case .cut: return Self.cut(channel)
        case .cutMidBody(let answer): return Self.cutMidBody(answer, channel)
        case .trickle(let answer, let bytesPerSecond): return Self.trickle(answer, bytesPerSecond)
        case .flood(let bytes): return Self.flood(bytes)
        case .silence:
            // A connection that says nothing must not keep the simulator from stopping.
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(86_400)) }
            return Self.cut(channel)
        }
    }

    private static func response(_ answer: Answer) -> Response {
        Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: answer.headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }

    // The head can't be written to a closed channel, so no byte of it leaves.
    private static func cut(_ channel: any Channel) -> Response {
        channel.close(mode: .all, promise: nil)
        return Response(status: .ok, body: ResponseBody { _ in throw ConnectionCut() })
    }

    private static func cutMidBody(_ answer: Answer, _ channel: any Channel) -> Response {
        // The length promises the whole body: a client can tell that the rest is missing.
        let half = ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2))
        let body = ResponseBody(contentLength: answer.body.count) { writer in
            try await writer.write(half)
            try? await channel.close()
            throw ConnectionCut()
        }
        return Response(status: HTTPResponse.Status(code: answer.status), headers: answer.headers, body: body)
    }

    private static func trickle(_ answer: Answer, _ bytesPerSecond: Int) -> Response {
        let portion = max(1, bytesPerSecond / ticks)
        let pause = Duration.seconds(1) * portion / max(1, bytesPerSecond)
        let body = ResponseBody(contentLength: answer.body.count) { writer in
            var rest = answer.body[...]
            while !rest.isEmpty {
                try await Task.sleep(for: pause)
                try await writer.write(ByteBuffer(bytes: rest.prefix(portion)))
                rest = rest.dropFirst(portion)
            }
            try await writer.finish(nil)
        }
        return Response(status: HTTPResponse.Status(code: answer.status), headers: answer.headers, body: body)
    }

    private static func flood(_ bytes: Int) -> Response {
        let portion = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 * 1024)
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "{\"data\":\""))
            var rest = bytes
            while rest > 0 {
                let slice = portion.getSlice(at: 0, length: min(rest, portion.readableBytes))
                try await writer.write(slice ?? portion)
                rest -= portion.readableBytes
            }
            try await writer.write(ByteBuffer(string: "\"}"))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
    }
}

/// Ends the writing of an answer whose connection was closed on purpose.
private struct ConnectionCut: Error {}
