#include "net/listener.hpp"
#include "pixels/frame_layout.hpp"
#include <nlohmann/json.hpp>

void start(Post& post, Owner& owner) {
  post([this] { owner.run(); });  // a lambda that outlives its owner
  // std::regex in a comment is fine
  auto text = std::regex("x");
  auto n = std::stoi("5") + frame.width * frame.height;
}
