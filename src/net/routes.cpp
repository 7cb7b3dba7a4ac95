#include "net/routes.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "net/accept_header.hpp"
#include "net/metrics_json.hpp"

namespace pdum::rfb {

namespace {

constexpr std::string_view kDefaultStream = "default";
constexpr std::array<std::string_view, 6> kReserved = {"health",          "metrics", "streams",
                                                       "recorded-events", "assets",  "demo"};

bool is_name_character(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

HttpResponse not_found() {
  return text_response(
      404, "There is nothing at this address; the page is at /, the streams are listed at /streams.");
}

HttpResponse not_allowed(std::string_view allowed) {
  HttpResponse response = text_response(405, "This address takes " + std::string(allowed) + " only.");
  response.fields.emplace_back("Allow", allowed);
  return response;
}

bool is_post_route(RouteKind kind) noexcept {
  return kind == RouteKind::reset_recorded_events;
}

std::optional<HttpResponse> check_method(const HttpHead& head, RouteKind kind) {
  if (head.method == "GET" || head.method == "HEAD") return {};
  if (is_post_route(kind)) {
    if (head.method == "POST") return {};
    return not_allowed("GET, HEAD, POST");
  }
  return not_allowed("GET, HEAD");
}

const WebAsset* find_asset(std::span<const WebAsset> assets, std::string_view path) {
  const auto found =
      std::find_if(assets.begin(), assets.end(), [&](const WebAsset& each) { return each.path == path; });
  return found == assets.end() ? nullptr : &*found;
}

/// The compressed form is another representation and has a tag of its own.
std::string etag_of(const WebAsset& asset, bool gzip) {
  std::string tag(asset.etag);
  if (gzip && tag.size() > 1) tag.insert(tag.size() - 1, "-gz");
  return tag;
}

bool has_tag(std::string_view if_none_match, std::string_view tag) {
  return if_none_match == "*" || if_none_match.find(tag) != std::string_view::npos;
}

HttpResponse answer_asset(const WebAsset* asset, const HttpHead& head) {
  if (asset == nullptr) return not_found();
  const bool gzip = !asset->gzip.empty() && accepts_gzip(head.field("accept-encoding"));
  HttpResponse response;
  response.content_type = asset->content_type;
  response.cache_control = asset->immutable ? "public, max-age=31536000, immutable" : "no-cache";
  const std::string tag = etag_of(*asset, gzip);
  response.fields.emplace_back("ETag", tag);
  if (!asset->gzip.empty()) response.fields.emplace_back("Vary", "Accept-Encoding");
  if (has_tag(head.field("if-none-match"), tag)) {
    response.status = 304;
    return response;
  }
  if (gzip) response.fields.emplace_back("Content-Encoding", "gzip");
  response.static_body = gzip ? asset->gzip : asset->bytes;
  return response;
}

HttpResponse answer_stream_metrics(std::string_view stream, HubService& hub) {
  const auto sessions = hub.session_metrics(stream);
  if (!sessions) return json_response("[]", 404);
  return json_response(sessions_to_json(*sessions));
}

bool wants_prometheus(const HttpHead& head) {
  for (std::string_view rest = head.query(); !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    if (pair == "format=prometheus") return true;
    if (pair == "format=json") return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto accept = head.field("accept");
  return accept_quality(accept, "text/plain") > accept_quality(accept, "application/json");
}

HttpResponse answer_metrics(const Route& route, const HttpHead& head, const RouteServices& services) {
  if (!wants_prometheus(head)) {
    HttpResponse response = answer_stream_metrics(route.stream, services.hub);
    response.fields.emplace_back("Vary", "Accept");
    return response;
  }
  if (!has_prometheus()) {
    return text_response(
        406,
        "This build cannot write Prometheus text: install prometheus-cpp-dev and build again, or "
        "ask for application/json.");
  }
  HttpResponse response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.fields.emplace_back("Vary", "Accept");
  response.body = metrics_to_prometheus(services.hub, services.counters);
  return response;
}

HttpResponse not_recorded() {
  return text_response(404, "Events are not recorded; set the option record_events to record them.");
}

HttpResponse answer_recorded(const RouteServices& services) {
  if (!services.hub.recording()) return not_recorded();
  SharedBody body = services.recorded_events.take(services.hub);
  if (!body) {
    HttpResponse busy =
        text_response(503, "The recorded events are being sent to two others; try again in a moment.");
    busy.fields.emplace_back("Retry-After", "2");
    return busy;
  }
  HttpResponse response = json_response({});
  response.shared_body = std::move(body);
  return response;
}

HttpResponse answer_reset(const HttpHead& head, const RouteServices& services) {
  if (!services.hub.recording()) return not_recorded();
  const auto site = head.field("sec-fetch-site");
  if (head.method != "POST" && !site.empty() && site != "same-origin" && site != "none") {
    return text_response(403,
                         "A page of another site may not reset the recorded events by GET; send a POST.");
  }
  if (head.method != "HEAD") {
    services.hub.reset_recorded_events();
    services.recorded_events.forget();
  }
  return json_response("[]");
}

}  // namespace

bool is_stream_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > 64 || !std::all_of(name.begin(), name.end(), is_name_character))
    return false;
  return std::find(kReserved.begin(), kReserved.end(), name) == kReserved.end();
}

std::optional<std::string_view> stream_of_path(std::string_view path) noexcept {
  if (!path.empty()) path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  if (segment.empty()) return path.empty() ? std::optional(kDefaultStream) : std::nullopt;
  if (!is_stream_name(segment)) return {};
  return segment;
}

Route find_route(std::string_view path) noexcept {
  if (path == "/") return {RouteKind::page, kDefaultStream};
  if (path == "/health") return {RouteKind::health, {}};
  if (path == "/streams") return {RouteKind::streams, {}};
  if (path == "/metrics") return {RouteKind::metrics, kDefaultStream};
  if (path == "/recorded-events") return {RouteKind::recorded_events, kDefaultStream};
  if (path == "/recorded-events/reset") return {RouteKind::reset_recorded_events, kDefaultStream};
  if (path.starts_with("/assets/")) return {RouteKind::asset, {}};
  constexpr std::string_view kStreams = "/streams/";
  constexpr std::string_view kMetrics = "/metrics";
  if (path.starts_with(kStreams) && path.ends_with(kMetrics) &&
      path.size() > kStreams.size() + kMetrics.size()) {
    path.remove_prefix(kStreams.size());
    path.remove_suffix(kMetrics.size());
    return {RouteKind::stream_metrics, path};
  }
  if (is_stream_name(path.substr(1))) return {RouteKind::page, path.substr(1)};
  return {};
}

bool needs_authentication(RouteKind kind) noexcept {
  return kind != RouteKind::page && kind != RouteKind::asset && kind != RouteKind::health;
}

bool is_about_all(const Route& route, const HttpHead& head) {
  return route.kind == RouteKind::streams || route.kind == RouteKind::unknown ||
         (route.kind == RouteKind::metrics && wants_prometheus(head));
}

HttpResponse answer(const Admitted&, const Route& route, const HttpHead& head,
                    const RouteServices& services) {
  if (route.kind == RouteKind::unknown) return not_found();
  if (auto refusal = check_method(head, route.kind)) return std::move(*refusal);
  switch (route.kind) {
    case RouteKind::page:
      return answer_asset(find_asset(services.assets, "/"), head);
    case RouteKind::asset:
      return answer_asset(find_asset(services.assets, head.path()), head);
    case RouteKind::health:
      return text_response(200, "ok");
    case RouteKind::streams:
      return json_response(streams_to_json(services.hub.streams()));
    case RouteKind::stream_metrics:
      return answer_stream_metrics(route.stream, services.hub);
    case RouteKind::metrics:
      return answer_metrics(route, head, services);
    case RouteKind::recorded_events:
      return answer_recorded(services);
    case RouteKind::reset_recorded_events:
      return answer_reset(head, services);
    case RouteKind::unknown:
      break;
  }
  return not_found();
}

std::optional<HttpResponse> check_upgrade(const HttpHead& head) {
  if (head.method != "GET" || head.minor_version < 1 || !head.has_token("upgrade", "websocket") ||
      !head.has_token("connection", "upgrade")) {
    return text_response(
        400, "Only a WebSocket handshake (GET, HTTP/1.1, Upgrade: websocket) may ask for an upgrade.");
  }
  if (head.field("sec-websocket-version") != "13") {
    HttpResponse response = text_response(426, "This server speaks version 13 of the WebSocket protocol.");
    response.fields.emplace_back("Upgrade", "websocket");
    response.fields.emplace_back("Sec-WebSocket-Version", "13");
    return response;
  }
  constexpr std::size_t kKeyLength = 24;  // 16 bytes in base64
  if (head.field("sec-websocket-key").size() != kKeyLength) {
    return text_response(400, "The WebSocket handshake needs a Sec-WebSocket-Key of 16 bytes in base64.");
  }
  return {};
}

}  // namespace pdum::rfb
