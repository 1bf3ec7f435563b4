-- Tries: to yield to the host.
-- Must: error: coroutine.yield was called outside a coroutine of the script's own

coroutine.yield(1)
