"""nginx with its Lua module: how often a second a script waits for nothing and goes on."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request

from kit import tell

CONFIGURATION = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
{modules}
events {{}}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port};
    location / {{
      content_by_lua_block {{
        local function seconds(turns)
          local start = os.clock()
          for _ = 1, turns do ngx.sleep(0) end
          return os.clock() - start
        end
        local turns, best = 100000, math.huge
        for _ = 1, 5 do best = math.min(best, seconds(turns)) end
        ngx.say(turns / best)
      }}
    }}
  }}
}}
"""


def modules():
    """The lines that load the module; None where it is not installed."""
    for folder in ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/local/lib/nginx/modules"):
        if os.path.exists(os.path.join(folder, "ngx_http_lua_module.so")):
            names = ("ndk_http_module.so", "ngx_http_lua_module.so")
            return "\n".join(f"load_module {os.path.join(folder, name)};" for name in names)
    return None


def waits(folder):
    """Waits a second; None where nginx or its module is missing, which is told."""
    program, loads = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin"), modules()
    if program is None or loads is None:
        tell("  peer missing: nginx with its Lua module is not installed")
        return None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = os.path.join(folder, "nginx.conf")
    with open(path, "w") as file:
        file.write(CONFIGURATION.format(folder=folder, port=port, modules=loads))
    server = subprocess.Popen([program, "-p", folder, "-c", path], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
                    return float(answer.read())
            except (ConnectionRefusedError, urllib.error.URLError):
                if server.poll() is not None:
                    break
                time.sleep(0.1)
        tell("  peer failed: nginx with its Lua module did not answer")
        return None
    finally:
        server.terminate()
        server.wait()
