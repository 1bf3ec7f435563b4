import HTTPTypes

/// The ticket module of IPPanel Edge: exactly four endpoints, and messages in Persian.
struct IPPanelAPI: VendorAPI {
    func refuse(_ request: APIRequest, in world: inout World) -> Answer? {
        let value = request.headers[.authorization]
        if value == world.token { return nil }
        if let value, value.contains(" ") {
            world.violation(.authorizationForm, "Authorization has a scheme word before the token", request)
        }
        return failure("اطلاعات وارد شده صحیح نمی باشد", code: "400-1", status: 401)
    }

    func answer(_ request: APIRequest, in world: inout World) -> Answer {
        if request.method != .get, world.options.isReadOnly {
            return failure("شما دسترسی لازم را ندارید", code: "403-1", status: 403)
        }
        switch (request.method, request.path) {
        case (.get, "/v1/api/ticket"): return list(request, in: &world)
        case (.get, "/v1/api/ticket/show"): return show(request, in: &world)
        case (.post, "/v1/api/ticket"): return create(request, in: &world)
        case (.post, "/v1/api/ticket/interaction"): return reply(request, in: &world)
        default:
            world.violation(.noSuchEndpoint, "no page lists this path with this method", request)
            return failure(status: 404)
        }
    }

    func failure(status: Int) -> Answer {
        switch status {
        case 404: failure("یافت نشد", code: "404-1", status: 404)
        case 429: failure("تعداد درخواست ها بیش از حد مجاز است", code: "429-1", status: 429)
        case 500...: failure("خطای سرور", code: "500-1", status: status)
        default: failure("درخواست نامعتبر است", code: "\(status)-1", status: status)
        }
    }

    func failure(_ message: String, code: String, status: Int, errors: [JSON.Member] = []) -> Answer {
        .json(
            [
                "data": .null,
                "meta": [
                    "status": false,
                    "message": .string(message),
                    "message_parameters": [],
                    "message_code": .string(code),
                    "errors": .object(errors),
                ],
            ],
            status: status
        )
    }

    /// The refusal of a request whose fields are wrong: the first message, and how many more there are.
    func invalid(_ errors: [(field: String, message: String)]) -> Answer {
        let others = errors.count > 1 ? " (و \(errors.count - 1) خطای دیگر)" : ""
        let members = errors.map { JSON.Member($0.field, [.string($0.message)]) }
        return failure((errors.first?.message ?? "") + others, code: "400-2", status: 422, errors: members)
    }

    static func isRequired(_ field: String) -> String { "تکمیل گزینه \(field) الزامی است" }

    static func isInvalid(_ field: String) -> String { "مقدار گزینه \(field) معتبر نیست" }
}
