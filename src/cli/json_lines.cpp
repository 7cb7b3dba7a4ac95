#include "cli/json_lines.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include <nlohmann/json.hpp>

namespace pdum::rfb::cli {
namespace {

using nlohmann::json;

/// Wire names in the order of the variant; an unknown event has its own.
constexpr std::array<const char*, std::variant_size_v<Event>> kTypes = {
    "pointer_down", "pointer_up", "pointer_move", "double_click", "pointer_enter", "pointer_leave",
    "wheel",        "key_down",   "key_up",       "char",         "resize",        "focus_in",
    "focus_out",    "show",       "hide",         "paste",        "close",         ""};

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// JSON of a peer. Between its tokens it may hold line breaks, with which it could make lines of its own;
/// inside strings they are always escaped.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

json principal_name(const InputEvent& event) {
  return event.principal == nullptr ? json(nullptr) : json(event.principal->name);
}

}  // namespace

std::string listening_line(int port, const std::string& url, std::chrono::steady_clock::time_point epoch) {
  using namespace std::chrono;
  nlohmann::ordered_json line;
  line["pid"] = ::getpid();
  line["port"] = port;
  line["url"] = url;
  line["epoch_us"] = duration_cast<microseconds>(epoch.time_since_epoch()).count();
  return line.dump();
}

std::string event_text(const InputEvent& event) {
  if (!event.json.empty()) return on_one_line(event.json);
  if (const auto* unknown = event.get_if<UnknownEvent>()) return on_one_line(unknown->json);
  json object = json::object();
  object["type"] = kTypes[event.event.index()];
  std::visit([&object](const auto& any) { object["timestamp"] = any.timestamp; }, event.event);
  if (const auto* resize = event.get_if<Resize>()) {
    object["width"] = resize->width;
    object["height"] = resize->height;
    object["pwidth"] = resize->pwidth;
    object["pheight"] = resize->pheight;
    object["ratio"] = resize->ratio;
  }
  return text_of(object);
}

std::string event_line(const InputEvent& event) {
  return R"({"client_id":)" + text_of(event.client_id) + R"(,"principal":)" + text_of(principal_name(event)) +
         R"(,"event":)" + event_text(event) + R"(,"received_us":)" + std::to_string(event.received.count()) +
         "}";
}

bool print_line(const std::string& line, const StopSignal& stop) {
  constexpr std::size_t kNeverBlocks = 512;  // POSIX: what fits into any pipe that can be written to
  const std::string whole = line + '\n';
  std::size_t written = 0;
  while (written < whole.size()) {
    if (!stop.wait_writable(STDOUT_FILENO)) return false;
    const ssize_t count =
        ::write(STDOUT_FILENO, whole.data() + written, std::min(whole.size() - written, kNeverBlocks));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    written += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace pdum::rfb::cli
