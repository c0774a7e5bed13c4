"""The example plugin as a stranger has it: a distribution in an environment of its own, then broken on purpose."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "marelle-toys"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A new environment: the dependencies and Marelle of this one by a path file, the example by pip, editable."""
    folder = tmp_path_factory.mktemp("stranger")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    python = folder / "env" / "bin" / "python"
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (packages / "ours.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n")
    source = folder / "marelle-toys"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__", "0*.py"))
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-build-isolation",
        "--disable-pip-version-check", "-e", str(source))
    return python, source


def marelle(environment, folder):
    """The command line of that environment, on the data of a folder."""
    python, _source = environment

    def command(*words, data="var", fails=False):
        return run(python, "-c", "from core.cli import main; main()", *words, cwd=folder, fails=fails,
                   MARELLE_DATA=str(folder / data))

    return command


def run(*command, cwd=None, fails=False, **environ):
    """The output of a command that must succeed, or with `fails` must not."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("MARELLE_", "PYTEST_"))}
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=plain | environ, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert bool(done.returncode) == fails, done.stdout
    return done.stdout


def broken(environment, name, old, new):
    """The example with one text replaced; gives the file back afterwards."""
    path = environment[1] / "marelle_toys" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return path, text


@pytest.fixture(scope="module")
def applied(environment, tmp_path_factory):
    """Data in which the example's migration was made and applied."""
    folder = tmp_path_factory.mktemp("applied")
    command = marelle(environment, folder)
    command("migrate")
    assert "0001_toys.py" in command("migrate", "--make", "toys", "--plugin", "toys")
    assert "applied toys/0001_toys" in command("migrate")
    return folder


@pytest.fixture
def migrated(environment, applied, tmp_path):
    """The command line, on a copy of these data."""
    shutil.copytree(applied, tmp_path, dirs_exist_ok=True)
    return marelle(environment, tmp_path)


def test_the_tutorial_s_commands_work_one_after_the_other(environment, migrated):
    python, source = environment
    assert "toys" in migrated("plugins")
    assert "toys_loan.slip" in migrated("routes", "--format", "json")
    assert "right" in migrated("check")
    assert "3 passed" in run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=source)


BREAKS = {
    "a guard without docstring": (
        "workflow.py", '    """The loan says when the toy comes back."""\n', "",
        ("marelle_toys/workflow.py:", "has_due_date", "has no docstring", "Say in a line")),
    "an unreachable state": (
        "workflow.py", '    give_back = ',
        '    lost = State("Perdu", "brique", "circle-x", final=True)\n    give_back = ',
        ("marelle_toys/workflow.py:", "no transition leads to the state lost", "Add one")),
    "a permission that nobody holds": (
        "plugin.py", '         "toys.loan.give_back")', '         )',
        ("marelle_toys/workflow.py:", "nobody may fire toys.loan.give_back", "RoleTemplate")),
    "a view without scope": (
        "models.py", '    belongs_to = "daycare"\n', "",
        ("marelle_toys", "Loan", "belongs_to")),
}


@pytest.mark.parametrize("what", BREAKS)
def test_marelle_check_names_the_file_and_the_remedy(environment, migrated, what):
    name, old, new, expected = BREAKS[what]
    path, text = broken(environment, name, old, new)
    try:
        if name == "plugin.py":  # the roles of a database that is there keep what was ticked: look at a new one
            migrated("migrate", data="new")
        said = migrated("check", data="new" if name == "plugin.py" else "var", fails=True)
    finally:
        path.write_text(text)
    for words in expected:
        assert words in said, said
