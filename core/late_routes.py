"""Addresses whose builders are made when somebody first asks for such an address: most are never asked for."""

from __future__ import annotations

from werkzeug.routing import Rule


class LateRule(Rule):
    """A rule of the address map. Werkzeug compiles two functions for each; a start would wait for all of them."""

    def _compile_builder(self, append_unknown: bool = True):
        made = []

        def build(rule: Rule, /, **values) -> tuple[str, str]:
            if not made:
                made.append(super(LateRule, rule)._compile_builder(append_unknown))
            return made[0](rule, **values)

        return build
