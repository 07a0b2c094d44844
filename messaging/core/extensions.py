"""Flask's extensions, unbound; `create_app` binds them."""

from __future__ import annotations

from flask_cors import CORS
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_socketio import SocketIO
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from messaging.core.models import Base

db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})
migrate = Migrate()
login = LoginManager()
csrf = CSRFProtect()
cors = CORS()
socketio = SocketIO()
