"""Which model is asked, where, and within what limits: options over environment over `extractor.toml`."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from extractor.errors import SettingsError

CONFIG_FILE = "extractor.toml"
"""Looked for in the current folder."""

Mode = Literal["json_schema", "json", "md_json", "tools"]

_PREFIX = "EXTRACTOR_"
_STORE = "exchanges.sqlite"


class Settings(BaseSettings):
    """What a person may set, as `EXTRACTOR_…` in the environment or as a key of `extractor.toml`.

    Keys of providers come from the environment alone. `timeout` is in seconds, `part_chars` the length of text at which a
    report is split, `rounds` how often failing facts go back, `retries` how often a call is tried again.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, toml_file=CONFIG_FILE, extra="forbid")

    backend: Literal["rules", "llm"] | None = None
    provider: str | None = None
    model: str | None = None
    base_url: str | None = None
    api_key: SecretStr | None = None
    mode: Mode | None = None
    concurrency: int = Field(default=8, ge=1, le=256)
    timeout: float = Field(default=180, gt=0)
    retries: int = Field(default=7, ge=0, le=20)
    rounds: int = Field(default=1, ge=0, le=3)
    part_chars: int = Field(default=4_000, ge=200)
    max_output: int | None = Field(default=None, ge=100)
    store: Path = Field(default_factory=lambda: user_data_path("yanbao-extractor") / _STORE)

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:  # fmt: skip
        """Options first, then the environment, then the file; no dotenv and no secrets folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


@dataclass(frozen=True, slots=True)
class Provider:
    """What is known of a provider: a table of `providers.toml`."""

    name: str
    mode: Mode
    max_output: int
    base_url: str | None = None
    key: str | None = None
    model: str | None = None
    extra_body: Mapping[str, object] = field(default_factory=dict)
    limit: str = "max_tokens"
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model that can be asked: settings and provider put together. `key` never shows in a text."""

    provider: str
    base_url: str
    model: str
    mode: Mode
    key: SecretStr
    parameters: Mapping[str, Any]
    settings: Settings

    @property
    def where(self) -> str:
        """Model and address, for messages."""
        return f"{self.model} at {self.base_url}"


@lru_cache(maxsize=1)
def providers() -> Mapping[str, Provider]:
    """The known providers by name, in the order in which their keys are looked for."""
    data = tomllib.loads(files("extractor").joinpath("providers.toml").read_text(encoding="utf-8"))
    return {name: Provider(name, **table) for name, table in data.items()}


def load(**options: Any) -> Settings:
    """The settings, options that are not None first.

    Raises:
        SettingsError: a value or a name is not one that is known; the file is not TOML.
    """
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(map(str, first["loc"]))
        where = f"{_PREFIX}{name.upper()}" if f"{_PREFIX}{name}".upper() in os.environ else f"setting {name}"
        raise SettingsError(f"{where}: {first['msg'].lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{CONFIG_FILE}: not TOML ({error})") from None
    except OSError as error:
        raise SettingsError(f"{CONFIG_FILE}: cannot be read ({(error.strerror or str(error)).lower()})") from None


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings lead to: named, by base URL, or the first whose key is there; None for none.

    Raises:
        SettingsError: the named one is not known.
    """
    known = providers()
    if settings.provider is not None:
        if settings.provider not in known:
            raise SettingsError(f"provider {settings.provider}: not known, one of {', '.join(known)}")
        return known[settings.provider]
    if settings.base_url:
        same = (p for p in known.values() if p.base_url and settings.base_url.rstrip("/") == p.base_url.rstrip("/"))
        return next(same, known["custom"])
    if settings.api_key is not None or os.environ.get("OPENAI_BASE_URL"):
        return known["openai"]
    return next((p for p in known.values() if p.key and os.environ.get(p.key)), None)


def backend(settings: Settings) -> str:
    """`llm` where it is asked for or a key, a provider or a base URL is set, else `rules`."""
    return settings.backend or ("llm" if provider_of(settings) else "rules")


def endpoint(settings: Settings) -> Endpoint:
    """The model to ask.

    Raises:
        SettingsError: there is none, or its key, model or base URL is missing; the line says what to set.
    """
    provider = provider_of(settings)
    if provider is None:
        keys = ", ".join(p.key for p in providers().values() if p.key)
        raise SettingsError(f"no model to ask: set a key ({keys}), or {_PREFIX}BASE_URL; --backend rules needs none")
    base_url = settings.base_url or (os.environ.get("OPENAI_BASE_URL") if provider.name == "openai" else None)
    base_url = base_url or provider.base_url
    if not base_url:
        raise SettingsError(f"provider {provider.name}: no address, set {_PREFIX}BASE_URL")
    if not base_url.startswith(("http://", "https://")):
        raise SettingsError(f"base URL {base_url}: an address that begins with http:// or https:// is expected")
    model = settings.model or provider.model
    if not model:
        raise SettingsError(f"provider {provider.name}: no model named, use --model or {_PREFIX}MODEL")
    parameters: dict[str, object] = {provider.limit: settings.max_output or provider.max_output}
    if provider.temperature is not None:
        parameters["temperature"] = provider.temperature
    if provider.extra_body:
        parameters["extra_body"] = dict(provider.extra_body)
    return Endpoint(
        provider.name, base_url.rstrip("/"), model, settings.mode or provider.mode, _key(settings, provider),
        parameters, settings,
    )  # fmt: skip


def _key(settings: Settings, provider: Provider) -> SecretStr:
    """The key: the one set for this tool, else the provider's own; a local or unknown endpoint may do without."""
    own = os.environ.get(provider.key or "")
    if settings.api_key is not None:
        return settings.api_key
    if own:
        return SecretStr(own)
    if provider.key and settings.base_url is None and not os.environ.get("OPENAI_BASE_URL"):
        raise SettingsError(f"no key for {provider.name}: set {provider.key} (or {_PREFIX}API_KEY)")
    return SecretStr("none")
