#include <simdjson.h>
extern "C" const char *usher_simdjson(void) { return simdjson::builtin_implementation()->name().data(); }
