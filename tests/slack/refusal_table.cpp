#include "bot/platforms/slack/api/judgement.hpp"
#include "bot/platforms/slack/api/refusal.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace {

using namespace bot;
using namespace bot::slack;
using namespace std::chrono_literals;
using verdict = outcome::verdict;
using kind = api_failure::kind;
using Catch::Matchers::Contains;

api_failure refusal(std::string_view method, const std::string& code) {
    auto made = make_failure(method, kind::refused, "Slack answered " + code);
    made.code = code;
    return made;
}

}  // namespace

TEST_CASE("S48: what is so already counts as done", "[slack]") {
    struct row {
        const char* method;
        const char* code;
    };
    for (const auto& [method, code] : {
             row{"pins.add", "already_pinned"},
             row{"pins.remove", "no_pin"},
             row{"pins.remove", "not_pinned"},
             row{"reactions.add", "already_reacted"},
             row{"reactions.remove", "no_reaction"},
             row{"reactions.remove", "message_not_found"},
             row{"conversations.invite", "already_in_channel"},
             row{"conversations.invite", "cant_invite_self"},
             row{"conversations.archive", "already_archived"},
             row{"conversations.archive", "is_archived"},
             row{"conversations.unarchive", "not_archived"},
             row{"chat.delete", "message_not_found"},
         }) {
        INFO(method << " " << code);
        CHECK(is_done_already(method, refusal(method, code)));
        const auto made = outcome_of(method, refusal(method, code));
        CHECK(made.is == verdict::delivered);
        CHECK(made.reason.empty());
    }
    // The same word of another method is a refusal.
    CHECK_FALSE(is_done_already("chat.update", refusal("chat.update", "message_not_found")));
    CHECK(
        outcome_of("chat.postMessage", refusal("chat.postMessage", "is_archived")).is ==
        verdict::refused
    );
    // And so is a word that no refusal goes with.
    auto lost = refusal("pins.add", "already_pinned");
    lost.is = kind::ambiguous;
    CHECK_FALSE(is_done_already("pins.add", lost));
}

TEST_CASE("every refusal says what somebody can do about it", "[slack]") {
    const std::vector<std::string> codes{
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "no_text",
        "msg_too_long",
        "msg_blocks_too_long",
        "invalid_blocks",
        "invalid_blocks_format",
        "markdown_text_conflict",
        "too_many_attachments",
        "cannot_reply_to_message",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "metadata_too_large",
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "is_inactive",
        "block_mismatch",
        "cant_delete_message",
        "user_not_in_channel",
        "message_limit_exceeded",
        "name_taken",
        "invalid_name",
        "invalid_name_required",
        "invalid_name_specials",
        "invalid_name_punctuation",
        "invalid_name_maxlength",
        "cannot_create_channel",
        "cant_invite",
        "user_not_found",
        "user_is_restricted",
        "ura_max_channels",
        "org_user_not_in_team",
        "too_long",
        "cant_archive_general",
        "cant_archive_required",
        "not_authorized",
        "too_many_members",
        "method_not_supported_for_channel_type",
        "thread_not_found",
        "too_many_pins",
        "not_pinnable",
        "too_many_emoji",
        "too_many_reactions",
        "not_reactable",
        "thread_locked",
        "too_many_bookmarks",
        "invalid_link",
        "invalid_emoji",
        "permission_denied",
        "users_not_found",
        "user_not_visible",
        "plan_upgrade_required",
        "expired_trigger_id",
        "exchanged_trigger_id",
        "invalid_trigger_id",
        "view_too_large",
        "duplicate_external_id",
        "not_found",
        "not_enabled",
        "file_type_not_allowed",
        "posting_to_channel_denied",
        "channels_limit_exceeded",
        "canvas_disabled_user_team",
        "free_teams_cannot_create_non_tabbed_canvases",
        "no_permission",
    };
    for (const auto& code : codes) {
        INFO(code);
        const auto made = outcome_of("chat.postMessage", refusal("chat.postMessage", code));
        CHECK(made.is == verdict::refused);
        CHECK_THAT(made.reason, Contains(code));
        CHECK_THAT(made.reason, !Contains("docs.slack.dev"));
        CHECK(made.reason.size() > code.size() + 45);
    }
}

TEST_CASE("what somebody has to see to first is asked about again, but not often", "[slack]") {
    for (const auto* code :
         {"not_authed",
          "invalid_auth",
          "account_inactive",
          "token_revoked",
          "token_expired",
          "not_allowed_token_type",
          "access_denied",
          "accesslimited",
          "ekm_access_denied",
          "org_login_required",
          "team_access_not_granted",
          "enterprise_is_restricted",
          "team_disabled",
          "user_removed_from_team"}) {
        INFO(code);
        const auto made = outcome_of("pins.add", refusal("pins.add", code));
        CHECK(made.is == verdict::retry);
        CHECK(made.after == 5min);
        CHECK_THAT(made.reason, Contains(code));
    }
    for (const auto* code :
         {"hash_conflict", "failed_for_some_users", "file_not_found", "canvas_creation_failed"}) {
        INFO(code);
        const auto made = outcome_of("pins.add", refusal("pins.add", code));
        CHECK(made.is == verdict::retry);
        CHECK(made.after == 0ms);
    }
}

TEST_CASE("a missing scope is named, with the place to add it", "[slack]") {
    auto lacking = refusal("pins.add", "missing_scope");
    lacking.needed = "pins:write";
    const auto made = outcome_of("pins.add", lacking);
    CHECK(made.is == verdict::refused);
    CHECK(
        made.reason ==
        "pins.add: Slack answered missing_scope; add the scope pins:write to the app "
        "(api.slack.com/apps, OAuth & Permissions, Bot Token Scopes) and install it in the "
        "workspace again"
    );
    auto socket = refusal("apps.connections.open", "missing_scope");
    socket.needed = "connections:write";
    CHECK_THAT(remedy_for("apps.connections.open", socket), Contains("App-Level Tokens"));
    CHECK_THAT(remedy_for("apps.connections.open", socket), Contains("connections:write"));
    CHECK_THAT(
        remedy_for("pins.add", refusal("pins.add", "missing_scope")), Contains("pins.add needs")
    );
}

TEST_CASE("S44: an error nobody knows is refused, with the page that may explain it", "[slack]") {
    const auto made = outcome_of("pins.add", refusal("pins.add", "moon_is_full"));
    CHECK(made.is == verdict::refused);
    CHECK_THAT(made.reason, Contains("moon_is_full"));
    CHECK_THAT(made.reason, Contains("docs.slack.dev/reference/methods/pins.add"));
}

TEST_CASE("what was not refused is tried again, and not before Slack said", "[slack]") {
    for (const auto is : {kind::throttled, kind::unreachable, kind::ambiguous, kind::broken}) {
        auto why = make_failure("pins.add", is, "went wrong");
        if (is == kind::throttled) why.after = 7s;
        const auto made = outcome_of("pins.add", why);
        CHECK(made.is == verdict::retry);
        CHECK(made.after == (is == kind::throttled ? 7s : 0s));
        CHECK_THAT(made.reason, Contains("pins.add: went wrong; "));
    }
}
