#include "cli/scene/test_card.hpp"

#include <algorithm>
#include <array>

namespace pdum::rfb::cli {
namespace {

constexpr std::array<Pixel, 4> kQuadrants = {rgb(220, 40, 40), rgb(40, 200, 40), rgb(40, 40, 220),
                                             rgb(220, 200, 40)};

class TestCard final : public Scene {
 public:
  void handle(const InputEvent& event) override {
    const auto* key = event.get_if<KeyDown>();
    if (key != nullptr && key->key == " ") paused_ = !paused_;
  }

  bool advance(double seconds) override {
    if (paused_ || seconds <= 0) return false;
    ++turn_;
    return true;
  }

  void draw(const Canvas& canvas) override {
    for (int y = 0; y < canvas.height; ++y) {
      const std::size_t below = y < canvas.height / 2 ? 0 : 2;
      const int half = canvas.width / 2;
      std::fill_n(canvas.row(y), half, kQuadrants[(turn_ + below) % 4]);
      std::fill_n(canvas.row(y) + half, canvas.width - half, kQuadrants[(turn_ + below + 1) % 4]);
    }
  }

  bool welcomes_overlay() const override { return false; }

 private:
  std::size_t turn_ = 0;
  bool paused_ = false;
};

}  // namespace

std::unique_ptr<Scene> make_test_card(int, int) {
  return std::make_unique<TestCard>();
}

}  // namespace pdum::rfb::cli
