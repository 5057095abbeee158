#include "bot/destinations/folder.hpp"

#include "bot/destinations/merge.hpp"
#include "bot/destinations/open_folder.hpp"

#include <optional>
#include <utility>

namespace bot {
namespace {

// Somebody may save the file while it is put together: then it is put together again.
result<std::size_t> write_merged(
    const open_folder& in,
    const std::string& name,
    std::optional<std::string> there,
    const std::string& base,
    std::string_view text
) {
    constexpr int most_tries = 5;
    for (int tried = 1;; ++tried) {
        auto both =
            there ? merge_document(base, *there, text) : merged_document{std::string(text), 0};
        if (auto done = in.write_beside(name, both.text); !done)
            return tl::unexpected(done.error());
        auto now = in.read(name);
        if (!now) return tl::unexpected(now.error());
        if (*now != there) {
            if (tried == most_tries)
                return fail(
                    errc::unavailable, in.path_of(name) + " is saved by somebody all the time"
                );
            there = std::move(*now);
            continue;
        }
        if (auto done = in.put_in_place(name); !done) return tl::unexpected(done.error());
        return both.conflicts;
    }
}

}  // namespace

std::string name_beside(std::string_view name) {
    const auto dot = name.rfind('.');
    return std::string(name.substr(0, dot)) + ".new" +
           std::string(dot == name.npos ? "" : name.substr(dot));
}

result<written_file> write_to_folder(
    const std::string& folder, std::string_view name, std::string_view text, std::string_view owner
) {
    if (!is_plain_name(name))
        return fail(errc::invalid, "'" + std::string(name) + "' is not a plain file name");
    const auto place = open_folder::open(folder, "Set rca.folder to a folder that can be written.");
    if (!place) return tl::unexpected(place.error());

    // What was generated last is kept beside the file and out of sight.
    const std::string wanted(name);
    const auto mark = "." + wanted + ".base";
    written_file made{place->path_of(wanted), false, 0};
    auto there = place->read(wanted);
    if (!there) return tl::unexpected(there.error());
    const auto last = read_generated(*place, mark);
    if (!last) return tl::unexpected(last.error());
    const bool is_ours = *last && (*last)->owner == owner;
    if (*there && **there != text && !is_ours) {
        auto beside = write_to_folder(folder, name_beside(wanted), text, owner);
        if (beside) beside->beside = true;
        return beside;
    }
    const auto base = is_ours ? (*last)->text : std::string();
    const auto conflicts = write_merged(*place, wanted, std::move(*there), base, text);
    if (!conflicts) return tl::unexpected(conflicts.error());
    made.conflicts = *conflicts;
    // The file first: were it the other way round, a crash between would make old words people's.
    const generated_before kept{std::string(owner), std::string(text)};
    if (auto done = keep_generated(*place, mark, kept); !done) return tl::unexpected(done.error());
    return made;
}

}  // namespace bot
