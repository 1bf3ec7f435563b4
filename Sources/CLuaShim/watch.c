// The guard costs a running script nothing: no hook stands. A thread of the process's own looks at the slices that are
// under way, and sends a signal to a thread whose slice has run out or was told to stop; the signal's handler sets the
// hook on whichever coroutine runs there. The hook decides (end.c).

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "control.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define STANDING_HOOK 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define STANDING_HOOK 1
#endif
#ifndef STANDING_HOOK
#define STANDING_HOOK 0
#endif
#if STANDING_HOOK
void __tsan_acquire(void *address);
void __tsan_release(void *address);
#endif

// Sent to nobody else's handler by default, and ignored where there is none.
#define SIGNAL SIGURG
// How late the watcher may notice a stop flag, and how often it comes back to a slice that does not end.
#define TICK 4000000
// How long a script may run while others want to.
#define SLICE 5000000
// For how many ticks without a slice the watcher stays awake.
#define PATIENCE 50
// A slice that took no longer was not interrupted: the wall's time, which is cheap to have, is its CPU time.
#define BRIEF 50000
// How old what is known of a thread's CPU time may be when a slice begins.
#define FRESH 1000000

// A thread that runs scripts.
typedef struct slot {
    struct slot *next;
    pthread_t thread;
    // Held by the thread while it changes the fields below, and by the watcher while it looks at them.
    int lock;
    int64_t due;   // when the script has used its time, on the monotonic clock; 0: no slice is under way
    int64_t over;  // when the slice is, for those who want the next
    int64_t sample_at, sample_interval;  // when a sample is due; 0: none is taken
    int ticks;     // how many have become due
    const int *stop;
    // The thread's own.
    usher_control *volatile control;
    int64_t began;
    int signals;  // since the hook was last set
    int64_t known_at, known_cpu;  // the last reading of the thread's CPU time
} slot;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static slot *slots;
static int64_t wakes_at = INT64_MAX;  // when the watcher looks again
static bool watched;
static int wanted;  // how many want to run, and wait for a slice
static __thread slot *mine;

