"""The API key: from the environment or the keyring of the operating system, and no file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storyboard.errors import StoryboardError
from storyboard.generate.providers.wavespeed.settings import Secret
from storyboard.read.words import shown

KEY_VARIABLE: Final = "WAVESPEED_API_KEY"
KEY_ADVICE: Final = f"put the key into the environment variable {KEY_VARIABLE}"


def find_api_key(environ: Mapping[str, str]) -> tuple[Secret, str] | None:
    """The API key and where it was found, or None. Raises StoryboardError for a bad one.

    The environment wins over the keyring of the operating system, which is asked where the extra
    `keyring` is installed.
    """
    place, text = KEY_VARIABLE, environ.get(KEY_VARIABLE)
    if text is None:
        place, text = "keyring", _from_keyring()
    if text is None:
        return None
    try:
        return Secret(text), place
    except ValueError as error:
        raise StoryboardError.of(
            "bad-api-key",
            f"the API key in {place} {error}",
            hint="copy it again from your WaveSpeed account, alone and whole",
        ) from None


def require_api_key(environ: Mapping[str, str]) -> Secret:
    """The API key. Raises StoryboardError if there is none, or a bad one."""
    found = find_api_key(environ)
    if found is None:
        raise StoryboardError.of("no-api-key", "there is no WaveSpeed API key", hint=KEY_ADVICE)
    return found[0]


def _from_keyring() -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ModuleNotFoundError:
        return None
    try:
        text: str | None = keyring.get_password("storyboard", "wavespeed")
    except NoKeyringError:
        return None
    except (KeyringError, ImportError, OSError, RuntimeError) as error:  # backends vary
        raise StoryboardError.of(
            "no-api-key",
            f"the keyring cannot be read: {shown(str(error))}",
            hint=f"unlock it, or {KEY_ADVICE}",
        ) from error
    return text
