#include "usher_shim.h"
int usher_version(void) { return LUA_VERSION_NUM; }
