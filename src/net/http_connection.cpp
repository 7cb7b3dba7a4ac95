#include "net/http_connection.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <utility>

#include "core/live_count.hpp"
#include "net/auth_context.hpp"
#include "net/http_head.hpp"
#include "net/http_response.hpp"
#include "net/routes.hpp"
#include "net/web_assets.hpp"

namespace pdum::rfb {

namespace {

constexpr Duration kHeadDeadline = std::chrono::seconds(10);
constexpr Duration kIdleDeadline = std::chrono::seconds(15);
constexpr Duration kAnswerDeadline = std::chrono::seconds(20);
constexpr Duration kLingerDeadline = std::chrono::seconds(1);
constexpr int kMaxRequests = 100;
constexpr std::size_t kMaxLingerBytes = 256 * 1024;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

HttpResponse too_many_logins() {
  HttpResponse response = text_response(503, "Too many logins wait; try again in a moment.");
  response.fields.emplace_back("Retry-After", "2");
  return response;
}

HttpResponse who_are_you() {
  HttpResponse response = text_response(
      401, "This server asks who you are: send a token as \"Authorization: Bearer …\" or a cookie.");
  response.fields.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

class HttpConnection final : public Connection,
                             public std::enable_shared_from_this<HttpConnection>,
                             LiveCount<HttpConnection> {
 public:
  using LiveCount<HttpConnection>::count;

  HttpConnection(std::shared_ptr<ServerCore> core, std::unique_ptr<ByteStream> stream)
      : core_(std::move(core)), stream_(std::move(stream)) {}
  /// One that another server has begun.
  HttpConnection(std::shared_ptr<ServerCore> core, std::unique_ptr<ByteStream> stream, std::string request,
                 Handover handover)
      : core_(std::move(core)),
        handover_(std::move(handover)),
        stream_(std::move(stream)),
        input_(std::move(request)) {}

  void start();
  void abort() override { finish(true); }
  void shut_down() override { finish(false); }

 private:
  void set_deadline(Duration delay);
  void read_some();
  void on_read(IoStatus status, std::size_t bytes);
  void take_request();
  void refuse(int status, std::string_view sentence);

  void handle();
  void say_closing();
  Decision decide();
  void handle_plain(const Admitted& admitted);
  void authenticate(const Admitted& admitted, const Route& route);
  void on_verdict(const Admitted& admitted, const Route& route, const AuthRunner* asked, AuthVerdict verdict);
  AuthRunner& auth_for(const Route& route) const;
  void answer_route(const Admitted& admitted, const Route& route);
  void upgrade();
  WsEvents events_for(std::function<void(std::unique_ptr<ViewerChannel>)> on_open) const;
  void become(WsEvents events, const std::string& key);
  void refuse_upgraded(std::string_view sentence);

  void respond(HttpResponse response);
  void write_some();
  void on_written(IoStatus status, std::size_t bytes);
  void after_response();
  void linger(std::size_t left);
  void finish(bool reset);

  // Constant after construction.
  const std::shared_ptr<ServerCore> core_;
  const std::optional<Handover> handover_;  ///< of a connection that another server began
  // I/O strand only.
  std::unique_ptr<ByteStream> stream_;  ///< null once it has moved to a WebSocket
  ConnectionSet::Id id_ = 0;            ///< 0 once the WebSocket has our place
  std::unique_ptr<Timer> deadline_;
  std::array<std::byte, 2048> chunk_{};
  std::string input_;   ///< received and not parsed yet
  HttpHead head_;       ///< of the request that is being answered
  std::string remote_;  ///< whose request it is, as far as trusted proxies tell
  int requests_ = 0;
  bool keep_alive_ = false;
  std::string cors_origin_;
  HttpResponse response_;
  std::string response_head_;
  std::size_t written_ = 0;
  bool finished_ = false;
};

void HttpConnection::start() {
  id_ = core_->connections.add(shared_from_this());
  set_deadline(kHeadDeadline);
  if (handover_) return take_request();
  read_some();
}

/// Absolute: no byte extends it.
void HttpConnection::set_deadline(Duration delay) {
  deadline_ = core_->executor.post_after(delay, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->finish(true);
  });
}

void HttpConnection::read_some() {
  stream_->read_some(chunk_, [self = shared_from_this()](IoStatus status, std::size_t bytes) {
    self->on_read(status, bytes);
  });
}

void HttpConnection::on_read(IoStatus status, std::size_t bytes) {
  if (finished_) return;
  if (status != IoStatus::ok) return finish(false);
  if (input_.empty() && requests_ > 0) set_deadline(kHeadDeadline);
  input_.append(reinterpret_cast<const char*>(chunk_.data()), bytes);
  take_request();
}

void HttpConnection::take_request() {
  const std::size_t size = find_head_end(input_);
  if (size > kMaxHeadBytes || (size == 0 && input_.size() > kMaxHeadBytes)) {
    return refuse(431, "The request head is larger than 8192 bytes.");
  }
  if (size == 0 && handover_) {
    return refuse(400, "The request that was handed over does not end with an empty line.");
  }
  if (size == 0) return read_some();
  auto parsed = parse_http_head(std::string_view(input_).substr(0, size));
  if (const auto* refusal = std::get_if<HttpRefusal>(&parsed))
    return refuse(refusal->status, refusal->sentence);
  input_.erase(0, size);
  head_ = std::move(std::get<HttpHead>(parsed));
  handle();
}

void HttpConnection::refuse(int status, std::string_view sentence) {
  head_ = {};
  keep_alive_ = false;
  respond(text_response(status, sentence));
}

void HttpConnection::handle() {
  keep_alive_ = head_.keep_alive() && ++requests_ < kMaxRequests && !head_.is_upgrade() && !handover_;
  cors_origin_.clear();
  id_ = core_->connections.renew(id_);
  set_deadline(kAnswerDeadline);
  const Decision decision = decide();
  if (!decision) {
    core_->refused_requests.fetch_add(1, std::memory_order_relaxed);
    core_->log->write_limited(
        LogLevel::warning, "request refused",
        "A request of " + remote_ + " was refused: " + std::string(decision.sentence()));
    keep_alive_ = false;
    return respond(text_response(decision.status(), decision.sentence()));
  }
  cors_origin_ = cors_origin(core_->guard, decision.admitted());
  if (core_->hub == nullptr) return say_closing();
  if (head_.is_upgrade()) return upgrade();
  if (handover_) {
    return respond(text_response(400, "Only a WebSocket handshake can be handed over to this server."));
  }
  handle_plain(decision.admitted());
}

void HttpConnection::say_closing() {
  keep_alive_ = false;
  respond(text_response(503, "The server is closing."));
}

Decision HttpConnection::decide() {
  const auto views = head_.views();
  Provenance from = find_provenance(core_->trusted_proxies, stream_->remote(), views);
  remote_ = std::move(from.remote);
  // Who handed a connection over speaks without TLS on it.
  if (handover_ && !from.https) from.https = false;
  return admit(core_->guard, {head_.method, head_.target, views, from.https, from.host});
}

/// A request that is no upgrade; once more where its stream or the hook to ask changed while one was asked.
void HttpConnection::handle_plain(const Admitted& admitted) {
  if (core_->hub == nullptr) return say_closing();
  const Route route = find_route(head_.path());
  if (needs_authentication(route.kind) && auth_for(route).required()) return authenticate(admitted, route);
  answer_route(admitted, route);
}

/// The hook of the stream, or else the server's.
AuthRunner& HttpConnection::auth_for(const Route& route) const {
  const bool about_all = is_about_all(route, head_);
  AuthRunner* const own = core_->hub->auth(about_all ? std::string_view{} : route.stream);
  return own != nullptr && !(about_all && core_->auth->required()) ? *own : *core_->auth;
}

void HttpConnection::authenticate(const Admitted& admitted, const Route& route) {
  AuthContext context = make_auth_context(head_, remote_, route.stream);
  AuthRunner& asked = auth_for(route);
  asked.run(std::move(context),
            [weak = weak_from_this(), admitted, route, asked = &asked](AuthVerdict verdict, const auto&) {
              const auto self = weak.lock();
              if (self && !self->finished_) self->on_verdict(admitted, route, asked, verdict);
            });
}

/// `asked`: only to compare. Streams come and go while a hook is asked: what one has allowed must not be the
/// answer of another of the same name.
void HttpConnection::on_verdict(const Admitted& admitted, const Route& route, const AuthRunner* asked,
                                AuthVerdict verdict) {
  if (core_->hub == nullptr) return finish(false);
  if (verdict == AuthVerdict::gone || &auth_for(route) != asked) return handle_plain(admitted);
  if (verdict == AuthVerdict::accepted) return answer_route(admitted, route);
  respond(verdict == AuthVerdict::busy ? too_many_logins() : who_are_you());
}

void HttpConnection::answer_route(const Admitted& admitted, const Route& route) {
  if (core_->hub == nullptr) return finish(false);
  const NetCounters counters{core_->accept_errors ? core_->accept_errors() : 0,
                             core_->refused_requests.load(std::memory_order_relaxed),
                             core_->tls_reload_errors()};
  respond(answer(admitted, route, head_, {*core_->hub, web_assets(), counters, core_->recorded_events}));
}

void HttpConnection::upgrade() {
  if (auto refusal = check_upgrade(head_)) return respond(std::move(*refusal));
  if (!input_.empty()) {
    return respond(text_response(400, "Bytes came after the WebSocket handshake and before its answer."));
  }
  std::string stream(handover_ ? std::string_view(handover_->stream) : std::string_view());
  if (stream.empty()) stream = stream_of_path(head_.path()).value_or("");
  AuthContext context = make_auth_context(head_, remote_, stream);
  WsEvents events = events_for(
      [core = core_, context = std::move(context)](std::unique_ptr<ViewerChannel> channel) mutable {
        if (core->hub != nullptr) core->hub->accept(std::move(channel), std::move(context));
      });
  become(std::move(events), std::string(head_.field("sec-websocket-key")));
}

WsEvents HttpConnection::events_for(std::function<void(std::unique_ptr<ViewerChannel>)> on_open) const {
  return {
      .on_open = std::move(on_open),
      .on_first_message = [core = core_, id = id_] { core->connections.settle(id); },
      .on_closing = [core = core_, id = id_] { core->connections.unsettle(id); },
      .on_gone = [core = core_, id = id_] { core->connections.remove(id); },
  };
}

/// From now on the stream is a WebSocket's.
void HttpConnection::become(WsEvents events, const std::string& key) {
  WsSettings settings = core_->ws;
  settings.remote = remote_;
  const auto connection = make_ws_connection(core_->context, core_->executor, core_->log, settings,
                                             std::move(stream_), std::move(events));
  core_->connections.replace(id_, connection);
  id_ = 0;
  connection->accept(key);
  finish(false);
}

/// The 101 has been sent by whoever handed the connection over, so a refusal is a WebSocket's.
void HttpConnection::refuse_upgraded(std::string_view sentence) {
  constexpr const char* kAnyKey = "AAAAAAAAAAAAAAAAAAAAAA==";  // the answer to it is written nowhere
  while (sentence.ends_with('\n')) sentence.remove_suffix(1);
  become(events_for([reason = std::string(sentence)](std::unique_ptr<ViewerChannel> channel) {
           channel->close(CloseCode::policy, reason);
         }),
         kAnyKey);
}

void HttpConnection::respond(HttpResponse response) {
  if (handover_ && handover_->answered) return refuse_upgraded(response.content());
  response_ = std::move(response);
  const ResponseRules rules{core_->content_security_policy, cors_origin_, keep_alive_};
  response_head_ = format_head(response_, rules);
  if (head_.method == "HEAD" || response_.status == 304) response_.drop_content();
  written_ = 0;
  set_deadline(kAnswerDeadline);
  write_some();
}

void HttpConnection::write_some() {
  const auto head = bytes_of(response_head_);
  const auto content = bytes_of(response_.content());
  const std::size_t in_head = std::min(written_, head.size());
  const std::array<ConstBytes, 2> rest{head.subspan(in_head), content.subspan(written_ - in_head)};
  stream_->write_some(rest, [self = shared_from_this()](IoStatus status, std::size_t bytes) {
    self->on_written(status, bytes);
  });
}

void HttpConnection::on_written(IoStatus status, std::size_t bytes) {
  if (finished_) return;
  if (status != IoStatus::ok) return finish(false);
  written_ += bytes;
  if (written_ < response_head_.size() + response_.content().size()) return write_some();
  response_ = {};
  after_response();
}

void HttpConnection::after_response() {
  if (!keep_alive_) {
    // The peer must be able to read the answer before a reset for what it still sends.
    set_deadline(kLingerDeadline);
    stream_->shutdown_send();
    return linger(kMaxLingerBytes);
  }
  set_deadline(input_.empty() ? kIdleDeadline : kHeadDeadline);
  if (input_.empty()) return read_some();
  take_request();
}

void HttpConnection::linger(std::size_t left) {
  stream_->read_some(chunk_, [self = shared_from_this(), left](IoStatus status, std::size_t bytes) {
    if (self->finished_) return;
    if (status != IoStatus::ok || bytes >= left) return self->finish(false);
    self->linger(left - bytes);
  });
}

void HttpConnection::finish(bool reset) {
  if (std::exchange(finished_, true)) return;
  deadline_.reset();
  if (stream_ && reset) {
    stream_->reset();
  } else if (stream_) {
    stream_->close();
  }
  core_->connections.remove(id_);
}

}  // namespace

namespace {

void start(const std::shared_ptr<HttpConnection>& connection) {
  try {
    connection->start();
  } catch (const std::exception&) {  // half set up it would have no deadline
    connection->abort();
    throw;
  }
}

}  // namespace

void serve_connection(std::shared_ptr<ServerCore> core, std::unique_ptr<ByteStream> stream) {
  start(std::make_shared<HttpConnection>(std::move(core), std::move(stream)));
}

void serve_handover(std::shared_ptr<ServerCore> core, std::unique_ptr<ByteStream> stream, std::string request,
                    Handover handover) {
  start(std::make_shared<HttpConnection>(std::move(core), std::move(stream), std::move(request),
                                         std::move(handover)));
}

int live_http_connections() noexcept {
  return HttpConnection::count();
}

}  // namespace pdum::rfb
