// Room for the one handler that waits for an operation of a stream, whatever its type. This is
// what lets plain TCP and TLS, HTTP and WebSocket be compiled apart. The memory is kept from one
// operation to the next, so a busy connection does not allocate.
#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/system/error_code.hpp>

#include <cassert>
#include <cstddef>
#include <new>
#include <utility>

namespace bot {

class handler_slot {
public:
    handler_slot() = default;
    handler_slot(const handler_slot&) = delete;
    handler_slot& operator=(const handler_slot&) = delete;
    ~handler_slot() {
        assert(!waiting_ && "a stream outlives its operations");
        ::operator delete(block_);
    }

    template <class Handler>
    void put(Handler&& handler) {
        using kept = held<std::decay_t<Handler>>;
        static_assert(alignof(kept) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        assert(!waiting_ && "one operation of a kind at a time");
        cancellation_ = boost::asio::get_associated_cancellation_slot(handler);
        if (size_ < sizeof(kept)) {
            ::operator delete(std::exchange(block_, nullptr));
            size_ = 0;
            block_ = ::operator new(sizeof(kept));
            size_ = sizeof(kept);
        }
        waiting_ = new (block_) kept(std::forward<Handler>(handler));
    }

    boost::asio::cancellation_slot cancellation() const { return cancellation_; }

    // The handler may destroy the stream and this slot with it: nothing is touched afterwards.
    void complete(boost::system::error_code ec, std::size_t size) {
        std::exchange(waiting_, nullptr)->finish(ec, size);
    }

    // Destroys the handler without calling it, as Asio does when its context ends.
    void discard() {
        if (waiting_) std::exchange(waiting_, nullptr)->drop();
    }

private:
    struct base {
        virtual void finish(boost::system::error_code ec, std::size_t size) = 0;
        virtual void drop() = 0;

    protected:
        ~base() = default;
    };

    template <class Handler>
    struct held final : base {
        template <class H>
        explicit held(H&& h) : handler(std::forward<H>(h)) {}

        void finish(boost::system::error_code ec, std::size_t size) override {
            Handler local(std::move(handler));
            this->~held();
            std::move(local)(ec, size);
        }
        void drop() override {
            const Handler local(std::move(handler));
            this->~held();
        }

        Handler handler;
    };

    base* waiting_ = nullptr;
    void* block_ = nullptr;
    std::size_t size_ = 0;
    boost::asio::cancellation_slot cancellation_;
};

// What Asio is given instead of the handler: it owns the slot's content, so that a context which
// ends with the operation outstanding frees the coroutine that waits.
class slot_completion {
public:
    using cancellation_slot_type = boost::asio::cancellation_slot;

    explicit slot_completion(handler_slot& slot)
        : slot_(&slot), cancellation_(slot.cancellation()) {}
    slot_completion(slot_completion&& other) noexcept
        : slot_(std::exchange(other.slot_, nullptr)), cancellation_(other.cancellation_) {}
    slot_completion& operator=(slot_completion&&) = delete;
    ~slot_completion() {
        if (slot_) slot_->discard();
    }

    cancellation_slot_type get_cancellation_slot() const noexcept { return cancellation_; }

    void operator()(boost::system::error_code ec, std::size_t size = 0) {
        std::exchange(slot_, nullptr)->complete(ec, size);
    }

private:
    handler_slot* slot_;
    boost::asio::cancellation_slot cancellation_;
};

}  // namespace bot
