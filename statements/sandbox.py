"""Jinja for templates that somebody else wrote: few words, bounded work, bounded text.

A template is read as a tree before it runs, and what is not listed here is refused with its line:
there are no methods, no attributes but those of `loop` and of an imported file, and no lists
within lists. What is left may still loop and grow, so each step of a loop, each macro call and
each piece of text is paid from the budget of the rendering.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, cast

from babel.lists import format_list
from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound, nodes
from jinja2.environment import TemplateModule
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext, Macro, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import pass_context
from jinja2.visitor import NodeTransformer

LONGEST = 10_000
"""Characters that a text, or a string on the way to it, may have beside what it is given."""
STEPS = 10_000
"""Loop steps, macro calls and pieces of text in one rendering."""
SECONDS = 1.0
DEEPEST = 50
"""Macros within macros."""

_LOOP = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
_FILTERS = ("count", "d", "default", "first", "last", "length")
_TESTS = ("defined", "undefined", "none", "string", "eq", "equalto", "ne", "in")
_RESERVED = frozenset({"self", "super", "caller", "varargs", "kwargs"})
_LITERALS = (nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair)
_NODES = frozenset(
    (
        nodes.Template,
        *(nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.With, nodes.Macro),
        *(nodes.Assign, nodes.AssignBlock, nodes.Import, nodes.FromImport, nodes.Include),
        *(nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair),
        *(nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Call, nodes.Keyword),
        *(nodes.Filter, nodes.Test, nodes.CondExpr, nodes.Compare, nodes.Operand),
        *(nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos),
        *(nodes.Concat, nodes.Add, nodes.Sub),
    )
)
_PUNCTUATION = {
    **{"Mul": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**"},
    **{"Extends": "extends", "Block": "block", "CallBlock": "call", "FilterBlock": "filter"},
}


class Refused(Exception):
    """A template uses `what`, which it may not. `file` is known once the tree has been read."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line
        self.file: str | None = None


class TooMuch(Exception):
    """A rendering went over its bounds: the text is too `long`, or it takes too much `work`."""

    def __init__(self, what: Literal["long", "work"]) -> None:
        super().__init__(what)
        self.what = what


@dataclass(slots=True)
class Budget:
    """What one rendering may spend. `given`: characters of the values that it is given."""

    given: int = 0
    steps: int = STEPS
    depth: int = 0
    written: int = 0
    until: float = math.inf

    @property
    def longest(self) -> int:
        return LONGEST + self.given

    def pay(self, characters: int = 0) -> None:
        """One step, and characters written, in macros too.

        Raises:
            TooMuch
        """
        self.steps -= 1
        self.written += characters
        if self.written > 10 * self.longest:
            raise TooMuch("long")
        if self.steps < 0 or time.monotonic() > self.until:
            raise TooMuch("work")

    def check(self, size: int) -> None:
        """Refuses a string or a list of that size."""
        if size > self.longest:
            raise TooMuch("long")


_BUDGET: ContextVar[Budget] = ContextVar("budget")


def render(template: Template, values: Mapping[str, Any], seconds: float | None = SECONDS) -> str:
    """The text of a template. `seconds`: how long it may take; `None` for one that is trusted.

    Raises:
        TooMuch: it is too long or too much work.
        Exception: anything else that is wrong with the template.
    """
    until = math.inf if seconds is None else time.monotonic() + seconds
    budget = Budget(given=_size(values), until=until)
    token = _BUDGET.set(budget)
    try:
        text = "".join(template.generate(values))
    finally:
        _BUDGET.reset(token)
    budget.check(len(text))
    return text


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if isinstance(value, Iterable) else 0


