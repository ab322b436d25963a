"""What is different where the suite runs on Windows' Python, which here is Python in Wine: no file of tests says it itself.

Tests are named as pytest does, from `tests/` on, without parameters or with them; a folder and a file stand for all in it.
"""

from __future__ import annotations

import sys

import pytest

_LIMITED = "limits of the system for one process (setrlimit)"
_STOPPED = "a process that is stopped by a signal; tests/windows stops one by its console"
LINUX: dict[str, str] = {
    "server/test_faults_directory.py": "a domain controller of Samba",
    "server/test_faults_disk.py": _LIMITED,
    "server/test_faults_load.py::test_out_of_descriptors_and_back": _LIMITED,
    "server/test_faults_time.py::test_the_server_stops_whatever_its_clients_do": _STOPPED,
    "end_to_end/test_lab.py": "curl of this machine, and signals",
    "end_to_end/test_serve.py": "curl of this machine, and signals; tests/windows has the server in a process of its own",
    "end_to_end/test_observations.py::test_the_server_behaves_as_observed": "a server of a process, as test_serve.py starts it",
    "observations/test_round_trip.py::test_serve_behaves_as_observed_in_a_process_of_its_own": "the same",
    "end_to_end/test_evidence.py::test_what_cannot_be_read_is_said[arguments3-machine: this is not Windows]": "a system without machine stores",
    "end_to_end/test_fix.py::test_write": "modes of files; tests/windows has access control lists",
    "end_to_end/test_hostile_files.py::test_the_header_of_a_diff_steers_no_terminal": "control characters in the name of a file",
    "end_to_end/test_bad_input.py::test_a_file_of_200_megabytes_does_not_take_the_machine_down": "/proc, for its memory",
    "end_to_end/test_terminal.py::test_colours[auto-True-variables0-True]": "a terminal; here there is no console to ask",
    "end_to_end/test_terminal.py::test_colours[auto-True-variables3-True]": "a terminal; here there is no console to ask",
    "server/test_fairness.py::test_a_name_that_is_missing_reads_a_big_folder_once": "folders in which letter case matters",
    "server/test_log_files.py::test_a_log_that_cannot_be_written_is_told_once_and_the_server_goes_on": "a named pipe",
    "server/test_observed.py::test_the_lab_leaves_the_mode_of_a_folder_that_was_there": "modes of folders",
    "server/test_storage.py::test_short_names_are_refused_unless_they_exist": "folders in which letter case matters",
    "fleet/test_cluster.py": "workers of Dask that are killed by signals",
    "fleet/test_sources.py::test_a_pipe_is_not_opened": "a named pipe",
    "fleet/test_page.py::test_axe_finds_nothing": "a browser of this machine",
    "fleet/test_command.py::test_hostile_names_steer_no_terminal": "control characters in the name of a file",
    "collect/test_dotnet.py": ".NET Core of this machine",
    "rules/test_index.py": "files that are compared each time; here the suite compares them once, see below",
    "clients": "clients of Linux",
    "site": "mkdocs, which is not installed there",
    "project/test_wheel.py": "an environment of its own; the wheel is in ftplint.exe, which is tested by itself",
    "project/test_readme.py": "make, and commands of a shell",
    "project/test_walks.py": "a copy of the checkout and processes in it",
    "project/test_windows_stage.py": "a script of a shell",
    "project/test_memory.py": "the module resource, for memory",
    "remedy/test_write.py::test_replaced_with_mode_and_owner": "modes of files; tests/windows has access control lists",
    "remedy/test_write.py::test_extended_attributes_stay": "extended attributes",
    "remedy/test_write.py::test_whatever_fails_nothing_was_changed[replace-1]": (
        "os.replace, in whose place is ReplaceFile; test_what_replace_file_of_windows_leaves runs"
    ),
    "lsp/test_neovim.py": "Neovim of this machine",
    "probe/test_page.py::test_the_session_of_the_page": "curl of this machine, with OpenSSL, and a server of a process",
    **{
        f"probe/test_other_servers.py::{test}[{server}]": "a server for Linux; here pyftpdlib's is probed"
        for test in ("test_a_file_that_says_what_the_server_does", "test_a_file_that_does_not")
        for server in ("proftpd", "vsftpd")
    },
    "verify/test_other_servers.py": "servers of others, for Linux; probe/test_other_servers.py has pyftpdlib's here",
}
"""Tests that need what only Linux has, and what that is."""

