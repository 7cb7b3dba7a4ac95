#include <nlohmann/json.hpp>
#include <pdum/rfb/event.hpp>
#include <sys/types.h>
#include "core/result.hpp"
#include "protocol/control.hpp"
