"""Time for messages to become too old in."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from messaging.conversations.models import Conversation
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.messages import sweeping
from messaging.messages.models import Message
from tests.support.apps import DATABASE


def age(app: Flask, conversation_id: str, days: int) -> None:
    """Let all messages of a conversation have been written so many days earlier. Nobody is told."""
    with app.app_context(), unit_of_work() as unit:
        messages = select(Message).where(Message.conversation_id == conversation_id)
        for message in unit.session.scalars(messages).all():
            message.created_at -= timedelta(days=days)
        conversation = unit.session.get_one(Conversation, conversation_id)
        if conversation.last_message_at is not None:
            conversation.last_message_at -= timedelta(days=days)


def sweep(app: Flask) -> None:
    """What the server does by itself every hour."""
    with app.app_context():
        sweeping.sweep()
        db.session.remove()


def age_and_sweep(data_dir: Path, conversation_id: str, days: int) -> None:
    """The same from outside of a server that runs. Devices learn it with what is told them next."""
    with closing(sqlite3.connect(data_dir / DATABASE)) as connection, connection:
        for table, column, key in (
            ("message", "created_at", "conversation_id"),
            ("conversation", "last_message_at", "id"),
        ):
            earlier = f"strftime('%Y-%m-%d %H:%M:%f000', {column}, '-{days} days')"
            connection.execute(f"UPDATE {table} SET {column} = {earlier} WHERE {key} = ?", (conversation_id,))
    command = [sys.executable, "-m", "flask", "--app", "messaging", "retention", "sweep"]
    environment = {**os.environ, "DATA_DIR": str(data_dir), "ENVIRONMENT": "local"}
    subprocess.run(command, env=environment, check=True, capture_output=True)