_LINK = "CreateSymbolicLink succeeds and makes nothing, so that there is no link to refuse"
_RESET = "a connection that is closed with a reset is ended first (FIN), so that a cut upload looks whole"
WINE: dict[str, str] = {
    "project/test_docs.py::test_the_pages_are_fresh_and_none_is_left_over": _RESET,
    "server/test_hostile_paths.py::test_a_file_that_is_being_uploaded_is_not_renamed": _RESET,
    "server/test_faults_vanish.py::test_a_client_that_vanished_from_its_upload_is_told_so_if_it_is_still_there[reset-clear]": _RESET,
    "server/test_faults_vanish.py::test_a_client_that_vanished_from_its_upload_is_told_so_if_it_is_still_there[reset-tls]": _RESET,
    "remedy/test_write.py::test_links_stay_links": _LINK,
    "fleet/test_page.py::test_a_run_writes_through_no_link_that_lies_in_the_results": _LINK,
    "fleet/test_sources.py::test_files_that_are_too_large_and_links_that_lead_out_fail_alone": _LINK,
    "windows/test_on_windows.py::test_a_report_does_not_take_the_place_of_a_read_only_file": (
        "MoveFileEx replaces a file that is read-only"
    ),
    "evidence/test_bundle.py::test_links_do_not_lead_out_of_a_folder": _LINK,
    "server/test_log_files.py::test_no_log_is_written_through_a_link_that_leads_outside": _LINK,
    "server/test_storage.py::test_what_leads_outside_or_is_no_name_is_refused": _LINK,
    "windows/test_processes.py::test_ctrl_break_stops_the_server_in_an_orderly_way": (
        "processes have no console, so Ctrl+Break reaches none"
    ),
}
"""Tests that fail in Wine and not for the sake of ftplint, and what Wine gets wrong. On Windows itself they run."""

COSTLY: dict[str, str] = {
    "verify/test_rules.py": "thousands of sessions; ftplint.exe plays three rules in CI",
    "verify/test_wide_table.py": "hundreds of sites, and a pool of processes",
    "verify/test_truth_table.py": "192 servers, one after the other",
    "verify/test_company.py": "hundreds of sessions",
    **dict.fromkeys(
        ("corpus", "rules/test_matrix.py", "rules/test_builtin.py", "judging/test_xpath_family.py"),
        "judges thousands of files, and nothing in that depends on the system",
    ),
    "remedy/test_fixing.py": "fixes every example of every rule; end_to_end/test_fix.py runs",
    "server/test_faults_cures.py": "a server for each cure, which waits for what does not come",
    "server/test_faults_load.py": "hundreds of sessions; server/test_select.py shows what is different there",
    "verify/test_refusals.py::test_every_certificate_has_its_outcome": (
        "a server for each kind of certificate; server/test_faults_tls.py plays refusals here"
    ),
    "verify/test_wire_changes.py": "hundreds of servers, one after the other",
    "project/test_imports.py::test_a_plain_check_imports_nothing_slow": "starts a process for each; nothing in it depends on the system",
    "end_to_end/test_many_files.py": "a pool of processes for each run; settings/test_overrides.py has one",
    "end_to_end/test_evidence.py::test_several_files_in_several_processes": "the same; the other tests of it have one process",
    **dict.fromkeys(
        (
            "fleet/test_in_order.py::test_answers_come_in_order[3]",
            "fleet/test_in_order.py::test_what_kills_its_process_fails_alone[poisoned1]",
            "fleet/test_in_order.py::test_what_kills_its_process_fails_alone[poisoned2]",
            "fleet/test_in_order.py::test_what_the_work_raises_is_raised",
        ),
        "many processes, one after the other; the other tests of that file have a few",
    ),
    **{
        f"fleet/test_cache.py::test_the_stamp_changes_with_any_file_that_decides[*.{kind}]": "reads the package; *.py runs"
        for kind in ("sch", "xsd", "json")
    },
    "probe/test_changes.py::test_some_changes_are_named": "dozens of servers; probe/test_sites.py holds sites of all kinds",
    "probe/test_truth_table.py": "dozens of sites, each held against others; probe/test_sites.py has some of the wide table",
    "end_to_end/test_verify.py::test_the_truth_table_is_printed": "192 servers, one after the other; verify plays rules here",
}
"""Tests that are left out in Wine because a process there costs seconds, and what runs in their place."""

NOT_YET: dict[str, str] = {}
"""Tests that ought to run in Wine and that nobody has looked at there."""


def in_wine() -> bool:
    """Whether this Windows is Wine, whose ntdll says so."""
    if sys.platform != "win32":
        return False
    import ctypes

    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")


def reason(test: str) -> str | None:
    """Why *test* does not run here, None where it does."""
    tables = ((LINUX, "Linux only"), (WINE, "Wine"), (COSTLY, "costly in Wine"), (NOT_YET, "not yet"))
    for table, what in tables:
        if table is not LINUX and not in_wine():
            continue
        for name, why in table.items():
            if test == name or test.startswith((f"{name}::", f"{name}[", f"{name}/")):
                return f"{what}: {why}"
    return None


def only_here(items: list[pytest.Item], exe: str | None) -> None:
    """Takes out what is there for Windows alone (marked windows) or for ``--exe``, and marks what does not run there."""
    items[:] = [item for item in items if exe or not item.get_closest_marker("exe")]
    if sys.platform != "win32":
        items[:] = [item for item in items if not item.get_closest_marker("windows")]
        return
    for item in items:
        why = reason(item.nodeid.removeprefix("tests/"))
        if why is not None:
            item.add_marker(pytest.mark.skip(reason=why))


def cheaper_processes() -> None:
    """Pools of processes as they can be had there: ``windows/pools.py``."""
    if sys.platform != "win32":
        return
    from tests.windows.pools import fleets_here, pools_wake

    fleets_here()
    if in_wine():
        pools_wake()


def read_rules_once() -> None:
    """The rule files are compared with their index once: to open them all takes Wine a second, each time."""
    if sys.platform != "win32":
        return
    from ftplint.rules import index, load_rules

    load_rules()
    index.INSTALLED = True
