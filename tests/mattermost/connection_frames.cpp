#include "bot/platforms/mattermost/ears/frame.hpp"

#include <catch2/catch.hpp>

using namespace bot::mattermost;
using kind = frame::kind;

TEST_CASE("a hello names its connection, where there is one", "[mattermost]") {
    frame_reader reader;
    auto told = reader.read(
        R"({"event":"hello","data":{"connection_id":"ph6tbj7qetbmp8d78aj9a9eeph",)"
        R"("server_version":"5.37.0.5.37.0.abc.false"},"broadcast":{"omit_users":null,"user_id":"",)"
        R"("channel_id":"","team_id":""},"seq":0})"
    );
    CHECK(told.is == kind::hello);
    CHECK(told.connection == "ph6tbj7qetbmp8d78aj9a9eeph");
    CHECK(told.seq == 0);

    told = reader.read(R"({"event":"hello","data":{"connection_id":""},"seq":0})");
    CHECK(told.is == kind::hello);
    CHECK(told.connection.empty());
    // It would stand in an address.
    told =
        reader.read(R"({"event":"hello","data":{"connection_id":"a&sequence_number=9"},"seq":0})");
    CHECK(told.connection.empty());
}

TEST_CASE("P13: a newer server's fields and events are events like any other", "[mattermost]") {
    frame_reader reader;
    const auto told = reader.read(
        R"({"event":"sidebar_of_tomorrow","data":{"x":[1,{}]},"broadcast":{"connection_id":"",)"
        R"("omit_connection_id":"","channel_id":"c"},"seq":12,"server_hostname":"h"})"
    );
    CHECK(told.is == kind::event);
    CHECK(told.type == "sidebar_of_tomorrow");
    CHECK(told.seq == 12);
}

TEST_CASE("P3: an answer that refuses our token says so", "[mattermost]") {
    frame_reader reader;
    CHECK_FALSE(reader.read(R"({"status":"OK","seq_reply":2,"data":{"text":"pong"}})").denied);
    CHECK_FALSE(
        reader
            .read(
                R"({"status":"FAIL","seq_reply":2,"error":{"id":"api.web_socket_router.bad_action.app_error","status_code":500}})"
            )
            .denied
    );
    const auto told = reader.read(
        R"({"status":"FAIL","seq_reply":3,"error":{"id":"api.context.invalid_token.error","message":"t0k3n","status_code":401}})"
    );
    CHECK(told.is == kind::reply);
    CHECK(told.denied);
}

TEST_CASE("what is none of ours is nothing", "[mattermost]") {
    frame_reader reader;
    for (const auto* words :
         {"", "{", "[]", "7", "null", R"({"hello":1})", R"({"event":7,"seq":1})"}) {
        INFO(words);
        CHECK(reader.read(words).is == kind::other);
    }
}
