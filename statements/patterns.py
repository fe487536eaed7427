"""The pattern language of the rules, and how patterns are found.

Elements are separated by spaces and match tokens of one sentence:

`word`      that word, or any form of the lemma
`=word`     that very word
`word~`     what begins so
`{name}`    a family of words and phrases
`<name>`    a part: patterns with a name
`a|b|{c}`   alternatives; `!a|b` one token that is none of them
`x?`        optional
`#`         a number
`*` `*3`    any word; up to three words, across no punctuation
`**`        up to twelve tokens of any kind
`^` `$`     the sentence's beginning and end
`[ … ]`     the part that is quoted; without, all of it is

All places of a pattern move through the text at once, so the work does not depend on how often it
nearly matches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from statements.tape import BadPattern, Phrase, Steps, Tape, Vocabulary, bits

FAR = 12
"""Tokens that `**` passes, and the most that `*N` may ask for."""


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens of the document: first to last (excluded) of the match, and of its quoted part.

    `named` are the tokens that the pattern asks for, rather than passes over.
    """

    first: int
    last: int
    quoted: tuple[int, int]
    named: tuple[int, ...]


class Node:
    """One element. `forward` moves places past it, `back` from behind it to its beginning.

    `named`: of the places from `start` to `end`, a way past it, those that it asks for.
    """

    def forward(self, tape: Tape, places: int) -> int:
        raise NotImplementedError

    def back(self, tape: Tape, places: int) -> int:
        raise NotImplementedError

    def named(self, tape: Tape, start: int, end: int) -> Sequence[int]:
        return range(start, end)


@dataclass(frozen=True, slots=True, eq=False)
class Words(Node):
    """One of some words, phrases and families; `never`: a token that is none of the words."""

    phrases: frozenset[Phrase]
    families: frozenset[str]
    never: bool = False

    def steps(self, tape: Tape) -> Steps:
        known = tape.memo.get(id(self))
        if known is None:
            known = tape.memo[id(self)] = self._steps(tape)
        return known

    def _steps(self, tape: Tape) -> Steps:
        by_length: dict[int, int] = {}
        for phrase in self.phrases:
            mask = tape.masks.get(phrase[0], 0) if len(phrase) == 1 else tape.phrases.get(phrase, 0)
            if mask:
                by_length[len(phrase)] = by_length.get(len(phrase), 0) | mask
        for name in self.families:
            for length, mask in tape.lengths.get(name, {}).items():
                by_length[length] = by_length.get(length, 0) | mask
        if self.never:
            return ((1, tape.any & ~by_length.get(1, 0)),)
        return tuple(by_length.items())

    def forward(self, tape: Tape, places: int) -> int:
        reached = 0
        for length, mask in self.steps(tape):
            reached |= (places & mask) << length
        return reached

    def back(self, tape: Tape, places: int) -> int:
        reached = 0
        for length, mask in self.steps(tape):
            reached |= (places >> length) & mask
        return reached


@dataclass(frozen=True, slots=True, eq=False)
class Gap(Node):
    """From `least` up to `most` words; `anything`: tokens of any kind."""

    least: int
    most: int
    anything: bool = False

    def forward(self, tape: Tape, places: int) -> int:
        passed = tape.any if self.anything else tape.words
        if self.least:
            return (places & passed) << 1
        for _ in range(self.most):
            places |= (places & passed) << 1
        return places

    def back(self, tape: Tape, places: int) -> int:
        passed = tape.any if self.anything else tape.words
        if self.least:
            return (places >> 1) & passed
        for _ in range(self.most):
            places |= (places >> 1) & passed
        return places

    def named(self, tape: Tape, start: int, end: int) -> Sequence[int]:
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Edge(Node):
    """A sentence's beginning or end."""

    end: bool

    def forward(self, tape: Tape, places: int) -> int:
        return places & (tape.ends if self.end else tape.starts)

    back = forward


