"""The report as one HTML file, and its pictures as SVG. No script; nothing is fetched."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.report.view import Picture, View


def html(view: View) -> bytes:
    """The page, readable on a screen, light or dark, and on paper."""
    page = _templates().get_template("report.html.j2").render(view=view, style="")
    return page.encode()


def svg(picture: Picture, style: str) -> str:
    """A picture on its own, with the style that the page would have given it."""
    template = _templates().get_template(f"{picture.form}.svg.j2")
    return template.render(picture=picture, style=style)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
