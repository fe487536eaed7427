"""The tables, as the newest migration leaves them.

`entries` is the truth. `crises` only finds a crisis by its channel, or by whether the clocks
still look at it (`watched`), says when its content was deleted (`erased`), and can be rebuilt from
the log; `deliveries` and `surfaces` say what Slack was told.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("crisis_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("data", sa.JSON(none_as_null=True)),
    sa.Column("salt", sa.Text),
    sa.Column("data_digest", sa.Text, nullable=False),
    sa.Column("prev", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

crises = sa.Table(
    "crises",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("channel", sa.Text),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("opened_at", sa.Text, nullable=False),
    sa.Column("watched", sa.Boolean, nullable=False),
    sa.Column("erased", sa.Text),
    sa.Index("crises_by_channel", "team", "channel"),
    sa.Index("crises_by_state", "team", "closed", "opened_at"),
    sa.Index("crises_watched", "watched"),
)

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("crisis_id", sa.Text, nullable=False),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("crisis_id", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("progress", sa.JSON, nullable=False),
    sa.Index("deliveries_by_crisis", "crisis_id", "status"),
    sa.Index("deliveries_by_status", "status"),
)

surfaces = sa.Table(
    "surfaces",
    metadata,
    sa.Column("crisis_id", sa.Text, primary_key=True),
    sa.Column("surface", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("ts", sa.Text),
    sa.Column("digest", sa.Text),
    sa.Column("seq", sa.Integer, nullable=False),
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("data", sa.JSON, nullable=False),
)

signing_keys = sa.Table(
    "signing_keys",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("public", sa.Text, nullable=False),
    sa.Column("since", sa.Text, nullable=False),
    sa.Column("endorsed_by", sa.Text),
    sa.Column("endorsement", sa.Text),
    sa.Column("secret", sa.Text),
)
"""`secret` is the private half of the key in use; of those before it, it is gone."""
