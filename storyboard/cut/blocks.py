"""Blocks of sound: float32 arrays of shape (2, samples) at 48 kHz, nominally -1 to 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]


def silence(samples: int) -> Block:
    """Nothing to hear."""
    return np.zeros((2, samples), np.float32)


def amplitude(decibels: float) -> np.float32:
    """The factor that changes a level by so many dB."""
    return np.float32(10 ** (decibels / 20))


def rising(begin: int, samples: int, length: int) -> NDArray[np.float32]:
    """Samples `begin` to `begin + samples` of a fade of `length`, one after its end.

    A quarter of a sine: with its mirror image, the squares add up to one.
    """
    share = np.minimum((np.arange(begin, begin + samples) + 0.5) / max(length, 1), 1)
    return np.asarray(np.sin(share * (np.pi / 2)), dtype=np.float32)


def fade(sound: Block, fade_in: int, fade_out: int) -> None:
    """Let the sound come and go over so many samples, in place."""
    length = sound.shape[1]
    begin, end = min(fade_in, length), min(fade_out, length)
    sound[:, :begin] *= rising(0, begin, begin)
    sound[:, length - end :] *= rising(0, end, end)[::-1]


def framed(blocks: Iterable[Block], length: int) -> Iterator[Block]:
    """The same samples in contiguous blocks of `length`, the last one shorter."""
    pieces: list[Block] = []
    held = 0
    for block in blocks:
        pieces.append(block)
        held += block.shape[1]
        if held < length:
            continue
        whole = np.concatenate(pieces, axis=1)
        end = held // length * length
        for begin in range(0, end, length):
            yield np.ascontiguousarray(whole[:, begin : begin + length])
        pieces, held = [whole[:, end:]], held - end
    if held:
        yield np.ascontiguousarray(np.concatenate(pieces, axis=1))


class Bus:
    """Where sounds are added up. What is taken is gone, so that it never holds the whole film."""

    def __init__(self, channels: int = 2) -> None:
        self._held: NDArray[np.float32] = np.zeros((channels, 0), np.float32)
        self._begin = 0

    def add(self, start: int, sound: NDArray[np.float32]) -> None:
        """Add samples from position `start` on, which has not been taken yet."""
        first = start - self._begin
        last = first + sound.shape[1]
        self._grow(last)
        self._held[:, first:last] += sound

    def take(self, samples: int) -> NDArray[np.float32]:
        """The next so many samples; zeros where nothing was added."""
        self._grow(samples)
        taken, self._held = self._held[:, :samples], self._held[:, samples:]
        self._begin += samples
        return taken

    def _grow(self, samples: int) -> None:
        lacking = samples - self._held.shape[1]
        if lacking > 0:
            self._held = np.pad(self._held, ((0, 0), (0, lacking)))


class Tap:
    """Takes any number of samples from blocks of other lengths."""

    def __init__(self, blocks: Iterator[Block]) -> None:
        self._blocks, self._rest = blocks, silence(0)

    def take(self, samples: int) -> Block:
        """The next so many samples; fewer only where the blocks end."""
        pieces, held = [self._rest], self._rest.shape[1]
        while held < samples and (block := next(self._blocks, None)) is not None:
            pieces.append(block)
            held += block.shape[1]
        whole = np.concatenate(pieces, axis=1)
        self._rest = whole[:, samples:]
        return whole[:, :samples]
