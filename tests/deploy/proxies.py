"""nginx and Caddy with the files of docs/deploy/, on free ports of this machine."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.clients.site import free_port
from tests.fuzz.site import ROOT

FILES = ROOT / "docs" / "deploy"
NAME = "events.example.org"
OFFICE, OFFICE_NETWORK = "127.0.0.2", "192.0.2.0/24"
"""Where curators sit: in the test, and in the files."""
OUTSIDE = "127.0.0.3"


@dataclass(frozen=True)
class Proxy:
    """A running proxy: its name and its two ports."""

    name: str
    https: int
    http: int


@contextmanager
def nginx(site: str, folder: Path) -> Iterator[Proxy]:
    """nginx with nginx.conf and nginx-proxy.conf, and a certificate of its own."""
    folder.mkdir()
    proxy = Proxy("nginx", free_port(), free_port())
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    shared = folder / "proxy.conf"
    shutil.copy(FILES / "nginx-proxy.conf", shared)
    text = (FILES / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(certificate),
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(key),
        "/etc/nginx/eventapi-proxy.conf": str(shared),
        NAME: "localhost",
        OFFICE_NETWORK: f"{OFFICE}/32",
        "http://127.0.0.1:8000": site,
        "listen 443 ssl http2;": f"listen 127.0.0.1:{proxy.https} ssl;",
        "listen 80;": f"listen 127.0.0.1:{proxy.http};",
        "    listen [::]:443 ssl http2;\n": "",
        "    listen [::]:80;\n": "",
    }.items():
        if old not in text:
            raise RuntimeError(f"nginx.conf has no {old} any more.")
        text = text.replace(old, new)
    paths = " ".join(
        f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "site.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder / 'pid'}; error_log {folder / 'log'};\n"
        f"events {{}}\nhttp {{ access_log off; {paths} include {folder / 'site.conf'}; }}\n",
        encoding="utf-8",
    )
    with _running(["nginx", "-p", folder, "-c", folder / "nginx.conf"], folder, proxy):
        yield proxy


@contextmanager
def caddy(site: str, folder: Path) -> Iterator[Proxy]:
    """Caddy with Caddyfile, and a certificate of its own."""
    folder.mkdir()
    proxy = Proxy("caddy", free_port(), free_port())
    text = (FILES / "Caddyfile").read_text(encoding="utf-8")
    ports = f"{{\n\tadmin off\n\thttp_port {proxy.http}\n\tskip_install_trust\n\tlocal_certs\n"
    for old, new in {
        "\n{\n": f"\n{ports}",
        f"{{$SITE_NAME:{NAME}}}": f"localhost:{proxy.https}",
        "{$SITE_ADDRESS:127.0.0.1:8000}": site.removeprefix("http://"),
        OFFICE_NETWORK: f"{OFFICE}/32",
    }.items():
        if old not in text:
            raise RuntimeError(f"Caddyfile has no {old} any more.")
        text = text.replace(old, new, 1)
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    command: list[str | Path] = ["caddy", "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    with _running(command, folder, proxy, {"HOME": str(folder), "XDG_DATA_HOME": str(folder)}):
        yield proxy


@contextmanager
def _running(
    command: list[str | Path], folder: Path, proxy: Proxy, environment: dict[str, str] | None = None
) -> Iterator[None]:
    if shutil.which(str(command[0])) is None:
        raise RuntimeError(f"{command[0]} is not installed: apt-get install nginx-light caddy")
    path = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    log = folder / "output"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(command, env=path | (environment or {}), stdout=output, stderr=output)
        try:
            _wait_for(proxy, process, log)
            yield
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(proxy: Proxy, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            for port in (proxy.https, proxy.http):
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{proxy.name} did not come up:\n{log.read_text(encoding='utf-8')[-3000:]}")
