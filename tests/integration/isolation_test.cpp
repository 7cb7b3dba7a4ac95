// Who may watch one stream reads nothing of another: every route for every principal
// (docs/decisions/0009-hub.md).
#include <pdum/rfb.hpp>
#include <pdum/rfb/testing.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "integration/serve_fixture.hpp"
#include "support/ws_client.hpp"

namespace pdum::rfb {
namespace {

using namespace testing;

/// Who asks, in the order of the columns below.
constexpr std::array<const char*, 5> kTokens = {"", "token-of-alpha", "token-of-bravo", "token-of-the-server",
                                                "wrong-token"};
using Statuses = std::array<int, kTokens.size()>;
constexpr Statuses kEverybody = {200, 200, 200, 200, 200};
constexpr Statuses kNobody = {401, 401, 401, 401, 401};
constexpr Statuses kAlpha = {401, 200, 401, 401, 401};
constexpr Statuses kBravo = {401, 401, 200, 401, 401};
constexpr Statuses kServer = {401, 401, 401, 200, 401};
constexpr Statuses kNotFound = {404, 404, 404, 404, 404};
constexpr Statuses kNotFoundForServer = {401, 401, 401, 404, 401};

/// Whose data an answer may hold.
enum class About : std::uint8_t { nothing, alpha, bravo, open, all };

struct Row {
  const char* path;
  About about;
  Statuses expected;
};

/// A server with hooks: one stream of alpha's, which is `default` and records events, one of bravo's and one
/// without a hook of its own.
struct World {
  const char* name;
  bool server_hook = false;
  bool bravo_hook = true;
  std::vector<Row> routes;
  std::map<std::string, Statuses> viewers;  ///< by path of the WebSocket: 200: let in; else the close code
};
std::ostream& operator<<(std::ostream& out, const World& world) {
  return out << world.name;
}

constexpr Row kHealth{"/health", About::nothing, kEverybody};
constexpr Row kPages[] = {
    {"/", About::nothing, kEverybody},          {"/default", About::nothing, kEverybody},
    {"/bravo", About::nothing, kEverybody},     {"/open", About::nothing, kEverybody},
    {"/not-there", About::nothing, kEverybody}, {"/assets/not-there.js", About::nothing, kNotFound}};

std::vector<Row> with_public_routes(std::vector<Row> rows) {
  rows.insert(rows.begin(), std::begin(kPages), std::end(kPages));
  rows.insert(rows.begin(), kHealth);
  return rows;
}

Statuses viewers(const Statuses& http) {
  Statuses codes = http;
  for (int& code : codes) {
    if (code == 401) code = 4401;
    if (code == 404) code = 4404;
  }
  return codes;
}

/// Two streams have hooks and the server has none: what speaks of both is nobody's.
World two_hooks() {
  return {.name = "TwoHooks",
          .routes = with_public_routes({
              {"/streams", About::all, kNobody},
              {"/streams/default/metrics", About::alpha, kAlpha},
              {"/streams/bravo/metrics", About::bravo, kBravo},
              {"/streams/open/metrics", About::open, kEverybody},
              {"/streams/not-there/metrics", About::nothing, kNotFound},
              {"/metrics", About::alpha, kAlpha},
              {"/metrics?format=prometheus", About::all, kNobody},
              {"/no/such/thing", About::nothing, kNobody},
              {"/recorded-events", About::alpha, kAlpha},
              {"/recorded-events/reset", About::nothing, kAlpha},
          }),
          .viewers = {{"/", viewers(kAlpha)},
                      {"/default", viewers(kAlpha)},
                      {"/bravo", viewers(kBravo)},
                      {"/open", viewers(kEverybody)},
                      {"/not-there", viewers(kNotFound)}}};
}

/// The server's hook decides about what speaks of all, and about streams without a hook; it opens no other.
World server_hook() {
  return {.name = "ServerHook",
          .server_hook = true,
          .routes = with_public_routes({
              {"/streams", About::all, kServer},
              {"/streams/default/metrics", About::alpha, kAlpha},
              {"/streams/bravo/metrics", About::bravo, kBravo},
              {"/streams/open/metrics", About::open, kServer},
              {"/streams/not-there/metrics", About::nothing, kNotFoundForServer},
              {"/metrics", About::alpha, kAlpha},
              {"/metrics?format=prometheus", About::all, kServer},
              {"/no/such/thing", About::nothing, kNotFoundForServer},
              {"/recorded-events", About::alpha, kAlpha},
              {"/recorded-events/reset", About::nothing, kAlpha},
          }),
          .viewers = {{"/", viewers(kAlpha)},
                      {"/default", viewers(kAlpha)},
                      {"/bravo", viewers(kBravo)},
                      {"/open", viewers(kServer)},
                      {"/not-there", viewers(kNotFound)}}};
}

/// One stream has a hook: it decides about what speaks of all, since that names its stream.
World one_hook() {
  return {.name = "OneHook",
          .bravo_hook = false,
          .routes = with_public_routes({
              {"/streams", About::all, kAlpha},
              {"/streams/default/metrics", About::alpha, kAlpha},
              {"/streams/bravo/metrics", About::bravo, kEverybody},
              {"/streams/open/metrics", About::open, kEverybody},
              {"/streams/not-there/metrics", About::nothing, kNotFound},
              {"/metrics", About::alpha, kAlpha},
              {"/metrics?format=prometheus", About::all, kAlpha},
              {"/no/such/thing", About::nothing, {401, 404, 401, 401, 401}},
              {"/recorded-events", About::alpha, kAlpha},
              {"/recorded-events/reset", About::nothing, kAlpha},
          }),
          .viewers = {{"/", viewers(kAlpha)},
                      {"/default", viewers(kAlpha)},
                      {"/bravo", viewers(kEverybody)},
                      {"/open", viewers(kEverybody)},
                      {"/not-there", viewers(kNotFound)}}};
}

class Isolation : public ::testing::TestWithParam<World> {
 protected:
  Isolation() {
    ServerOptions options{.port = 0, .log = [](LogLevel, std::string_view) {}};
    if (GetParam().server_hook) options.authenticate = token_authenticator(kTokens[3]);
    server.emplace(serve_server(options));
    alpha.emplace(add("default", 64, kTokens[1], "alpha's title"));
    bravo.emplace(add("bravo", 66, GetParam().bravo_hook ? kTokens[2] : "", "bravo's title"));
    open.emplace(add("open", 68, "", "the open title"));
    for (auto& [viewer, display, token] :
         {std::tuple(&alpha_viewer, &*alpha, kTokens[1]), std::tuple(&bravo_viewer, &*bravo, kTokens[2])}) {
      viewer->emplace(*display, ViewerOptions{.token = token});
      EXPECT_TRUE((*viewer)->wait_frame());
    }
    press(*alpha, *alpha_viewer, "alpha-key");
    press(*bravo, *bravo_viewer, "bravo-key");
  }

