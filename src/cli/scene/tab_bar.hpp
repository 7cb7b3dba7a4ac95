#pragma once

#include <map>
#include <string>
#include <vector>

#include <pdum/rfb/event.hpp>

#include "cli/scene/canvas.hpp"

namespace pdum::rfb::cli {

/// A bar of tabs at the top of the picture, drawn and operated by the application itself. It shows while a
/// pointer moves and fades away afterwards. Any number of viewers may point at it.
class TabBar {
 public:
  TabBar(std::vector<std::string> titles, int width, int height);

  /// True: the event was for the bar and nothing else should see it.
  bool handle(const InputEvent& event);
  /// The tab that was clicked or whose digit was typed since the last call, or -1.
  int take_choice();
  void choose(int tab) { chosen_ = tab; }

  /// `shy`: only shows while a pointer is in the top band. False: it looks as before.
  bool advance(double seconds, bool shy);
  void draw(const Canvas& canvas) const;

 private:
  struct Tab {
    std::string title;
    double x = 0;
    double width = 0;
  };
  struct Pointer {
    double x = 0;
    double y = 0;
    bool inside = false;
    bool captured = false;  ///< pressed on the bar: the bar has it until the release
    double still = 1e9;     ///< seconds since it moved
  };

  int tab_at(double x, double y) const;  ///< -1: none
  bool on_bar(double x, double y) const;
  bool press(Pointer& pointer, const PointerDown& down);
  void place(Pointer& pointer, const PointerState& state);

  std::vector<Tab> tabs_;
  double unit_;  ///< height of the letters, pixels
  double x_ = 0;
  double y_ = 0;
  double width_ = 0;
  double height_ = 0;
  double band_;  ///< pixels from the top in which a pointer wakes a shy bar
  std::map<std::string, Pointer> pointers_;
  int chosen_ = 0;
  int choice_ = -1;
  double shown_ = 0;   ///< 0 hidden to 1 shown
  long drawn_as_ = 0;  ///< fingerprint of the last look
};

}  // namespace pdum::rfb::cli
