#pragma once

/// Everything an application needs: `serve`, `Display`, frames, events, options.

#include <pdum/rfb/adopt.hpp>
#include <pdum/rfb/auth.hpp>
#include <pdum/rfb/color.hpp>
#include <pdum/rfb/control.hpp>
#include <pdum/rfb/display.hpp>
#include <pdum/rfb/encoders.hpp>
#include <pdum/rfb/error.hpp>
#include <pdum/rfb/event.hpp>
#include <pdum/rfb/frame.hpp>
#include <pdum/rfb/frame_pacer.hpp>
#include <pdum/rfb/message_channel.hpp>
#include <pdum/rfb/metrics.hpp>
#include <pdum/rfb/options.hpp>
#include <pdum/rfb/page.hpp>
#include <pdum/rfb/server.hpp>
#include <pdum/rfb/tls.hpp>
#include <pdum/rfb/video_encoder.hpp>
