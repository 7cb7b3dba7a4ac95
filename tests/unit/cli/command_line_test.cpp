#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

struct Values {
  std::string name = "grey";
  std::vector<std::string> origins;
  int side = 3;
  double seconds = 1.5;
  std::uint64_t frames = 0;
  bool loud = false;
};

/// The name of the verb that `words` name, of a program that has `go` and `stop`.
std::string parse(std::vector<const char*> words, Values& values) {
  CommandLine program("painter", "Paints.", "painter 1");
  Verb go = program.add_verb("go", "Starts.");
  go.text("--name", values.name, "A name");
  go.texts("--origin", values.origins, "Origins");
  go.number("--side", values.side, 1, 9, "A side");
  go.number("--seconds", values.seconds, 0.5, 600, "A time");
  go.number("--frames", values.frames, 0, 1'000'000'000'000, "How many");
  go.flag("--loud", values.loud, "Louder");
  program.add_verb("stop", "Ends.");
  words.insert(words.begin(), "painter");
  return program.parse(static_cast<int>(words.size()), words.data());
}

TEST(CommandLine, WritesValuesWhereTheyAreMeantToLie) {
  Values values;
  EXPECT_EQ(parse({"go", "--name", "red", "--origin", "a", "--origin", "b", "--side", "9", "--seconds", "2.5",
                   "--frames", "5000000000", "--loud"},
                  values),
            "go");
  EXPECT_EQ(values.name, "red");
  EXPECT_THAT(values.origins, ElementsAre("a", "b"));
  EXPECT_EQ(values.side, 9);
  EXPECT_EQ(values.seconds, 2.5);
  EXPECT_EQ(values.frames, 5'000'000'000U);
  EXPECT_TRUE(values.loud);
}

TEST(CommandLine, LeavesDefaultsWhereNothingIsSaid) {
  Values values;
  EXPECT_EQ(parse({"go"}, values), "go");
  EXPECT_EQ(values.name, "grey");
  EXPECT_EQ(values.side, 3);
  EXPECT_EQ(parse({"stop"}, values), "stop");
}

TEST(CommandLine, WhatMeansNothingIsAnsweredWithASentenceAndTheHelp) {
  Values values;
  const auto says = [&](std::vector<const char*> words, const char* sentence) {
    EXPECT_THAT([&] { parse(words, values); }, ThrowsMessage<ArgumentError>(HasSubstr(sentence)));
  };
  says({}, "What to do is missing; `painter --help`");
  says({"run"}, "There is no verb \"run\"; `painter --help`");
  says({"--fast"}, "There is no option \"--fast\"; `painter --help`");
  says({"go", "--fast"}, "`painter go --help`");
  says({"go", "--side", "10"}, "a whole number from 1 to 9, not \"10\"");
  says({"go", "--frames", "-1"}, "a whole number from 0 to 1000000000000, not \"-1\"");
  says({"go", "--seconds", "soon"}, "a number from 0.5 to 600, not \"soon\"");
}

TEST(CommandLine, HelpIsPrintedAndNothingRuns) {
  Values values;
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(parse({"--help"}, values), "");
  EXPECT_THAT(::testing::internal::GetCapturedStdout(), HasSubstr("Paints."));
}

}  // namespace
}  // namespace pdum::rfb::cli
