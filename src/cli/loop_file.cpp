#include "cli/loop_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& reason) {
  throw Failure("--loop cannot read \"" + path + "\": " + reason + ".");
}

/// The number of frames.
std::size_t count_frames(const std::string& path, std::size_t size, std::size_t frame_bytes) {
  const std::size_t count = frame_bytes == 0 ? 0 : size / frame_bytes;
  const std::size_t rest = size - count * frame_bytes;
  if (count > 0 && rest == 0) return count;
  throw ArgumentError("--loop \"" + path + "\" holds " + std::to_string(size) + " bytes, which is " +
                      std::to_string(count) + " whole frames of " + std::to_string(frame_bytes) +
                      " bytes and " + std::to_string(rest) + " bytes more; check --size and --format.");
}

std::size_t size_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) fail(path, reason_of(errno));
  if (!S_ISREG(status.st_mode))
    fail(path, "it is not a file; without --loop, frames come from standard input");
  return static_cast<std::size_t>(status.st_size);
}

}  // namespace

LoopFile::LoopFile(std::string path, std::size_t frame_bytes)
    : path_(std::move(path)),
      frame_bytes_(frame_bytes),
      count_(count_frames(path_, size_of(path_), frame_bytes)),
      file_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (file_ < 0) fail(path_, reason_of(errno));
}

LoopFile::~LoopFile() {
  ::close(file_);
}

void LoopFile::read(std::size_t index, std::byte* memory) const {
  std::size_t filled = 0;
  while (filled < frame_bytes_) {
    const auto offset = static_cast<off_t>(index * frame_bytes_ + filled);
    const ssize_t count = ::pread(file_, memory + filled, frame_bytes_ - filled, offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path_, reason_of(errno));
    if (count == 0) fail(path_, "it has become shorter");
    filled += static_cast<std::size_t>(count);
  }
}

}  // namespace pdum::rfb::cli
