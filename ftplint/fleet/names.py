"""What a server is called: by its place among the files, so that it is the same whatever else the fleet has."""

from __future__ import annotations

_FILE = "applicationhost.config"
_STANDARD = ("windows", "system32", "inetsrv", "config")
"""The folders of the file on a server; as many of them as are there, from the last one, name nothing."""


def server_name(relative: str, whole: str) -> str:
    """The name for the file at *relative*, a path as seen from its source; *whole* is its whole path.

    ``web01/inetsrv/config/applicationHost.config`` is ``web01``, ``web01.config`` and ``web01.zip`` are ``web01``.
    """
    steps = _steps(relative)
    name = "/".join(steps)
    return name or (_steps(whole) or [whole])[-1]


def _steps(path: str) -> list[str]:
    steps = [step for step in path.replace("\\", "/").replace("!", "/").split("/") if step]
    if steps and steps[-1].lower() == _FILE:
        steps.pop()
        expected = list(_STANDARD)
        while steps and expected and steps[-1].lower() == expected[-1]:
            steps.pop()
            expected.pop()
    elif steps and steps[-1].lower().endswith(".config"):
        steps[-1] = steps[-1][: -len(".config")]
    return [step[: -len(".zip")] if step.lower().endswith(".zip") and step[:-4] else step for step in steps]
