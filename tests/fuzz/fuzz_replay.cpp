// Runs every input of the committed corpora through its target: in each ordinary build, with any compiler.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "unit/protocol/wire_fixtures.hpp"

extern "C" {
int f_control(const std::uint8_t* data, std::size_t size);
int f_event(const std::uint8_t* data, std::size_t size);
int f_guard(const std::uint8_t* data, std::size_t size);
}

namespace {

using Target = int (*)(const std::uint8_t*, std::size_t);

/// Also every input cut in half and with its middle byte changed, so that replaying leaves the beaten path.
void run_with_neighbours(Target target, std::vector<std::uint8_t> bytes) {
  target(bytes.data(), bytes.size());
  target(bytes.data(), bytes.size() / 2);
  if (bytes.empty()) return;
  bytes[bytes.size() / 2] ^= 0x15U;
  target(bytes.data(), bytes.size());
}

void replay(const char* name, Target target) {
  const std::filesystem::path folder = std::filesystem::path(PDUM_SOURCE_DIR) / "tests/fuzz/corpus" / name;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path());
    std::ifstream in(entry.path(), std::ios::binary);
    run_with_neighbours(target, {std::istreambuf_iterator<char>(in), {}});
    ++count;
  }
  EXPECT_GE(count, 50U) << folder;
}

void replay_fixtures(const char* file, const char* key, Target target) {
  for (const auto& item : pdum::rfb::test::load_cases(file)) {
    SCOPED_TRACE(item["name"]);
    const std::string text = pdum::rfb::test::input_of(item, key);
    run_with_neighbours(target, {text.begin(), text.end()});
  }
}

TEST(FuzzReplay, Control) {
  replay("f_control", f_control);
}
TEST(FuzzReplay, Event) {
  replay("f_event", f_event);
}
TEST(FuzzReplay, Guard) {
  replay("f_guard", f_guard);
}

TEST(FuzzReplay, GoldenFixtures) {
  replay_fixtures("control_client.json", "text", f_control);
  replay_fixtures("envelopes.json", "message", f_control);
  replay_fixtures("envelopes_bad.json", "message", f_control);
  replay_fixtures("events.json", "json", f_event);
}

/// The memory bound at sizes that a fuzzer does not reach by itself.
TEST(FuzzReplay, LargeHostileTextsStayWithinTheMemoryBound) {
  for (const char* unit :
       {"[", "{\"a\":", "0,", "\"\\u0001\",", "{},", "[[]],", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x"}) {
    std::string text = R"({"type":"event","event":[)";
    while (text.size() < 65000) text += unit;
    const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
    f_control(data, text.size());
    f_event(data, text.size());
  }
}

}  // namespace
