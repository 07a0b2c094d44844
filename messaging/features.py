"""Every feature's routes, socket events and log entities, in the order in which they build upon each other."""

from __future__ import annotations

from flask import Flask

import messaging.accounts.logs
import messaging.contacts.queries
import messaging.contexts.attaching
import messaging.contexts.carried
import messaging.conversations.logs
import messaging.conversations.sockets
import messaging.files.attachments
import messaging.files.sweeping
import messaging.imports.json_files.waiting
import messaging.imports.models
import messaging.link_previews.missed
import messaging.link_previews.queries
import messaging.link_previews.sweeping
import messaging.messages.sockets
import messaging.messages.sweeping
import messaging.operations.backups.nightly
import messaging.realtime.sockets
import messaging.realtime.unsaved
import messaging.sync.sockets  # noqa: F401
from messaging.accounts.api import api as accounts
from messaging.contacts.api import api as contacts
from messaging.contexts.api import api as contexts
from messaging.conversations.api import api as conversations
from messaging.exports.api import api as exports
from messaging.files.api import api as files
from messaging.files.uploads_api import api as uploads
from messaging.link_previews.api import api as link_previews
from messaging.messages.api import api as messages
from messaging.moderation.api import api as moderation
from messaging.operations.administration.api import api as administration
from messaging.operations.administration.pages import blueprint as administration_pages
from messaging.operations.backups.api import api as backups
from messaging.operations.health import api as operations
from messaging.operations.health import host_health
from messaging.search.api import api as search
from messaging.sync.api import api as sync
from messaging.web.pages import pages


def register(app: Flask) -> None:
    """Attach every blueprint. (Socket events and entities register when their modules are imported.)"""
    for api in (
        accounts,
        contacts,
        conversations,
        messages,
        files,
        uploads,
        contexts,
        link_previews,
        moderation,
        search,
        sync,
        exports,
        backups,
        administration,
        operations,
    ):
        app.register_blueprint(api.blueprint)
    app.register_blueprint(pages)
    app.register_blueprint(administration_pages)
    app.add_url_rule("/health", "host_health", host_health)
