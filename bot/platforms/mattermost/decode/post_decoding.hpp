// Posts in whatever event or list they come: posted, edited, pinned, deleted. Copies of one thing
// get one key.
#pragma once

#include "bot/incident/inbound.hpp"
#include "bot/platforms/json.hpp"
#include "bot/platforms/mattermost/decode/names.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bot::mattermost {

// A post and who is asked about it.
struct post_reading {
    json post;
    const identity& me;
    const names& who;
    std::vector<inbound>& out;
};

inbound make_inbound(std::string key, std::string_view channel, std::int64_t at, person by);
// "e:mattermost:<channel>:<post>"
std::string post_key(std::string_view kind, json post);

// The message as it stands, and its files.
void add_said(const post_reading& r);
// Its latest edit, should it have one: after add_said, which says the same where nobody had heard
// of the message before.
void add_latest_edit(const post_reading& r);
// `at`: zero where nobody says when.
void add_deletion(const post_reading& r, std::int64_t at);
// Who came or went, when it is a system post that says so.
void add_membership(const post_reading& r);

}  // namespace bot::mattermost
