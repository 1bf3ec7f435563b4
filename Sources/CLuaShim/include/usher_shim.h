#ifndef USHER_SHIM_H
#define USHER_SHIM_H
#include <lua.h>
int usher_version(void);
#endif