@dataclass(frozen=True, slots=True, eq=False)
class OneOf(Node):
    """One of several sequences."""

    sequences: tuple[tuple[Node, ...], ...]

    def forward(self, tape: Tape, places: int) -> int:
        reached = 0
        for sequence in self.sequences:
            here = places
            for node in sequence:
                here = node.forward(tape, here)
                if not here:
                    break
            reached |= here
        return reached

    def back(self, tape: Tape, places: int) -> int:
        reached = 0
        for sequence in self.sequences:
            here = places
            for node in reversed(sequence):
                here = node.back(tape, here)
                if not here:
                    break
            reached |= here
        return reached

    def named(self, tape: Tape, start: int, end: int) -> Sequence[int]:
        for sequence in self.sequences:
            here = 1 << start
            for node in sequence:
                here = node.forward(tape, here)
            if here >> end & 1:
                return _walk(sequence, tape, start, end)[1]
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Maybe(Node):
    """Perhaps there, perhaps not."""

    node: Node

    def forward(self, tape: Tape, places: int) -> int:
        return places | self.node.forward(tape, places)

    def back(self, tape: Tape, places: int) -> int:
        return places | self.node.back(tape, places)

    def named(self, tape: Tape, start: int, end: int) -> Sequence[int]:
        return self.node.named(tape, start, end) if start < end else ()


