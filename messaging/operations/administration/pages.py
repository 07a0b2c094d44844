"""Every page, imported in the order of the navigation."""

from __future__ import annotations

import messaging.operations.administration.audit_page
import messaging.operations.administration.overview_page

import messaging.operations.administration.settings_page  # noqa: F401  # isort: skip
from messaging.operations.administration.frame import blueprint

__all__ = ["blueprint"]
