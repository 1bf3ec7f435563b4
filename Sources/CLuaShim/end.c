// The end nobody can catch: who decides it, and how a script is brought to it.

#include <stdio.h>

#include "control.h"

static bool remember_place(usher_control *control, const char *source, int line) {
    if (line <= 0) return false;
    bool named = source[0] == '@' || source[0] == '=';
    snprintf(control->place, sizeof control->place, "%s:%d", source + (named ? 1 : 0), line);
    return true;
}

// The innermost line of a thread; of one that has not begun, that of the function below its `arguments`.
void usher_remember_thread(usher_control *control, lua_State *thread, int arguments) {
    lua_Debug ar;
    for (int level = 0; lua_getstack(thread, level, &ar); level++) {
        lua_getinfo(thread, "Sl", &ar);
        if (remember_place(control, ar.source, ar.currentline)) return;
    }
    if (lua_status(thread) != LUA_OK || lua_gettop(thread) <= arguments) return;
    lua_pushvalue(thread, -arguments - 1);
    if (lua_type(thread, -1) != LUA_TFUNCTION) {
        lua_pop(thread, 1);
        return;
    }
    lua_getinfo(thread, ">S", &ar);
    remember_place(control, ar.source, ar.linedefined);
}

int usher_die(lua_State *L) {
    // Each thread of the state that comes by here gets no further than an instruction from now on.
    lua_sethook(L, usher_hook, LUA_MASKCOUNT, 1);
    // A yield cannot be caught by pcall and runs no handler; where Lua cannot yield, the error is raised again by the
    // hook for as long as the script tries to go on.
    if (lua_isyieldable(L)) return lua_yield(L, 0);
    return luaL_error(L, "stopped");
}

int usher_kill(lua_State *L, usher_reason reason) {
    usher_control *control = usher_control_of(L);
    if (control->killed == USHER_ALIVE) {
        control->killed = reason;
        usher_remember_thread(control, L, 0);
    }
    return usher_die(L);
}

usher_reason usher_verdict(usher_control *control) {
    if (control->killed != USHER_ALIVE) return control->killed;
    if (usher_flag_is_raised(control->stop)) return USHER_STOPPED;
    if (control->left.steps < 0) return USHER_OUT_OF_STEPS;
    return usher_time_left(control) <= 0 ? USHER_OUT_OF_TIME : USHER_ALIVE;
}

// Tells the host, once in a slice, that others are to be let run beside the script.
static void overstay(lua_State *L, usher_control *control) {
    if (control->overstays) return;
    control->overstays = true;
    control->window++;
    control->dispatch(control->host, L, USHER_OVERSTAYS);
    control->window--;
}

void usher_look(lua_State *L) {
    usher_control *control = usher_control_of(L);
    // The host may work with a state while no call is under way.
    if (control->window > 0) return;
    bool over = usher_slice_is_over();
    usher_reason reason = usher_verdict(control);
    if (reason != USHER_ALIVE) usher_kill(L, reason);
    if (over) overstay(L, control);
}

void usher_refuel(lua_State *L) {
    usher_control *control = usher_control_of(L);
    control->left.steps -= USHER_FUEL - control->fuel;
    control->fuel = USHER_FUEL;
    usher_look(L);
}

// Lets others run, who want to: the script goes on later where it is.
static void give_way(lua_State *L, usher_control *control) {
    if (usher_may_wait(L)) {
        control->operation = USHER_NEXT_SLICE;
        lua_yield(L, 0);
    } else {
        overstay(L, control);
    }
}

// Shows the host the script's stack, where it wants to see it.
static void sample(lua_State *L, usher_control *control) {
    control->ticks = usher_take_ticks(control);
    if (control->ticks == 0) return;
    control->window++;
    control->dispatch(control->host, L, USHER_SAMPLES);
    control->window--;
    control->ticks = 0;
}

int usher_ticks(lua_State *L) { return usher_control_of(L)->ticks; }

lua_State *usher_resumer(lua_State *L, int level) {
    usher_nesting *nesting = usher_control_of(L)->nesting;
    while (nesting != NULL && level-- > 0) nesting = nesting->outer;
    return nesting == NULL ? NULL : nesting->thread;
}

void usher_hook(lua_State *L, lua_Debug *ar) {
    usher_control *control = usher_control_of(L);
    if (control->sampling != 0 && control->window == 0) sample(L, control);
    // A C function is seen as it returns, which is no place to end or to pause: the next instruction is.
    if (ar->event != LUA_HOOKCOUNT) return;
    if (control->killed == USHER_ALIVE) {
        bool over = usher_slice_is_over();
        usher_reason reason = usher_verdict(control);
        if (reason == USHER_ALIVE) {
            usher_disarm(L);
            if (over) give_way(L, control);
            return;
        }
        control->killed = reason;
        usher_remember_thread(control, L, 0);
    }
    usher_die(L);
}
