-- Tries: to compute for ever without a while.
-- Must: end

::again::
goto again
