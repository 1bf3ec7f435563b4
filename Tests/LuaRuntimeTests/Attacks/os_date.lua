-- Tries: a date of megabytes.
-- Must: error: os.date: a format of more than 1000 bytes

return os.date(("%c"):rep(1e5))