  /// Sizes tell streams apart as well as names do.
  Display add(const char* name, int width, const char* token, const char* title) {
    StreamOptions options{.width = width, .height = width + 1, .record_events = true};
    if (*token != '\0') options.authenticate = token_authenticator(token);
    Display display = server->add_stream(name, options);
    publish_flat(display, 9, width, width + 1);
    display.set_title(title);
    return display;
  }
  static void press(Display& display, Viewer& viewer, const char* key) {
    viewer.key_down(key);
    EXPECT_EQ(gather_events(display, 1).size(), 1U);
  }

  /// What must not be in an answer to somebody who may read of `about`.
  static std::vector<std::string> foreign(About about) {
    const std::map<About, std::vector<std::string>> marks{
        {About::alpha, {"\"default\"", "alpha", R"("width":64)", R"("height":65)"}},
        {About::bravo, {"bravo", R"("width":66)", R"("height":67)"}},
        {About::open, {"\"open\"", "open title", R"("width":68)", R"("height":69)"}}};
    std::vector<std::string> wrong{"bravo-key"};
    for (const auto& [whose, texts] : marks) {
      if (about != About::all && about != whose) wrong.insert(wrong.end(), texts.begin(), texts.end());
    }
    return wrong;
  }
  static void expect_nothing_foreign(const std::string& text, About about, const std::string& where) {
    for (const std::string& mark : foreign(about))
      EXPECT_FALSE(contains(text, mark)) << where << ": " << text;
  }

