#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/origin.hpp"

namespace pdum::rfb {

/// What the guard knows about this server.
struct GuardOptions {
  std::string host;                    ///< `ServerOptions::host`
  bool bound_beyond_loopback = false;  ///< then `machine_name` is a legal Host too
  std::string machine_name;            ///< of gethostname; may be empty
  bool tls = false;                    ///< requests arrive as https
  OriginList origins;                  ///< from `parse_origins`
};

struct HeaderView {
  std::string_view name;
  std::string_view value;
};

/// The head of a request, upgrade or not, as it was received.
struct RequestHead {
  std::string_view method;
  std::string_view target;
  std::span<const HeaderView> headers;
  // What a trusted proxy says of it; both as the connection has it where nothing is said.
  std::optional<bool> https = {};
  std::optional<std::string_view> forwarded_host = {};  ///< must be one of ours as well as the field Host
};

class Decision;
Decision admit(const GuardOptions& options, const RequestHead& head) noexcept;

/// Proof that a request passed the guard. Only `admit` makes one; everything behind the guard asks for it.
class Admitted {
 public:
  static constexpr int kNone = -1;
  static constexpr int kAny = -2;
  /// Entry of `OriginList::entries` that let the Origin in; `kAny` when `*` did; `kNone` when the request
  /// had no Origin or the server's own. Answers carry CORS headers only when it is not `kNone`.
  int origin_entry() const noexcept { return origin_entry_; }
  std::uint16_t origin_port() const noexcept { return origin_port_; }

 private:
  friend Decision admit(const GuardOptions& options, const RequestHead& head) noexcept;
  friend class Decision;
  Admitted() noexcept = default;
  int origin_entry_ = kNone;
  std::uint16_t origin_port_ = 0;
};

/// Value for `Access-Control-Allow-Origin`, built from the option and never from the request; empty: send
/// none. With a value, send `Vary: Origin` too.
std::string cors_origin(const GuardOptions& options, const Admitted& admitted);

/// Outcome of the guard: let in, or an HTTP status and a sentence that names the option to set. Holds no heap
/// memory, so that the guard cannot fail.
class Decision {
 public:
  explicit operator bool() const noexcept { return status_ == 0; }
  const Admitted& admitted() const noexcept { return admitted_; }  ///< only when true
  int status() const noexcept { return status_; }                  ///< 400 or 403; 0 when admitted
  /// Printable ASCII on one line: peer text in it is escaped and cut.
  std::string_view sentence() const noexcept { return {text_.data(), size_}; }

 private:
  friend Decision admit(const GuardOptions& options, const RequestHead& head) noexcept;
  friend class RefusalText;
  Admitted admitted_;
  int status_ = 0;
  std::size_t size_ = 0;
  std::array<char, 640> text_{};
};

}  // namespace pdum::rfb
