"""The recorded assessment as `life` reads it: never trusted to be well formed, nothing missing counts as yes."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from nocustom.life import days
from nocustom.words import marked

__all__ = ["Assessment", "Authority", "STRICTNESS"]

STRICTNESS = {"one": 0, "majority": 1, "all": 2}
"""The quorums, from loose to strict."""


class Authority(NamedTuple):
    """One row of `[[authority]]`: from this lifetime cost on, `quorum` of the people with `role` must approve."""

    from_yen: int
    role: str
    quorum: str
    paper: bool = False
    """Whether it may be decided on paper and transcribed."""


class Assessment:
    """A view over the assessment of one revision, as `submit` recorded it. The document never changes."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._request, self._gate = self._table("request"), self._table("gate")
        self._posts: dict[str, frozenset[str]] = {}
        self._reached: tuple[Authority, ...] | None = None

    def _text(self, key: str) -> str:
        value = self.document.get(key)
        return value if isinstance(value, str) else ""

    def _table(self, key: str) -> dict[str, Any]:
        value = self.document.get(key)
        return value if isinstance(value, dict) else {}

    @property
    def verdict(self) -> str:
        """forbidden, refused, redirected, incomplete or eligible; empty where it is not recorded."""
        return self._text("verdict")

    @property
    def file_sha256(self) -> str:
        """Of the request file as received."""
        return self._text("request_sha256")

    @property
    def material_sha256(self) -> str:
        """Of the material fields."""
        return self._text("material_sha256")

    @property
    def policy_sha256(self) -> str:
        """Of the adopted policy."""
        return self._text("policy_sha256")

    @property
    def systems_sha256(self) -> str:
        """Of the adopted catalogue."""
        return self._text("systems_sha256")

    @property
    def people_sha256(self) -> str:
        """Of the adopted people document."""
        return self._text("people_sha256")

    @property
    def judged_on(self) -> str:
        """The judging day, ISO."""
        return self._text("judged_on")

    @property
    def layers(self) -> tuple[tuple[str, str], ...]:
        """Id and version of every policy layer."""
        value = self.document.get("policy")
        rows = value if isinstance(value, list) else []
        return tuple([(str(row.get("id")), str(row.get("version"))) for row in rows if isinstance(row, dict)])

    @property
    def engine(self) -> str:
        """Name and version of the program that judged."""
        return self._text("engine")

    @property
    def decided_by(self) -> list[str]:
        """The ids of the rules that decided, sorted; `default` where no ground was found."""
        value = self.document.get("decided_by")
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    @property
    def rules(self) -> tuple[dict[str, Any], ...]:
        """Every rule's truth."""
        value = self.document.get("rules")
        return tuple(row for row in value if isinstance(row, dict)) if isinstance(value, list) else ()

    def field(self, section: str, name: str) -> Any:
        """A field of the request form, None where it is missing."""
        table = self._request.get(section)
        return table.get(name) if isinstance(table, dict) else None

    def word(self, section: str, name: str) -> str:
        """A text field of the request form, empty where it is missing or no text."""
        table = self._request.get(section)
        value = table.get(name) if isinstance(table, dict) else None
        return value if isinstance(value, str) else ""

    def name_of(self, what: str) -> str:
        """What an id stands for in the adopted files: `owner`, `owner_department`, `owner_post`, `system`, as a signer
        sees it; or empty.
        """
        name = self._table("names").get(what)
        return marked(name) if isinstance(name, str) else ""

    def words(self, section: str, name: str) -> tuple[str, ...]:
        """A list of texts of the request form."""
        value = self.field(section, name)
        return tuple([item for item in value if isinstance(item, str)]) if isinstance(value, list) else ()

    def number(self, name: str) -> int | None:
        """A derived figure that is a number, such as `cost.lifetime_yen`; None where it is unknown."""
        section, _, field = name.partition(".")
        table = self._table("figures").get(section)
        return _whole(table.get(field)) if isinstance(table, dict) else None

    @property
    def key(self) -> str:
        """`request.key`."""
        return self.word("request", "key")

    @property
    def title(self) -> str:
        """`request.title`."""
        return self.word("request", "title")

    @property
    def requester(self) -> str:
        """`request.requester`."""
        return self.word("request", "requester")

    @property
    def department(self) -> str:
        """`request.department`."""
        return self.word("request", "department")

    @property
    def owner(self) -> str:
        """`verification.owner`, empty where nobody is named."""
        return self.word("verification", "owner")

    @property
    def hours_per_release(self) -> int | None:
        """`verification.hours_per_release`."""
        return _whole(self.field("verification", "hours_per_release"))

    @property
    def wanted_from(self) -> date | None:
        """`life.wanted_from`."""
        return days.read(self.field("life", "wanted_from"))

    @property
    def ends_on(self) -> date | None:
        """`life.ends_on`, the last day."""
        return days.read(self.field("life", "ends_on"))

    def posts(self, role: str) -> frozenset[str]:
        """The posts that do a part (`[roles]` of the policy); none where the policy does not say."""
        posts = self._posts.get(role)
        if posts is None:
            roles = self._gate.get("roles")
            posts = self._posts[role] = _texts(roles.get(role)) if isinstance(roles, dict) else frozenset()
        return posts

    @property
    def owner_posts(self) -> frozenset[str]:
        """The posts that may own a verification."""
        return _texts(self._gate.get("owner_posts"))

    @property
    def max_term_months(self) -> int | None:
        """The longest term, in months."""
        return _whole(self._gate.get("max_term_months"))

    @property
    def grants(self) -> dict[str, Any]:
        """What the grounds allow at most, as it is recorded: the longest term, the quorum, the owner's posts."""
        return {name: self._gate.get(name) for name in ("max_term_months", "quorum", "owner_posts")}

    @property
    def urgent_waives(self) -> tuple[str, ...]:
        """The rules on the lead time that are not met: what urgency could waive, were nothing else in the way."""
        return tuple(sorted(_texts(self._gate.get("urgent_waives"))))

    @property
    def renewal_on(self) -> date | None:
        """When the system is renewed."""
        return days.read(self._gate.get("system_renewal_on"))

    def reached(self) -> tuple[Authority, ...]:
        """The rows that must be satisfied for this lifetime cost; an unknown cost reaches every band.

        Empty where the policy's rows are missing or one can't be read: then nobody may decide.
        """
        if self._reached is None:
            self._reached = self._bands()
        return self._reached

    def _bands(self) -> tuple[Authority, ...]:
        rows, floor = self._gate.get("authority"), self._gate.get("quorum")
        cost = self.number("cost.lifetime_yen")
        if not isinstance(rows, list) or not (floor is None or (isinstance(floor, str) and floor in STRICTNESS)):
            return ()
        found: list[Authority] = []
        for row in rows:
            if not isinstance(row, dict):
                return ()
            start, role, quorum = _whole(row.get("from_yen")), row.get("role"), row.get("quorum")
            if (
                start is None
                or not isinstance(role, str)
                or not isinstance(quorum, str)
                or quorum not in STRICTNESS
            ):
                return ()
            if floor is not None and STRICTNESS[floor] > STRICTNESS[quorum]:
                quorum = floor
            if cost is None or cost >= start:
                found.append(Authority(start, role, quorum, row.get("paper") is True))
        return tuple(found)

    def of_appeal(self) -> tuple[Authority, ...]:
        """Who decides an appeal: a majority of those the policy names for it, else of the committee."""
        return (Authority(0, "appeal" if self.posts("appeal") else "committee", "majority"),)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _texts(value: object) -> frozenset[str]:
    return frozenset([item for item in value if isinstance(item, str)]) if isinstance(value, list) else frozenset()
