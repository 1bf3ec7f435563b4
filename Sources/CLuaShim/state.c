#include <stdlib.h>

#include "control.h"

static int open_states;

int usher_open_states(void) { return __atomic_load_n(&open_states, __ATOMIC_RELAXED); }

// Lua's allocator contract: the old size is only a size when the block is not NULL.
static void *allocate(void *data, void *block, size_t old_size, size_t size) {
    usher_control *control = data;
    size_t old = block == NULL ? 0 : old_size;
    if (size == 0) {
        free(block);
        control->used -= old;
        return NULL;
    }
    size_t used = control->used - old + size;
    if (size > old && control->window == 0) {
        bool fails = control->failing != 0 && ++control->allocations >= control->failing;
        if (fails || used + control->held > control->ceiling) {
            control->refused = true;
            return NULL;
        }
    }
    void *moved = realloc(block, size);
    if (moved == NULL) return NULL;
    control->used = used;
    if (used > control->peak) control->peak = used;
    return moved;
}

lua_State *usher_open(size_t memory, void *host, usher_dispatch dispatch, const int *stop) {
    usher_control *control = calloc(1, sizeof *control);
    if (control == NULL) return NULL;
    control->ceiling = memory;
    control->window = 1;
    control->host = host;
    control->dispatch = dispatch;
    control->stop = stop;
    lua_State *L = lua_newstate(allocate, control);
    if (L == NULL) {
        free(control);
        return NULL;
    }
    *(usher_control **)lua_getextraspace(L) = control;
    control->fuel = USHER_FUEL;
    usher_arm_new_state(L);
    __atomic_fetch_add(&open_states, 1, __ATOMIC_RELAXED);
    return L;
}

size_t usher_close(lua_State *L) {
    usher_control *control = usher_control_of(L);
    lua_close(L);
    __atomic_fetch_sub(&open_states, 1, __ATOMIC_RELAXED);
    size_t left = control->used;
    free(control);
    return left;
}

size_t usher_memory_used(lua_State *L) { return usher_control_of(L)->used; }

void usher_collect(lua_State *L) { lua_gc(L, LUA_GCCOLLECT); }

size_t usher_memory_peak(lua_State *L) { return usher_control_of(L)->peak; }

bool usher_memory_refused(lua_State *L) { return usher_control_of(L)->refused; }

void usher_fail_allocations(lua_State *L, uint64_t first) {
    usher_control *control = usher_control_of(L);
    control->allocations = 0;
    control->failing = first;
}
