test("a title", () => {});
