-- Tries: pcall within pcall, a hundred deep.
-- Must: end

local function nest(depth)
  while true do
    pcall(depth == 0 and function() while true do end end or nest, depth - 1)
  end
end
nest(100)
