# Installs library, headers, program and licence, as the CMake package pdum-rfb and as pdum-rfb.pc.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/pdum-rfb)

install(TARGETS pdum_rfb EXPORT pdum-rfb-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/pdum DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(TARGET pdum-rfb-program)
  install(TARGETS pdum-rfb-program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

list(JOIN PDUM_RFB_MODULES " " PDUM_RFB_PC_REQUIRES)
get_target_property(library_type pdum_rfb TYPE)
string(COMPARE EQUAL ${library_type} SHARED_LIBRARY PDUM_RFB_IS_SHARED)
install(EXPORT pdum-rfb-targets NAMESPACE pdum:: DESTINATION ${package_dir})
configure_package_config_file(cmake/pdum-rfb-config.cmake.in ${PROJECT_BINARY_DIR}/package/pdum-rfb-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/pdum-rfb-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/package/pdum-rfb-config.cmake
  ${PROJECT_BINARY_DIR}/package/pdum-rfb-config-version.cmake DESTINATION ${package_dir})

# Relative, so that an installed tree can be moved; libdir may be several levels deep.
file(RELATIVE_PATH PDUM_RFB_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/pdum-rfb.pc.in ${PROJECT_BINARY_DIR}/package/pdum-rfb.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/pdum-rfb.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
