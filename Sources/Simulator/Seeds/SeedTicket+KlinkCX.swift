extension SeedTicket {
    static let klink: [SeedTicket] = [
        SeedTicket(
            subject: "Pesanan belum sampai",
            body: "Selamat siang, pesanan saya #88213 belum sampai sejak hari Senin. Mohon bantuannya 🙏",
            status: "open",
            priority: "high",
            channel: "whatsapp",
            requester: Cast.klink[0],
            tags: ["delivery"],
            fields: [.init("cf_trackingid", "Id-1001"), .init("cf_date", "2025-10-23")],
            hoursOld: 40
        ),
        SeedTicket(
            subject: "Pengembalian dana",
            body: "Kapan dana saya dikembalikan? Sudah dua minggu.",
            status: "in progress",
            priority: "medium",
            channel: "email",
            requester: Cast.klink[1],
            assignee: 0,
            tags: ["refund", "vip"],
            hoursOld: 130
        ),
        SeedTicket(
            subject: "App crashes when I open the receipts",
            body: "Since the update the app closes as soon as I tap “Receipts”.\n\nPixel 8, Android 15.",
            status: "open",
            priority: "low",
            channel: "email",
            requester: Cast.klink[2],
            tags: ["bug"],
            fields: [.init("cf_version", 412), .init("cf_beta", true)],
            hoursOld: 6
        ),
        SeedTicket(
            subject: "发票抬头需要修改",
            body: "请把发票抬头改为“上海晨光贸易有限公司”。",
            status: "pending",
            priority: "medium",
            channel: "wechat",
            requester: Cast.klink[3],
            assignee: 1,
            tags: ["billing"],
            hoursOld: 72
        ),
        SeedTicket(
            subject: "Auto-reply: out of office until Monday",
            body: "This is an automatic reply. I am out of office until Monday.",
            status: "open",
            priority: "low",
            channel: "email",
            requester: Cast.klink[4],
            hoursOld: 11,
            isBare: true
        ),
        SeedTicket(
            subject: "Ubah alamat pengiriman",
            body: "Tolong ubah alamat pengiriman ke Jl. Melati No. 5, Bandung.",
            status: "resolved",
            priority: "low",
            channel: "whatsapp",
            requester: Cast.klink[0],
            assignee: 0,
            hoursOld: 260
        ),
        SeedTicket(
            subject: "Duplicate of an older case",
            body: "Please ignore, sent twice.",
            status: "open",
            priority: "low",
            channel: "email",
            requester: Cast.klink[2],
            hoursOld: 33,
            isDeleted: true
        ),
        SeedTicket(
            subject: "Where is my refund?",
            body: "I was promised a refund by Friday & have heard nothing since.",
            status: "open",
            priority: "high",
            channel: "email",
            requester: Cast.klink[2],
            assignee: 1,
            tags: ["refund"],
            hoursOld: 95
        ),
        SeedTicket(
            subject: "Terima kasih!",
            body: "Masalahnya sudah selesai, terima kasih banyak 🎉",
            status: "resolved",
            priority: nil,
            channel: "whatsapp",
            requester: Cast.klink[1],
            assignee: 0,
            hoursOld: 500
        ),
        SeedTicket(
            subject: "Call me back",
            body: "Missed call",
            status: "open",
            priority: "medium",
            channel: "phone",
            requester: Cast.klink[3],
            hoursOld: 2,
            isBare: true
        ),
    ]
}
