// The examples that live inside another HTTP server, as programs of their own over real sockets.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <string>

#include "support/net/raw_client.hpp"

extern char** environ;

namespace pdum::rfb::testing {
namespace {

constexpr const char* kHello =
    R"({"type":"hello","supported":["image/jpeg","image/png"],"device_pixel_ratio":1})";

/// A program that prints the address it serves.
class Program {
 public:
  explicit Program(const std::string& path) {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) return;
    ::fcntl(pipe[0], F_SETFD, FD_CLOEXEC);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe[1]);
    std::string program = path;
    std::string port = "0";
    char* const words[] = {program.data(), port.data(), nullptr};
    if (::posix_spawn(&child_, path.c_str(), &actions, nullptr, words, environ) != 0) child_ = 0;
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    const std::string line = read_line(pipe[0]);
    const auto colon = line.rfind(':');
    if (colon != std::string::npos)
      std::from_chars(line.data() + colon + 1, line.data() + line.size(), port_);
    ::close(pipe[0]);
  }
  ~Program() {
    if (child_ > 0) ::kill(child_, SIGTERM);
    wait();
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  int port() const noexcept { return port_; }
  /// Its exit code; -1 when it was killed.
  int wait() {
    if (child_ <= 0) return -1;
    int status = 0;
    ::waitpid(std::exchange(child_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static std::string read_line(int fd) {
    std::string line;
    for (char c = 0; line.find('\n') == std::string::npos; line += c) {
      pollfd entry{fd, POLLIN, 0};
      if (::poll(&entry, 1, 20'000) <= 0 || ::read(fd, &c, 1) != 1) break;
    }
    return line;
  }
  pid_t child_ = 0;
  int port_ = 0;
};

class Embedding : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { ASSERT_GT(program.port(), 0) << GetParam() << " did not say where it serves"; }
  std::string get(const std::string& path, const std::string& fields = {}) const {
    RawClient client(program.port());
    client.send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + fields + "\r\n");
    return client.answer();
  }
  /// "Cookie: session=…", as the login gives it.
  std::string log_in() const {
    const std::string answer = get("/login");
    constexpr std::string_view kField = "Set-Cookie: ";
    const auto at = answer.find(kField);
    if (at == std::string::npos) return {};
    const auto begin = at + kField.size();
    return "Cookie: " + answer.substr(begin, answer.find(';', begin) - begin) + "\r\n";
  }
  std::string own_origin() const {
    return "Origin: http://127.0.0.1:" + std::to_string(program.port()) + "\r\n";
  }
  std::string handshake(const std::string& fields) const {
    return ws_request("/live", "127.0.0.1:" + std::to_string(program.port()), fields);
  }

  Program program{GetParam()};
};

TEST_P(Embedding, ServesItsOwnPageToThoseWhoHaveLoggedIn) {
  EXPECT_NE(get("/").find("You are not logged in"), std::string::npos);
  const std::string cookie = log_in();
  ASSERT_GT(cookie.size(), 40U);
  EXPECT_NE(get("/", cookie).find("<canvas"), std::string::npos);
}

TEST_P(Embedding, TheRightCookieSeesThePicture) {
  RawClient client(program.port());
  client.send(handshake(log_in() + own_origin()));
  const std::string answer = client.answer();
  ASSERT_TRUE(answer.starts_with("HTTP/1.1 101")) << answer;
  EXPECT_NE(answer.find(kWsAccept), std::string::npos) << answer;
  client.send(ws_text(kHello));
  const auto config = client.frame();
  ASSERT_TRUE(config);
  EXPECT_NE(config->payload.find(R"("type":"config")"), std::string::npos) << config->payload;
  const auto picture = client.frame();
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->opcode, kBinary);
  EXPECT_NE(picture->payload.find(R"("type":"image_frame")"), std::string::npos);
  client.send(ws_close(1000));
  EXPECT_EQ(client.frame(std::chrono::seconds(10))->opcode, kClose);
  EXPECT_TRUE(client.wait_for_end());
}

TEST_P(Embedding, TheWrongCookieSeesNothing) {
  for (const std::string& cookie : {std::string("Cookie: session=0123456789abcdef\r\n"), std::string()}) {
    RawClient client(program.port());
    client.send(handshake(cookie + own_origin()));
    const std::string answer = client.answer();
    if (answer.starts_with("HTTP/1.1 401")) continue;  // the application refuses by itself
    ASSERT_TRUE(answer.starts_with("HTTP/1.1 101")) << answer;
    client.send(ws_text(kHello));
    const auto frame = client.frame();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->close_code(), 4401);
  }
}

TEST_P(Embedding, PagesOfOtherSitesAreRefusedWhateverTheirCookie) {
  RawClient client(program.port());
  client.send(handshake(log_in() + "Origin: https://evil.example\r\n"));
  const std::string answer = client.answer();
  if (answer.starts_with("HTTP/1.1 403")) return;
  ASSERT_TRUE(answer.starts_with("HTTP/1.1 101")) << answer;
  const auto frame = client.frame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->close_code(), 1008);
}

TEST_P(Embedding, EndsInOrderWithViewersThatAreThere) {
  RawClient client(program.port());
  client.send(handshake(log_in() + own_origin()));
  ASSERT_TRUE(client.answer().starts_with("HTTP/1.1 101"));
  client.send(ws_text(kHello));
  ASSERT_TRUE(client.frame());
  client.send(ws_text(R"({"type":"event","event":{"type":"key_down","key":"Escape","timestamp":1}})"));
  std::optional<ServerFrame> frame;
  do {
    frame = client.frame();
  } while (frame && frame->opcode != kClose);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->close_code(), 1001);
  client.close();
  EXPECT_EQ(program.wait(), 0);
}

constexpr const char* kPrograms[] = {
#ifdef PDUM_INSIDE_LIBMICROHTTPD
    PDUM_INSIDE_LIBMICROHTTPD,
#endif
    PDUM_INSIDE_BEAST};

INSTANTIATE_TEST_SUITE_P(Inside, Embedding, ::testing::ValuesIn(kPrograms), [](const auto& program) {
  const std::string path = program.param;
  return path.substr(path.rfind('_') + 1);
});

}  // namespace
}  // namespace pdum::rfb::testing
