extension SeedTicket {
    static let userCom: [SeedTicket] = [
        SeedTicket(
            subject: "Faktura VAT za październik",
            body: "Dzień dobry, proszę o przesłanie faktury VAT za październik. Numer klienta: 4471.",
            status: "active",
            priority: "2",
            requester: Cast.userCom[0],
            hoursOld: 28,
            hoursUntilDue: 20
        ),
        SeedTicket(
            subject: "Ticket 1",
            body: "Ticket description",
            status: "closed",
            priority: "1",
            requester: nil,
            assignee: 0,
            hoursOld: 800,
            hoursUntilDue: -600
        ),
        SeedTicket(
            subject: "Ticket 2",
            body: "Ticket 2 description",
            status: "active",
            priority: "1",
            requester: nil,
            assignee: 1,
            hoursOld: 776,
            hoursUntilDue: -576
        ),
        SeedTicket(
            subject: "Reklamacja: uszkodzona przesyłka",
            body: "Paczka przyszła uszkodzona, załączam zdjęcia. Żądam wymiany albo zwrotu pieniędzy!",
            status: "active",
            priority: "1",
            requester: Cast.userCom[1],
            assignee: 0,
            hoursOld: 61,
            hoursUntilDue: -12
        ),
        SeedTicket(
            subject: "How do I export my contacts?",
            body: "I can't find the export button anywhere 🤷‍♀️",
            status: "active",
            priority: "3",
            requester: Cast.userCom[2],
            hoursOld: 4,
            hoursUntilDue: 68
        ),
        SeedTicket(
            subject: "Out of office: Re: your quote",
            body: "I am out of office. This is an automatic reply, please do not answer.",
            status: "active",
            priority: "3",
            requester: Cast.userCom[4],
            hoursOld: 13
        ),
        SeedTicket(
            subject: "Zmiana adresu e-mail",
            body: "Proszę zmienić mój adres e-mail na lukasz.nowy@example.pl.",
            status: "closed",
            priority: "2",
            requester: Cast.userCom[3],
            assignee: 1,
            hoursOld: 310
        ),
        SeedTicket(
            subject: "Szkic: oferta dla dużego klienta",
            body: "Do uzupełnienia.",
            status: "draft",
            priority: nil,
            requester: nil,
            hoursOld: 18
        ),
        SeedTicket(
            subject: "Question about the API limits",
            body: "How many requests per minute may we make?\nWe plan ~200.",
            status: "active",
            priority: "2",
            requester: Cast.userCom[2],
            assignee: 1,
            hoursOld: 125,
            hoursUntilDue: 30
        ),
        SeedTicket(
            subject: "Stare zgłoszenie z poprzedniego systemu",
            body: "Przeniesione automatycznie.",
            status: "archived",
            priority: "3",
            requester: Cast.userCom[0],
            hoursOld: 2_400
        ),
    ]
}
