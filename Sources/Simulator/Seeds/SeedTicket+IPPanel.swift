extension SeedTicket {
    static let panel: [SeedTicket] = [
        SeedTicket(
            subject: "Sample ticket with file",
            body: "Sample description for file upload",
            status: "3",
            priority: "acute",
            requester: Cast.panel[0],
            assignee: 0,
            category: 10,
            hoursOld: 170,
            thread: [.agent("Sample reply", 169)],
            isForwarded: true
        ),
        SeedTicket(
            subject: "پیامک‌ها ارسال نمی‌شوند",
            body: "سلام، از دیروز پیامک‌های ما ارسال نمی‌شوند و خطای ۴۰۰ می‌گیریم. لطفاً بررسی کنید.",
            status: "2",
            priority: "acute",
            requester: Cast.panel[1],
            category: 10,
            hoursOld: 29
        ),
        SeedTicket(
            subject: "سوال درباره‌ی فاکتور",
            body: "فاکتور این ماه چه زمانی صادر می‌شود؟",
            status: "1",
            priority: "normal",
            requester: Cast.panel[2],
            assignee: 1,
            category: 12,
            hoursOld: 54,
            thread: [
                .agent("فاکتور در پایان ماه صادر می‌شود.", 50),
                .requester("ممنون، ولی من آن را همین حالا لازم دارم.", 31),
            ]
        ),
        SeedTicket(
            subject: "How do I get a dedicated line?",
            body: "We would like a dedicated number for our shop. What does it cost?",
            status: "2",
            priority: "normal",
            requester: Cast.panel[3],
            category: 11,
            hoursOld: 7
        ),
        SeedTicket(
            subject: "افزونه وردپرس",
            body: "افزونه با نسخه‌ی جدید کار نمی‌کند 😕",
            status: "5",
            priority: "normal",
            requester: Cast.panel[1],
            assignee: 0,
            category: 10,
            hoursOld: 98,
            thread: [.note("به واحد فنی ارجاع شد.", 90)],
            isForwarded: true
        ),
        SeedTicket(
            subject: "پاسخ خودکار: خارج از دفتر",
            body: "این یک پاسخ خودکار است. Auto-reply: out of office.",
            status: "2",
            priority: "normal",
            requester: Cast.panel[2],
            category: 11,
            hoursOld: 12
        ),
        SeedTicket(
            subject: "شارژ حساب انجام نشد",
            body: "مبلغ کسر شد ولی حساب شارژ نشد. شماره پیگیری: ۱۲۳۴۵۶",
            status: "4",
            priority: "acute",
            requester: Cast.panel[0],
            assignee: 1,
            category: 12,
            hoursOld: 340,
            thread: [.agent("حساب شما شارژ شد.", 338), .requester("سپاس", 337)]
        ),
        SeedTicket(
            subject: "تغییر دامنه",
            body: "لطفاً دامنه‌ی پنل را به panel.example.ir تغییر دهید.",
            status: "3",
            priority: "normal",
            requester: Cast.panel[1],
            assignee: 0,
            category: 10,
            hoursOld: 80,
            thread: [.agent("انجام شد؛ لطفاً تا یک ساعت دیگر بررسی کنید.", 78)]
        ),
        SeedTicket(
            subject: "API key expired?",
            body: "Every call answers 401 since this morning.\nNothing was changed on our side.",
            status: "2",
            priority: "acute",
            requester: Cast.panel[3],
            category: 10,
            hoursOld: 3
        ),
        SeedTicket(
            subject: "Sample ticket",
            body: "Sample ticket description",
            status: "3",
            priority: "acute",
            requester: Cast.panel[0],
            assignee: 0,
            category: 11,
            hoursOld: 150,
            thread: [.agent("پاسخ داده شد.", 149)],
            isForwarded: true
        ),
    ]
}
