#include "cli/benchmark/child.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw Failure("Cannot make a pipe: " + reason_of(errno) + ".");
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  return ends;
}

#ifdef __linux__
pid_t spawn(const std::string& program, std::vector<std::string>& words, int input, int output) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw Failure("Cannot start " + words[0] + ": " + reason_of(error) + ".");
  return pid;
}

double cpu_seconds_of(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) {
    throw Failure("The program that was measured has ended.");
  }
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}
#else
[[noreturn]] void fail_without_proc() {
  throw Failure("`pdum-rfb benchmark` measures through /proc and runs on Linux alone.");
}

pid_t spawn(const std::string&, std::vector<std::string>&, int, int) {
  fail_without_proc();
}

double cpu_seconds_of(pid_t) {
  fail_without_proc();
}
#endif

std::vector<std::string> pipe_words(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"pdum-rfb", "pipe", "--json", "--port", "0"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

/// A number of one line of JSON; 0: not there.
template <class Number>
Number number_in(const std::string& line, std::string_view key) {
  Number value = 0;
  const std::size_t at = line.find(key);
  if (at != std::string::npos)
    std::from_chars(line.data() + at + key.size(), line.data() + line.size(), value);
  return value;
}

}  // namespace

Child::Child(const std::string& program, std::vector<std::string> words) {
  const auto input = make_pipe();
  const auto output = make_pipe();
  pid_ = spawn(program, words, input[0], output[1]);
  ::close(input[0]);
  ::close(output[1]);
  input_ = input[1];
  output_ = output[0];
}

Child::~Child() {
  ::kill(pid_, SIGKILL);
  if (reader_.joinable()) reader_.join();
  ::close(input_);
  ::close(output_);
  ::waitpid(pid_, nullptr, 0);
}

std::string Child::read_line() const {
  std::string line;
  char byte = 0;
  while (::read(output_, &byte, 1) == 1 && byte != '\n') line += byte;
  return line;
}

void Child::discard_output() {
  reader_ = std::thread([file = output_] {
    std::array<char, 65536> chunk{};
    while (::read(file, chunk.data(), chunk.size()) > 0) continue;
  });
}

double Child::cpu_seconds() const {
  return cpu_seconds_of(pid_);
}

double Child::resident_bytes() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  long whole = 0;
  long resident = 0;
  file >> whole >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

PipeChild::PipeChild(const std::vector<std::string>& arguments)
    : Child("/proc/self/exe", pipe_words(arguments)) {
  const std::string line = read_line();
  port_ = number_in<int>(line, R"("port":)");
  epoch_us_ = number_in<std::int64_t>(line, R"("epoch_us":)");
  if (port_ == 0) throw Failure("The program that was to be measured did not listen.");
}

double PipeChild::age_ms(std::int64_t timestamp_us) const {
  using namespace std::chrono;
  const auto now = duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
  return 1e-3 * static_cast<double>(now - epoch_us_ - timestamp_us);
}

std::string folder_of_this_program() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "" : program.parent_path().string() + "/";
}

}  // namespace pdum::rfb::cli
