"""Passwords, codes, devices, targets."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import device_of, password_problem, safe_target, spaced_code, throttle_keys, tidy_code
from app.identity.rules import ZONES
from app.kernel.ids import new_code


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("a quiet morning", True),
        ("客服好习惯要天天练习呀", True),
        ("abcdefghij", True),
        ("abcdefghi", False),
        ("aaaaaaaaaaaaaaaa", False),
        ("AFTERCARE-0042", False),
        ("ａftercare-0042", False),
    ],
)
def test_passwords(password, fits):
    assert (password_problem(password, ("aftercare-0042", None)) is None) == fits


@given(st.integers(0, 40))
def test_codes_are_read_however_they_are_typed(count):
    code = new_code(10)

    assert tidy_code(spaced_code(code)) == tidy_code(f" {code.upper()[:3]}-{code[3:]}\n") == code


@given(st.text(max_size=30))
def test_targets_stay_on_this_site(text):
    target = safe_target(text)

    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))
    assert not any(ord(letter) < 33 for letter in target)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", ("Safari", "iPhone")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120", ("Edge", "Windows")),
        ("Mozilla/5.0 (Linux; Android 12) Chrome/99 MicroMessenger/8.0", ("WeChat", "Android")),
        ("curl/8", ("", "")),
    ],
)
def test_devices(agent, device):
    assert device_of(agent) == device


def test_throttle_keys_name_nobody_and_fold_what_people_type():
    assert throttle_keys(" ＬI", "1.2.3.4") == throttle_keys("li", "1.2.3.4")
    assert "li" not in throttle_keys("li", "a")[0][:2]


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_exists(zone):
    assert ZoneInfo(zone).key == zone
