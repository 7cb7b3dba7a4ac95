#include "hub/control_desk.hpp"

#include <gtest/gtest.h>

namespace pdum::rfb {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = ControlNotice::Kind;

class Desk : public ::testing::Test {
 protected:
  void join(ControlDesk& desk, ViewerId id, Role role = Role::controller, const std::string& name = {}) {
    desk.join(id, client(id), role, name, now);
  }
  static std::string client(ViewerId id) { return "viewer-" + std::to_string(id); }
  static ControlNotices denied(ViewerId id, std::string_view reason) {
    return {{Kind::denied, id, id, reason, {}}};
  }
  static std::vector<ViewerId> holders(const ControlDesk& desk) {
    std::vector<ViewerId> all;
    for (ViewerId id = 1; id < 10; ++id) {
      if (desk.controls(id)) all.push_back(id);
    }
    return all;
  }
  using Ids = std::vector<ViewerId>;
  TimePoint now{seconds(100)};
};

TEST_F(Desk, EverybodyHasControlExceptThoseWhoOnlyWatch) {
  ControlDesk desk(ControlPolicy::everyone);
  join(desk, 1);
  join(desk, 2, Role::viewer);
  join(desk, 3);
  EXPECT_EQ(holders(desk), (Ids{1, 3}));
  EXPECT_EQ(desk.state_of(2, true), (RoleState{false, false, false, 2, false}));
  EXPECT_EQ(desk.state_of(1, true), (RoleState{true, true, false, 2, false}));
  EXPECT_EQ(desk.request(2, {}, true, now), denied(2, "not_allowed"));
  EXPECT_TRUE(desk.request(1, {}, true, now).empty()) << "it has it";
  desk.release(1);
  EXPECT_EQ(holders(desk), (Ids{1, 3}));
  EXPECT_EQ(desk.grant(1, client(2)), denied(1, "not_allowed"));
}

TEST_F(Desk, TheFirstWhoMayHasControl) {
  ControlDesk desk(ControlPolicy::first);
  join(desk, 1, Role::viewer);
  join(desk, 2);
  join(desk, 3);
  EXPECT_EQ(holders(desk), Ids{2});
  EXPECT_EQ(desk.state_of(3, false), (RoleState{true, false, true, 1, false}));
  EXPECT_FALSE(desk.state_of(1, false).may_request);
}

TEST_F(Desk, AHolderIsAskedAndAnswers) {
  ControlDesk desk(ControlPolicy::first);
  for (ViewerId id = 1; id <= 3; ++id) join(desk, id);
  EXPECT_EQ(desk.request(2, "Ada", false, now), (ControlNotices{{Kind::ask_holder, 1, 2, {}, "Ada"}}));
  EXPECT_TRUE(desk.state_of(2, false).pending);
  EXPECT_TRUE(desk.request(2, "Ada", false, now).empty()) << "it waits already";
  EXPECT_EQ(desk.grant(3, client(2)), denied(3, "not_allowed")) << "not the holder";
  EXPECT_EQ(desk.grant(1, client(3)), denied(1, "not_allowed")) << "has not asked";
  EXPECT_EQ(desk.grant(1, "viewer-77"), denied(1, "not_allowed"));
  EXPECT_TRUE(desk.grant(1, client(2)).empty());
  EXPECT_EQ(holders(desk), Ids{2});
  EXPECT_FALSE(desk.state_of(2, false).pending);
  desk.request(1, {}, false, now);
  EXPECT_EQ(desk.deny(2, client(1)), denied(1, "denied"));
  EXPECT_FALSE(desk.state_of(1, false).pending);
}

TEST_F(Desk, ARequestEndsAfterAWhile) {
  ControlDesk desk(ControlPolicy::first);
  for (ViewerId id = 1; id <= 3; ++id) join(desk, id);
  EXPECT_FALSE(desk.due());
  desk.request(3, {}, false, now);
  desk.request(2, {}, false, now + seconds(1));
  EXPECT_EQ(desk.due(), now + ControlDesk::kRequestLife);
  EXPECT_TRUE(desk.expire(now + seconds(29)).empty());
  EXPECT_EQ(desk.expire(now + seconds(30)), denied(3, "timeout"));
  EXPECT_EQ(desk.due(), now + seconds(31));
}

TEST_F(Desk, WhoAskedFirstFollowsTheHolderElseWhoCameFirst) {
  ControlDesk desk(ControlPolicy::first);
  for (ViewerId id = 1; id <= 4; ++id) join(desk, id);
  desk.request(4, {}, false, now);
  desk.request(3, {}, false, now + seconds(1));
  desk.leave(1, now);
  EXPECT_EQ(holders(desk), Ids{4});
  desk.leave(4, now);
  EXPECT_EQ(holders(desk), Ids{3});
  desk.leave(3, now);
  EXPECT_EQ(holders(desk), Ids{2});
  desk.leave(2, now);
  EXPECT_EQ(holders(desk), Ids{});
  join(desk, 5);
  EXPECT_EQ(holders(desk), Ids{5});
}

TEST_F(Desk, WhatAHolderGivesBackIsFreeForTheNextWhoAsks) {
  ControlDesk desk(ControlPolicy::first);
  join(desk, 1);
  join(desk, 2);
  desk.release(1);
  EXPECT_EQ(holders(desk), Ids{});
  EXPECT_TRUE(desk.request(2, {}, false, now).empty());
  EXPECT_EQ(holders(desk), Ids{2});
  desk.request(1, {}, false, now);
  desk.release(2);
  EXPECT_EQ(holders(desk), Ids{1}) << "it was waiting";
}

TEST_F(Desk, NobodyHasControlUntilTheApplicationSaysSo) {
  ControlDesk desk(ControlPolicy::nobody);
  join(desk, 1);
  join(desk, 2);
  join(desk, 3, Role::viewer);
  EXPECT_EQ(holders(desk), Ids{});
  EXPECT_FALSE(desk.state_of(1, false).may_request) << "nobody would answer";
  EXPECT_TRUE(desk.state_of(1, true).may_request);
  EXPECT_EQ(desk.request(1, {}, false, now), denied(1, "not_allowed"));
  EXPECT_EQ(desk.request(1, "Bo", true, now), (ControlNotices{{Kind::ask_application, 0, 1, {}, "Bo"}}));
  desk.grant(client(1));
  EXPECT_EQ(holders(desk), Ids{1});
  desk.grant(client(2));
  EXPECT_EQ(holders(desk), Ids{2}) << "one at a time";
  desk.grant(client(3));
  EXPECT_EQ(holders(desk), Ids{2}) << "who only watches never has it";
  desk.grant("viewer-99");
  EXPECT_EQ(holders(desk), Ids{2});
  desk.request(1, {}, true, now);
  EXPECT_EQ(desk.revoke({}), denied(1, "denied"));
  EXPECT_EQ(holders(desk), Ids{});
}

TEST_F(Desk, WhoIsBackSoonHasControlAgain) {
  ControlDesk desk(ControlPolicy::nobody);
  join(desk, 1, Role::controller, "ada");
  desk.grant(client(1));
  desk.leave(1, now);
  join(desk, 2, Role::controller, "bo");
  now += seconds(4);
  join(desk, 3, Role::controller, "ada");
  EXPECT_EQ(holders(desk), Ids{3});
  desk.leave(3, now);
  now += seconds(6);
  join(desk, 4, Role::controller, "ada");
  EXPECT_EQ(holders(desk), Ids{}) << "too late";
  desk.grant(client(4));
  desk.leave(4, now);
  desk.grant(client(2));
  join(desk, 5, Role::controller, "ada");
  EXPECT_EQ(holders(desk), Ids{2}) << "somebody else has it by now";
  join(desk, 6);
  desk.grant(client(6));
  desk.leave(6, now);
  join(desk, 7);
  EXPECT_EQ(holders(desk), Ids{}) << "who has no name cannot be recognised";
}

}  // namespace
}  // namespace pdum::rfb
