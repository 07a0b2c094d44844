"""count wrong passwords where every process sees them"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guess_bucket",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guess_bucket")),
    )
    op.create_index("ix_guess_bucket_counted_at", "guess_bucket", ["counted_at"])


def downgrade() -> None:
    op.drop_table("guess_bucket")