  std::optional<Server> server;
  std::optional<Display> alpha;
  std::optional<Display> bravo;
  std::optional<Display> open;
  std::optional<Viewer> alpha_viewer;
  std::optional<Viewer> bravo_viewer;
};

TEST_P(Isolation, EveryRouteTellsEveryPrincipalWhatIsItsOwn) {
  bool reset = false;
  for (const Row& row : GetParam().routes) {
    for (std::size_t who = 0; who < kTokens.size(); ++who) {
      std::map<std::string, std::string> headers;
      if (*kTokens[who] != '\0') headers["Authorization"] = std::string("Bearer ") + kTokens[who];
      const HttpAnswer answer = http_get(server->port(), row.path, headers);
      const std::string where = std::string(row.path) + " for \"" + kTokens[who] + "\"";
      if (answer.status == 406 && row.about == About::all) continue;  // this build has no Prometheus text
      EXPECT_EQ(answer.status, row.expected[who]) << where << ": " << answer.body;
      expect_nothing_foreign(answer.body, answer.status == 200 ? row.about : About::nothing, where);
      reset = reset || (answer.status == 200 && row.path == std::string("/recorded-events/reset"));
      EXPECT_EQ(alpha->recorded_events().empty(), reset) << where;
    }
  }
  EXPECT_EQ(bravo->recorded_events().size(), 1U) << "no route reaches them";
}

TEST_P(Isolation, WhatAnswersHoldIsThereForThoseWhoMayReadIt) {
  const std::map<std::string, std::string> bearer{
      {"Authorization", std::string("Bearer ") + kTokens[GetParam().server_hook ? 3 : 1]}};
  const std::map<std::string, std::string> of_alpha{{"Authorization", std::string("Bearer ") + kTokens[1]}};
  EXPECT_TRUE(contains(http_get(server->port(), "/recorded-events", of_alpha).body, "alpha-key"));
  EXPECT_TRUE(contains(http_get(server->port(), "/metrics", of_alpha).body, R"("frames_sent":)"));
  if (GetParam().bravo_hook && !GetParam().server_hook) return;  // nobody may read of all
  for (const char* name : {"default", "bravo", "open"})
    EXPECT_TRUE(contains(http_get(server->port(), "/streams", bearer).body, name)) << name;
}

TEST_P(Isolation, EveryWebSocketLetsInWhomItsHookKnows) {
  const std::map<std::string, About> about{{"/", About::alpha},
                                           {"/default", About::alpha},
                                           {"/bravo", About::bravo},
                                           {"/open", About::open},
                                           {"/not-there", About::nothing}};
  for (const auto& [path, expected] : GetParam().viewers) {
    for (std::size_t who = 0; who < kTokens.size(); ++who) {
      const std::string where = path + " for \"" + kTokens[who] + "\"";
      WsClient viewer(server->port(), {.path = path});
      viewer.send_text(hello_with_token(kTokens[who]));
      const auto first = viewer.receive();
      if (!first) {
        EXPECT_EQ(viewer.wait_for_close(), expected[who]) << where;
        continue;
      }
      EXPECT_EQ(expected[who], 200) << where << ": " << first->text;
      expect_nothing_foreign(first->text, about.at(path), where);
      const auto frame = viewer.receive();
      ASSERT_TRUE(frame) << where;
      expect_nothing_foreign(frame->text, about.at(path), where);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Hooks, Isolation, ::testing::Values(two_hooks(), server_hook(), one_hook()),
                         [](const auto& world) { return std::string(world.param.name); });

}  // namespace
}  // namespace pdum::rfb
