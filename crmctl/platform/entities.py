"""What an event is about: the events of one thing are acted on in their order."""

from hashlib import blake2b

from crmctl.platform.handling import Incoming

_KNOWN = ("contactId", "accountId", "dealId", "activityId", "approvalId", "userId", "businessId",
          "memberId", "importId", "exportId", "id")  # fmt: skip
# Everything of a workspace in one row would let one failure hold up all of it.
_TOO_WIDE = {"workspace", "tenant"}
_LONGEST = 200


def entity(incoming: Incoming) -> str:
    """The thing's name in its workspace; an event about nothing in particular is its own."""
    data = incoming.data
    about = data.get("entityId")
    if about is None:
        words = [f"{word}Id" for word in incoming.type.split(".") if word not in _TOO_WIDE]
        found = (data.get(key) for key in (*reversed(words), *_KNOWN))
        about = next((each for each in found if isinstance(each, (str, int))), incoming.id)
    name = str(about)
    if len(name) > _LONGEST or not name.isprintable():
        name = blake2b(name.encode(errors="surrogatepass"), digest_size=16).hexdigest()
    return f"{incoming.workspace} {name}"
