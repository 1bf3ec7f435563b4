extension SeedTicket {
    static let portal: [SeedTicket] = [
        SeedTicket(
            subject: "Factuur 2024-118 klopt niet",
            body: "<p>Goedemorgen,</p><p>Op <b>factuur 2024-118</b> staat een licentie die wij in maart hebben "
                + "opgezegd. Kunt u een creditfactuur sturen?</p>",
            status: "open",
            channel: "email",
            requester: Cast.portal[0],
            hoursOld: 30
        ),
        SeedTicket(
            subject: "Invoice issue",
            body: "<p>Hello, help me with my invoice please</p>",
            status: "open",
            channel: "portal",
            requester: Cast.portal[2],
            assignee: 0,
            hoursOld: 52,
            thread: [
                .agent("<p>Of course. Which invoice is it about?</p>", 50),
                .requester("<p>The one of last month: €&nbsp;49.00 &amp; shipping.</p>", 26),
            ]
        ),
        SeedTicket(
            subject: "Wachtwoord vergeten, herstelmail komt niet aan",
            body: "<p>Ik heb nu drie keer een herstelmail aangevraagd maar er komt niets binnen 😟</p>"
                + "<ul><li>ook niet in de spam</li><li>wel andere mail van jullie</li></ul>",
            status: "open",
            channel: "portal",
            requester: Cast.portal[1],
            hoursOld: 3
        ),
        SeedTicket(
            subject: "Afspraak verzetten",
            body: "<p>Kan de afspraak van vrijdag naar maandag?</p>",
            status: "open",
            channel: "email",
            requester: Cast.portal[0],
            assignee: 1,
            hoursOld: 200,
            thread: [.agent("<p>Dat kan. Maandag om 10.00 uur, tot dan!</p>", 190)]
        ),
        SeedTicket(
            subject: "Chat: is de winkel morgen open?",
            body: "Is de winkel morgen open?",
            status: "open",
            channel: "chat",
            requester: Cast.portal[1],
            hoursOld: 5
        ),
        SeedTicket(
            subject: "Automatisch antwoord: afwezig tot en met maandag",
            body: "<p>Ik ben afwezig tot en met maandag en lees mijn e-mail niet.</p>",
            status: "open",
            channel: "email",
            requester: Cast.portal[5],
            hoursOld: 9
        ),
        SeedTicket(
            subject: "Nie mogę pobrać umowy",
            body: "<p>Dzień dobry, po kliknięciu „Pobierz umowę” strona jest pusta. Proszę o pomoc.</p>",
            status: "open",
            channel: "portal",
            requester: Cast.portal[3],
            hoursOld: 75
        ),
        SeedTicket(
            subject: "无法登录客户门户",
            body: "<p>您好，登录时提示“许可证无效”。请尽快处理，谢谢！</p>",
            status: "open",
            channel: "portal",
            requester: Cast.portal[4],
            hoursOld: 26
        ),
        SeedTicket(
            subject: "Adreswijziging doorgevoerd?",
            body: "<p>Is mijn adreswijziging verwerkt?</p>",
            status: "closed",
            channel: "portal",
            requester: Cast.portal[0],
            assignee: 0,
            hoursOld: 420,
            thread: [.agent("<p>Ja, uw nieuwe adres staat in het portaal.</p>", 400)]
        ),
        SeedTicket(
            subject: "Verzonden: uw pakket is onderweg",
            body: "<p>Dit bericht is automatisch verzonden; antwoorden worden niet gelezen.</p>",
            status: "closed",
            channel: "email",
            requester: Cast.portal[5],
            hoursOld: 96
        ),
        SeedTicket(
            subject: "Ticket zonder klant",
            body: "<p>Onbekende afzender, <script>alert(1)</script> met opmaak.</p>",
            status: "open",
            channel: "email",
            requester: nil,
            hoursOld: 14
        ),
    ]
}
