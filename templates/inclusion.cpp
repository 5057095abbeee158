#include "bot/base/text.hpp"
#include "templates/operators.hpp"
#include "templates/renderer.hpp"

namespace bot {

bool renderer::included_names(const inclusion& is, std::vector<std::string>& names) {
    item wanted;
    if (!evaluate_defined(*is.names, wanted)) return false;
    if (const auto* one = wanted.as<text_item>()) {
        names.emplace_back(one->view);
        return true;
    }
    const auto* several = wanted.as<list_item>();
    for (std::size_t i = 0; several && i < several->size(); ++i) {
        const auto name = several->at(i);
        const auto* text = name.as<text_item>();
        if (!text) break;
        names.emplace_back(text->view);
    }
    if (several && names.size() == several->size() && !names.empty()) return true;
    return stop(
        is.names->at,
        "`include` wants the name of a template or a list of names, not " +
            std::string(kind_name(wanted))
    );
}

// `file` stays null when there is none of that name.
bool renderer::find_file(
    const expression& named, const std::string& name, const parsed_file*& file
) {
    const auto known = library_.included.find(name);
    if (known != library_.included.end()) {
        file = known->second.get();
        return true;
    }
    if (const auto before = loaded_.find(name); before != loaded_.end()) {
        file = before->second.get();
        return true;
    }
    auto loaded = load_file(name, *library_.others, library_.options);
    if (!loaded && loaded.error().front().code == errc::not_found) return true;
    if (!loaded) return stop(named.at, as_one(std::move(loaded.error())).detail);
    file = loaded->get();
    loaded_.emplace(name, std::move(*loaded));
    return true;
}

bool renderer::perform(const inclusion& is, source_offset at) {
    std::vector<std::string> names;
    if (!included_names(is, names)) return false;
    for (const auto& name : names) {
        const parsed_file* file = nullptr;
        if (!find_file(*is.names, name, file)) return false;
        if (file) return include(*file, is.with_context, at);
    }
    if (is.ignore_missing) return true;
    return stop(is.names->at, "there is no template `" + join(names, "` nor `") + "`");
}

bool renderer::include(const parsed_file& file, bool with_context, source_offset at) {
    if (calls_ >= max_calls) return stop(at, too_deep);
    if (!step(at)) return false;
    ++calls_;
    const auto here = scopes_.here();
    scopes_.push(with_context ? here : scope_stack::no_parent);
    if (!render(file)) return false;
    scopes_.pop(here);
    --calls_;
    return true;
}

}  // namespace bot
