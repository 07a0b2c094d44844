"""cards of the pages that messages link to, and who wants them"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _card() -> list[sa.Column]:
    return [
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("site_name", sa.String(length=100), nullable=False),
        sa.Column("image_hash", sa.String(length=64), nullable=True),
        sa.Column("image_width", sa.Integer(), nullable=True),
        sa.Column("image_height", sa.Integer(), nullable=True),
    ]


def upgrade() -> None:
    op.create_table(
        "preferences",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("link_previews", sa.Boolean(), nullable=False),
        sa.Column("stamps", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_preferences_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_preferences")),
    )
    op.create_table(
        "link_page",
        sa.Column("key", sa.String(length=64), nullable=False),
        *_card(),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_link_page")),
    )
    with op.batch_alter_table("link_page", schema=None) as batch_op:
        batch_op.create_index("ix_link_page_fetched_at", ["fetched_at"], unique=False)
        batch_op.create_index("ix_link_page_image_hash", ["image_hash"], unique=False)
    op.create_table(
        "link_preview",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        *_card(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_link_preview_message_id_message"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_link_preview_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_link_preview")),
    )
    with op.batch_alter_table("link_preview", schema=None) as batch_op:
        batch_op.create_index("ix_link_preview_conversation_id", ["conversation_id"], unique=False)
        batch_op.create_index("ix_link_preview_image_hash", ["image_hash"], unique=False)


def downgrade() -> None:
    op.drop_table("link_preview")
    op.drop_table("link_page")
    op.drop_table("preferences")
