#pragma once

#include <memory>
#include <vector>

#include "cli/scene/scene.hpp"
#include "cli/scene/tab_bar.hpp"

namespace pdum::rfb::cli {

/// The demo as its viewers see it: one scene at a time and the tabs to change it.
class Stage {
 public:
  Stage(int scene, int width, int height);

  void handle(const InputEvent& event);
  /// Moves on by `seconds`. False: the picture is as it was drawn last.
  bool advance(double seconds);
  void draw(const Canvas& canvas);

  int width() const { return width_; }
  int height() const { return height_; }
  int current() const { return current_; }  ///< index into `scenes()`

  /// A scene keeps its state while another one is shown.
  void show(int scene);

 private:
  Scene& scene() { return *scenes_[static_cast<std::size_t>(current_)]; }

  int width_;
  int height_;
  int current_ = -1;
  std::vector<std::unique_ptr<Scene>> scenes_;  ///< by index; null until it was shown once
  TabBar tabs_;
  bool changed_ = true;
};

}  // namespace pdum::rfb::cli
