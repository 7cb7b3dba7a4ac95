// From `publish` to the viewer's last byte with an encoder that costs nothing, beside the least that it
// takes: handing over to another thread, which sends as many bytes.
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include <pdum/rfb.hpp>

#include "cli/benchmark/server_run.hpp"
#include "cli/benchmark/stopwatch.hpp"
#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kBytes = 20'000;
constexpr int kRounds = 600;
constexpr std::chrono::milliseconds kBetween{2};
constexpr int kSide = 64;

/// Makes `kBytes` of nothing.
class FreeEncoder final : public VideoEncoder {
 public:
  EncodedVideo encode(const FrameView&, const VideoEncodeRequest& request) override {
    return {
        .payload = std::vector<std::byte>(kBytes), .keyframe = request.keyframe, .codec = "vp09.00.10.08"};
  }
};

ServeOptions options_of_server() {
  register_video_encoder("benchmark-free",
                         [](const VideoEncoderSettings&) { return std::make_unique<FreeEncoder>(); },
                         {.capability = "webcodecs/vp9", .input = VideoEncoderInput::as_published});
  ServeOptions options;
  options.width = options.height = kSide;
  options.port = 0;
  options.fps = 1000;
  options.bitrate = 10'000'000'000;
  options.video_encoder = "benchmark-free";
  return options;
}

/// Both ends of a TCP connection within this process.
class Loopback {
 public:
  Loopback() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* name = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener, name, size) != 0 || ::listen(listener, 1) != 0 ||
        ::getsockname(listener, name, &size) != 0) {
      throw Failure("The benchmark cannot listen on a port of its own.");
    }
    client_ = std::make_unique<TcpClient>(ntohs(address.sin_port));
    server_ = ::accept(listener, nullptr, nullptr);
    ::close(listener);
  }
  ~Loopback() { ::close(server_); }
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;

  void send(const std::vector<char>& bytes) const {
    if (::send(server_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
      throw Failure("The benchmark cannot send to itself.");
  }
  const TcpClient& client() const { return *client_; }

 private:
  std::unique_ptr<TcpClient> client_;
  int server_ = -1;
};

/// A thread that sends when it is told so.
class BareSender {
 public:
  BareSender() : thread_([this] { run(); }) {}
  ~BareSender() {
    order(Order::stop);
    thread_.join();
  }
  BareSender(const BareSender&) = delete;
  BareSender& operator=(const BareSender&) = delete;

  /// Milliseconds until all bytes have come.
  double time() {
    const auto start = steady_clock::now();
    order(Order::send);
    for (std::size_t come = 0; come < kBytes;) come += loopback_.client().receive(chunk_);
    return milliseconds_since(start);
  }

 private:
  enum class Order : std::uint8_t { none, send, stop };

  void order(Order what) {
    {
      const std::lock_guard lock(mutex_);
      order_ = what;
    }
    ordered_.notify_one();
  }
  void run() {
    const std::vector<char> bytes(kBytes);
    std::unique_lock lock(mutex_);
    while (true) {
      ordered_.wait(lock, [this] { return order_ != Order::none; });
      if (std::exchange(order_, Order::none) == Order::stop) return;
      loopback_.send(bytes);
    }
  }

  Loopback loopback_;
  std::vector<char> chunk_ = std::vector<char>(65536);
  std::mutex mutex_;
  std::condition_variable ordered_;
  Order order_ = Order::none;
  std::thread thread_;
};

/// A server and its one viewer.
class Published {
 public:
  Published()
      : display_(serve(options_of_server())),
        viewer_(display_.port(), R"("webcodecs/vp9","image/jpeg")", {}) {
    static_cast<void>(time());
    watch_briefly();
  }
  /// Milliseconds from `publish` until the frame has come.
  double time() {
    viewer_.counts = {};
    ++pixels_[0];
    double took = 0;
    const auto start = steady_clock::now();
    viewer_.on_frame = [&](const FrameSeen&) { took = milliseconds_since(start); };  // the ack does not count
    display_.publish(frame_view(pixels_, kSide, kSide));
    if (!await_frame(viewer_, kPatience)) throw Failure("A frame did not come within 10 s.");
    viewer_.on_frame = {};
    return took;
  }
  bool is_video() const { return viewer_.counts.bytes > kBytes; }

 private:
  /// What came first may have been a still, with video behind it.
  void watch_briefly() {
    const auto end = steady_clock::now() + std::chrono::milliseconds(300);
    while (steady_clock::now() < end) {
      pollfd file = {viewer_.file(), POLLIN, 0};
      if (::poll(&file, 1, 10) > 0 && !viewer_.pump()) throw Failure("The server closed the connection.");
    }
  }

  Display display_;
  Viewer viewer_;
  std::vector<std::uint32_t> pixels_ = std::vector<std::uint32_t>(static_cast<std::size_t>(kSide) * kSide);
};

}  // namespace

void measure_wire(Contents&, const BenchmarkPlan& plan, Report& report) {
  report.heading("publish to the viewer's last byte, 20 KB a frame, without the encoder");
  Published published;
  BareSender bare;
  std::vector<double> ours;
  std::vector<double> least;
  for (int i = 0; i < plan.scaled(kRounds); ++i) {
    std::this_thread::sleep_for(kBetween);
    ours.push_back(published.time());
    if (!published.is_video()) throw Failure("The benchmark's own encoder was not used.");
    std::this_thread::sleep_for(kBetween);
    least.push_back(bare.time());
  }
  report.add({.name = "publish to wire, median", .value = 1e3 * median(ours), .unit = "us"});
  report.add({.name = "publish to wire, median / bare hand-off and send",
              .value = median(ours) / median(least),
              .unit = "x",
              .goal = 1.5,
              .note = std::to_string(static_cast<int>(1e3 * median(least))) + " us bare"});
  report.add({.name = "publish to wire, 99 % / the same",
              .value = percentile(ours, 0.99) / percentile(least, 0.99),
              .unit = "x",
              .goal = 2,
              .note = std::to_string(static_cast<int>(1e3 * percentile(least, 0.99))) + " us bare"});
}

}  // namespace pdum::rfb::cli
