"""The data connections of clients that keep their control connection: descriptors come back, whatever was done to them."""

from __future__ import annotations

import pytest

from tests.server.running import Running, eventually


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_a_hundred_broken_transfers_in_one_session_leave_nothing(served: Running, tls: bool) -> None:
    (served.homes["password"] / "big.bin").write_bytes(bytes(4_000_000))
    with served.secure() if tls else served.clear() as wire:
        before, memory = served.descriptors(), served.resident()
        for number in range(100):
            command = ("RETR big.bin", "STOR up.bin", "LIST", "NLST")[number % 4]
            if number % 3:
                data = wire.begin(command)
            else:
                data = wire.open_data()
                wire.must(command, "125 150")
            data.close()
            assert wire.reply()[:3] in ("226", "425", "426")
        wire.must("NOOP", "200")
        assert eventually(lambda: served.descriptors() <= before)
        assert served.resident() - memory < 6_000
    assert "Traceback" not in served.log


def test_the_file_of_a_vanished_upload_is_free_again(served: Running) -> None:
    """Vanished between STOR and the data connection: nobody else may find the file in use for ever."""
    for _ in range(3):
        wire = served.clear()
        wire.passive()
        wire.must("STOR freed.bin", "125 150")
        wire.vanish()

        def stored() -> bool:
            with served.clear() as other:
                with other.open_data() as data:
                    if other.ask("STOR freed.bin")[:3] not in ("125", "150"):
                        return False
                    data.sendall(b"mine")
                return other.reply()[:3] == "226"

        assert eventually(stored)
    assert (served.homes["password"] / "freed.bin").read_bytes() == b"mine"
