"""What people recognise their own browser by."""

from __future__ import annotations

import pytest

from app.system.rules.browsers import browser_name

AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36": "Chrome · Windows",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0": "Edge · Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605 Version/18.0 Safari/605": "Safari · macOS",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604 MicroMessenger/8.0": "WeChat · iPhone",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox · Linux",
    "Mozilla/5.0 (Linux; Android 15) Chrome/156.0 Mobile Safari/537.36": "Chrome · Android",
    "curl/8.5.0": "curl/8.5.0",
    "": "",
}


@pytest.mark.parametrize(("agent", "name"), AGENTS.items())
def test_names(agent, name):
    assert browser_name(agent) == name
