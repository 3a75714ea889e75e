"""Which handlers there are: crmctl's own, and those that other packages bring."""

from collections.abc import Iterator
from importlib import import_module, metadata

from crmctl.errors import ConfigurationError
from crmctl.platform import aliases
from crmctl.platform.handling import Handler

GROUP = "crmctl.handlers"
_OWN = ("user_created", "business_created", "approval_completed")


def handlers() -> tuple[Handler, ...]:
    """Every handler, crmctl's own first; ConfigurationError when one cannot be loaded."""
    found: dict[str, Handler] = {}
    for handler in (*_own(), *_of_others()):
        if handler.name in found:
            raise ConfigurationError(
                f"Two handlers are called {handler.name!r}: rename the one that you added"
            )
        found[handler.name] = handler
    return tuple(found.values())


class Registry:
    """Finds the handlers of a type; each type is looked up once."""

    def __init__(self, handlers: tuple[Handler, ...]) -> None:
        """The given handlers, in the order in which they act on an event."""
        self.by_name = {handler.name: handler for handler in handlers}
        self._patterns = [(handler, aliases.expand(handler.patterns)) for handler in handlers]
        self._known: dict[str, tuple[Handler, ...]] = {}

    def of(self, type_: str) -> tuple[Handler, ...]:
        """The handlers that take events of that type."""
        found = self._known.get(type_)
        if found is None:
            found = tuple(
                handler
                for handler, patterns in self._patterns
                if any(matches(pattern, type_) for pattern in patterns)
            )
            # Types come from outside: nobody may fill the memory with them.
            if len(self._known) < 10_000:
                self._known[type_] = found
        return found


def matches(pattern: str, type_: str) -> bool:
    """Whether a pattern takes events of that type: `*` all of them, `a.*` everything below a."""
    if pattern == "*":
        return True
    if pattern.endswith(".*"):
        return type_.startswith(pattern[:-1])
    return pattern == type_


def _own() -> Iterator[Handler]:
    for name in _OWN:
        yield import_module(f"crmctl.platform.{name}").HANDLER


def _of_others() -> Iterator[Handler]:
    for entry in metadata.entry_points(group=GROUP):
        try:
            handler = entry.load()
        except Exception as error:
            raise ConfigurationError(
                f"The handler {entry.name!r} ({entry.value}) cannot be loaded: "
                f"{type(error).__name__}: {error}. Mend or uninstall the package that brings it"
            ) from error
        if not isinstance(handler, Handler):
            raise ConfigurationError(
                f"The entry point {entry.name!r} ({entry.value}) is no Handler: "
                "see crmctl.platform.handling"
            )
        yield handler
