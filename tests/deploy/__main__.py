"""`make deploy-proof`: the files of docs/deploy/ do what they say, with Debian's nginx, Caddy and systemd.

Each line is one thing that was tried, with what was seen; the exit code is 1 where one was otherwise.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from tests.deploy.proxies import FILES, OFFICE, OUTSIDE, Proxy, caddy, nginx
from tests.deploy.requests_of_others import ask, seconds_of, trickling, unread
from tests.fuzz.site import ROOT, live_site

Check = tuple[str, bool, str]
"""What was tried, whether it was as it should be, and what was seen."""
LIST = "/api/v1/events/?limit=50"
CLAIMED = "203.0.113.9"
"""An address that a client claims to have."""


def main() -> int:
    """Prove units and proxies; 1 where anything was otherwise than it should be."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="deploy-") as name:
        folder = Path(name)
        checks = [*unit_checks(folder), *image_checks()]
        failed += _print("systemd and containers", checks)
        folder.chmod(0o755)  # workers of nginx read as another user
        for serve in (nginx, caddy):
            ports = {"HTTPS": "1", "ALLOWED_HOSTS": "localhost,127.0.0.1", "PROXIES": "127.0.0.1"}
            place = folder / serve.__name__
            with (
                live_site(_made(folder / f"site-{serve.__name__}"), variables=ports) as site,
                serve(site, place) as proxy,
            ):
                failed += _print(proxy.name, proxy_checks(proxy, folder / f"site-{serve.__name__}"))
    return int(failed > 0)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _print(title: str, checks: Iterator[Check] | list[Check]) -> int:
    failed = 0
    sys.stdout.write(f"== {title}\n")
    for what, good, answered in checks:
        failed += not good
        sys.stdout.write(f"{'ok  ' if good else 'FAIL'} {what}: {answered}\n")
        sys.stdout.flush()
    return failed


def unit_checks(folder: Path) -> Iterator[Check]:
    """The units are understood, and that of the site can do little to its machine."""
    for path in sorted(FILES.glob("*.service")) + sorted(FILES.glob("*.timer")):
        # The interpreter stands elsewhere here.
        text = path.read_text(encoding="utf-8").replace("/opt/eventapi/.venv/bin/python", sys.executable)
        copy = folder / path.name
        copy.write_text(text, encoding="utf-8")
    for path in sorted(folder.glob("eventapi*")):
        done = subprocess.run(
            ["systemd-analyze", "verify", path], capture_output=True, text=True, check=False
        )
        ours = [line for line in done.stderr.splitlines() if "eventapi" in line]
        yield f"systemd-analyze verify {path.name}", not ours, "; ".join(ours) or "no complaint"
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", folder / "eventapi.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    exposure = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    level = exposure[1] if exposure else "none"
    yield "systemd-analyze security, at most 2.0", bool(exposure) and float(level) <= 2, level


