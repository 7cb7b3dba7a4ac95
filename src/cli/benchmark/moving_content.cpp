#include "cli/benchmark/moving_content.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "cli/failure.hpp"
#include "cli/scene/surface.hpp"

namespace pdum::rfb::cli {
namespace {

constexpr double kIdleBeforeTurning = 6;  // seconds, enough for the scene to turn at full speed

void write_rgb(std::ofstream& file, const std::vector<std::uint32_t>& frame, std::vector<char>& row) {
  row.resize(frame.size() * 3);
  for (std::size_t i = 0; i < frame.size(); ++i) std::memcpy(&row[i * 3], &frame[i], 3);
  file.write(row.data(), static_cast<std::streamsize>(row.size()));
}

}  // namespace

MovingContent::MovingContent(int width, int height, int frames) : width_(width), height_(height) {
  const auto scene = make_surface(width, height);
  Wheel nearer;
  nearer.dy = -400;
  InputEvent event;
  event.event = nearer;
  scene->handle(event);
  for (int i = 0; i < 60; ++i) scene->advance(kIdleBeforeTurning / 60);
  for (int i = 0; i < frames; ++i) {
    scene->advance(1.0 / 60);
    auto& pixels = frames_.emplace_back(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    scene->draw({pixels.data(), width, height, static_cast<std::size_t>(width)});
  }
  write_file();
}

void MovingContent::write_file() {
  const char* folder = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
  path_ = std::string(folder != nullptr ? folder : "/tmp") + "/pdum-rfb-benchmark-XXXXXX";
  const int file = ::mkstemp(path_.data());
  if (file < 0) throw Failure("Cannot write \"" + path_ + "\": " + reason_of(errno) + ".");
  ::close(file);
  std::ofstream out(path_, std::ios::binary);
  std::vector<char> row;
  for (const auto& frame : frames_) write_rgb(out, frame, row);
  for (std::size_t i = frames_.size() - 1; i-- > 1;) write_rgb(out, frames_[i], row);
  out.close();
  if (!out) throw Failure("Cannot write \"" + path_ + "\": is there room for it?");
}

MovingContent::~MovingContent() {
  ::unlink(path_.c_str());
}

}  // namespace pdum::rfb::cli
