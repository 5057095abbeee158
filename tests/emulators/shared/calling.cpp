#include "tests/emulators/shared/calling.hpp"

#include "bot/net/deadline.hpp"
#include "bot/net/url.hpp"
#include "tests/emulators/shared/stream.hpp"

namespace emulator {

namespace {

called_back failure(std::string reason) {
    return {std::move(reason), 0};
}

asio::awaitable<bot::result<called_back>> converse(bot::url where, std::string bytes) {
    asio::ssl::context tls(asio::ssl::context::tls_client);
    const auto wire =
        co_await stream::dial(where.host, where.port, where.is_tls() ? &tls : nullptr);
    if (!wire) co_return failure("connection_failed");
    const bool sent = co_await wire->write(std::move(bytes));
    if (!sent) co_return failure("connection_failed");
    http_reader reader;
    for (;;) {
        const auto some = co_await wire->read_some();
        if (some.empty()) reader.end();
        reader.feed(some);
        auto got = reader.next();
        if (got) {
            const int status = got->status();
            const bool fine = status >= 200 && status < 300;
            co_return called_back{
                fine ? "" : "http_error", status, std::move(got->headers), std::move(got->body)};
        }
        if (some.empty()) co_return failure("connection_failed");
    }
}

}  // namespace

std::string form_of(const nlohmann::json& fields) {
    std::string form;
    for (const auto& [name, value] : fields.items()) {
        const auto text = value.is_string() ? value.get<std::string>() : value.dump();
        form +=
            (form.empty() ? "" : "&") + bot::percent_encode(name) + "=" + bot::percent_encode(text);
    }
    return form;
}

asio::awaitable<called_back> call_out(outgoing what) {
    const auto address = bot::parse_url(what.url);
    if (!address) co_return failure("unknown_error");
    what.headers.emplace_back("host", address->authority());
    what.headers.emplace_back("content-length", std::to_string(what.body.size()));
    what.headers.emplace_back("connection", "close");
    auto bytes = request_bytes(what.method, address->target, what.headers, what.body);
    auto answer = co_await bot::within(
        what.limit, "a request of the emulator", converse(*address, std::move(bytes))
    );
    co_return answer ? std::move(*answer) : failure("http_timeout");
}

}  // namespace emulator
