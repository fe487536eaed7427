"""Web API methods, one module per family. Importing this registers all of them."""

from . import (
    apps,
    auth,
    bookmarks,
    canvases,
    chat,
    conversations,
    files,
    history,
    membership,
    pins,
    reactions,
    usergroups,
    users,
    views,
)
from .registry import METHODS, Args, Context, Method

__all__ = [
    "METHODS",
    "Args",
    "Context",
    "Method",
    "apps",
    "auth",
    "bookmarks",
    "canvases",
    "chat",
    "conversations",
    "files",
    "history",
    "membership",
    "pins",
    "reactions",
    "usergroups",
    "users",
    "views",
]
