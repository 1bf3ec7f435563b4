#ifndef USHER_CSIMDJSON_SHIM_H
#define USHER_CSIMDJSON_SHIM_H

#ifdef __cplusplus
#include <simdjson.h>
#endif

#endif
