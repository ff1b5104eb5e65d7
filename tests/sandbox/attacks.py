"""Runs hostile answers as whoever starts this, and says what came of each: `python attacks.py FOLDER bubblewrap|kernel`.

FOLDER has `secret.txt`, a file outside. Of each attack: whether its tests passed, why not, and what it reached.
"""

import json
import os
import resource
import site
import sys
import sysconfig
import threading
from pathlib import Path

CANARY = "canary-5f2c"
SECRET = "of-this-process-only-77aa"

ATTACKS = {
    "environment": """
import os, glob
stolen = ""
for place in glob.glob("/proc/[0-9]*/environ") + [f"/proc/{os.getppid()}/environ", "/proc/PARENT/environ"]:
    try: stolen += open(place, "rb").read().decode(errors="replace")
    except OSError: pass
stolen += repr(dict(os.environ))
""",
    "memory": """
import os, re, ctypes
stolen = ""
for pid in {os.getppid(), PARENT}:
    try:
        maps = open(f"/proc/{pid}/maps").read()
        with open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.M):
                memory.seek(int(start, 16))
                stolen += memory.read(int(end, 16) - int(start, 16)).decode("latin1")
    except OSError: pass
try:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, PARENT, 0, 0) == 0: stolen += "CANARY"
    if libc.syscall(434, PARENT, 0) >= 0: stolen += "CANARY"
except PermissionError: pass
""",
    "limits": """
import resource
stolen = ""
for pid in {PARENT, __import__("os").getppid()}:
    try: resource.prlimit(pid, resource.RLIMIT_NOFILE, (7, 7))
    except (OSError, ValueError): pass
""",
    "pth": """
stolen = ""
for folder in FOLDERS:
    try:
        open(folder + "/zz_attack.pth", "w").write("import os")
        stolen += "CANARY"
    except OSError: pass
""",
    "files": """
import os
stolen = ""
for name in ("FOLDER/secret.txt", "/etc/passwd", "/etc/shadow", "/proc/self/environ", "/proc/1/cmdline"):
    try: stolen += "CANARY " + name if open(name).read() else ""
    except OSError: pass
for act in (lambda: open("FOLDER/new.txt", "w"), lambda: os.mkdir("FOLDER/new"), lambda: os.remove("FOLDER/secret.txt"),
            lambda: os.rename("FOLDER/secret.txt", "FOLDER/b"), lambda: os.symlink("/etc", "FOLDER/c"),
            lambda: os.chmod("FOLDER/secret.txt", 0), lambda: os.utime("FOLDER/secret.txt", (0, 0)),
            lambda: open("/tmp/attack.txt", "w"), lambda: open("/dev/shm/attack", "w"), lambda: os.truncate("FOLDER/secret.txt", 0),
            lambda: os.link("FOLDER/secret.txt", "mine"), lambda: os.chown("FOLDER/secret.txt", 1, 1)):
    try: act()
    except OSError: pass
try: os.listdir("FOLDER"); stolen += "CANARY listed"
except OSError: pass
""",
    "signals": """
import os, signal, ctypes
stolen = ""
for pid in {PARENT, os.getppid(), -1}:
    for call in (lambda: os.kill(pid, 15), lambda: os.killpg(pid, 15), lambda: os.setpriority(0, PARENT, 19),
                 lambda: os.sched_setaffinity(PARENT, {0}), lambda: ctypes.CDLL(None).kill(pid, 15),
                 lambda: ctypes.CDLL(None).tgkill(PARENT, PARENT, 15), lambda: ctypes.CDLL(None).syscall(62, PARENT, 15)):
        try: call()
        except (OSError, AttributeError): pass
""",
}
FORGERIES = {
    "patched builtins": """
import builtins, sys
builtins.AssertionError = type("Quiet", (BaseException,), {})
builtins.isinstance = lambda *_: True
builtins.all = builtins.any = lambda *_: True
builtins.__import__ = lambda *_: sys
builtins.compile = lambda *_, **__: (lambda: 0).__code__
builtins.exec = lambda *_: None
def clamp(*_): return 0
""",
    "equal to everything": """
class Any:
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __contains__ = __lt__
    def __hash__(self): return hash(3)
    def __sub__(self, other): return 0
    __rsub__ = __sub__
def clamp(*_): return Any()
""",
    "a number that is equal to everything": """
class Any(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = int.__hash__
def clamp(*_): return Any(0)
""",
    "frames": """
import sys, gc
def clamp(*_):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
            if isinstance(value, dict) and "token" in value: return value
        frame.f_trace = lambda *_: None
        frame = frame.f_back
    return 0
""",
    "every channel": """
import os, json
for descriptor in range(3, 64):
    for text in (b'{"trouble": ""}', b'{"end": "", "trouble": ""}'):
        try: os.write(descriptor, text)
        except OSError: pass
def clamp(*_): return 0
os._exit(0)
""",
    "messages of its own": """
import json, gc
from harness.sandbox.peer import Peer
peer = next(o for o in gc.get_objects() if type(o) is Peer)
def clamp(*_):
    for verb, place, args in (("call", 0, []), ("get", 0, ["__globals__"]), ("get", -1, ["f_back"]), ("set", 0, ["x", 1]),
                              ("special", 0, ["__class__"]), ("nothing", 0, [])):
        try: peer.ask(verb, place, *args)
        except BaseException: pass
    return 0
""",
    "names of the tests' own": """
def all(*_): return True
def len(*_): return 3
def isinstance(*_): return True
def test_nothing(): pass
AssertionError = type("Quiet", (BaseException,), {})
__builtins__ = {}
def clamp(*_): return 0
""",
    "exits quietly": "import os, threading\ndef clamp(*_): os._exit(0)",
}
WANTED = "assert clamp(5, 0, 3) == 3\nassert all([clamp(-1, 0, 3) == -7])\nassert abs(clamp(9, 0, 3) - 3) < 0.1"


