#include "cli/loop_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

[[noreturn]] void fail(const std::string& path) {
  throw Failure("--loop cannot read \"" + path + "\": " + reason_of(errno) + ".");
}

void check_whole(const std::string& path, std::size_t size, std::size_t frame_bytes) {
  const std::size_t count = frame_bytes == 0 ? 0 : size / frame_bytes;
  const std::size_t rest = size - count * frame_bytes;
  if (count > 0 && rest == 0) return;
  throw ArgumentError("--loop \"" + path + "\" holds " + std::to_string(size) + " bytes, which is " +
                      std::to_string(count) + " whole frames of " + std::to_string(frame_bytes) +
                      " bytes and " + std::to_string(rest) +
                      " bytes more; check --size and --format.");
}

}  // namespace

LoopFile::LoopFile(const std::string& path, std::size_t frame_bytes) : frame_bytes_(frame_bytes) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(path);
  struct stat status {};
  const bool known = ::fstat(file, &status) == 0;
  size_ = known ? static_cast<std::size_t>(status.st_size) : 0;
  void* mapped = size_ > 0 ? ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0) : nullptr;
  const int error = errno;
  ::close(file);
  errno = error;
  if (!known || mapped == MAP_FAILED) fail(path);
  data_ = static_cast<const std::byte*>(mapped);
  try {
    check_whole(path, size_, frame_bytes);
  } catch (...) {
    if (mapped != nullptr) ::munmap(mapped, size_);
    throw;
  }
}

LoopFile::~LoopFile() {
  ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace pdum::rfb::cli
