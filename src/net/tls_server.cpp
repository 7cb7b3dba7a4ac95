#include <sys/stat.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <openssl/crypto.h>

#include <pdum/rfb/error.hpp>
#include <pdum/rfb/tls.hpp>

#include "net/tls_stream.hpp"

namespace pdum::rfb {

namespace {

constexpr Duration kCheckInterval = std::chrono::seconds(1);
constexpr std::size_t kMaxFileBytes = 1U << 20;

std::string text_of(int error) {
  return std::generic_category().message(error);
}

/// What tells one content of a path from another without reading it.
struct FileStamp {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  timespec changed{};
  friend bool operator==(const FileStamp& a, const FileStamp& b) noexcept {
    return a.device == b.device && a.inode == b.inode && a.size == b.size &&
           a.changed.tv_sec == b.changed.tv_sec && a.changed.tv_nsec == b.changed.tv_nsec;
  }
};

FileStamp stamp_of(const std::string& path) noexcept {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {};
#ifdef __APPLE__
  return {found.st_dev, found.st_ino, found.st_size, found.st_mtimespec};
#else
  return {found.st_dev, found.st_ino, found.st_size, found.st_mtim};
#endif
}

/// Bytes that are overwritten when they are no longer needed.
class SecretBytes {
 public:
  SecretBytes() : bytes_(kMaxFileBytes, '\0') {}
  ~SecretBytes() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;

  /// Empty, or what is wrong.
  std::string read(const std::string& path, const char* option) {
    std::FILE* const file = std::fopen(path.c_str(), "rbe");
    if (file == nullptr) return complain(path, option, text_of(errno));
    static_cast<void>(std::setvbuf(file, nullptr, _IONBF, 0));  // no further copy
    size_ = std::fread(bytes_.data(), 1, bytes_.size(), file);
    const int error = std::ferror(file) != 0 ? errno : 0;
    static_cast<void>(std::fclose(file));
    if (error != 0) return complain(path, option, text_of(error));
    if (size_ == bytes_.size()) return complain(path, option, "it is larger than 1 MiB");
    return {};
  }
  std::string_view view() const noexcept { return {bytes_.data(), size_}; }

 private:
  static std::string complain(const std::string& path, const char* option, const std::string& why) {
    return "The option " + std::string(option) + " names the file \"" + path + "\", which cannot be read (" +
           why + ").";
  }
  std::string bytes_;
  std::size_t size_ = 0;
};

Result<SharedSslContext> load(const TlsFiles& files) {
  SecretBytes certificate;
  SecretBytes key;
  if (std::string wrong = certificate.read(files.certificate, "tls_certificate"); !wrong.empty())
    return Failure{std::move(wrong)};
  if (std::string wrong = key.read(files.key, "tls_key"); !wrong.empty()) return Failure{std::move(wrong)};
  return make_ssl_context(certificate.view(), key.view(), files);
}

class OpenSslServer final : public TlsServer, public std::enable_shared_from_this<OpenSslServer> {
 public:
  OpenSslServer(TlsFiles files, Executor& executor, std::shared_ptr<LogSink> log)
      : files_(std::move(files)), executor_(executor), log_(std::move(log)), stamps_(stamps()) {
    Result<SharedSslContext> loaded = load(files_);
    if (!loaded) throw Error(ErrorCode::invalid_argument, loaded.error());
    context_ = *loaded;
  }

  std::unique_ptr<ByteStream> wrap(std::unique_ptr<ByteStream> below) override {
    reload_if_changed();
    const std::string remote = below->remote();
    return make_tls_stream(executor_, context_, std::move(below), [log = log_, remote](std::string_view why) {
      log->write_limited(LogLevel::info, "tls",
                         "A TLS connection of " + remote + " came to nothing: " + escape_for_log(why) + ".");
    });
  }

  std::uint64_t reload_errors() const noexcept override {
    return reload_errors_.load(std::memory_order_relaxed);
  }

 private:
  using Stamps = std::array<FileStamp, 2>;
  Stamps stamps() const noexcept { return {stamp_of(files_.certificate), stamp_of(files_.key)}; }

  void reload_if_changed() {
    const TimePoint now = executor_.clock().now();
    if (checked_ && now - *checked_ < kCheckInterval) return;
    checked_ = now;
    const Stamps found = stamps();
    if (found == stamps_) return;
    stamps_ = found;  // also of a pair that does not fit: it is told, and tried again, when it changes
    Result<SharedSslContext> loaded = load(files_);
    if (!loaded) {
      reload_errors_.fetch_add(1, std::memory_order_relaxed);
      return log_->write(LogLevel::error, loaded.error() + " The certificate that was there before is kept.");
    }
    context_ = *loaded;
    log_->write(LogLevel::info, "The changed certificate in \"" + files_.certificate + "\" is in use now.");
  }

  // Constant after construction.
  const TlsFiles files_;
  Executor& executor_;
  const std::shared_ptr<LogSink> log_;

  // I/O strand only.
  Stamps stamps_;  ///< taken before the files were read
  std::optional<TimePoint> checked_;
  SharedSslContext context_;

  // Own synchronization.
  std::atomic<std::uint64_t> reload_errors_{0};
};

}  // namespace

std::shared_ptr<TlsServer> make_tls_server(TlsFiles files, Executor& executor, std::shared_ptr<LogSink> log) {
  return std::make_shared<OpenSslServer>(std::move(files), executor, std::move(log));
}

bool tls_available() noexcept {
  return true;
}

}  // namespace pdum::rfb
