#include "core/input_backlog.hpp"

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

/// What a backlog must do, by looking through all that waits for each event that is lost.
class Model {
 public:
  void push(InputEvent event) { events_.push_back(std::move(event)); }
  void drop_one() {
    std::size_t lost = 0;
    for (std::size_t i = 1; i < events_.size(); ++i) {
      if (rank(i) < rank(lost)) lost = i;
    }
    events_.erase(events_.begin() + static_cast<std::ptrdiff_t>(lost));
  }
  std::size_t text_bytes() const {
    std::size_t bytes = 0;
    for (const InputEvent& event : events_) {
      bytes += event.client_id.size() + event.json.size();
      if (const auto* paste = event.get_if<Paste>()) bytes += paste->data.size();
    }
    return bytes;
  }
  const std::vector<InputEvent>& events() const { return events_; }

 private:
  int rank(std::size_t index) const {
    const InputEvent& event = events_[index];
    if (event.get_if<PointerUp>() != nullptr || event.get_if<KeyUp>() != nullptr ||
        event.get_if<Close>() != nullptr) {
      return 2;
    }
    if (event.get_if<PointerMove>() == nullptr) return 0;
    const auto next =
        std::find_if(events_.begin() + static_cast<std::ptrdiff_t>(index) + 1, events_.end(),
                     [&](const InputEvent& other) { return other.client_id == event.client_id; });
    return next != events_.end() && next->get_if<PointerMove>() != nullptr ? 0 : 1;
  }

  std::vector<InputEvent> events_;
};

InputEvent random_event(std::mt19937& random, int number) {
  InputEvent event;
  event.client_id = std::string(1 + random() % 3, 'v');
  event.received = std::chrono::microseconds(number);
  const Event kinds[] = {PointerMove{}, PointerMove{}, PointerMove{}, KeyDown{}, KeyUp{},
                         PointerDown{}, PointerUp{},   Paste{},       Wheel{},   Close{}};
  event.event = kinds[random() % std::size(kinds)];
  if (auto* paste = std::get_if<Paste>(&event.event)) paste->data.assign(random() % 100, 'p');
  if (random() % 2 == 0) event.json.assign(random() % 100, 'j');
  return event;
}

TEST(InputBacklog, LosesWhatASearchThroughAllWouldFind) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    InputBacklog backlog;
    Model model;
    const auto drops_in_8 = 1 + random() % 5;
    for (int i = 0; i < 300; ++i) {
      const InputEvent event = random_event(random, i);
      backlog.push(event);
      model.push(event);
      while (!model.events().empty() && random() % 8 < drops_in_8) {
        backlog.drop_one();
        model.drop_one();
      }
      ASSERT_EQ(backlog.size(), model.events().size());
      ASSERT_EQ(backlog.text_bytes(), model.text_bytes());
    }
    std::vector<InputEvent> events;
    std::move(backlog).move_to(events);
    ASSERT_EQ(events.size(), model.events().size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      ASSERT_EQ(events[i].received, model.events()[i].received) << i;
    }
  }
}

TEST(InputBacklog, NothingThatEndsSomethingIsLostBeforeAMove) {
  for (const Event& ending : {Event(PointerUp{}), Event(KeyUp{}), Event(PointerLeave{}), Event(FocusOut{}),
                              Event(Hide{}), Event(Close{})}) {
    InputBacklog backlog;
    for (const Event& event : {ending, Event(PointerMove{})}) {
      InputEvent input;
      input.client_id = "a";
      input.event = event;
      backlog.push(std::move(input));
    }
    backlog.drop_one();
    std::vector<InputEvent> events;
    std::move(backlog).move_to(events);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events.front().event.index(), ending.index());
  }
}

}  // namespace
}  // namespace pdum::rfb
