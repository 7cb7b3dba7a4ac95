#include "protocol/json_reader.hpp"

#include <array>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>

#include "protocol/control.hpp"

namespace pdum::rfb {
namespace {

/// Walks the text and shows how far the reader has come: a bracket is reported right after it was read, so
/// the place of every object and array in the text is known.
class TrackedIterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackedIterator(const char* at, const char** seen) : at_(at), seen_(seen) {}
  reference operator*() const { return *at_; }
  TrackedIterator& operator++() {
    *seen_ = ++at_;
    return *this;
  }
  TrackedIterator operator++(int) {
    TrackedIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const TrackedIterator& a, const TrackedIterator& b) { return a.at_ == b.at_; }

 private:
  const char* at_;
  const char** seen_;
};

/// Builds the tree. Only the newest child of the innermost open container changes, so pointers to the open
/// ones stay good while vectors grow.
class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(JsonDocument& document, const char* const* seen, std::size_t max_string)
      : document_(document), seen_(seen), max_string_(max_string) {}

  bool null() override {
    value(JsonValue::Kind::null);
    return true;
  }
  bool boolean(bool given) override {
    if (JsonValue* to = value(JsonValue::Kind::boolean)) to->boolean = given;
    return true;
  }
  bool number_integer(number_integer_t given) override { return number(static_cast<double>(given)); }
  bool number_unsigned(number_unsigned_t given) override { return number(static_cast<double>(given)); }
  bool number_float(number_float_t given, const string_t&) override { return number(given); }
  bool binary(binary_t&) override { return true; }
  bool string(string_t& given) override {
    check_length(given);
    if (JsonValue* to = value(JsonValue::Kind::string)) to->text = given;
    return true;
  }
  bool key(string_t& given) override {
    check_length(given);
    const bool is_type = depth_ == 1 && given == "type";
    key_fits_ = within(++members_, kMaxJsonMembers) || is_type;
    if (key_fits_) key_ = given;
    return true;
  }
  bool start_object(std::size_t) override { return open(JsonValue::Kind::object); }
  bool start_array(std::size_t) override { return open(JsonValue::Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    constexpr int kNumberOverflow = 406;
    document_.number_overflow = error.id == kNumberOverflow;
    return false;
  }

 private:
  bool within(int count, int limit) {
    if (count <= limit) return true;
    document_.within_limits = false;
    return false;
  }

  void check_length(const string_t& text) {
    if (text.size() > max_string_) document_.within_limits = false;
  }

  /// Where the next value goes; null inside of what is left out.
  JsonValue* value(JsonValue::Kind kind) {
    JsonValue* to = next_place();
    if (to != nullptr) to->kind = kind;
    return to;
  }

  JsonValue* next_place() {
    if (depth_ == 0) return &document_.root;
    if (depth_ != stored_) return nullptr;
    JsonValue& parent = *open_[static_cast<std::size_t>(stored_ - 1)];
    const bool in_object = parent.is(JsonValue::Kind::object);
    if (in_object ? !key_fits_ : !within(++elements_, kMaxJsonElements)) return nullptr;
    JsonValue& to = parent.children.emplace_back();
    if (in_object) to.key = key_;
    return &to;
  }

  bool number(double given) {
    if (JsonValue* to = value(JsonValue::Kind::number)) to->number = given;
    return true;
  }

  bool open(JsonValue::Kind kind) {
    JsonValue* to = within(depth_ + 1, kMaxJsonDepth) ? value(kind) : nullptr;
    if (to != nullptr) {
      to->raw = std::string_view(*seen_ - 1, 1);
      open_[static_cast<std::size_t>(stored_++)] = to;
    }
    ++depth_;
    return true;
  }

  bool close() {
    if (depth_-- != stored_) return true;
    JsonValue& closed = *open_[static_cast<std::size_t>(--stored_)];
    closed.raw = std::string_view(closed.raw.data(), static_cast<std::size_t>(*seen_ - closed.raw.data()));
    return true;
  }

  JsonDocument& document_;
  const char* const* seen_;
  const std::size_t max_string_;
  std::array<JsonValue*, kMaxJsonDepth> open_{};
  int depth_ = 0;   // of the text
  int stored_ = 0;  // of the tree: below `depth_` while a container is left out
  int members_ = 0;
  int elements_ = 0;
  std::string key_;
  bool key_fits_ = false;
};

/// What the reader would take but JSON does not allow: a byte order mark, and NUL as an end of text.
bool has_illegal_bytes(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos;
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const noexcept {
  if (kind != Kind::object) return nullptr;
  for (auto member = children.rbegin(); member != children.rend(); ++member) {
    if (member->key == name) return &*member;
  }
  return nullptr;
}

JsonDocument read_json(std::string_view text) {
  return read_json(text, kMaxJsonStringBytes);
}

JsonDocument read_json(std::string_view text, std::size_t max_string) {
  JsonDocument document;
  if (text.empty() || has_illegal_bytes(text)) return document;
  const char* seen = text.data();
  TreeBuilder builder(document, &seen, max_string);
  const TrackedIterator first(text.data(), &seen);
  const TrackedIterator last(text.data() + text.size(), &seen);
  document.valid = nlohmann::json::sax_parse(first, last, &builder);
  return document;
}

}  // namespace pdum::rfb
