import LuaRuntime
import TicketModel

extension AnswerReader {
    /// A 2xx answer of which the plugin found, by its text or by reading back, that the write was refused.
    ///
    /// What is told is the kind, the provider's own words, its code and what is wrong by field.
    func refused(_ told: LuaTable, status: Int, _ request: RequestLine) -> TicketFailure {
        var failure = TicketFailure(
            told["kind"].text.flatMap(ErrorKind.init(rawValue:)) ?? .invalid,
            "",
            connection: connection,
            status: status,
            code: told["code"].text,
            providerMessage: told["provider_message"].text
        )
        for (name, problems) in told["fields"].table?.sortedFields ?? [] {
            failure.fields[name] = problems.table?.list.compactMap(\.text) ?? []
        }
        failure.message = AnswerWording.sentence(failure, request, setting: nil, answeredHTML: false)
        return failure
    }
}
