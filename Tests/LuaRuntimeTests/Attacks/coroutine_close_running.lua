-- Tries: to close the coroutine that runs.
-- Must: error: cannot close a running coroutine

coroutine.close(coroutine.running())
