"""who may not write or come back, what was reported, what people are told, and how long messages are kept"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("silenced_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversation", sa.Column("retention_days", sa.Integer(), nullable=True))
    op.add_column(
        "conversation", sa.Column("first_ordinal", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    op.add_column("membership", sa.Column("silenced_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("membership", sa.Column("banned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "membership", sa.Column("sanction_reason", sa.String(length=300), nullable=False, server_default="")
    )
    op.create_table(
        "report",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_title", sa.String(length=100), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("reporter_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("file_names", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolution", sa.String(length=10), nullable=True),
        sa.Column("resolved_by", sa.String(length=36), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["user.id"], name=op.f("fk_report_reporter_id_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_report_author_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index("uq_report_message_reporter", "report", ["message_id", "reporter_id"], unique=True)
    op.create_index("ix_report_conversation_id", "report", ["conversation_id"])
    op.create_index("ix_report_created_at", "report", ["created_at"])
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("content", sa.String(length=500), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_notice_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_user_id", "notice", ["user_id"])


def downgrade() -> None:
    op.drop_table("notice")
    op.drop_table("report")
    for column in ("sanction_reason", "banned_at", "silenced_until"):
        op.drop_column("membership", column)
    for column in ("first_ordinal", "retention_days", "silenced_until"):
        op.drop_column("conversation", column)