def image_checks() -> Iterator[Check]:
    """What the image copies is there, and what it needs is copied; nothing here can build it."""
    text = (FILES / "Containerfile").read_text(encoding="utf-8")
    copied = {word for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for word in line.split()}
    missing = sorted(word for word in copied if not (ROOT / word).exists())
    yield "Containerfile copies files that are there", not missing, ", ".join(missing) or f"{len(copied)}"
    with tempfile.TemporaryDirectory(prefix="image-") as name:
        image = Path(name)
        for word in copied:
            source = ROOT / word
            if source.is_dir():
                shutil.copytree(source, image / word, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, image / word)
        environment = os.environ | {"EVENTAPI_VAR": str(image / "var"), "SECRET_KEY": "only-for-the-proof"}
        for command in ("check", "migrate", "load_seeds", "check_data"):
            done = subprocess.run(
                [sys.executable, "manage.py", command],
                cwd=image,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            last = (done.stdout + done.stderr).strip().splitlines()[-1:]
            yield f"manage.py {command} with these files alone", done.returncode == 0, " ".join(last)


def proxy_checks(proxy: Proxy, site_folder: Path) -> Iterator[Check]:
    """What a proxy in front lets through, and what it keeps from the site."""
    port = proxy.https
    answer = ask(proxy.http, LIST, tls=False)
    location = answer.headers.get("location", "")
    yield "http leads to https", answer.status in (301, 308) and location.startswith("https:"), location
    answer = ask(port, LIST)
    page = json.loads(answer.body)
    yield "a list", answer.status == 200 and bool(page["next"]), f"{answer.status}, next {page['next']}"
    yield "its links are https", page["next"].startswith("https://localhost"), page["next"][:24]
    tag = answer.headers["etag"]
    again = ask(port, LIST, headers={"If-None-Match": tag})
    yield "its entity tag comes back as 304", again.status == 304, f"{tag}: {again.status}"
    packed = ask(port, LIST, headers={"Accept-Encoding": "gzip"})
    yield (
        "gzip of the site passes through",
        packed.headers.get("content-encoding") == "gzip" and len(packed.body) < len(answer.body) / 4,
        f"{len(answer.body):,} to {len(packed.body):,} bytes",
    )
    yield from _closed_admin(proxy)
    yield from _client_addresses(proxy, site_folder)
    yield from _limits(proxy)
    yield from _slow_clients(proxy)


def _closed_admin(proxy: Proxy) -> Iterator[Check]:
    login = "/admin/login/"
    inside, outside = (ask(proxy.https, login, source=source).status for source in (OFFICE, OUTSIDE))
    yield "the admin is open to the office", inside == 200, str(inside)
    yield "and closed to others", outside == 403, str(outside)
    detours: list[tuple[str, dict[str, str]]] = [
        ("/x/admin/login/", {"SCRIPT_NAME": "/x"}),
        ("/x/admin/login/", {"SCRIPT-NAME": "/x"}),
        ("/", {"PATH-INFO": login}),
        ("/", {"X-Original-URL": login}),
        ("/", {"X-Rewrite-URL": login}),
        ("//admin/login/", {}),
        ("/%61dmin/login/", {}),
        ("/./admin/login/", {}),
        ("/api/../admin/login/", {}),
        ("/api/%2e%2e/admin/login/", {}),
        ("/ADMIN/login/", {}),
        ("/admin;x/login/", {}),
        (login, {"X-Forwarded-For": OFFICE}),
        (login, {"X-Real-IP": OFFICE, "Forwarded": f"for={OFFICE}"}),
    ]
    opened = []
    for path, headers in detours:
        answer = ask(proxy.https, path, source=OUTSIDE, headers=headers)
        if b'name="password"' in answer.body:
            opened.append(f"{path} {headers}")
    yield f"{len(detours)} detours to it", not opened, "; ".join(opened) or "none opens it"
    answer = ask(proxy.https, "/metrics")
    yield "/metrics is not for the public", answer.status == 404, str(answer.status)


def _client_addresses(proxy: Proxy, site_folder: Path) -> Iterator[Check]:
    page = ask(proxy.https, "/admin/login/", source=OFFICE)
    cookie = page.headers["set-cookie"].partition(";")[0]
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
    fields = {"csrfmiddlewaretoken": token[1].decode() if token else "", "username": "a", "password": "b"}
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"https://localhost:{proxy.https}/admin/login/",
        "Origin": f"https://localhost:{proxy.https}",
        "X-Forwarded-For": CLAIMED,
        "X-Real-IP": CLAIMED,
        "Forwarded": f"for={CLAIMED}",
    }
    body = urlencode(fields).encode()
    answer = ask(proxy.https, "/admin/login/", method="POST", headers=headers, body=body, source=OFFICE)
    with closing(sqlite3.connect(site_folder / "var" / "db.sqlite3")) as database:
        keys = {key for (key,) in database.execute("SELECT key FROM sign_in_attempts")}
    counted = [
        name
        for name in (OFFICE, CLAIMED, "127.0.0.1")
        if hashlib.sha256(f"address\n{name}".encode()).hexdigest() in keys
    ]
    answered = f"{answer.status}, counts for {', '.join(counted) or 'nobody'}"
    yield "a failed sign-in counts for the real address", counted == [OFFICE], answered


def _limits(proxy: Proxy) -> Iterator[Check]:
    answer = ask(proxy.https, f"/api/v1/events/?q={'x' * 20_000}")
    kind = answer.headers.get("content-type", "")
    yield (
        "a query of 20 kB is refused by the API itself",
        answer.status == 414 and kind == "application/problem+json",
        f"{answer.status} {kind}",
    )
    answer = ask(proxy.https, f"/api/v1/events/?q={'x' * 90_000}")
    yield "one of 90 kB by the proxy", answer.status in (400, 414, 431), str(answer.status)
    body = b"x" * (11 << 20)
    try:
        answered = str(ask(proxy.https, "/api/v1/events/search/", method="POST", body=body).status)
    except OSError as error:  # closed while the client still sends
        answered = f"closed, {type(error).__name__}"
    yield "a body of 11 MB is refused", answered == "413" or answered.startswith("closed"), answered


def _slow_clients(proxy: Proxy) -> Iterator[Check]:
    alone = seconds_of(proxy.https, LIST, 20)[18]
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
    post = (
        b"POST /api/v1/events/search/ HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"
    )
    export = "/api/v1/events/?format=ndjson"
    cases = (
        ("headers", trickling(proxy.https, 15, OFFICE, head)),
        ("bodies", trickling(proxy.https, 15, OFFICE, post)),
        ("unread exports", unread(proxy.https, export, 15, OFFICE)),
    )
    for what, beside in cases:
        with beside:
            slow = seconds_of(proxy.https, LIST, 20)[18]
        good = slow < max(3 * alone, 1)
        yield f"a list beside 15 slow {what}", good, f"p95 {slow:.3f} s, alone {alone:.3f} s"
    with unread(proxy.https, export, 19, OFFICE):
        refused = ask(proxy.https, LIST, source=OUTSIDE).status
    yield "and for another address", refused == 200, str(refused)


if __name__ == "__main__":
    sys.exit(main())