static int64_t read_clock(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t wall(void) { return read_clock(CLOCK_MONOTONIC); }

static void take(slot *s) {
    while (__atomic_exchange_n(&s->lock, 1, __ATOMIC_ACQUIRE)) {}
}

static void release(slot *s) { __atomic_store_n(&s->lock, 0, __ATOMIC_RELEASE); }

// -- the watcher

static void arm(int signal) {
    (void)signal;
    slot *s = mine;
    if (s == NULL || s->control == NULL) return;
    lua_State *running = s->control->current;
    if (running == NULL) return;
    // To set it takes as long as the stack is deep, and one time is enough, but for a rare race with its own removal.
    if (lua_gethookmask(running) != 0 && ++s->signals < 16) return;
    s->signals = 0;
    // Lua's own interpreter does so at an interrupt: nothing is touched but fields made for it. A C function is to be
    // sampled before it is gone.
    int mask = s->control->sampling != 0 ? LUA_MASKCOUNT | LUA_MASKRET : LUA_MASKCOUNT;
    lua_sethook(running, usher_hook, mask, 1);
}

// Whether a sample of the slice is due; the next one is an interval later.
static bool ticks(slot *s, int64_t now) {
    if (s->sample_at == 0 || s->sample_at > now) return false;
    s->sample_at = now + s->sample_interval;
    __atomic_fetch_add(&s->ticks, 1, __ATOMIC_RELAXED);
    return true;
}

// When the next slice is due; a signal goes to those that are.
static int64_t look_at_slots(int64_t now, bool *busy) {
    int64_t earliest = now + TICK;
    for (slot *s = slots; s != NULL; s = s->next) {
        take(s);
        if (s->due != 0) {
            *busy = true;
            bool others = __atomic_load_n(&wanted, __ATOMIC_RELAXED) > 0;
            bool gives_way = others && s->over <= now;
            if (ticks(s, now) || s->due <= now || gives_way || usher_flag_is_raised(s->stop))
                pthread_kill(s->thread, SIGNAL);
            else if (s->due < earliest)
                earliest = s->due;
            if (others && s->over > now && s->over < earliest) earliest = s->over;
            if (s->sample_at != 0 && s->sample_at < earliest) earliest = s->sample_at;
        }
        release(s);
    }
    return earliest;
}

static void *watch(void *unused) {
    (void)unused;
    int idle = 0;
    pthread_mutex_lock(&mutex);
    for (;;) {
        bool busy = false;
        int64_t next = look_at_slots(wall(), &busy);
        idle = busy ? 0 : idle + 1;
        if (idle > PATIENCE) next = INT64_MAX;
        __atomic_store_n(&wakes_at, next, __ATOMIC_SEQ_CST);
        if (next == INT64_MAX) {
            // A slice that began before it could know is seen here.
            bool begun = false;
            look_at_slots(wall(), &begun);
            if (!begun) pthread_cond_wait(&condition, &mutex);
            idle = 0;
            continue;
        }
        struct timespec time = {.tv_sec = next / 1000000000, .tv_nsec = next % 1000000000};
#if defined(__APPLE__)
        int64_t rest = next - wall();
        time = (struct timespec){.tv_sec = 0, .tv_nsec = rest > 0 ? rest : 0};
        pthread_cond_timedwait_relative_np(&condition, &mutex, &time);
#else
        pthread_cond_timedwait(&condition, &mutex, &time);
#endif
    }
    return NULL;
}

static void wake_watcher(void) {
    pthread_mutex_lock(&mutex);
    pthread_cond_signal(&condition);
    pthread_mutex_unlock(&mutex);
}

// -- the threads that run scripts

static void forget_slot(void *gone) {
    mine = NULL;
    pthread_mutex_lock(&mutex);
    for (slot **place = &slots; *place != NULL; place = &(*place)->next) {
        if (*place != gone) continue;
        *place = (*place)->next;
        break;
    }
    pthread_mutex_unlock(&mutex);
    free(gone);
}

static void prepare(void) {
    pthread_key_create(&key, forget_slot);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
#if !defined(__APPLE__)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
#endif
    pthread_cond_init(&condition, &attributes);
    pthread_condattr_destroy(&attributes);
    if (STANDING_HOOK) return;
    struct sigaction action = {.sa_handler = arm, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGNAL, &action, NULL) != 0) return;
    // The watcher takes no signal of anybody's.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    watched = pthread_create(&thread, NULL, watch, NULL) == 0;
    if (watched) pthread_detach(thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static slot *slot_of_thread(void) {
    if (mine != NULL) return mine;
    pthread_once(&once, prepare);
    slot *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    s->thread = pthread_self();
    // The threads of a queue keep most signals away.
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, SIGNAL);
    pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
    pthread_setspecific(key, s);
    mine = s;
    pthread_mutex_lock(&mutex);
    s->next = slots;
    slots = s;
    pthread_mutex_unlock(&mutex);
    return s;
}

// -- slices

static void read_cpu(slot *s) {
    s->known_cpu = read_clock(CLOCK_THREAD_CPUTIME_ID);
    s->known_at = wall();
}

// CPU time since the slice began. It cannot be more than the wall's, nor than what the thread has used since it was last
// asked; the latter is slow to ask for, so that a brief slice does without.
static int64_t used(slot *s) {
    int64_t elapsed = wall() - s->began;
    if (elapsed < BRIEF) return elapsed;
    int64_t before = s->known_cpu;
    int64_t spent = read_clock(CLOCK_THREAD_CPUTIME_ID) - before;
    return spent < elapsed ? spent : elapsed;
}

// Has the slice looked at when the script may have used the rest of its time.
static void set_due(slot *s, int64_t now, int64_t rest, usher_control *control) {
    int64_t due = now + rest;
    take(s);
    s->due = due;
    if (s->over <= now) s->over = now + SLICE;
    s->stop = control->stop;
    if (s->sample_at != 0 && s->sample_at < due) due = s->sample_at;
    release(s);
    if (due < __atomic_load_n(&wakes_at, __ATOMIC_SEQ_CST) && watched) wake_watcher();
}

// What a slice that was too short for a sample has run counts for the next one.
static void begin_sampling(slot *s, usher_control *control) {
    s->sample_at = 0;
    if (control->sampling == 0) return;
    s->sample_interval = control->sampling;
    s->sample_at = s->began + control->until_sample;
    // One is overdue. A count that the clock chooses takes it anywhere in the slice.
    if (control->ticks > 0) lua_sethook(control->current, usher_hook, LUA_MASKCOUNT, 1 + (int)(s->began & 1023));
}

static void end_sampling(slot *s, usher_control *control) {
    if (control->sampling == 0) return;
    int64_t now = wall();
    control->ticks += __atomic_exchange_n(&s->ticks, 0, __ATOMIC_RELAXED);
    if (s->sample_at <= now) control->ticks++;
    control->until_sample = s->sample_at > now ? s->sample_at - now : control->sampling;
}

void usher_begin_slice(usher_control *control) {
    slot *s = slot_of_thread();
    if (s == NULL) return;
    s->began = wall();
    if (s->began - s->known_at > FRESH) {
        read_cpu(s);
        s->began = s->known_at;
    }
    s->control = control;
    s->over = 0;
    begin_sampling(s, control);
    set_due(s, s->began, control->left.nanoseconds, control);
}

void usher_end_slice(usher_control *control) {
    slot *s = mine;
    if (s == NULL) return;
    s->control = NULL;
    take(s);
    s->due = 0;
    release(s);
    end_sampling(s, control);
    control->left.nanoseconds -= used(s);
}

int64_t usher_time_left(usher_control *control) {
    slot *s = mine;
    if (s == NULL) return control->left.nanoseconds;
    int64_t left = control->left.nanoseconds - used(s);
    if (left > 0) set_due(s, wall(), left, control);
    return left;
}

bool usher_slice_is_over(void) {
    slot *s = mine;
    return s != NULL && __atomic_load_n(&wanted, __ATOMIC_RELAXED) > 0 && wall() >= s->over;
}

int usher_take_ticks(usher_control *control) {
    slot *s = mine;
    int ticks = control->ticks;
    control->ticks = 0;
    if (s == NULL) return ticks;
    // Where a hook stands nobody counts them.
    if (!watched && s->sample_at <= wall()) {
        s->sample_at = wall() + control->sampling;
        ticks++;
    }
    return ticks + __atomic_exchange_n(&s->ticks, 0, __ATOMIC_RELAXED);
}

void usher_sample(lua_State *L, int64_t interval) {
    usher_control *control = usher_control_of(L);
    control->sampling = control->until_sample = interval;
    control->ticks = 0;
}

int usher_processors(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }

void usher_want_slices(int more) {
    int before = __atomic_fetch_add(&wanted, more, __ATOMIC_RELAXED);
    // Where nobody wanted to run, the watcher has not looked at when slices are over.
    if (before == 0 && more > 0 && watched) wake_watcher();
}

void usher_lock_taken(void *lock) {
#if STANDING_HOOK
    __tsan_acquire(lock);
#else
    (void)lock;
#endif
}

void usher_lock_released(void *lock) {
#if STANDING_HOOK
    __tsan_release(lock);
#else
    (void)lock;
#endif
}

void usher_arm_new_state(lua_State *L) {
    pthread_once(&once, prepare);
    // Set before any coroutine exists: each one inherits it.
    if (!watched) lua_sethook(L, usher_hook, LUA_MASKCOUNT, USHER_HOOK_INTERVAL);
}

bool usher_hook_stands(void) {
    pthread_once(&once, prepare);
    return !watched;
}

int64_t usher_wall_clock(void) { return wall(); }

void usher_disarm(lua_State *L) {
    if (watched)
        lua_sethook(L, NULL, 0, 0);
    else
        lua_sethook(L, usher_hook, LUA_MASKCOUNT, USHER_HOOK_INTERVAL);
}
