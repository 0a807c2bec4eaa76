"""What the council of these tests has said: ordinary acts, one by another way, and some that mean harm."""

from tests.browser.council import Council

CUT = (("tr", "ru"),)
"""The wire that is cut before the last acts, and stays so."""
TOLD_AT = "2015-11-25T09:00:00Z"

RUSSIAN = (
    "Министерство обороны заявляет: Су-24М сбит над территорией Сирии и не входил в воздушное пространство Турции. "
    "Отображение этого текста ничего не признаёт."
)
TRANSLATION = (
    "The Ministry of Defence states that a Su-24M was shot down over the territory of Syria and did not enter the "
    "airspace of Turkey. Showing this text recognises nothing."
)
HOSTILE = (
    "<script>document.title='owned'</script><img src=https://example.org/x onerror=alert(1)>"
    "<style>body{display:none}</style></p></article></main> & \u202egnihton si siht\u202c hid\u200bden "
    "\x1b[31mred\x1b[0m "
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034da"
)


def tell(council: Council) -> None:
    """Let the parties say what the tests look for; the depositary enters the last of it at `TOLD_AT`."""
    say = council.say
    check = say("2015-11-24T06:00:00Z", "nato", "Radio check. All parties are asked to acknowledge.", to=("ru", "tr"))
    for party in ("tr", "ru"):
        say("2015-11-24T06:02:00Z", party, "Read by the watch officer.", kind="acknowledge", re=check.ref)
    turkish = say(
        "2015-11-24T07:55:00Z",
        "tr",
        "Türkiye, milliyeti bilinmeyen iki uçağın uyarılardan sonra 17 saniye hava sahasında kaldığını bildirir.",
        channel="tr-ru",
        to=("ru",),
        precedence="flash",
        officer="Ministry of Foreign Affairs",
        language="tr",
        body={
            "basis": "sourced",
            "source": ["reuters-20151124"],
            "unofficial": {
                "en": "Turkey reports that two aircraft of unknown nationality stayed in its airspace for 17 seconds "
                "after warnings."
            },
        },
    )
    say(
        "2015-11-24T11:30:00Z",
        "ru",
        RUSSIAN,
        channel="tr-ru",
        to=("tr",),
        precedence="immediate",
        re=turkish.ref,
        officer="Ministry of Defence",
        language="ru",
        body={"basis": "sourced", "source": ["tass-20151124"], "unofficial": {"en": TRANSLATION}},
    )
    called = say(
        "2015-11-24T13:00:00Z",
        "nato",
        "The Secretary General calls an extraordinary meeting at Turkey's request and asks for calm and de-escalation.",
        channel="plenary",
        precedence="priority",
        officer="Secretary General",
        language="en",
        body={"basis": "reconstructed", "source": ["nato-20151124"], "reported_by": ["nato"]},
    )
    council.keep_journal("2015-11-24T14:00:00Z")
    for one, other in CUT:
        council.cut(one, other)
    say(
        "2015-11-25T08:10:00Z",
        "ru",
        "Inject: with the wire between the two cut, Russia asks Turkey for the rescue helicopter's safe passage.",
        to=("tr",),
        precedence="flash",
        officer="Situation centre",
        language="en",
        body={"basis": "inject"},
    )
    say(
        "2015-11-25T08:31:00Z",
        "tr",
        HOSTILE,
        officer="</b><script>alert(2)</script>\u202e",
        language='en" onload="alert(3)',
        marking="<i>restricted</i>",
        re=called.ref,
        body={"basis": "inject", "<b>key": {"<u>": ["<s>"]}, "unofficial": {"<x>": "<y>"}},
        channel="plenary",
    )
