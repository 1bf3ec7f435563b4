-- Tries: more captures than there may be.
-- Must: error: too many captures

return ("x"):find(("()"):rep(33))
