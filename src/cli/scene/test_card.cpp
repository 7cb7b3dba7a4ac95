#include "cli/scene/test_card.hpp"

#include <pdum/rfb/testing/patterns.hpp>

namespace pdum::rfb::cli {
namespace {

class TestCard final : public Scene {
 public:
  void handle(const InputEvent& event) override {
    const auto* key = event.get_if<KeyDown>();
    if (key != nullptr && key->key == " ") paused_ = !paused_;
  }

  bool advance(double seconds) override {
    if (paused_ || seconds <= 0) return false;
    turn_ = (turn_ + 1) % 4;
    return true;
  }

  void draw(const Canvas& canvas) override {
    testing::draw_test_card(reinterpret_cast<std::uint8_t*>(canvas.pixels), canvas.width, canvas.height,
                            canvas.stride * sizeof(Pixel), turn_);
  }

  bool welcomes_overlay() const override { return false; }

 private:
  int turn_ = 0;
  bool paused_ = false;
};

}  // namespace

std::unique_ptr<Scene> make_test_card(int, int) {
  return std::make_unique<TestCard>();
}

}  // namespace pdum::rfb::cli
