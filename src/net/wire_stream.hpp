#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/role.hpp>
#include <memory>
#include <type_traits>
#include <utility>

#include "net/wire.hpp"

namespace pdum::rfb {

/// A `Wire` as Beast wants its next layer. Beast and its templates see this one type only, whatever is below.
class WireStream {
 public:
  using executor_type = boost::asio::io_context::executor_type;

  WireStream(boost::asio::io_context& context, std::shared_ptr<Wire> wire)
      : executor_(context.get_executor()), wire_(std::move(wire)) {}

  executor_type get_executor() const noexcept { return executor_; }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    MutableBytes into;
    for (auto at = boost::asio::buffer_sequence_begin(buffers);
         at != boost::asio::buffer_sequence_end(buffers); ++at) {
      const boost::asio::mutable_buffer buffer(*at);
      into = {static_cast<std::byte*>(buffer.data()), buffer.size()};
      if (!into.empty()) break;
    }
    wire_->read(into, adapt(std::forward<Handler>(handler)));
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    std::array<ConstBytes, 4> from;
    std::size_t count = 0;
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto at = boost::asio::buffer_sequence_begin(buffers); at != end && count < from.size(); ++at) {
      const boost::asio::const_buffer buffer(*at);
      if (buffer.size() > 0) from[count++] = {static_cast<const std::byte*>(buffer.data()), buffer.size()};
    }
    wire_->write(std::span(from).first(count), adapt(std::forward<Handler>(handler)));
  }

  friend void beast_close_socket(WireStream& stream) { stream.wire_->close(); }

  template <class Handler>
  friend void async_teardown(boost::beast::role_type, WireStream& stream, Handler&& handler) {
    stream.wire_->drain([handler = std::decay_t<Handler>(std::forward<Handler>(handler))](
                            IoStatus status, std::size_t) mutable { handler(error_of(status)); });
  }

 private:
  static boost::system::error_code error_of(IoStatus status) {
    switch (status) {
      case IoStatus::ok:
        return {};
      case IoStatus::end:
        return boost::asio::error::eof;
      case IoStatus::aborted:
        return boost::asio::error::operation_aborted;
      case IoStatus::failed:
        break;
    }
    return boost::asio::error::connection_reset;
  }

  template <class Handler>
  static IoHandler adapt(Handler&& handler) {
    return [handler = std::decay_t<Handler>(std::forward<Handler>(handler))](
               IoStatus status, std::size_t bytes) mutable { handler(error_of(status), bytes); };
  }

  executor_type executor_;
  std::shared_ptr<Wire> wire_;
};

}  // namespace pdum::rfb
