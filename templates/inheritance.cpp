// extends, block, super() and self.
#include "bot/base/text.hpp"
#include "templates/renderer.hpp"

#include <algorithm>

namespace bot {

// The file itself and then, as long as one extends another, that one. What a file writes after its
// `extends` is seen by nobody; what it sets is known to those above.
bool renderer::render(const parsed_file& file) {
    rendered_document mine{
        .around = scopes_.here(),
        .in_block = scopes_.here(),
        .unseen = output_text(output_text::use::captured, options_.escape_told)};
    mine.add(file);
    auto* const outer = std::exchange(document_, &mine);
    const auto* const source = source_;
    auto* const out = out_;
    for (const auto* now = &file; now; now = mine.parent) {
        mine.parent = nullptr;
        source_ = &now->source;
        out_ = out;
        if (!run(now->body)) return false;
    }
    out_ = out;
    source_ = source;
    document_ = outer;
    return true;
}

bool renderer::perform(const extension& is, source_offset at) {
    if (document_->parent) return stop(at, "a template extends one other, not two");
    if (document_->files >= max_calls) return stop(at, too_deep);
    item wanted;
    if (!evaluate_defined(*is.name, wanted) || !step(at)) return false;
    const auto* name = wanted.as<text_item>();
    if (!name)
        return stop(
            is.name->at,
            "`extends` wants the name of a template, not " + std::string(kind_name(wanted))
        );
    const std::string called(name->view);
    if (!find_file(*is.name, called, document_->parent)) return false;
    if (!document_->parent) return stop(is.name->at, "there is no template `" + called + "`");
    document_->add(*document_->parent);
    out_ = &document_->unseen;
    return true;
}

bool renderer::perform(const block_use& is, source_offset at) {
    // Its place is in the file above. Within another tag it is not at the top, as in Jinja2.
    const bool is_at_top = scopes_.here() == document_->around;
    if (document_->parent && is_at_top) return true;
    const auto found = document_->blocks.find(is.what->name);
    if (found == document_->blocks.end())
        return stop(at, "the block `" + is.what->name + "` belongs to another template");
    if (is.what->is_required && found->second.size() <= 1)
        return stop(
            at,
            "the block `" + is.what->name +
                "` is required: the template that extends this one has "
                "to fill it"
        );
    const auto around = is.what->is_scoped ? scopes_.here() : document_->in_block;
    return render_block(found->second, 0, around, at);
}

bool renderer::render_block(
    const std::vector<rendered_document::placed_block>& all,
    std::size_t level,
    scope_stack::index around,
    source_offset at
) {
    const auto& [section, source] = all[level];
    if (calls_ >= max_calls) return stop(at, too_deep);
    if (!step(at)) return false;
    ++calls_;
    const auto here = scopes_.here();
    const auto* const outer = std::exchange(source_, source);
    const auto before = std::exchange(document_->in_block, around);
    scopes_.push(around);
    if (level + 1 < all.size()) {
        scopes_.set("super", item(builtin_item{builtin_item::kind::super, nullptr, section}));
    } else {
        missing why{.why = missing::kind::no_super, .name = section->name};
        scopes_.set("super", item(std::make_shared<const missing>(std::move(why))));
    }
    if (!run(section->body)) return false;
    scopes_.pop(here);
    document_->in_block = before;
    source_ = outer;
    --calls_;
    return true;
}

bool renderer::block_text(
    const std::vector<rendered_document::placed_block>& all,
    std::size_t level,
    source_offset at,
    item& into
) {
    output_text inner(output_text::use::captured, options_.escape_told);
    auto* const outer = std::exchange(out_, &inner);
    const bool done = render_block(all, level, document_->in_block, at);
    out_ = outer;
    if (!done) return false;
    into = inner.take_captured();
    return spend(into, at);
}

// super() gives what stands above the block it is called in; self.name(), the block itself.
bool renderer::call_block_function(const builtin_item& function, source_offset at, item& into) {
    const auto& name = function.section->name;
    const auto found = document_->blocks.find(name);
    if (found == document_->blocks.end())
        return stop(at, "the block `" + name + "` belongs to another template");
    const auto& all = found->second;
    if (function.which == builtin_item::kind::block) return block_text(all, 0, at, into);
    const auto own = std::find_if(all.begin(), all.end(), [&](const auto& one) {
        return one.is == function.section;
    });
    if (own == all.end() || own + 1 == all.end())
        return stop(at, "there is no block `" + name + "` above this one");
    const auto above = static_cast<std::size_t>(own - all.begin()) + 1;
    return block_text(all, above, at, into);
}

bool renderer::block_member(std::string_view name, source_offset at, item& into) {
    const auto found = document_->blocks.find(name);
    if (found != document_->blocks.end()) {
        into = item(builtin_item{builtin_item::kind::block, nullptr, found->second.front().is});
        return true;
    }
    missing why{.why = missing::kind::member, .name = std::string(name)};
    why.container = "`self`, which holds the blocks,";
    into = undefined(std::move(why), at);
    return true;
}

}  // namespace bot
