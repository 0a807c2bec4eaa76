"""The charter's own desk: how parties change it, leave and come back, in words. What is in force, the node finds.

Source: docs/spec/amendments.md. That heads of state or government and ministers of foreign affairs speak for their
state without full powers: Vienna Convention on the Law of Treaties, article 7.
"""

from collections.abc import Mapping

from detente.council.desk import Field, Kind, Rank, Speech

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "amendment",
            Speech.ASKS,
            cameo="02",
            fields={"text": Field(str, "Text of the amendment", required=False)},
            least_rank=Rank.MINISTER,
            text={"en": "{party} proposes to amend the charter"},
        ),
        Kind(
            "amendment-consent",
            Speech.AGREES,
            cameo="05",
            least_rank=Rank.MINISTER,
            needs_re=True,
            text={"en": "{party} signs the amendment {re}"},
        ),
        Kind(
            "amendment-decline",
            Speech.DECLINES,
            cameo="12",
            fields={"text": Field(str, "Remark", required=False)},
            least_rank=Rank.MINISTER,
            needs_re=True,
            text={"en": "{party} will not sign the amendment {re}: {text}"},
        ),
        Kind(
            "withdrawal",
            Speech.INFORMS,
            cameo="16",
            fields={"reason": Field(str, "Reason", required=False)},
            least_rank=Rank.MINISTER,
            text={"en": "{party} leaves the council"},
        ),
    )
}
