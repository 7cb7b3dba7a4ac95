#pragma once

#include <span>
#include <string_view>

namespace pdum::rfb {

/// One file of the page, embedded into the program.
struct WebAsset {
  std::string_view path;  ///< "/" for the page itself, else "/assets/<name>-<hash>.<ext>"
  std::string_view content_type;
  std::string_view etag;   ///< quoted
  bool immutable = false;  ///< the name carries a hash of the contents
  std::string_view bytes;
  std::string_view gzip;  ///< the same, compressed; empty when that is not smaller
};

/// Written at build time from web/dist/viewer; a build without npm has a page that says so.
std::span<const WebAsset> web_assets();

}  // namespace pdum::rfb
