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
            reader.problem("auth", "takes one of usher.auth's, as in usher.auth.header { name = \"Authorization\", value = \"Bearer {token}\" }.")
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
        return LoginDeclaration(
            url: auth.text("url"),
            path: auth.text("path", orElse: "the login's path, as in \"/auth/login\"") ?? "",
            json: auth.table["json"] == .nil ? nil : auth.table["json"].json,
            form: auth.map("form"),
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
            value: auth.text("value") ?? "Bearer {access_token}"
        )
    }

    private func template(_ auth: FieldReader, _ name: String, knows extra: [String] = []) -> String {
        guard let text = auth.text(name, orElse: "a text, which may name settings as {token}") else { return "" }
        let known = settings.map(\.name) + extra
        for used in Template.names(in: text) where !known.contains(used) {
            let hint = Suggestion.closest(to: used, among: known).map { "did you mean {\($0)}?" } ?? "declare it under settings."
            auth.problem(name, "names {\(used)}, which is no setting; \(hint)")
        }
        return text
    }
}
