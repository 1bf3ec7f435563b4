-- A plugin sees Lua 5.4 without the files, processes and loaders: reading one of those is a mistake.
std = "lua54"
not_globals = { "debug", "dofile", "io", "load", "loadfile", "os", "package" }
max_line_length = 100
-- A handler names what the host gives it, and uses what it needs of that.
unused_args = false

files["plugins/**/spec"] = { read_globals = { "describe", "it", "expect", "spec" } }

-- Declarations for editors: nothing in them runs, and names are declared for their own sake.
files["plugins/types"] = {
  globals = { "describe", "it", "expect" },
  ignore = { "241", "431", "511" },
  max_line_length = false,
}

-- The host's own Lua makes the globals that plugins find.
files["Sources/PluginHost/Lua"] = {
  globals = { "require", "print", "os", "describe", "it", "expect", "spec", "load" },
  not_globals = {},
  max_line_length = 120,
}
