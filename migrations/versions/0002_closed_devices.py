"""remember the devices that were signed out, so that they can be told to erase what they hold"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_device",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_closed_device_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_device")),
    )
    with op.batch_alter_table("closed_device", schema=None) as batch_op:
        batch_op.create_index("ix_closed_device_user_id", ["user_id"], unique=False)
        batch_op.create_index("uq_closed_device_token_hash", ["token_hash"], unique=True)


def downgrade() -> None:
    op.drop_table("closed_device")
