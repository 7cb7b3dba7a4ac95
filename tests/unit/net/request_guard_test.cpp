#include "net/request_guard.hpp"

#include <gtest/gtest.h>

#include <type_traits>
#include <vector>

namespace pdum::rfb {
namespace {

static_assert(!std::is_default_constructible_v<Admitted>);  // only the guard makes one
static_assert(noexcept(admit(std::declval<const GuardOptions&>(), std::declval<const RequestHead&>())));

using Headers = std::vector<HeaderView>;

OriginList origins(const std::vector<std::string>& entries) {
  Result<OriginList> list = parse_origins(entries);
  EXPECT_TRUE(list) << (list ? "" : list.error());
  return list ? *list : OriginList{};
}

GuardOptions named(const std::string& host) {
  GuardOptions options;
  options.host = host;
  options.machine_name = "box";
  return options;
}
GuardOptions loopback() {
  return named("127.0.0.1");
}
GuardOptions everywhere(const std::string& machine_name = "box") {
  GuardOptions options = named("0.0.0.0");
  options.bound_beyond_loopback = true;
  options.machine_name = machine_name;
  return options;
}
GuardOptions listing(const std::vector<std::string>& entries) {
  GuardOptions options = loopback();
  options.origins = origins(entries);
  return options;
}
GuardOptions secure() {
  GuardOptions options = loopback();
  options.tls = true;
  return options;
}

struct Row {
  const char* name;
  GuardOptions options;
  Headers headers;
  int status;  // 0: admitted
  std::string_view target;
  std::string_view method;

  Row(const char* row_name, GuardOptions guard, Headers fields, int expected,
      std::string_view to = "/default", std::string_view by = "GET")
      : name(row_name),
        options(std::move(guard)),
        headers(std::move(fields)),
        status(expected),
        target(to),
        method(by) {}
};

void expect_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Decision decision = admit(row.options, {row.method, row.target, row.headers});
    EXPECT_EQ(decision.status(), row.status) << row.name << ": " << decision.sentence();
    EXPECT_EQ(static_cast<bool>(decision), row.status == 0) << row.name;
    EXPECT_EQ(decision.sentence().empty(), row.status == 0) << row.name;
  }
}

TEST(HostGuard, LetsInWhatCannotBeRebound) {
  expect_rows({
      {"IPv4", loopback(), {{"Host", "127.0.0.1:8765"}}, 0},
      {"IPv4 without port", loopback(), {{"Host", "127.0.0.1"}}, 0},
      {"another IPv4", loopback(), {{"Host", "192.168.1.5:8765"}}, 0},
      {"IPv6", loopback(), {{"Host", "[::1]:8765"}}, 0},
      {"IPv6 without port", loopback(), {{"Host", "[::1]"}}, 0},
      {"long IPv6", loopback(), {{"Host", "[2001:db8:0:0:0:0:0:1]:80"}}, 0},
      {"mapped IPv4", loopback(), {{"Host", "[::ffff:127.0.0.1]:80"}}, 0},
      {"localhost", loopback(), {{"Host", "localhost:8765"}}, 0},
      {"localhost, forwarded port", loopback(), {{"Host", "localhost:18765"}}, 0},
      {"case of the name", loopback(), {{"Host", "LocalHost:8765"}}, 0},
      {"case of the header", loopback(), {{"hOST", "localhost"}}, 0},
      {"trailing dot", loopback(), {{"Host", "localhost.:8765"}}, 0},
      {"below localhost", loopback(), {{"Host", "app.localhost:8765"}}, 0},
      {"deep below localhost", loopback(), {{"Host", "a.b.LOCALHOST."}}, 0},
      {"blanks around", loopback(), {{"Host", " \tlocalhost:8765 "}}, 0},
      {"the host option", named("viz.lan"), {{"Host", "VIZ.lan:8765"}}, 0},
      {"the machine, bound beyond loopback", everywhere(), {{"Host", "box:8765"}}, 0},
      {"host of an origin", listing({"https://viz.example"}), {{"Host", "viz.example"}}, 0},
      {"host of an origin, other port",
       listing({"https://viz.example:444"}),
       {{"Host", "viz.example:8765"}},
       0},
      {"any origin is not any host", listing({"*"}), {{"Host", "whatever.example"}}, 403},
      {"largest port", loopback(), {{"Host", "localhost:65535"}}, 0},
  });
}

