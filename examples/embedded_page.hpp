#pragma once

#include <random>
#include <string>
#include <string_view>

/// Stands for the application's own site: what it remembers of those who have logged in, and its pages.
class Site {
 public:
  static constexpr std::string_view kCookie = "session";
  const std::string& session() const { return session_; }
  bool knows(std::string_view session) const { return session == session_; }
  /// For the answer to a login.
  std::string set_cookie() const {
    return std::string(kCookie) + "=" + session_ + "; Path=/; HttpOnly; SameSite=Strict";
  }

  static constexpr std::string_view kWelcome =
      "<!doctype html><title>Who are you?</title><p>You are not logged in: <a href=/login>log in</a>.";

  /// Shows the picture, and sends where the pointer is. An application that wants more than this uses
  /// <rfb-view> of the browser package.
  static constexpr std::string_view kPage = R"(<!doctype html>
<meta charset=utf-8><title>An application of its own</title>
<h1>An application of its own</h1>
<canvas id=view width=1280 height=720 style="width:100%"></canvas>
<script type=module>
const canvas = document.getElementById("view"), context = canvas.getContext("2d");
const socket = new WebSocket(location.origin.replace("http", "ws") + "/live");
const say = (message) => socket.send(JSON.stringify(message));
socket.binaryType = "arraybuffer";
socket.onopen = () => say({ type: "hello", supported: ["image/jpeg", "image/png"], device_pixel_ratio: 1 });
socket.onmessage = async ({ data }) => {
  if (typeof data === "string") return;
  const length = new DataView(data).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
  const image = await createImageBitmap(new Blob([new Uint8Array(data, 4 + length)], { type: header.mime }));
  context.drawImage(image, 0, 0);
  image.close();
  say({ type: "ack", seq: header.seq, decode_queue_size: 0 });
};
socket.onclose = ({ reason }) => { document.title = reason || "The picture has ended"; };
canvas.onpointermove = (event) => {
  const scale = canvas.width / canvas.clientWidth;
  const place = { x: event.offsetX * scale, y: event.offsetY * scale };
  if (socket.readyState === 1)
    say({ type: "event", event: { type: "pointer_move", ...place, button: 0, buttons: [], modifiers: [],
                                  timestamp: event.timeStamp / 1000 } });
};
</script>)";

 private:
  static std::string random_session() {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::random_device random;
    std::string text;
    for (int i = 0; i < 32; ++i) text += kDigits[random() % kDigits.size()];
    return text;
  }
  const std::string session_ = random_session();
};
