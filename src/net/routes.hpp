#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "hub/hub_service.hpp"
#include "net/http_head.hpp"
#include "net/http_response.hpp"
#include "net/metrics_prometheus.hpp"
#include "net/recorded_events.hpp"
#include "net/request_guard.hpp"
#include "net/web_assets.hpp"

namespace pdum::rfb {

enum class RouteKind : std::uint8_t {
  unknown,
  page,
  asset,
  health,
  streams,
  stream_metrics,
  metrics,
  recorded_events,
  reset_recorded_events,
};

struct Route {
  RouteKind kind = RouteKind::unknown;
  std::string_view
      stream;  ///< of the path, or "default" where the route speaks of one stream without naming it
};

/// 1 to 64 of [A-Za-z0-9._-], and no name of a route.
bool is_stream_name(std::string_view name) noexcept;
/// The stream that a WebSocket path asks for: its first segment, "default" when there is none; nothing for an
/// impossible name.
std::optional<std::string_view> stream_of_path(std::string_view path) noexcept;

Route find_route(std::string_view path) noexcept;
/// Whether the authenticate hook, where there is one, decides about this route.
bool needs_authentication(RouteKind kind) noexcept;

/// Whether the answer speaks of all streams rather than of one. What is nowhere counts as that: who asks for
/// it is told that it is nowhere by whoever may know all.
bool is_about_all(const Route& route, const HttpHead& head);

struct RouteServices {
  HubService& hub;
  std::span<const WebAsset> assets;
  NetCounters counters;
  RecordedEvents& recorded_events;
};

/// The answer to a request for data or the page (no upgrade). Only what the guard let in gets here.
HttpResponse answer(const Admitted& admitted, const Route& route, const HttpHead& head,
                    const RouteServices& services);

/// Why a WebSocket handshake with this head cannot succeed, or nothing.
std::optional<HttpResponse> check_upgrade(const HttpHead& head);

}  // namespace pdum::rfb
