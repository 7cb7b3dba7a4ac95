#include "cli/scene/tab_bar.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cli/scene/shapes.hpp"
#include "cli/scene/text.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr double kLinger = 2.5;  // seconds after the last movement
constexpr double kFade = 0.25;   // seconds
constexpr Pixel kBar = hex(0x0D1119);
constexpr Pixel kChosen = hex(0xF2C14E);
constexpr Pixel kHovered = hex(0x3A465C);
constexpr Pixel kText = hex(0xE8ECF4);
constexpr Pixel kDarkText = hex(0x14171F);

}  // namespace

TabBar::TabBar(std::vector<std::string> titles, int width, int height)
    : unit_(std::clamp(std::min(height / 60.0, width / 80.0), 6.0, 26.0)), band_(height * 0.14) {
  const double pen = unit_ / 8;
  double x = 0;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    Tab tab;
    tab.title = std::to_string(i + 1) + " " + titles[i];
    tab.x = x;
    tab.width = std::ceil(text_width(tab.title, unit_, pen) + 2.4 * unit_);
    x += tab.width;
    tabs_.push_back(std::move(tab));
  }
  width_ = x + unit_ * 0.6;
  height_ = std::ceil(unit_ * 2.9);
  x_ = std::floor((width - width_) / 2);
  y_ = std::floor(unit_ * 1.2);
  for (Tab& tab : tabs_) tab.x += x_ + unit_ * 0.3;
}

bool TabBar::on_bar(double x, double y) const {
  return x >= x_ && x < x_ + width_ && y >= y_ && y < y_ + height_;
}

int TabBar::tab_at(double x, double y) const {
  if (!on_bar(x, y)) return -1;
  for (std::size_t i = 0; i < tabs_.size(); ++i) {
    if (x >= tabs_[i].x && x < tabs_[i].x + tabs_[i].width) return static_cast<int>(i);
  }
  return -1;
}

void TabBar::place(Pointer& pointer, const PointerState& state) {
  pointer.x = state.x;
  pointer.y = state.y;
  pointer.inside = state.inside;
  pointer.still = 0;
}

bool TabBar::press(Pointer& pointer, const PointerDown& down) {
  place(pointer, down);
  if (!on_bar(down.x, down.y) || shown_ < 0.1) return false;
  pointer.captured = true;
  const int tab = tab_at(down.x, down.y);
  if (tab >= 0) choice_ = tab;
  return true;
}

bool TabBar::handle(const InputEvent& event) {
  if (event.get_if<Close>() != nullptr) {
    pointers_.erase(event.client_id);
    return false;
  }
  Pointer& pointer = pointers_[event.client_id];
  if (const auto* down = event.get_if<PointerDown>()) return press(pointer, *down);
  if (const auto* move = event.get_if<PointerMove>()) {
    place(pointer, *move);
    return pointer.captured;
  }
  if (const auto* up = event.get_if<PointerUp>()) {
    place(pointer, *up);
    return up->buttons.empty() ? std::exchange(pointer.captured, false) : pointer.captured;
  }
  if (event.get_if<PointerLeave>() != nullptr) pointer.inside = false;
  if (const auto* key = event.get_if<KeyDown>()) {
    const int digit = key->key.size() == 1 ? key->key[0] - '1' : -1;
    if (digit >= 0 && digit < static_cast<int>(tabs_.size())) {
      choice_ = digit;
      return true;
    }
  }
  return false;
}

int TabBar::take_choice() {
  return std::exchange(choice_, -1);
}

bool TabBar::advance(double seconds, bool shy) {
  bool wanted = false;
  long look = chosen_ + 1;
  for (auto& [client, pointer] : pointers_) {
    pointer.still += seconds;
    const bool near = pointer.inside && pointer.y < band_;
    wanted |= near || (!shy && pointer.inside && pointer.still < kLinger);
    look = look * 8 + (pointer.inside ? tab_at(pointer.x, pointer.y) + 1 : 0);
  }
  const double step = seconds / kFade;
  shown_ = shy && !wanted ? 0 : std::clamp(shown_ + (wanted ? step : -step), 0.0, 1.0);
  look = shown_ > 0 ? look * 1024 + static_cast<long>(shown_ * 255) + 1 : 0;
  return std::exchange(drawn_as_, look) != look;
}

void TabBar::draw(const Canvas& canvas) const {
  if (shown_ <= 0) return;
  draw_panel(canvas, x_, y_, width_, height_, height_ / 2, kBar, 0.72 * shown_);
  for (std::size_t i = 0; i < tabs_.size(); ++i) {
    const Tab& tab = tabs_[i];
    const int index = static_cast<int>(i);
    const bool hovered = std::any_of(pointers_.begin(), pointers_.end(), [&](const auto& entry) {
      return entry.second.inside && tab_at(entry.second.x, entry.second.y) == index;
    });
    const double inset = unit_ * 0.3;
    if (index == chosen_ || hovered) {
      draw_panel(canvas, tab.x, y_ + inset, tab.width, height_ - 2 * inset, height_ / 2 - inset,
                 index == chosen_ ? kChosen : kHovered, shown_);
    }
    draw_text(canvas, {tab.x + 1.2 * unit_, y_ + (height_ - unit_) / 2}, tab.title, unit_, unit_ / 8,
              index == chosen_ ? kDarkText : kText, shown_);
  }
}

}  // namespace pdum::rfb::cli
