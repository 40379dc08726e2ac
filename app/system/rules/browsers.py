"""What a browser calls itself, in two words that its owner recognises."""

from __future__ import annotations

# In the order in which they must be looked for: most claim to be several.
_BROWSERS = {
    "MicroMessenger": "WeChat", "DingTalk": "DingTalk", "Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox",
    "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "HarmonyOS": "HarmonyOS", "Android": "Android", "Windows": "Windows",
    "Mac OS": "macOS", "Linux": "Linux",
}  # fmt: skip


def browser_name(agent: str) -> str:
    """“Chrome · Windows” for a User-Agent header; of an unknown one, its beginning."""
    names = [next((name for sign, name in known.items() if sign in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, names)) or agent[:40]
