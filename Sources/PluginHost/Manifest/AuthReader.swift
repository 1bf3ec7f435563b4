import LuaRuntime
import TicketModel

/// Reads `auth`, and checks that its templates name settings that are there.
struct AuthReader {
    let reader: FieldReader
    let settings: [SettingDeclaration]

    init(_ reader: FieldReader, _ settings: [SettingDeclaration]) {
        self.reader = reader
        self.settings = settings
    }

    func read() -> AuthDeclaration {
        guard let auth = reader.child("auth") else { return .none }
        guard let kind = auth.table["__auth"].text else {
            reader.problem(
                "auth",
                "takes one of usher.auth's, as in usher.auth.header { name = \"Authorization\", value = \"Bearer {token}\" }."
            )
            return .none
        }
        switch kind {
        case "header":
            auth.allowOnly(["name", "value"])
            return .header(name: template(auth, "name"), value: template(auth, "value"))
        case "basic":
            auth.allowOnly(["user", "password"])
            return .basic(user: template(auth, "user"), password: template(auth, "password"))
        case "query":
            auth.allowOnly(["name", "value"])
            return .query(name: template(auth, "name"), value: template(auth, "value"))
        case "login":
            return .login(login(auth))
        case "oauth":
            return .oauth(oauth(auth))
        default:
            return .none
        }
    }

    private func login(_ auth: FieldReader) -> LoginDeclaration {
        auth.allowOnly(["path", "json", "form", "token", "lifetime", "name", "value", "url"])
        let json: JSONValue? = auth.table["json"].isPresent ? .some(auth.table["json"].json) : .none
        let form = auth.map("form")
        for name in (json.map { Template.names(in: $0) } ?? []) { check(auth, "json", name) }
        for name in form.sorted(by: { $0.key < $1.key }).flatMap({ Template.names(in: $0.value) }) {
            check(auth, "form", name)
        }
        return LoginDeclaration(
            url: auth.table["url"] == .nil ? nil : template(auth, "url"),
            path: template(auth, "path", orElse: "the login's path, as in \"/auth/login\""),
            json: json,
            form: form,
            token: auth.text("token", orElse: "the token's path in the answer, as in \"data.token\"") ?? "",
            lifetime: auth.span("lifetime"),
            name: auth.text("name") ?? "Authorization",
            value: template(auth, "value", knows: ["access_token"])
        )
    }

    private func oauth(_ auth: FieldReader) -> OAuthDeclaration {
        auth.allowOnly(["url", "client_id", "client_secret", "refresh_token", "encoding", "name", "value"])
        return OAuthDeclaration(
            url: template(auth, "url"),
            clientID: template(auth, "client_id"),
            clientSecret: template(auth, "client_secret"),
            refreshToken: template(auth, "refresh_token"),
            sendsJSON: auth.text("encoding") == "json",
            name: auth.text("name") ?? "Authorization",
            value: auth.table["value"] == .nil
                ? "Bearer {access_token}" : template(auth, "value", knows: ["access_token"])
        )
    }

    /// Reads `headers`, whose values are templates too.
    func headers() -> [String: String] {
        let headers = reader.map("headers")
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            for used in Template.names(in: value) { reader.child("headers").map { check($0, name, used) } }
        }
        return headers
    }

    private func template(
        _ auth: FieldReader,
        _ name: String,
        orElse remedy: String = "a text, which may name settings as {token}",
        knows extra: [String] = []
    ) -> String {
        guard let text = auth.text(name, orElse: remedy) else { return "" }
        for used in Template.names(in: text) { check(auth, name, used, knows: extra) }
        return text
    }

    /// A name in a template must be a setting's.
    private func check(_ field: FieldReader, _ key: String, _ used: String, knows extra: [String] = []) {
        let known = settings.map(\.name) + extra
        guard !known.contains(used) else { return }
        let hint =
            Suggestion.closest(to: used, among: known).map { "did you mean {\($0)}?" } ?? "declare it under settings."
        field.problem(key, "names {\(used)}, which is no setting; \(hint)")
    }
}
