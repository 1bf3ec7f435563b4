-- Tries: an error without a value.
-- Must: error: an error that is no text

error(nil)
