"""contexts, and what they are attached to"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "context",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=9), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("is_favorite", sa.Boolean(), nullable=False),
        sa.Column("usage_count", sa.Integer(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("metadata", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shared_version", sa.Integer(), nullable=False),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "category in ('knowledge', 'document', 'chat', 'code', 'custom')", name=op.f("ck_context_category")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_context_owner_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_context")),
    )
    with op.batch_alter_table("context", schema=None) as batch_op:
        batch_op.create_index("ix_context_owner_id", ["owner_id"], unique=False)
    for table, first in (("conversation_context", "conversation"), ("message_context", "message")):
        own = (
            sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False)
            if first == "conversation"
            else sa.Column("place", sa.Integer(), nullable=False)
        )
        op.create_table(
            table,
            sa.Column(f"{first}_id", sa.String(length=36), nullable=False),
            sa.Column("context_id", sa.String(length=36), nullable=False),
            own,
            sa.ForeignKeyConstraint(
                [f"{first}_id"], [f"{first}.id"], name=op.f(f"fk_{table}_{first}_id_{first}"), ondelete="CASCADE"
            ),
            sa.ForeignKeyConstraint(
                ["context_id"], ["context.id"], name=op.f(f"fk_{table}_context_id_context"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint(f"{first}_id", "context_id", name=op.f(f"pk_{table}")),
        )
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(f"ix_{table}_context_id", ["context_id"], unique=False)
    op.add_column(
        "conversation", sa.Column("context_ids", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )


def downgrade() -> None:
    op.drop_column("conversation", "context_ids")
    op.drop_table("message_context")
    op.drop_table("conversation_context")
    op.drop_table("context")
