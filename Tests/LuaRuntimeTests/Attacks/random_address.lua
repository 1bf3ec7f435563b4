-- Tries: the address in a random seed.
-- Must: ok

assert(select("#", math.randomseed()) == 0)
