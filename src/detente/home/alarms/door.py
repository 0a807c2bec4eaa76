"""The one door to Apprise: mail, SMS gateways, chat and webhooks behind one kind of address.

An address holds secrets. It is given here and nowhere else: neither log nor error nor reply repeats it, and the
library's own log, which may name hosts and accounts, is shut. It is imported where somebody is told by it.
"""

import asyncio
import logging

SECONDS_MAX = 30
"""For one address to answer: mail servers greet within seconds; what takes longer is tried again with the next step."""

_log = logging.getLogger("apprise")
_log.setLevel(logging.CRITICAL + 1)
_log.propagate = False


def is_address(url: str) -> bool:
    """Say if Apprise knows what to do with an address."""
    import apprise

    return bool(apprise.Apprise().add(url))


async def send(url: str, title: str, body: str) -> bool:
    """Send a text and say if the address answered that it took it."""
    import apprise

    sender = apprise.Apprise()
    if not sender.add(url):
        return False
    try:
        sent = asyncio.to_thread(sender.notify, body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
        return bool(await asyncio.wait_for(sent, SECONDS_MAX))
    except Exception:  # noqa: BLE001  whatever a library of a hundred services meets, the next address is tried
        return False
