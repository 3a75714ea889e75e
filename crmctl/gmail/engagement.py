"""What came of tracked mails, in numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crmctl.gmail.machines import HUMAN
from crmctl.storage import tokens
from crmctl.storage.session import Session

_LOT = 500


@dataclass(slots=True)
class Engagement:
    """One mail: its hits by class, of the pixel and of each link."""

    pixel: Counter[str] = field(default_factory=Counter)
    links: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def opens(self) -> int:
        """How often a person is likely to have opened it."""
        return self.pixel[HUMAN]

    @property
    def clicks(self) -> int:
        """How often a person has followed one of its links."""
        return sum(hits[HUMAN] for hits in self.links.values())

    def document(self) -> dict[str, Any]:
        """For JSON."""
        everything = sum(self.links.values(), Counter(self.pixel))
        return {
            "likelyOpens": self.opens,
            "opens": self.pixel.total(),
            "likelyClicks": self.clicks,
            "hits": everything.total(),
            "hitsByClass": dict(sorted(everything.items())),
            "clicks": [
                {"url": url, "likely": hits[HUMAN], "all": hits.total()}
                for url, hits in self.links.items()
            ],
        }

    def words(self) -> list[str]:
        """For people."""
        everything = sum(self.links.values(), Counter(self.pixel))
        by_class = ", ".join(f"{count} {name}" for name, count in sorted(everything.items()))
        return [
            f"{self.opens} likely opens, of {self.pixel.total()} hits of the pixel",
            *(
                f"{hits[HUMAN]} likely clicks, of {hits.total()}, on {url}"
                for url, hits in self.links.items()
            ),
            f"{everything.total()} hits in all{': ' * bool(by_class)}{by_class}",
        ]


def of(session: Session, activity_ids: Sequence[str]) -> dict[str, Engagement]:
    """{activity: what came of it} for those that were tracked."""
    found: dict[str, Engagement] = {}
    for start in range(0, len(activity_ids), _LOT):
        for id_, position, url, name, count in tokens.counted(
            session, activity_ids[start : start + _LOT]
        ):
            mail = found.setdefault(id_, Engagement())
            hits = mail.links.setdefault(url, Counter()) if position else mail.pixel
            if name is not None:
                hits[name] += count
    return found
