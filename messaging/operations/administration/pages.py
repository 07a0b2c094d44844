"""Every page, imported in the order of the navigation."""

from __future__ import annotations

# isort: off
import messaging.operations.administration.overview_page
import messaging.operations.numbers.page
import messaging.operations.administration.people_page
import messaging.operations.administration.cards_page
import messaging.operations.administration.roster_page
import messaging.operations.administration.invites_page
import messaging.operations.administration.devices_page
import messaging.operations.administration.rooms_page
import messaging.operations.administration.retention_page
import messaging.operations.administration.reports_page
import messaging.operations.administration.storage_page
import messaging.operations.administration.backups_page
import messaging.operations.administration.audit_page
import messaging.operations.administration.settings_page
import messaging.operations.numbers.keeping  # noqa: F401

# isort: on
from messaging.operations.administration.frame import blueprint

__all__ = ["blueprint"]
