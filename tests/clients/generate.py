"""How each client is generated and run; what a machine lacks for one is said, never passed over."""

import json
import os
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

HERE = Path(__file__).resolve().parent


class MissingError(Exception):
    """Something that a client needs is not on this machine."""


class GeneratedClient(ABC):
    """A client of the API, made from its document into a folder of its own."""

    name: ClassVar[str]
    needs: ClassVar[str] = ""
    """A program without which it cannot be generated."""

    def __init__(self, into: Path) -> None:
        self.folder = into / self.name

    def refuse_missing(self) -> None:
        """Raises: MissingError without the program that it needs."""
        if self.needs and not shutil.which(self.needs):
            raise MissingError(f"there is no {self.needs} on this machine")

    @abstractmethod
    def generate(self, document: Path) -> None:
        """Make the client anew."""

    @abstractmethod
    def command(self, program: Path) -> list[str]:
        """The command line of a program that uses it."""

    @abstractmethod
    def ask(self, base: str) -> Any:
        """All that it got from a site."""

    def output(self, program: Path, *arguments: str) -> str:
        """What a program that uses it prints."""
        environment = os.environ | {"PYTHONPATH": str(self.folder)}
        return run([*self.command(program), *arguments], self.folder, environment)


class PythonClient(GeneratedClient):
    """Made by openapi-python-client: attrs and httpx."""

    name = "openapi-python-client"
    program = HERE / "python_client.py"

    def generate(self, document: Path) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        options = ["--path", str(document), "--output-path", str(self.folder), "--fail-on-warning"]
        # It formats what it made with ruff, which it looks for on the path.
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        command = [sys.executable, "-m", "openapi_python_client", "generate", *options]
        run(command, document.parent, os.environ | {"PATH": path})

    def command(self, program: Path) -> list[str]:
        return [sys.executable, str(program)]

    def ask(self, base: str) -> Any:
        return json.loads(self.output(self.program, base))


class GeneratorClient(PythonClient):
    """Made by openapi-generator: pydantic and urllib3."""

    name = "openapi-generator"
    needs = "java"
    program = HERE / "generator_client.py"

    def generate(self, document: Path) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        options = ["-i", str(document), "-g", "python", "-o", str(self.folder)]
        cli = "import sys; from openapi_generator_cli import run; sys.exit(run(sys.argv[1:]).returncode)"
        command = [sys.executable, "-c", cli, "generate", *options, "--package-name", "news_events"]
        run(command, document.parent)


class TypeScriptClient(GeneratedClient):
    """Types made by openapi-typescript, for openapi-fetch; checked by the strict compiler."""

    name = "openapi-typescript"
    needs = "npm"
    programs: ClassVar[tuple[str, ...]] = ("prove.ts",)
    """Those that use it; the first prints what it got."""
    generator: ClassVar[tuple[str, ...]] = ("openapi-typescript", "openapi.yaml", "--output", "schema.d.ts")

    compiler: ClassVar[tuple[str, ...]] = ()
    """What the compiler is told besides tsconfig.json."""

    def generate(self, document: Path) -> None:
        source, packages = HERE / "typescript", self.folder.parent
        # One folder of packages, which node finds above each client.
        lock = packages / "package-lock.json"
        fresh = not lock.exists() or lock.read_bytes() != (source / lock.name).read_bytes()
        for name in ("package.json", "package-lock.json"):
            shutil.copy2(source / name, packages)
        if fresh or not (packages / "node_modules" / ".package-lock.json").exists():
            run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], packages)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        for name in (*self.programs, "tsconfig.json"):
            shutil.copy2(source / name, self.folder)
        shutil.copy2(document, self.folder / "openapi.yaml")
        run(["npx", *self.generator], self.folder)

    def command(self, program: Path) -> list[str]:
        return ["node", str(self.folder / "built" / f"{program.stem}.js")]

    def compile(self) -> None:
        """Check and translate every program in the folder."""
        run(["npx", "tsc", "--project", ".", *self.compiler], self.folder)

    def ask(self, base: str) -> Any:
        self.compile()
        return json.loads(self.output(Path(self.programs[0]), base))


class OrvalClient(TypeScriptClient):
    """Functions made by orval, of fetch."""

    name = "orval"
    programs = ("orval.ts", "walk.ts")
    generator = (
        "orval",
        "--input",
        "./openapi.yaml",
        "--output",
        "./generated/client.ts",
        "--client",
        "fetch",
    )


class HeyApiClient(TypeScriptClient):
    """Functions made by hey-api, of its client of fetch."""

    name = "hey-api"
    programs = ("hey-api.ts", "walk.ts", "hey-api.config.mjs")
    generator = ("openapi-ts", "--file", "hey-api.config.mjs")
    compiler = ("--exactOptionalPropertyTypes", "false")  # its own files do not pass otherwise


CLIENTS: dict[str, type[GeneratedClient]] = {
    one.name: one for one in (PythonClient, GeneratorClient, TypeScriptClient, OrvalClient, HeyApiClient)
}


def run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> str:
    """What a command prints. Raises: RuntimeError with all that it said where it fails."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} ... failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout
