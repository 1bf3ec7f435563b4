#ifndef USHER_CLUA_SHIM_H
#define USHER_CLUA_SHIM_H

#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>

#endif
