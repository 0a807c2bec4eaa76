"""Templates that speak the language spoken now: what stands in them is English, and a text is translated as a whole."""

from jinja2 import Environment

from detente.languages import current, gettext, ngettext, noted, npgettext, ours, pgettext, said


def translating(environment: Environment) -> Environment:
    """Let an environment's templates translate, by `_`, `trans`, and the filters `said` and `ours`, and return it."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # made by the extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    environment.filters.update(said=said, ours=ours)
    environment.globals.update(spoken=current, noted=noted)
    return environment
