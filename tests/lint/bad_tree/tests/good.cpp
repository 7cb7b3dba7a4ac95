TEST(Good, IsThere) {}
TEST_F(Good,
       IsOnTwoLines) {}
