"""A process of its own that speaks one line with espeak-ng, by its C interface (`speak_lib.h`).

    python -I -S espeak_process.py LIBRARY DATA VOICE VARIANT RATE PITCH RANGE SECONDS < text

Writes the samples a second (int32) and the samples (int16, mono, as the machine has them). In one
process the library would say the same line otherwise the second time: it keeps what it has said in
mind. Nothing is imported that would make this slow to start.
"""

from __future__ import annotations

import ctypes
import os
import sys

_SYNCHRONOUS, _DO_NOT_EXIT, _CHARACTERS, _UTF8 = 2, 0x8000, 1, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def main(library: str, data: str, voice: str, variant: str, *numbers: str) -> int:
    """Speak. Returns 0, or 1 where the library finds no voices."""
    rate, pitch, spread, seconds = map(int, numbers)
    text = sys.stdin.buffer.read().replace(b"\0", b" ")
    speech = ctypes.CDLL(library)
    own_rate = speech.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), _DO_NOT_EXIT)
    if own_rate <= 0:
        return 1
    # Breath is noise, which the library seeds with the time: a line said a second later would be
    # another one.
    speech.espeak_ng_SetRandSeed(ctypes.c_long(1))
    out = sys.stdout.buffer
    out.write(own_rate.to_bytes(4, sys.byteorder))
    left = seconds * own_rate

    def take(samples: object, count: int, _events: object) -> int:
        nonlocal left
        if samples and count > 0:
            out.write(ctypes.string_at(samples, 2 * min(count, left)))  # type: ignore[arg-type]
            left -= min(count, left)
        return int(left <= 0)

    callback = _CALLBACK(take)
    speech.espeak_SetSynthCallback(callback)
    for name in (f"{voice}+{variant}", f"en-us+{variant}", "en-us"):
        if speech.espeak_SetVoiceByName(name.encode()) == 0:
            break
    for parameter, value in ((_RATE, rate), (_PITCH, pitch), (_RANGE, spread)):
        speech.espeak_SetParameter(parameter, value, 0)
    speech.espeak_Synth.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        *(ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
        *(ctypes.c_void_p, ctypes.c_void_p),
    ]
    speech.espeak_Synth(text, len(text) + 1, 0, _CHARACTERS, 0, _UTF8, None, None)
    speech.espeak_Synchronize()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
