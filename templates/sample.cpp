#include "templates/sample.hpp"

#include <utility>

namespace bot {
namespace {

using namespace std::chrono_literals;

class story {
public:
    explicit story(declared what) { tell(std::move(what)); }

    void tell(event what) {
        record line;
        line.log = incident_id{1};
        line.seq = made.last_seq + 1;
        line.at = line.recorded_at = now;
        line.platform = "chat";
        line.channel = "inc-1";
        line.actor = {"U1", "dana"};
        line.what = std::move(what);
        apply(made, line);
        now += 1min;
    }

    incident made;
    instant now = instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)) + 19h;
};

declared declaration() {
    declared what;
    what.title = "Sample incident";
    what.severity = "P2";
    return what;
}

}  // namespace

std::vector<incident> sample_incidents() {
    std::vector<incident> all{story(declaration()).made};
    auto what = declaration();
    what.category = "application";
    what.service = "user-service";
    what.services = {"user-service", "checkout"};
    story full(std::move(what));
    full.tell(role_given{"lead", {"U1", "dana"}});
    for (std::size_t i = 0; i + 1 < milestone_count; ++i)
        full.tell(milestone_set{
            static_cast<milestone>(i), full.now, source::command, "with a note", false});
    for (const auto kind : {row_kind::note, row_kind::decision, row_kind::fix, row_kind::message})
        full.tell(row_added{kind, full.now, "Something happened", {"U2", "li"}, "pin", true});
    full.tell(impact_told{
        {{"users", "100"},
         {"requests", "10%"},
         {"error_rate", "10%"},
         {"baseline", "1%"},
         {"p99", "100ms..900ms"},
         {"errors", "10"},
         {"tickets", "3"},
         {"revenue", "$100"}}});
    for (const auto which :
         {section::summary,
          section::root_cause,
          section::resolution,
          section::well,
          section::improve,
          section::lucky})
        for (int i = 0; i < 2; ++i) full.tell(section_told{which, "What was told."});
    full.tell(action_added{"P1", "Add a test", "li", {}});
    full.tell(action_added{"P2", "Add an alert", "", {}});
    full.tell(action_done{1});
    full.tell(linked{"https://example.org/graph", "The graph"});
    full.tell(linked{"INC-3", ""});
    full.tell(update_posted{"Looking into it"});
    full.tell(severity_changed{"P1", "it grows"});
    full.tell(milestone_set{milestone::resolved, full.now, source::command, {}, false});
    full.tell(resolved{"Over", {}});
    all.push_back(std::move(full.made));
    return all;
}

}  // namespace bot
