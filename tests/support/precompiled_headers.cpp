// The program that owns the precompiled headers of the tests (cmake/PdumRooms.cmake); it is never run.
int main() {}
