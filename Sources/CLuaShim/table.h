#ifndef USHER_TABLE_H
#define USHER_TABLE_H

#include "control.h"

// How many elements one call may move or look at.
#define MOST_ELEMENTS 10000000

// Raises where the range holds more.
void usher_check_range(lua_State *L, const char *name, lua_Integer first, lua_Integer last);
int usher_sort(lua_State *L);

#endif
