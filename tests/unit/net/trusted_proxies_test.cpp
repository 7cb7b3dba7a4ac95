#include "net/trusted_proxies.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

TrustedProxies proxies(std::vector<std::string> entries) {
  auto parsed = parse_trusted_proxies(entries);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error());
  return parsed ? *parsed : TrustedProxies();
}

TEST(TrustedProxies, KnowsAddressesAndRangesOfBothFamilies) {
  const TrustedProxies some = proxies({"127.0.0.1", "10.0.0.0/8", "192.0.2.128/25", "fd00::/8", "::1"});
  for (const char* in : {"127.0.0.1", "::ffff:127.0.0.1", "10.255.0.1", "192.0.2.200", "fdab::1", "::1"})
    EXPECT_TRUE(some.trusts(in)) << in;
  for (const char* out :
       {"127.0.0.2", "11.0.0.1", "192.0.2.127", "fe80::1", "::2", "", "localhost", "10.0.0"})
    EXPECT_FALSE(some.trusts(out)) << out;
  EXPECT_TRUE(proxies({"0.0.0.0/0"}).trusts("203.0.113.9"));
  EXPECT_FALSE(proxies({"0.0.0.0/0"}).trusts("2001:db8::1")) << "a range of IPv4 holds no IPv6";
  EXPECT_FALSE(proxies({}).trusts("127.0.0.1"));
}

TEST(TrustedProxies, RefusesWhatIsNoRange) {
  for (const char* bad : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x",
                          "fd00::/129", "10.0.0.0/8/8", "*", " 127.0.0.1"}) {
    const std::vector<std::string> entries{"127.0.0.1", bad};
    const auto parsed = parse_trusted_proxies(entries);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_NE(parsed.error().find("\"" + std::string(bad) + "\""), std::string::npos) << parsed.error();
  }
}

Provenance find(std::string_view peer, std::vector<HeaderView> headers) {
  static const TrustedProxies some = proxies({"127.0.0.1", "10.0.0.0/8"});
  return find_provenance(some, peer, headers);
}

TEST(Provenance, IgnoresEverythingFromOthers) {
  const Provenance from = find("203.0.113.9", {{"x-forwarded-for", "192.0.2.1"},
                                               {"x-forwarded-proto", "https"},
                                               {"x-forwarded-host", "rfb.example"}});
  EXPECT_EQ(from.remote, "203.0.113.9");
  EXPECT_FALSE(from.https);
  EXPECT_FALSE(from.host);
}

TEST(Provenance, TakesTheLastAddressThatIsNoProxy) {
  const std::pair<const char*, const char*> rows[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"6.6.6.6, 192.0.2.1", "192.0.2.1"},
      {"6.6.6.6, 192.0.2.1, 10.1.2.3", "192.0.2.1"},
      {"10.9.9.9, 10.1.2.3", "10.9.9.9"},
      {"192.0.2.1:4711", "192.0.2.1"},
      {"[2001:db8::1]:4711", "2001:db8::1"},
      {"2001:db8::1", "2001:db8::1"},
      {"unknown", "127.0.0.1"},
      {"192.0.2.1, unknown, 10.1.2.3", "10.1.2.3"},
      {"192.0.2.1,", "127.0.0.1"},
      {"", "127.0.0.1"},
      {"192.0.2.1\n, 6.6.6.6\r\n", "127.0.0.1"},
  };
  for (const auto& [field, remote] : rows)
    EXPECT_EQ(find("127.0.0.1", {{"x-forwarded-for", field}}).remote, remote) << field;
  EXPECT_EQ(find("127.0.0.1", {{"x-forwarded-for", "6.6.6.6"}, {"X-Forwarded-For", "192.0.2.1"}}).remote,
            "192.0.2.1");
  EXPECT_EQ(find("127.0.0.1", {{"x-forwarded-for", "192.0.2.1"}, {"x-forwarded-for", "10.0.0.1"}}).remote,
            "192.0.2.1");
}

TEST(Provenance, TakesTheLastSchemeAndHost) {
  EXPECT_EQ(find("127.0.0.1", {{"x-forwarded-proto", "http, https"}}).https, true);
  EXPECT_EQ(find("127.0.0.1", {{"x-forwarded-proto", "https"}, {"x-forwarded-proto", "HTTP"}}).https, false);
  EXPECT_EQ(find("127.0.0.1", {{"x-forwarded-proto", "gopher"}}).https, std::nullopt);
  EXPECT_EQ(find("127.0.0.1", {{"x-forwarded-host", "evil.example, rfb.example:8443"}}).host,
            "rfb.example:8443");
}

TEST(Provenance, NeverBelievesForwarded) {
  const Provenance from = find("127.0.0.1", {{"forwarded", "for=192.0.2.1;proto=https;host=rfb.example"}});
  EXPECT_EQ(from.remote, "127.0.0.1");
  EXPECT_FALSE(from.https);
  EXPECT_FALSE(from.host);
}

GuardOptions guard_of(std::vector<std::string> origins) {
  GuardOptions options;
  options.host = "127.0.0.1";
  options.origins = *parse_origins(origins);
  return options;
}

TEST(ForwardedGuard, ComparesTheOriginWithWhatTheBrowserSaw) {
  const HeaderView own[] = {{"host", "127.0.0.1:8765"}, {"origin", "https://127.0.0.1:8443"}};
  const GuardOptions options = guard_of({});
  EXPECT_FALSE(admit(options, {"GET", "/", own}));
  EXPECT_FALSE(admit(options, {"GET", "/", own, true, {}})) << "the port differs";
  EXPECT_FALSE(admit(options, {"GET", "/", own, {}, "127.0.0.1:8443"})) << "the scheme differs";
  EXPECT_TRUE(admit(options, {"GET", "/", own, true, "127.0.0.1:8443"}));
  const HeaderView old[] = {{"host", "127.0.0.1:8765"}, {"origin", "http://127.0.0.1:8765"}};
  EXPECT_TRUE(admit(options, {"GET", "/", old}));
  EXPECT_FALSE(admit(options, {"GET", "/", old, true, "127.0.0.1:8443"}));
}

TEST(ForwardedGuard, BothHostsMustBeOurs) {
  const HeaderView rebound[] = {{"host", "evil.example"}};
  const HeaderView plain[] = {{"host", "127.0.0.1"}};
  const GuardOptions options = guard_of({"https://rfb.example"});
  EXPECT_EQ(admit(options, {"GET", "/", rebound, true, "127.0.0.1"}).status(), 403);
  EXPECT_EQ(admit(options, {"GET", "/", plain, true, "evil.example"}).status(), 403);
  EXPECT_EQ(admit(options, {"GET", "/", plain, true, "user@rfb.example"}).status(), 400);
  EXPECT_EQ(admit(options, {"GET", "/", plain, true, ""}).status(), 400);
  EXPECT_EQ(admit(options, {"GET", "/", plain, true, "rfb.example"}).status(), 0);
}

}  // namespace
}  // namespace pdum::rfb
