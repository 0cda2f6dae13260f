"""What this process runs with: settings and the vault. Set once at start by the web server, a command or the worker."""

from dataclasses import dataclass
from functools import cached_property

from literacy.core.config import Settings
from literacy.core.vault import Vault, open_vault


@dataclass
class Installation:
    """Settings and, opened when first needed, the vault."""

    settings: Settings

    @cached_property
    def vault(self) -> Vault:
        """The node's key, opened once."""
        return open_vault(self.settings.node_key_path)


_here: list[Installation] = []


def use(settings: Settings) -> Installation:
    """Run this process with these settings from now on."""
    _here[:] = [Installation(settings)]
    return _here[0]


def here() -> Installation:
    """Return the installation of this process."""
    if not _here:
        raise RuntimeError("no installation: call installation.use(settings) first")
    return _here[0]


def vault() -> Vault:
    """Return the vault of this process."""
    return here().vault


def settings() -> Settings:
    """Return the settings of this process."""
    return here().settings
