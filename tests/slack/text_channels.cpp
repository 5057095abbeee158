#include "bot/platforms/channel_links.hpp"

#include <catch2/catch.hpp>

using namespace bot;

TEST_CASE("a channel that is known becomes a link to it, and nothing else does") {
    const auto link_to = [](std::string_view name) -> std::optional<std::string> {
        if (name == "inc-7-db") return "<#C7>";
        return std::nullopt;
    };
    struct row {
        std::string told, wanted;
    };
    const auto r = GENERATE(values<row>({
        {"Room: #inc-7-db", "Room: <#C7>"},
        {"#inc-7-db.", "<#C7>."},
        {"(#inc-7-db)", "(<#C7>)"},
        {R"("Room:\n#inc-7-db")", R"("Room:\n<#C7>")"},
        {"#inc-7-db-2 and #7", "#inc-7-db-2 and #7"},
        {"`#inc-7-db` ```#inc-7-db```", "`#inc-7-db` ```#inc-7-db```"},
        {"<https://x.io/#inc-7-db>", "<https://x.io/#inc-7-db>"},
        {"&#inc-7-db", "&#inc-7-db"},
        {"#inc-7-dbX #inc-7-dbü", "#inc-7-dbX #inc-7-dbü"},
        {"~~#inc-7-db is down~~", "~~#inc-7-db is down~~"},
        {"~~~\n#inc-7-db\n~~~\n#inc-7-db", "~~~\n#inc-7-db\n~~~\n<#C7>"},
        {"```\na ` #inc-7-db\n``` #inc-7-db", "```\na ` #inc-7-db\n``` <#C7>"},
        {"#", "#"},
        {"", ""},
    }));
    CHECK(link_channels(r.told, link_to) == r.wanted);
}