def main(folder, isolation):
    from harness.errors import CheckError
    from harness.sandbox import running

    if isolation == "kernel":
        running._bubblewrap_works = lambda: False
    elif not running._bubblewrap_works():
        return {"skip": "bubblewrap is not installed, or may make no namespaces here"}
    os.environ["OPENAI_API_KEY"] = CANARY
    bounds = running.Allowance(seconds=60, megabytes=512)
    folders = [
        sysconfig.get_path("purelib"),
        sysconfig.get_path("stdlib"),
        *site.getsitepackages(),
        str(Path(site.__file__).parent),
    ]

    def run(answer, tests):
        try:
            trial = running.run_tests(answer, tests, bounds)
        except CheckError as error:
            return {"passed": False, "unable": str(error)}
        return {"passed": not trial.trouble, "trouble": trial.trouble, "output": trial.output}

    came = {}
    for name, attack in ATTACKS.items():
        answer = (
            attack.replace("PARENT", str(os.getpid()))
            .replace("FOLDERS", repr(folders))
            .replace("FOLDER", folder)
            .replace("CANARY", CANARY)
        )
        came[name] = run(
            answer, f"assert {CANARY!r} not in stolen and 'of-this-process-only-' + '77aa' not in stolen, stolen[-300:]"
        )
    for name, answer in FORGERIES.items():
        came[name] = run(answer, WANTED)
    came["after"] = {
        "limit": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "secret": Path(folder, "secret.txt").read_text(),
        "files": sorted(path.name for path in Path(folder).iterdir()),
        "elsewhere": [path for path in ("/tmp/attack.txt", "/dev/shm/attack") if Path(path).exists()],
        "pth": [path for path in folders if Path(path, "zz_attack.pth").exists()],
        "user": os.geteuid(),
        "threads": threading.active_count(),
    }
    return came


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