class Sandbox(SandboxedEnvironment):
    """The environment of templates: strict, plain text, nothing to reach."""

    intercepted_binops = frozenset({"+", "-"})

    def __init__(self, sources: Mapping[str, str]) -> None:
        super().__init__(
            loader=_Loader(sources),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.globals.clear()
        self.filters = {name: FILTERS[name] for name in _FILTERS} | _OWN_FILTERS
        self.tests = {name: TESTS[name] for name in _TESTS}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return False

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Undefined):
            return str(obj)  # raises, with the name that is not known
        allowed = (isinstance(obj, LoopContext) and attribute in _LOOP) or (
            isinstance(obj, TemplateModule) and not attribute.startswith("_")
        )
        if allowed and hasattr(obj, attribute):
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, (Mapping, Sequence)):
            try:
                return obj[argument]
            except (TypeError, LookupError):
                pass
        return self.undefined(obj=obj, name=argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "+" and isinstance(left, (str, list, tuple)) and isinstance(right, Sequence):
            _BUDGET.get().check(len(left) + len(right))
        return super().call_binop(context, operator, left, right)

    def is_safe_callable(self, obj: Any) -> bool:
        return isinstance(obj, Macro)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(__obj, Undefined):
            return __obj()  # raises, with the name that is not known
        budget = _BUDGET.get()
        if budget.depth >= DEEPEST:
            raise TooMuch("work")
        budget.depth += 1
        try:
            return super().call(__context, __obj, *args, **kwargs)
        finally:
            budget.depth -= 1


def _text(value: Any) -> str:
    """What may stand in a text: words and numbers, no list and no macro that was not called."""
    if isinstance(value, (str, int, float, Undefined)):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written")


@pass_context
def _paid(context: Context, value: Any) -> str:
    text = _text(value)
    _BUDGET.get().pay(len(text))
    return text


@pass_context
def _steps(context: Context, values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        _BUDGET.get().pay()
        yield value


@pass_context
def _joined(context: Context, *values: Any) -> str:
    texts = [_text(value) for value in values]
    _BUDGET.get().check(sum(map(len, texts)))
    return "".join(texts)


@pass_context
def _join(context: Context, values: Iterable[Any], between: str = "") -> str:
    texts = [_text(value) for value in values]
    _BUDGET.get().check(sum(map(len, texts)) + len(texts) * len(between))
    return between.join(texts)


@pass_context
def _replace(context: Context, text: Any, old: str, new: str) -> str:
    whole = _text(text)
    _BUDGET.get().check(len(whole) + whole.count(old) * max(0, len(new) - len(old)))
    return whole.replace(old, new)


@pass_context
def _listed(context: Context, platforms: Iterable[str], preposition: str) -> str:
    """Platforms as a sentence lists them, the website last: `on X and on our website`."""
    names = context["names"]
    ordered = sorted(platforms, key=lambda platform: platform == "web")
    texts = [f"{preposition} {names[platform]}" for platform in ordered]
    _BUDGET.get().check(sum(map(len, texts)))
    return format_list(texts, locale=context["locale"])


def _trim(text: Any) -> str:
    return _text(text).strip()


def _lower(text: Any) -> str:
    return _text(text).lower()


def _upper(text: Any) -> str:
    return _text(text).upper()


def _upper_first(text: Any) -> str:
    """The first letter as a capital; the rest stays as it is."""
    whole = _text(text)
    return whole[:1].upper() + whole[1:]


_OWN_FILTERS: dict[str, Callable[..., Any]] = {
    **{"join": _join, "replace": _replace, "listed": _listed, "trim": _trim},
    **{"lower": _lower, "upper": _upper, "upper_first": _upper_first},
    # Those of the tree alone: no name in a template begins with an underscore.
    **{"_paid": _paid, "_steps": _steps, "_joined": _joined},
}


class _Loader(BaseLoader):
    """Templates by name, each checked and put under its budget before it is compiled."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:
        if name not in self._sources:
            raise TemplateNotFound(name)
        tree = environment.parse(self._sources[name], name, name)
        try:
            tree = _Guard(environment, self._sources).visit(tree)
        except Refused as refused:
            refused.file = name
            raise
        code = environment.compile(tree, name, name)
        return environment.template_class.from_code(environment, code, globals or {})


class _Guard(NodeTransformer):
    """Refuses what a template may not use; makes the rest pay."""

    def __init__(self, environment: Environment, sources: Mapping[str, str]) -> None:
        self._environment = environment
        self._sources = sources

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        if type(node) not in _NODES:
            kind = type(node).__name__
            raise Refused(_PUNCTUATION.get(kind, kind.lower()), node.lineno)
        return super().visit(node, *args, **kwargs)

    def visit_Template(self, node: nodes.Template) -> nodes.Node:
        return self._paying(node)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:
        return self._paying(node)

    def _paying(self, node: nodes.Template | nodes.Macro) -> nodes.Node:
        self.generic_visit(node)
        node.body.insert(0, nodes.Output([_filtered(nodes.Const(""), "_paid")]))
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        self.generic_visit(node)
        node.nodes = [_filtered(child, "_paid") for child in node.nodes]
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:
        if node.recursive:
            raise Refused("recursive", node.lineno)
        self.generic_visit(node)
        node.iter = _filtered(cast(nodes.Expr, node.iter), "_steps")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        first, *rest = node.nodes
        return _filtered(first, "_joined", rest)

    def visit_Name(self, node: nodes.Name) -> nodes.Node:
        if node.name.startswith("_") or node.name in _RESERVED:
            raise Refused(node.name, node.lineno)
        return node

    def visit_List(self, node: nodes.List) -> nodes.Node:
        return self._fixed(node)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:
        return self._fixed(node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:
        # On the left of "=" and after "for", a tuple is names.
        return self._fixed(node) if node.ctx == "load" else self.generic_visit(node)

    def _fixed(self, node: nodes.Node) -> nodes.Node:
        """A list of variables could hold itself twice, and that one itself twice."""
        for child in node.iter_child_nodes():
            if not isinstance(child, (nodes.Const, *_LITERALS)):
                raise Refused("[…]", child.lineno)
        return self.generic_visit(node)

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:
        if node.name.startswith("_") or node.name not in self._environment.filters:
            raise Refused(f"|{node.name}", node.lineno)
        return self._plain_call(node)

    def visit_Test(self, node: nodes.Test) -> nodes.Node:
        if node.name not in self._environment.tests:
            raise Refused(f"is {node.name}", node.lineno)
        return self._plain_call(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        return self._plain_call(node)

    def _plain_call(self, node: nodes.Filter | nodes.Test | nodes.Call) -> nodes.Node:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise Refused("*", node.lineno)
        return self.generic_visit(node)

    def visit_Import(self, node: nodes.Import) -> nodes.Node:
        return self._known(node)

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node:
        return self._known(node)

    def visit_Include(self, node: nodes.Include) -> nodes.Node:
        return self._known(node)

    def _known(self, node: nodes.Import | nodes.FromImport | nodes.Include) -> nodes.Node:
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if name not in self._sources:
            raise Refused(str(name or "import"), node.lineno)
        return self.generic_visit(node)


def _filtered(node: nodes.Expr, name: str, args: Iterable[nodes.Expr] = ()) -> nodes.Filter:
    return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)