TEST(HostGuard, RefusesForeignNames) {
  expect_rows({
      {"rebound name", loopback(), {{"Host", "evil.example:8765"}}, 403},
      {"rebound name with its own origin",
       loopback(),
       {{"Host", "evil.example:8765"}, {"Origin", "http://evil.example:8765"}},
       403},
      {"the machine, bound to loopback", loopback(), {{"Host", "box:8765"}}, 403},
      {"longer than the machine", everywhere(), {{"Host", "box.evil.example"}}, 403},
      {"ends like localhost", loopback(), {{"Host", "evillocalhost"}}, 403},
      {"starts like localhost", loopback(), {{"Host", "localhost.evil.example"}}, 403},
      {"starts like an address", loopback(), {{"Host", "127.0.0.1.evil.example"}}, 403},
      {"short address", loopback(), {{"Host", "127.1"}}, 403},
      {"hexadecimal address", loopback(), {{"Host", "0x7f000001"}}, 403},
      {"address as one number", loopback(), {{"Host", "2130706433"}}, 403},
      {"address with leading zeros", loopback(), {{"Host", "127.0.0.01"}}, 403},
      {"address with a number too large", loopback(), {{"Host", "127.0.0.256"}}, 403},
      {"below the host option", named("viz.lan"), {{"Host", "a.viz.lan"}}, 403},
      {"below the host of an origin", listing({"https://viz.example"}), {{"Host", "a.viz.example"}}, 403},
      {"punycode", loopback(), {{"Host", "xn--lcalhost-54a"}}, 403},
      {"empty machine name", everywhere(""), {{"Host", "x"}}, 403},
  });
}

TEST(HostGuard, RefusesMalformedHosts) {
  std::vector<Row> rows = {
      {"no header", loopback(), {}, 400},
      {"two headers", loopback(), {{"Host", "localhost"}, {"Host", "localhost"}}, 400},
      {"two headers, other case", loopback(), {{"Host", "localhost"}, {"HOST", "evil.example"}}, 400},
  };
  for (const char* value : {"",
                            " ",
                            ":8765",
                            "localhost:",
                            "localhost:0",
                            "localhost:08765",
                            "localhost:65536",
                            "localhost:123456",
                            "localhost:+80",
                            "localhost:80a",
                            "localhost:80:80",
                            "user@localhost",
                            "user:pass@localhost:80",
                            "localhost@evil.example",
                            "local%68ost",
                            "localhost%00",
                            "localhost/",
                            "localhost#",
                            "localhost?",
                            "localhost\\",
                            "http://localhost",
                            "localhost,evil.example",
                            "local host",
                            "localhost\tevil",
                            "localhost..",
                            ".localhost",
                            "a..localhost",
                            ".",
                            "::1",
                            "[::1",
                            "::1]",
                            "[::1]8765",
                            "[::1]:",
                            "[]",
                            "[::1%25eth0]",
                            "[::1].",
                            "[127.0.0.1]",
                            "[localhost]",
                            "[::1]@evil.example",
                            "l\xc3\xb6"
                            "calhost",
                            "*"}) {
    rows.push_back({value, loopback(), {{"Host", value}}, 400});
  }
  expect_rows(rows);
  const std::string zero("localhost\0", 10);
  EXPECT_EQ(admit(loopback(), {"GET", "/", Headers{{"Host", zero}}}).status(), 400);
  const std::string address_zero("[::1\0]", 6);
  EXPECT_EQ(admit(loopback(), {"GET", "/", Headers{{"Host", address_zero}}}).status(), 400);
  const std::string endless(100000, 'a');
  EXPECT_EQ(admit(loopback(), {"GET", "/", Headers{{"Host", endless}}}).status(), 400);
}

