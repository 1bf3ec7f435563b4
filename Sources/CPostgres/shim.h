#ifndef USHER_CPOSTGRES_SHIM_H
#define USHER_CPOSTGRES_SHIM_H

#include <libpq-fe.h>

// Without a receiver libpq prints the server's notices on standard error.
static inline void usher_ignore_notice(void *unused, const PGresult *notice) {
    (void)unused;
    (void)notice;
}

static inline void usher_pq_ignore_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, usher_ignore_notice, 0);
}

#endif
