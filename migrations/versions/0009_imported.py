"""remember what was taken over from elsewhere"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("foreign_id", sa.String(length=128), nullable=False),
        sa.Column("local_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "foreign_id", name=op.f("pk_imported")),
    )


def downgrade() -> None:
    op.drop_table("imported")
