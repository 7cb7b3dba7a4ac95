#include "testing/viewer_text.hpp"

#include <string_view>
#include <utility>

#include <pdum/rfb/error.hpp>

#include "protocol/event_codec.hpp"
#include "protocol/json_text.hpp"

namespace pdum::rfb::testing {
namespace {

std::string viewport_text(const Resize& size) {
  std::string text = R"({"type":"set_viewport")";
  for (const auto& [name, value] : {std::pair<std::string_view, double>{R"(,"width":)", size.width},
                                    {R"(,"height":)", size.height},
                                    {R"(,"pwidth":)", size.pwidth},
                                    {R"(,"pheight":)", size.pheight},
                                    {R"(,"ratio":)", size.ratio}}) {
    text += name;
    append_json_number(text, value);
  }
  return text + '}';
}

}  // namespace

std::string hello_text(const ViewerOptions& options) {
  std::string text = R"({"type":"hello","supported":)";
  append_json_strings(text, options.supported);
  text += R"(,"device_pixel_ratio":1)";
  if (!options.token.empty()) {
    text += R"(,"token":)";
    append_json_string(text, options.token);
  }
  if (!options.extensions.empty()) {
    text += R"(,"extensions":)";
    append_json_strings(text, options.extensions);
  }
  return text + '}';
}

std::string ack_text(std::uint64_t seq) {
  std::string text = R"({"type":"ack","seq":)";
  append_json_int(text, seq);
  return text + R"(,"decode_queue_size":0,"displayed":true})";
}

std::string request_keyframe_text() {
  return R"({"type":"request_keyframe","reason":"test"})";
}

std::string event_text(const Event& event) {
  if (const auto* size = std::get_if<Resize>(&event)) return viewport_text(*size);
  if (std::holds_alternative<Close>(event) || std::holds_alternative<Paste>(event)) {
    throw Error(
        ErrorCode::invalid_argument,
        "testing::Viewer::send: Close and Paste are made by the server; use leave(), or send_text() with a "
        "`paste` message.");
  }
  return R"({"type":"event","event":)" + serialise_event(event) + '}';
}

}  // namespace pdum::rfb::testing
