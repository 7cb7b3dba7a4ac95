#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hub/control_desk.hpp"
#include "hub/hub.hpp"
#include "hub/revocable_auth.hpp"
#include "hub/ui_desk.hpp"
#include "session/negotiation.hpp"
#include "session/rendition.hpp"
#include "session/rfb_session.hpp"
#include "session/still_maker.hpp"

namespace pdum::rfb {

/// A display and its viewers: owns their sessions and the renditions those share.
///
/// Thread safety: strand only.
class Stream final : public SessionHost,
                     public RenditionHost,
                     public std::enable_shared_from_this<Stream>,
                     private LiveCount<Stream> {
 public:
  /// How long a rendition without viewers keeps its encoder.
  static constexpr Duration kLinger = std::chrono::seconds(5);
  /// How long an encoder that failed is passed over.
  static constexpr Duration kBan = std::chrono::seconds(30);
  /// How soon viewers that nothing else can serve are tried again with what failed.
  static constexpr Duration kRetry = std::chrono::seconds(1);
  /// Encoders of video that viewers may have run by asking for a conversion of their own.
  static constexpr std::ptrdiff_t kMaxVideoRenditions = 3;
  using LiveCount<Stream>::count;

  /// Use `make`.
  Stream(const HubDeps& deps, std::string name, StreamParts parts);
  static std::shared_ptr<Stream> make(const HubDeps& deps, std::string name, StreamParts parts);
  ~Stream() override;

  /// Not after `shutdown`.
  void accept(std::unique_ptr<ViewerChannel> channel, AuthContext context);
  void on_published();
  void on_ui_changed() { ui_->on_changed(); }
  void shutdown(std::function<void()> done);
  bool idle() const { return sessions_.empty(); }
  StreamInfo info() const;
  std::vector<SessionMetrics> session_metrics() const;
  DisplayMetrics display_metrics() const;
  /// The hook that decides about HTTP requests for this stream; null: it has none of its own.
  AuthRunner* own_auth() const { return own_auth_.get(); }
  const void* owner() const { return parts_.owner.get(); }
  bool recording() const { return options_.record_events; }
  EventRecorder& recorder() const { return parts_.recorder; }

  /// The application gives or takes control; see `Display::grant_control`.
  void grant_control(std::string_view client_id);
  void revoke_control(std::string_view client_id);
  /// From now on everybody is shown what these options say; the others stay as they were.
  void switch_backend(const Backend& backend);
  void set_quality(const Quality& quality);

  // SessionHost
  bool has_room() const override;
  bool place(RfbSession& session) override;
  void on_accepted(RfbSession& session) override;
  void on_input(InputEvent event, std::string_view json) override;
  void on_bad_message() override { ++parts_.counters.bad_messages; }
  void on_ack_times(const AckTimes& times) override { parts_.counters.timings.add_ack(times); }
  void on_viewport(const RfbSession& session, const Resize& view) override;
  void on_visibility(RfbSession& session) override;
  void on_refused_event() override { ++parts_.counters.events_refused; }
  void on_control_wish(RfbSession& session, const ControlWish& wish) override;
  void on_ended(RfbSession& session) override;
  void on_gone(RfbSession& session) override;

  // RenditionHost
  void on_frame_encoded(const EncoderEntry& encoder, Duration time) override {
    ++parts_.counters.frames_encoded;
    parts_.counters.timings.add_encode(encoder.name, time);
  }
  void on_encoder_error() override { ++parts_.counters.encoder_errors; }
  void on_rendition_broken(Rendition& rendition, EncodeFault fault, const std::string& reason) override;
  void request_still(StillType type) override { stills_->request(type); }
  SharedReadyFrame newest_still(StillType type) const override { return stills_->newest(type); }

 private:
  struct RenditionKey {
    std::string encoder;  ///< its name
    YuvMatrix matrix = {};
    YuvRange range = {};
    friend auto operator<=>(const RenditionKey&, const RenditionKey&) = default;
  };
  struct Entry {
    std::shared_ptr<Rendition> rendition;
    std::unique_ptr<Timer> linger;  ///< set while it has no viewers
  };

  NegotiationPolicy policy(bool with_banned) const;
  static RenditionKey key_of(const Rendition& rendition);
  std::shared_ptr<Rendition> choose_rendition(const RfbSession& session, const EncoderEntry& encoder);
  YuvEncoding yuv_for(const RfbSession& session, const EncoderEntry& encoder) const;
  std::shared_ptr<Rendition> rendition_for(const EncoderEntry& encoder, YuvEncoding yuv);
  Config config_for(const EncoderEntry& encoder) const;
  void show(RfbSession& session, const Negotiated& negotiated);
  void move_viewers(const std::shared_ptr<Rendition>& broken);
  void let_linger(const std::shared_ptr<Rendition>& rendition);
  void admit(RfbSession& session);
  void leave_control(RfbSession& session);
  void erase(ViewerId id);
  RoleState role_of(const RfbSession& session) const;
  void tell(const ControlNotices& notices);
  void apply_control();
  void arm_control_timer();
  void replace_renditions();
  void place_anew();
  void on_still(StillType type, const SharedReadyFrame& still);
  void on_still_fault(const EncoderEntry& encoder, const std::string& reason);

  // Constant after construction.
  const HubDeps deps_;
  const std::string name_;
  const StreamParts parts_;
  const WorkPlace place_;
  const std::unique_ptr<RevocableAuth> own_auth_;  ///< null: the server's hook decides
  // Strand only.
  StreamOptions options_;  ///< as they are now
  ControlDesk control_;
  std::unique_ptr<Timer> control_timer_;
  std::unique_ptr<Timer> target_timer_;  ///< set while views are being resized
  std::shared_ptr<UiDesk> ui_;
  std::shared_ptr<StillMaker> stills_;
  std::map<ViewerId, std::shared_ptr<RfbSession>> sessions_;
  std::map<RenditionKey, Entry> renditions_;
  std::map<std::string, TimePoint> banned_;  ///< until when, by name of the encoder
  ViewerId last_id_ = 0;
  std::uint64_t newest_seen_ = 0;  ///< version that renditions were told of
  bool shut_down_ = false;
  std::function<void()> on_idle_;
};

}  // namespace pdum::rfb
