#include "cli/scene/paint.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/scene/shapes.hpp"
#include "cli/scene/text.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr Pixel kPaper = hex(0xF7F4EC);
constexpr Pixel kInk = hex(0x23262F);
constexpr Pixel kFaint = hex(0xC9C4B6);
constexpr std::array<Pixel, 8> kColours = {hex(0xE4572E), hex(0x1F7A8C), hex(0x7A5CB8), hex(0x2E9E6B),
                                           hex(0xF2A541), hex(0xD63A78), hex(0x2C6FD1), hex(0x8A5A44)};
constexpr double kSmallestBrush = 1.5;  // radius in pixels
constexpr double kLargestBrush = 90;

/// One viewer's hand.
struct Painter {
  std::size_t number = 0;  ///< order of arrival, chooses the colour
  double radius = 7;       ///< pixels
  bool present = false;    ///< the pointer is over the sheet
  Spot at;
  Spot brush;  ///< follows `at` while painting
  Pixel colour = kInk;
  bool painting = false;
};

class Paint final : public Scene {
 public:
  Paint(int width, int height)
      : width_(width),
        height_(height),
        pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
    clear();
  }

  void handle(const InputEvent& event) override {
    if (event.get_if<Close>() != nullptr) {
      changed_ |= painters_.erase(event.client_id) > 0;
      return;
    }
    Painter& painter = painter_of(event.client_id);
    if (const auto* down = event.get_if<PointerDown>()) {
      press(painter, *down);
    } else if (const auto* move = event.get_if<PointerMove>()) {
      follow(painter, *move, move->touches);
    } else if (const auto* up = event.get_if<PointerUp>()) {
      follow(painter, *up, up->touches);
      painter.painting = !up->buttons.empty();
    } else if (const auto* wheel = event.get_if<Wheel>()) {
      painter.radius =
          std::clamp(painter.radius * std::exp(-wheel->dy * 0.0018), kSmallestBrush, kLargestBrush);
      changed_ = true;
    } else if (const auto* key = event.get_if<KeyDown>()) {
      if (key->key == "c" || key->key == "C") clear();
    } else if (event.get_if<PointerLeave>() != nullptr || event.get_if<FocusOut>() != nullptr) {
      painter.present = painter.painting = false;
      changed_ = true;
    }
  }

  bool advance(double) override { return std::exchange(changed_, false); }

  void draw(const Canvas& canvas) override {
    for (int y = 0; y < height_; ++y) {
      std::memcpy(canvas.row(y), sheet().row(y), static_cast<std::size_t>(width_) * sizeof(Pixel));
    }
    for (const auto& [client, painter] : painters_) {
      if (!painter.present) continue;
      draw_ring(canvas, painter.at, painter.radius + 1.5, 1.2, kInk, 0.35);
      draw_ring(canvas, painter.at, painter.radius, 1.6, kColours[painter.number % kColours.size()]);
    }
  }

 private:
  Canvas sheet() { return {pixels_.data(), width_, height_, static_cast<std::size_t>(width_)}; }

  void clear() {
    std::fill(pixels_.begin(), pixels_.end(), kPaper);
    constexpr std::string_view kHint = "DRAG TO PAINT - WHEEL: BRUSH - RIGHT: ERASE - C: CLEAR";
    const double size = std::clamp(height_ / 55.0, 8.0, 16.0);
    draw_text(sheet(), {(width_ - text_width(kHint, size, size / 9)) / 2, height_ - 3 * size}, kHint, size,
              size / 9, kFaint);
    changed_ = true;
  }

  Painter& painter_of(const std::string& client) {
    const auto [found, fresh] = painters_.try_emplace(client);
    if (fresh) found->second.number = arrivals_++;
    return found->second;
  }

  static Pixel colour_of(const Painter& painter, const PointerDown& down) {
    if (down.button == Button::right) return kPaper;
    if (down.modifiers.shift) return kInk;
    const std::size_t other =
        down.button == Button::middle || down.modifiers.control ? kColours.size() / 2 : 0;
    return kColours[(painter.number + other) % kColours.size()];
  }

  void press(Painter& painter, const PointerDown& down) {
    painter.painting = true;
    painter.brush = {down.x, down.y};
    painter.colour = colour_of(painter, down);
    follow(painter, down, down.touches);
  }

  // Draws from where the brush was; a pen's or finger's pressure narrows it.
  void follow(Painter& painter, const PointerState& pointer, const std::vector<Touch>& touches) {
    painter.at = {pointer.x, pointer.y};
    painter.present = pointer.inside || painter.painting;
    changed_ = true;
    if (!painter.painting) return;
    const double pressure =
        touches.empty() || touches.front().pressure <= 0 ? 1 : touches.front().pressure * 2;
    const bool eraser = painter.colour == kPaper;
    const double radius = painter.radius * (eraser ? 2.5 : std::clamp(pressure, 0.2, 1.6));
    draw_line(sheet(), painter.brush, painter.at, radius, painter.colour);
    painter.brush = painter.at;
  }

  int width_;
  int height_;
  std::vector<Pixel> pixels_;
  std::map<std::string, Painter> painters_;
  std::size_t arrivals_ = 0;
  bool changed_ = true;
};

}  // namespace

std::unique_ptr<Scene> make_paint(int width, int height) {
  return std::make_unique<Paint>(width, height);
}

}  // namespace pdum::rfb::cli
