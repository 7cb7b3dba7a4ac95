#include "api/display_impl.hpp"

#include <pdum/rfb/error.hpp>

#include "api/ask_strand.hpp"
#include "protocol/capabilities.hpp"

namespace pdum::rfb {

void Display::Impl::set_ui(UiItem item, std::string_view client_id, Result<std::string> text,
                           std::string plain) const {
  if (!text) throw Error(ErrorCode::invalid_argument, text.error() + ".");
  state_->ui().set(item, client_id, std::move(*text), std::move(plain));
  server_->ring_ui();
}

void Display::Impl::set_clipboard(std::string_view text, std::string_view client_id) const {
  const Result<std::uint64_t> id = state_->ui().set_clipboard(client_id, text);
  if (!id) throw Error(ErrorCode::invalid_argument, id.error() + ".");
  server_->ring_ui();
}

DisplayMetrics Display::Impl::metrics() const {
  DisplayMetrics metrics = state_->metrics();
  server_->complete(metrics);
  return metrics;
}

std::vector<SessionMetrics> Display::Impl::session_metrics() const {
  using All = std::vector<SessionMetrics>;
  if (state_->is_closed()) return {};
  const auto ask = [server = server_, state = state_] {
    // A stream of the same name may have followed.
    if (server->hub().owner(state->name()) != state.get()) return All{};
    return server->hub().session_metrics(state->name()).value_or(All{});
  };
  return ask_strand(*server_->io(), ask, All{});
}

std::string Display::Impl::url() const {
  const bool is_default = state_->name() == kDefaultStream;
  return server_->url() + (is_default ? std::string() : state_->name());
}

}  // namespace pdum::rfb
