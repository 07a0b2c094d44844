"""The routes that the application has."""

from __future__ import annotations

from werkzeug.routing import Rule


def own_methods(rule: Rule) -> set[str]:
    """The methods that a route was given: not HEAD, which every GET brings, nor OPTIONS, which everything does."""
    methods = set(rule.methods or ())
    if "GET" in methods:
        methods.discard("HEAD")
    if rule.provide_automatic_options:
        methods.discard("OPTIONS")
    return methods
