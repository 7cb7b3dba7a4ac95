#include "net/web_assets.hpp"

namespace pdum::rfb {

namespace {

constexpr std::string_view kPage =
    "<!doctype html>\n<html lang=\"en\">\n<head><meta "
    "charset=\"utf-8\"><title>pdum-rfb</title></head>\n<body>\n"
    "<h1>The viewer page is not in this build</h1>\n"
    "<p>The server runs and viewers can connect to its WebSocket. To get the page, install Node.js 20.19 or "
    "newer and "
    "npm, then build again: <code>./dev build</code>, or CMake with <code>-DPDUM_WITH_WEB=ON</code>.</p>\n"
    "</body>\n</html>\n";

constexpr WebAsset kAssets[] = {
    {"/", "text/html; charset=utf-8", "\"no-page-1\"", false, kPage, {}},
};

}  // namespace

std::span<const WebAsset> web_assets() {
  return kAssets;
}

}  // namespace pdum::rfb
