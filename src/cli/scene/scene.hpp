#pragma once

#include <memory>
#include <span>
#include <string_view>

#include <pdum/rfb/event.hpp>

#include "cli/scene/canvas.hpp"

namespace pdum::rfb::cli {

/// A small application: it gets the input of every viewer and draws a picture. It knows neither the server
/// nor the clock. Thread safety: one thread at a time.
class Scene {
 public:
  Scene() = default;
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;
  virtual ~Scene() = default;

  /// One event of one viewer; coordinates are pixels of the picture.
  virtual void handle(const InputEvent& event) = 0;
  /// Moves the picture on by `seconds`. False: it looks as it did at the last `draw`.
  virtual bool advance(double seconds) = 0;
  /// Draws the whole picture. The canvas has the size that the scene was made for.
  virtual void draw(const Canvas& canvas) = 0;
  /// False where exact colours matter: nothing is drawn over the picture unless somebody points at the tabs.
  virtual bool welcomes_overlay() const { return true; }
};

/// A scene that `--scene` and the tabs offer.
struct SceneEntry {
  std::string_view name;    ///< on the command line
  std::string_view title;   ///< on its tab
  std::string_view cursor;  ///< how the pointer looks over it, a CSS name
  std::unique_ptr<Scene> (*make)(int width, int height);
};

/// All scenes in the order of the tabs.
std::span<const SceneEntry> scenes();

/// Index into `scenes()`, or -1.
int scene_index(std::string_view name);

}  // namespace pdum::rfb::cli
