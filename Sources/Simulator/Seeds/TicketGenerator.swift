/// Makes tickets beyond the hand-written ones; the same seed makes the same ones.
struct TicketGenerator: Sendable {
    let provider: SimulatedProvider
    private var random: SeededRandom
    private var count = 0

    init(provider: SimulatedProvider, seed: UInt64) {
        self.provider = provider
        random = SeededRandom(seed: seed)
    }

    mutating func next() -> SeedTicket {
        count += 1
        let topic = random.pick(Self.topics)
        let age = Double.random(in: 1...1_500, using: &random)
        let isAnswered = Bool.random(using: &random)
        let body = provider == .mijnklantportaal ? "<p>\(topic.body)</p>" : topic.body
        let answer = provider == .mijnklantportaal ? "<p>\(topic.answer)</p>" : topic.answer
        return SeedTicket(
            subject: "\(topic.subject) (\(count))",
            body: body,
            status: random.pick(statuses),
            priority: random.pick(priorities),
            channel: random.pick(channels),
            requester: random.pick(Cast.people(of: provider)),
            assignee: isAnswered ? Int.random(in: 0...1, using: &random) : nil,
            category: provider == .ippanel ? random.pick([10, 11, 12]) : nil,
            tags: provider == .klinkcx && isAnswered ? [random.pick(KlinkCXDirectory.tags)] : [],
            hoursOld: age,
            hoursUntilDue: provider == .usercom ? Double.random(in: -200...200, using: &random) : nil,
            thread: isAnswered ? [.agent(answer, age / 2)] : [],
            isBare: provider == .klinkcx && count.isMultiple(of: 3)
        )
    }

    private var statuses: [String] {
        switch provider {
        case .mijnklantportaal: ["open", "open", "closed"]
        case .klinkcx: ["open", "open", "in progress", "pending", "resolved"]
        case .usercom: UserComAPI.statuses + ["active", "active"]
        case .ippanel: ["1", "2", "2", "3", "4", "5"]
        }
    }

    private var priorities: [String?] {
        switch provider {
        case .mijnklantportaal: [nil]
        case .klinkcx: ["low", "medium", "high"]
        case .usercom: ["1", "2", "3"]
        case .ippanel: ["acute", "normal"]
        }
    }

    private var channels: [String] {
        switch provider {
        case .mijnklantportaal: ["portal", "email", "email", "chat"]
        case .klinkcx: ["email", "whatsapp", "phone"]
        case .usercom, .ippanel: [""]
        }
    }

    private typealias Topic = (subject: String, body: String, answer: String)

    private static let topics: [Topic] = [
        ("Vraag over de levertijd", "Wanneer wordt mijn bestelling geleverd?", "Morgen tussen 9 en 12 uur."),
        ("Storing in het portaal", "De pagina met facturen blijft leeg.", "Wij hebben het opgelost."),
        ("Question about my subscription", "Can I pause it for two months?", "Yes, from the settings page."),
        ("Refund", "I returned the goods & wait for my money.", "It is on its way."),
        ("Problem z płatnością", "Płatność została odrzucona bez powodu.", "Proszę spróbować ponownie."),
        ("Zgubione hasło", "Nie dostaję wiadomości z linkiem.", "Wysłaliśmy nowy link."),
        ("درخواست پشتیبانی", "لطفاً با من تماس بگیرید.", "همکاران ما تماس می‌گیرند."),
        ("مشکل در ورود", "رمز عبور من کار نمی‌کند.", "رمز شما تغییر کرد."),
        ("Pertanyaan tagihan", "Mengapa tagihan bulan ini lebih tinggi?", "Kami periksa dulu."),
        ("Barang rusak", "Barang yang saya terima rusak 😢", "Kami kirim penggantinya."),
        ("订单问题", "我的订单显示已送达，但我没有收到。", "我们正在联系快递公司。"),
        ("请求发票", "请开具增值税发票。", "发票已发送到您的邮箱。"),
    ]
}
