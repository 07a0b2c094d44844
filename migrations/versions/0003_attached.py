"""let a message know whether anything hangs on it, so that one without costs nothing"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch, which would copy the table: with a constant default it takes no time, however many messages.
    op.add_column("message", sa.Column("attached", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    op.drop_column("message", "attached")
