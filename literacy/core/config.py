"""Settings: environment variables LITERACY_*, one place, described in the README's table (a guard keeps it true)."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseModel):
    """What an installation may decide. Field names are the variables' names without the prefix, in lower case."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    data: Path = ROOT / "var"
    database_url: str = ""
    redis_url: str = ""
    base_url: str = ""
    key_file: Path | None = None
    banks: str = ""
    port: int = Field(8000, ge=1, le=65535)
    programme_uk: str = "Цифрова Херсонщина"
    programme_en: str = "Digital Kherson Region"
    signatory_uk: str = ""
    signatory_en: str = ""
    retention_months: int = Field(36, ge=1, le=240)
    trusted_proxies: int = Field(0, ge=0, le=3)

    @property
    def demonstration(self) -> bool:
        """Whether this data folder holds the demonstration."""
        return (self.data / "demo.json").exists()

    @property
    def database(self) -> str:
        """The database address with the driver that we use (psycopg 3 for PostgreSQL)."""
        if not self.database_url:
            return f"sqlite:///{self.data / 'literacy.db'}"
        for prefix in ("postgresql://", "postgres://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url.removeprefix(prefix)
        return self.database_url

    @property
    def node_key_path(self) -> Path:
        """Where the node's key lies: a stick or mounted secret, else beside the data (`doctor` says so)."""
        return self.key_file or self.data / "keys" / "node.key"

    @property
    def public_address(self) -> str:
        """The address that certificates print: the public name, or this machine's for the demonstration."""
        return (self.base_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def bank_folders(self) -> tuple[Path, ...]:
        """Bank folders outside the repository: the closed pools."""
        return tuple(Path(part) for part in self.banks.split(os.pathsep) if part)


def variable_name(field: str) -> str:
    """Return the environment variable of a settings field."""
    return f"LITERACY_{field.upper()}"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; an empty variable counts as unset."""
    source = os.environ if environment is None else environment
    values = {
        field: source[variable_name(field)] for field in Settings.model_fields if source.get(variable_name(field))
    }
    settings = Settings.model_validate(values)
    return settings.model_copy(update={"data": settings.data.expanduser().resolve()})
