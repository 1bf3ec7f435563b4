import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Sends webhooks while the simulator listens: each once, in order.
///
/// What becomes of one that is not taken no page of the vendor says, so it is lost.
final class WebhookBell: Sendable {
    private let continuation = Mutex<AsyncStream<WebhookCall>.Continuation?>(nil)

    private static let patience = TimeAmount.seconds(10)

    /// Has calls sent; they are dropped where the simulator does not listen.
    func ring(_ calls: [WebhookCall]) {
        guard !calls.isEmpty else { return }
        continuation.withLock { continuation in
            for call in calls { continuation?.yield(call) }
        }
    }

    /// Sends until the task is cancelled.
    func run() async {
        let (calls, continuation) = AsyncStream.makeStream(of: WebhookCall.self)
        self.continuation.withLock { $0 = continuation }
        for await call in calls { await send(call) }
    }

    private func send(_ call: WebhookCall) async {
        var request = HTTPClientRequest(url: call.url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        // The secret itself, by the vendor's wording.
        request.headers.add(name: "X-Webhook-Signature", value: call.secret)
        request.body = .bytes(call.body.bytes)
        _ = try? await HTTPClient.shared.execute(request, timeout: Self.patience)
    }
}
