#pragma once
#include "protocol/control.hpp"
#include <boost/asio.hpp>
#include <vector>
