#include "cli/benchmark/child.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fstream>

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
pid_t spawn(const std::vector<std::string>& arguments, int input, int output) {
  std::vector<std::string> words = {"pdum-rfb", "pipe", "--json", "--port", "0"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, "/proc/self/exe", &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw Failure("Cannot start the program again: " + reason_of(error) + ".");
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

pid_t spawn(const std::vector<std::string>&, int, int) {
  fail_without_proc();
}

double cpu_seconds_of(pid_t) {
  fail_without_proc();
}
#endif

}  // namespace

PipeChild::PipeChild(const std::vector<std::string>& arguments) {
  const auto input = make_pipe();
  const auto output = make_pipe();
  pid_ = spawn(arguments, input[0], output[1]);
  ::close(input[0]);
  ::close(output[1]);
  input_ = input[1];
  output_ = output[0];
  const std::string line = first_line(output_);
  const std::size_t at = line.find(R"("port":)");
  if (at != std::string::npos) std::from_chars(line.data() + at + 7, line.data() + line.size(), port_);
  if (port_ == 0) throw Failure("The program that was to be measured did not listen.");
}

PipeChild::~PipeChild() {
  ::kill(pid_, SIGKILL);
  ::close(input_);
  ::close(output_);
  ::waitpid(pid_, nullptr, 0);
}

std::string PipeChild::first_line(int output) const {
  std::string line;
  char byte = 0;
  while (::read(output, &byte, 1) == 1 && byte != '\n') line += byte;
  return line;
}

double PipeChild::cpu_seconds() const {
  return cpu_seconds_of(pid_);
}

double PipeChild::resident_bytes() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  long whole = 0;
  long resident = 0;
  file >> whole >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace pdum::rfb::cli
