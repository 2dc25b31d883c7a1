"""HTTP clients, as the machine's proxy and certificate settings allow them."""

from __future__ import annotations

from typing import Any

import httpx

from storyboard.errors import StoryboardError


def open_client(**settings: Any) -> httpx.AsyncClient:
    """An httpx client. Raises StoryboardError `network-settings`.

    What the environment holds is not repeated: a proxy's address may have a password in it.
    """
    try:
        return httpx.AsyncClient(**settings)
    except ImportError:
        problem = "a SOCKS proxy is set, which needs the package socksio"
    except (ValueError, httpx.InvalidURL):
        problem = "a proxy is set whose address is none"
    except OSError:
        problem = "the certificates of SSL_CERT_FILE or SSL_CERT_DIR cannot be read"
    raise StoryboardError.of(
        "network-settings",
        f"the network settings of this environment cannot be used: {problem}",
        hint="see HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR",
    )