Headers from(std::string_view host, std::string_view origin) {
  return {{"Host", host}, {"Origin", origin}};
}

TEST(OriginGuard, ComparesSchemeHostAndPort) {
  expect_rows({
      {"own", loopback(), from("127.0.0.1:8765", "http://127.0.0.1:8765"), 0},
      {"own, IPv6", loopback(), from("[::1]:8765", "http://[::1]:8765"), 0},
      {"own, IPv6 spelled out", loopback(), from("[0:0:0:0:0:0:0:1]:8765", "http://[::1]:8765"), 0},
      {"own, default port given", loopback(), from("localhost", "http://localhost:80"), 0},
      {"own, default port left out", loopback(), from("localhost:80", "http://localhost"), 0},
      {"own over TLS", secure(), from("localhost", "https://localhost:443"), 0},
      {"own, other case", loopback(), from("LOCALHOST:1", "HTTP://localhost:1"), 0},
      {"other port", loopback(), from("127.0.0.1:8765", "http://127.0.0.1:3000"), 403},
      {"other scheme", loopback(), from("127.0.0.1:8765", "https://127.0.0.1:8765"), 403},
      {"plain scheme on TLS", secure(), from("localhost:8765", "http://localhost:8765"), 403},
      {"other host", loopback(), from("127.0.0.1:8765", "http://evil.example:8765"), 403},
      {"another address is no origin of ours", loopback(), from("127.0.0.1:8765", "http://127.0.0.2:8765"),
       403},
      {"localhost is not 127.0.0.1", loopback(), from("127.0.0.1:8765", "http://localhost:8765"), 403},
      {"the host option is not enough", named("viz.lan"), from("127.0.0.1:8765", "http://viz.lan:8765"), 403},
      {"default port of the other scheme", loopback(), from("localhost:443", "https://localhost"), 403},
      {"null", loopback(), from("127.0.0.1:8765", "null"), 403},
      {"null, any origin listed", listing({"*"}), from("127.0.0.1:8765", "null"), 403},
      {"empty", loopback(), from("127.0.0.1:8765", ""), 403},
      {"trailing slash", loopback(), from("127.0.0.1:8765", "http://127.0.0.1:8765/"), 403},
      {"path", listing({"https://a.example"}), from("localhost", "https://a.example/x"), 403},
      {"userinfo", loopback(), from("127.0.0.1:8765", "http://127.0.0.1:8765@evil.example"), 403},
      {"no scheme", loopback(), from("127.0.0.1:8765", "127.0.0.1:8765"), 403},
      {"two values in one", loopback(), from("localhost", "http://localhost http://evil.example"), 403},
      {"file", loopback(), from("localhost", "file://"), 403},
      {"two headers",
       loopback(),
       {{"Host", "localhost"}, {"Origin", "http://localhost"}, {"Origin", "http://localhost"}},
       400},
  });
}

TEST(OriginGuard, LetsInListedOrigins) {
  const GuardOptions app = listing({"https://App.example", "http://dev.example:*", "tauri://localhost"});
  const std::string_view host = "127.0.0.1:8765";
  expect_rows({
      {"listed", app, from(host, "https://app.example"), 0},
      {"listed, default port given", app, from(host, "https://app.example:443"), 0},
      {"listed, other case", app, from(host, "HTTPS://APP.EXAMPLE"), 0},
      {"listed, other port", app, from(host, "https://app.example:8443"), 403},
      {"listed, other scheme", app, from(host, "http://app.example"), 403},
      {"below a listed one", app, from(host, "https://x.app.example"), 403},
      {"ends like a listed one", app, from(host, "https://evilapp.example"), 403},
      {"starts like a listed one", app, from(host, "https://app.example.evil"), 403},
      {"any port", app, from(host, "http://dev.example:5173"), 0},
      {"any port, default", app, from(host, "http://dev.example"), 0},
      {"any port, other scheme", app, from(host, "https://dev.example:5173"), 403},
      {"own scheme of an application", app, from(host, "tauri://localhost"), 0},
      {"own scheme with a port", app, from(host, "tauri://localhost:80"), 403},
      {"any", listing({"*"}), from(host, "https://whatever.example:99"), 0},
      {"IPv6 listed", listing({"http://[::1]:*"}), from(host, "http://[0::1]:5"), 0},
  });
}

