#include "cli/scene/stage.hpp"

#include <string>
#include <utility>

namespace pdum::rfb::cli {
namespace {

std::vector<std::string> titles() {
  std::vector<std::string> all;
  for (const SceneEntry& entry : scenes()) all.emplace_back(entry.title);
  return all;
}

/// Whether the event ends something. Hidden scenes hear of these too, so that none comes back with a key
/// held.
bool lets_go(const InputEvent& event) {
  return event.get_if<PointerUp>() != nullptr || event.get_if<KeyUp>() != nullptr ||
         event.get_if<PointerLeave>() != nullptr || event.get_if<FocusOut>() != nullptr ||
         event.get_if<Close>() != nullptr;
}

}  // namespace

Stage::Stage(int scene, int width, int height)
    : width_(width), height_(height), scenes_(scenes().size()), tabs_(titles(), width, height) {
  show(scene);
}

void Stage::show(int scene) {
  if (scene == current_) return;
  current_ = scene;
  const auto index = static_cast<std::size_t>(scene);
  if (scenes_[index] == nullptr) scenes_[index] = scenes()[index].make(width_, height_);
  tabs_.choose(scene);
  changed_ = true;
}

void Stage::handle(const InputEvent& event) {
  if (lets_go(event)) {
    tabs_.handle(event);
    for (const auto& any : scenes_) {
      if (any != nullptr) any->handle(event);
    }
  } else if (!tabs_.handle(event)) {
    scene().handle(event);
  }
  const int choice = tabs_.take_choice();
  if (choice >= 0) show(choice);
}

bool Stage::advance(double seconds) {
  const bool moved = scene().advance(seconds);
  const bool tabs = tabs_.advance(seconds, !scene().welcomes_overlay());
  return std::exchange(changed_, false) | moved | tabs;
}

void Stage::draw(const Canvas& canvas) {
  scene().draw(canvas);
  tabs_.draw(canvas);
}

}  // namespace pdum::rfb::cli
