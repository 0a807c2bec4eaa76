"""Templates that speak the language spoken now: what stands in them is English, and a text is translated as a whole."""

from collections.abc import Callable

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from detente.languages import called, current, gettext, ngettext, noted, npgettext, ours, pgettext, said, told


def translating(environment: Environment) -> Environment:
    """Let an environment's templates translate: `_`, `trans`, and the filters `said`, `ours`, `called` and `told`."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # made by the extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    environment.filters.update(said=_when_shown(said), ours=_when_shown(ours), called=called, told=told)
    environment.globals.update(spoken=current, noted=noted)
    return environment


def _when_shown(translate: Callable[[str], str]) -> Callable[[Context, str], str]:
    """Return a filter that is asked each time: of a constant, Jinja would keep the words of who saw it first."""

    @pass_context
    def translated(_context: Context, words: str) -> str:
        return translate(words)

    return translated