Headers site(std::string_view value, std::string_view mode = "no-cors") {
  return {{"Host", "127.0.0.1:8765"}, {"Sec-Fetch-Site", value}, {"Sec-Fetch-Mode", mode}};
}
Headers site_of(std::string_view origin, std::string_view value) {
  return {{"Host", "127.0.0.1:8765"}, {"Origin", origin}, {"Sec-Fetch-Site", value}};
}

TEST(FetchGuard, RefusesOtherSitesUnlessTheyNavigateOrAreListed) {
  const GuardOptions app = listing({"https://app.example"});
  Headers upgrade = site("cross-site", "navigate");
  upgrade.push_back({"Upgrade", "websocket"});
  expect_rows({
      {"same origin", loopback(), site("same-origin"), 0, "/streams"},
      {"typed address", loopback(), site("none", "navigate"), 0, "/"},
      {"cross site", loopback(), site("cross-site"), 403, "/health"},
      {"same site, other port", loopback(), site("same-site"), 403, "/metrics"},
      {"case", loopback(), site("Cross-Site"), 403, "/metrics"},
      {"link to the page", loopback(), site("cross-site", "navigate"), 0, "/"},
      {"link to a stream", loopback(), site("same-site", "navigate"), 0, "/default?x=1"},
      {"link to a route", loopback(), site("cross-site", "navigate"), 403, "/recorded-events"},
      {"link to a route with a query", loopback(), site("cross-site", "navigate"), 403, "/metrics?format=x"},
      {"link to an asset", loopback(), site("cross-site", "navigate"), 403, "/assets/a.js"},
      {"form sent to the page", loopback(), site("cross-site", "navigate"), 403, "/", "POST"},
      {"upgrade that claims to navigate", loopback(), upgrade, 403, "/default"},
      {"image of the page", loopback(), site("cross-site"), 403, "/"},
      {"own origin that claims another site", loopback(), site_of("http://127.0.0.1:8765", "cross-site"), 403,
       "/streams"},
      {"listed", app, site_of("https://app.example", "cross-site"), 0, "/streams"},
      {"listed resets by POST", app, site_of("https://app.example", "cross-site"), 0,
       "/recorded-events/reset", "POST"},
      {"listed resets by GET", app, site_of("https://app.example", "cross-site"), 403,
       "/recorded-events/reset"},
      {"own page resets by GET", loopback(), site("same-origin"), 0, "/recorded-events/reset"},
      {"command line resets by GET", loopback(), {{"Host", "localhost"}}, 0, "/recorded-events/reset"},
      {"two sites",
       loopback(),
       {{"Host", "localhost"}, {"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "cross-site"}},
       403,
       "/streams"},
  });
}

TEST(RequestGuard, NamesTheOptionAndTheValueToSet) {
  const Headers host = {{"Host", "viz.example:8765"}};
  const Decision foreign = admit(loopback(), {"GET", "/", host});
  EXPECT_NE(foreign.sentence().find("\"http://viz.example:8765\" to the option origins"), std::string::npos);
  const Headers headers = from("localhost", "https://app.example");
  const Decision origin = admit(loopback(), {"GET", "/", headers});
  EXPECT_NE(origin.sentence().find("add \"https://app.example\" to the option origins"), std::string::npos);
}

TEST(RequestGuard, WhatTheSentenceAdvisesHelps) {
  const Headers headers = from("viz.example:8765", "https://app.example");
  const GuardOptions advised = listing({"http://viz.example:8765", "https://app.example"});
  EXPECT_TRUE(admit(advised, {"GET", "/", headers}));
}

TEST(RequestGuard, SentencesShowPeerTextEscapedAndCut) {
  const std::string nasty = "evil\"\r\n\x1b[31m\xff" + std::string(5000, 'x');
  const Headers headers = {{"Host", nasty}};
  const Decision decision = admit(loopback(), {"GET", "/", headers});
  const std::string_view sentence = decision.sentence();
  EXPECT_LT(sentence.size(), 641U);
  EXPECT_NE(sentence.find("evil\\x22\\x0d\\x0a\\x1b[31m\\xff"), std::string::npos);
  for (const char c : sentence) EXPECT_TRUE(c >= 0x20 && c < 0x7f);
}

TEST(RequestGuard, SentencesShowAtMost200BytesOfThePeer) {
  const std::string name = "evil." + std::string(100, 'x');
  const std::string malformed = name + "!";
  const std::string origin = "http://" + name;
  for (const Headers& headers : {Headers{{"Host", name}}, Headers{{"Host", malformed}},
                                 from("localhost", origin), from("localhost", name)}) {
    const Decision decision = admit(loopback(), {"GET", "/", headers});
    EXPECT_NE(decision.status(), 0);
    const std::string sentence(decision.sentence());
    std::size_t shown = 0;
    for (std::size_t at = sentence.find("evil."); at != std::string::npos;
         at = sentence.find("evil.", at + 1)) {
      shown += sentence.find("...", at) - at;
    }
    EXPECT_GT(shown, 0U) << sentence;
    EXPECT_LE(shown, 200U) << sentence;
  }
}

TEST(RequestGuard, CorsValueComesFromTheOption) {
  const GuardOptions app = listing({"https://App.example", "http://dev.example:*", "tauri://localhost"});
  const auto value = [&](const GuardOptions& options, std::string_view origin) {
    const Headers headers = from("127.0.0.1:8765", origin);
    const Decision decision = admit(options, {"GET", "/streams", headers});
    EXPECT_TRUE(decision) << decision.sentence();
    return cors_origin(options, decision.admitted());
  };
  EXPECT_EQ(value(app, "https://APP.example:443"), "https://app.example");
  EXPECT_EQ(value(app, "http://dev.example:5173"), "http://dev.example:5173");
  EXPECT_EQ(value(app, "http://dev.example"), "http://dev.example");
  EXPECT_EQ(value(app, "tauri://localhost"), "tauri://localhost");
  EXPECT_EQ(value(app, "http://127.0.0.1:8765"), "");
  EXPECT_EQ(value(listing({"*"}), "https://x.example"), "*");
  EXPECT_EQ(value(listing({"*", "https://x.example"}), "https://x.example"), "https://x.example");
}

TEST(Origins, RefusesBadEntriesByName) {
  for (const char* entry :
       {"", "app.example", "https://", "https://app.example/", "https://app.example/path", "https://*",
        "https://*.example", "*.example", "https://u@app.example", "https://app.example:0",
        "https://app.example:x", "https://app.example:1:*", "https://[::1]:80:*", "null", "://app.example",
        "1http://app.example", "https://app example", ":*", "**"}) {
    const std::vector<std::string> entries = {"https://good.example", entry};
    const Result<OriginList> list = parse_origins(entries);
    ASSERT_FALSE(list) << entry;
    EXPECT_NE(list.error().find('"' + std::string(entry) + '"'), std::string::npos) << list.error();
    EXPECT_NE(list.error().find("option origins"), std::string::npos);
  }
}

}  // namespace
}  // namespace pdum::rfb
