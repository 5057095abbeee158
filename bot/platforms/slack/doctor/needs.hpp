// What Scribe asks of a Slack app, and why: the manifest, the doctor and the page about it are
// printed from these tables.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bot::slack {

struct scope_need {
    std::string_view scope;
    std::string_view without;  // what Scribe cannot do without it, the end of "Scribe cannot …"
    bool is_optional = false;
};
std::span<const scope_need> scope_needs();

struct event_need {
    std::string_view event, scope;
    std::string_view without;  // the end of "Scribe does not notice …"
};
std::span<const event_need> event_needs();

// deploy/slack-manifest.yaml, for Socket Mode; what HTTP mode needs stands in its comments.
std::string manifest();

// The table of scopes and events for docs/slack.md.
std::string needs_reference();

}  // namespace bot::slack
