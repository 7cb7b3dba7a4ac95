#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <pdum/rfb/event.hpp>

namespace pdum::rfb {

/// Events that wait, and which of them to lose first: the oldest that neither ends something nor is the last
/// of a run of moves (those of one viewer with none of its other events between them); with none such, the
/// oldest that ends nothing; with none such, the oldest. Each operation is logarithmic in what waits.
///
/// Thread safety: none.
class InputBacklog {
 public:
  InputBacklog() = default;
  InputBacklog(InputBacklog&&) = default;
  InputBacklog& operator=(InputBacklog&&) = default;

  void push(InputEvent event);
  void drop_one();  ///< of one or more
  std::size_t size() const;
  bool empty() const { return size() == 0; }
  std::size_t text_bytes() const { return text_bytes_; }
  void move_to(std::vector<InputEvent>& events) &&;  ///< in the order in which they were pushed

 private:
  enum Rank : std::uint8_t { expendable, last_move, ending };
  static constexpr std::size_t kRanks = ending + 1;
  struct Waiting {
    InputEvent event;
    Rank rank = expendable;
    std::uint64_t number = 0;
    Waiting* before = nullptr;  ///< of the same viewer
    Waiting* after = nullptr;
  };
  using ByNumber = std::map<std::uint64_t, Waiting>;

  static Rank rank_of(const Waiting& waiting);
  void rank_again(Waiting* waiting);
  void unlink(const Waiting& waiting);

  std::array<ByNumber, kRanks> waiting_;       ///< nodes move between the maps, so that pointers stay good
  std::map<std::string, Waiting*> newest_of_;  ///< by viewer; of those of whom something waits
  std::uint64_t pushed_ = 0;
  std::size_t text_bytes_ = 0;
};

}  // namespace pdum::rfb