def _walk(nodes: Sequence[Node], tape: Tape, start: int, end: int) -> tuple[list[int], list[int]]:
    """A way through all nodes from one place to another: each stop, and the places asked for."""
    reached = [1 << start]
    for node in nodes:
        reached.append(node.forward(tape, reached[-1]))
    # Of what was reached, only what leads to the end.
    reached[-1] = 1 << end
    for number in range(len(nodes) - 1, -1, -1):
        reached[number] &= nodes[number].back(tape, reached[number + 1])
    way = [start]
    named: list[int] = []
    for number, node in enumerate(nodes):
        stop = (node.forward(tape, 1 << way[-1]) & reached[number + 1]).bit_length() - 1
        named.extend(node.named(tape, way[-1], stop))
        way.append(stop)
    return way, named


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A pattern, compiled. `opens` and `closes` count the nodes before each bracket."""

    source: str
    nodes: tuple[Node, ...]
    opens: int
    closes: int

    def edges(self, tape: Tape) -> tuple[int, int]:
        """The places where matches begin, and those just after they end."""
        known = tape.edges.get(id(self))
        if known is None:
            known = tape.edges[id(self)] = self._edges(tape)
        return known

    def _edges(self, tape: Tape) -> tuple[int, int]:
        for node in self.nodes:
            if isinstance(node, Words) and not node.steps(tape):
                return 0, 0
        places = ends = self._forward(tape, tape.any)
        for node in reversed(self.nodes):
            if not places:
                return 0, 0
            places = node.back(tape, places)
        return places & tape.any, ends

    def _forward(self, tape: Tape, places: int) -> int:
        for node in self.nodes:
            places = node.forward(tape, places)
            if not places:
                break
        return places

    def find(self, tape: Tape) -> tuple[Match, ...]:
        """The longest match from each place where one begins."""
        known = tape.found.get(id(self))
        if known is None:
            known = tape.found[id(self)] = tuple(self._find(tape))
        return known

    def _find(self, tape: Tape) -> Iterator[Match]:
        for start in bits(self.edges(tape)[0]):
            end = self._forward(tape, 1 << start).bit_length() - 1
            if end <= start:
                continue
            way, named = _walk(self.nodes, tape, start, end)
            first, last = tape.slots[start], tape.slots[end - 1] + 1
            opened, closed = way[self.opens], way[self.closes]
            quoted = (tape.slots[opened], tape.slots[closed - 1] + 1)
            tokens = tuple(tape.slots[slot] for slot in named)
            yield Match(first, last, quoted if opened < closed else (first, last), tokens)


class Compiler:
    """Reads patterns of one language; equal elements and patterns are compiled once."""

    def __init__(self, vocabulary: Vocabulary, parts: Mapping[str, Sequence[str]]) -> None:
        self.vocabulary = vocabulary
        self._sources = parts
        self._parts: dict[str, OneOf] = {}
        self._open_parts: list[str] = []
        self._elements: dict[str, Node] = {}
        self._patterns: dict[str, Pattern] = {}

    def pattern(self, source: str) -> Pattern:
        """Raises BadPattern."""
        if source not in self._patterns:
            pattern = self._compile(source)
            if all(isinstance(node, Maybe | Gap | Edge) for node in pattern.nodes):
                raise BadPattern("nothing in it must be there")
            self._patterns[source] = pattern
        return self._patterns[source]

    def _compile(self, source: str) -> Pattern:
        nodes: list[Node] = []
        opens, closes = [], []
        for element in source.split():
            bare = element
            while bare.startswith("["):
                opens.append(len(nodes))
                bare = bare[1:]
            trailing = bare.count("]")
            bare = bare.replace("]", "")
            if bare:
                node = self._element(bare)
                nodes.append(node)
            closes.extend([len(nodes)] * trailing)
        if len(opens) != len(closes) or len(opens) > 1 or (opens and opens[0] >= closes[0]):
            raise BadPattern("brackets do not pair: one [ … ] at most")
        return Pattern(
            source,
            tuple(nodes),
            opens[0] if opens else 0,
            closes[0] if closes else len(nodes),
        )

    def _element(self, element: str) -> Node:
        if element not in self._elements:
            self._elements[element] = self._read(element)
        return self._elements[element]

    def _read(self, element: str) -> Node:
        if element in ("^", "$"):
            return Edge(end=element == "$")
        if element == "*":
            return Gap(1, 1)
        if element == "**":
            return Gap(0, FAR, anything=True)
        if element.startswith("*"):
            if not element[1:].isdecimal() or not 0 < int(element[1:]) <= FAR:
                raise BadPattern(f"{element}: a gap is *, ** or *1 to *{FAR}")
            return Gap(0, int(element[1:]))
        if len(element) > 1 and element.endswith("?"):
            return Maybe(self._element(element[:-1]))
        never = len(element) > 1 and element.startswith("!")
        phrases: set[Phrase] = set()
        families: set[str] = set()
        parts: list[OneOf] = []
        for name in element[never:].split("|"):
            if name.startswith("{") and name.endswith("}"):
                if name[1:-1] not in self.vocabulary.families:
                    raise BadPattern(f"no family {name}")
                families.add(name[1:-1])
            elif name.startswith("<") and name.endswith(">"):
                parts.append(self.part(name))
            else:
                phrases.add(self._word(name, element))
        words = Words(frozenset(phrases), frozenset(families), never)
        if not parts:
            return words
        if never:
            raise BadPattern(f"{element}: ! takes words and families")
        own: tuple[tuple[Node, ...], ...] = ((words,),) if phrases or families else ()
        return OneOf((*own, *(sequence for part in parts for sequence in part.sequences)))

    def _word(self, name: str, element: str) -> Phrase:
        if not name or any(sign in name for sign in "{}<>*?!^[]"):
            raise BadPattern(f"{element}: “{name}” is no word")
        return self.vocabulary.phrase(name)

    def part(self, reference: str) -> OneOf:
        """The sequences of `<name>`. Raises BadPattern."""
        name = reference[1:-1]
        if name in self._open_parts:
            raise BadPattern(f"part <{name}> contains itself")
        if name not in self._parts:
            if name not in self._sources:
                raise BadPattern(f"no part <{name}>")
            self._open_parts.append(name)
            # What is wrong with a part is said once, not again by all that use it.
            self._parts[name] = OneOf(())
            try:
                sequences = [self._compile(source).nodes for source in self._sources[name]]
            finally:
                self._open_parts.pop()
            self._parts[name] = OneOf(tuple(sequences))
        return self._parts[name]
