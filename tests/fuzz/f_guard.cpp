// Options and a raw request head → decision, compared with a slow second implementation.
// Input: one byte that chooses the options, then lines: "METHOD target", and "name:value" each.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.hpp"
#include "fuzz/slow_guard.hpp"
#include "net/trusted_proxies.hpp"

namespace pdum::rfb {
namespace {

using fuzz::check;

const std::vector<std::string> kHosts = {"127.0.0.1", "viz.lan", "::", "Localhost."};
const std::vector<std::vector<std::string>> kOrigins = {
    {},
    {"https://app.example"},
    {"http://dev.example:*", "tauri://localhost"},
    {"*"},
    {"http://[::1]:5173", "https://Viz.example:8443", "http://10.0.0.1:*"}};

fuzz::SlowOptions choose(std::uint8_t choice) {
  fuzz::SlowOptions options;
  options.host = kHosts[choice & 3U];
  options.beyond = (choice & 4U) != 0;
  options.tls = (choice & 8U) != 0;
  options.machine = "box.lan";
  options.origins = kOrigins[(choice >> 4U) % kOrigins.size()];
  return options;
}

fuzz::SlowRequest read_head(std::string_view text) {
  fuzz::SlowRequest request;
  bool first = true;
  while (!text.empty()) {
    const std::string line(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t cut = line.find(first ? ' ' : ':');
    const std::string left = line.substr(0, cut);
    const std::string right = cut == std::string::npos ? "" : line.substr(cut + 1);
    if (first) {
      request.method = left;
      request.target = right;
    } else {
      request.headers.emplace_back(left, right);
    }
    first = false;
  }
  return request;
}

void check_sentence(const Decision& decision) {
  check(decision.sentence().empty() == static_cast<bool>(decision), "a sentence for every refusal");
  for (const char c : decision.sentence()) check(c >= 0x20 && c < 0x7f, "sentence is printable");
}

void check_guard(std::uint8_t choice, std::string_view text) {
  const fuzz::SlowOptions slow = choose(choice);
  const fuzz::SlowRequest request = read_head(text);
  GuardOptions options;
  options.host = slow.host;
  options.bound_beyond_loopback = slow.beyond;
  options.machine_name = slow.machine;
  options.tls = slow.tls;
  options.origins = *parse_origins(slow.origins);
  std::vector<HeaderView> headers;
  for (const auto& [name, value] : request.headers) headers.push_back({name, value});

  const fuzz::HeapPeak heap;
  const Decision decision = admit(options, {request.method, request.target, headers});
  check(heap.bytes() == 0, "the guard allocates nothing");
  check(decision.status() == fuzz::slow_admit(slow, request), "same as the slow guard");
  check_sentence(decision);
  if (decision) cors_origin(options, decision.admitted());
}

/// Whatever a proxy forwards, an address comes out, and nothing is let in that the guard alone would not.
void check_provenance(std::string_view text) {
  static const TrustedProxies proxies =
      *parse_trusted_proxies(std::vector<std::string>{"127.0.0.1", "10.0.0.0/8", "fd00::/8"});
  const fuzz::SlowRequest request = read_head(text);
  std::vector<HeaderView> headers;
  for (const auto& [name, value] : request.headers) headers.push_back({name, value});
  const Provenance from = find_provenance(proxies, "127.0.0.1", headers);
  check(TrustedProxies::is_address(from.remote), "an address");
  GuardOptions options;
  options.host = "127.0.0.1";
  const Decision decision = admit(options, {request.method, request.target, headers, from.https, from.host});
  check_sentence(decision);
  if (decision && from.host) {
    const HeaderView alone[] = {{"host", *from.host}};
    check(static_cast<bool>(admit(options, {"GET", "/", alone})), "the forwarded host is one of ours");
  }
  const Provenance other = find_provenance(proxies, "192.0.2.1", headers);
  check(other.remote == "192.0.2.1" && !other.https && !other.host, "others are not believed");
}

void check_entry(const std::string& entry) {
  const Result<OriginList> list = parse_origins(std::vector<std::string>{entry});
  if (!list) return check(list.error().find(entry) != std::string::npos, "a bad entry is named");
  if (list->any) return;
  const bool any_port = entry.ends_with(":*");
  const auto slow = fuzz::slow_origin(any_port ? entry.substr(0, entry.size() - 2) : entry);
  check(slow.has_value(), "a good entry is an origin");
  check(list->entries.size() == 1 && list->entries[0].any_port == any_port, "one entry");
}

}  // namespace
}  // namespace pdum::rfb

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  pdum::rfb::check_guard(data[0], text.substr(1));
  pdum::rfb::check_provenance(text.substr(1));
  pdum::rfb::check_entry(std::string(text.substr(1)));
  return 0;
}
