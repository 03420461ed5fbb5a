"""Which model is asked: options over environment over file, and one clear line for what is missing."""

from pathlib import Path

import pytest

from extractor import settings
from extractor.errors import SettingsError
from extractor.settings import Endpoint


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def chosen(**options: object) -> Endpoint:
    return settings.endpoint(settings.load(**options))


def test_without_anything_the_rules_read() -> None:
    assert settings.backend(settings.load()) == "rules"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_API_KEY", "k"),
        ("DEEPSEEK_API_KEY", "k"),
        ("EXTRACTOR_BASE_URL", "http://127.0.0.1:1/v1"),
        ("EXTRACTOR_API_KEY", "k"),
    ],
)
def test_a_key_or_a_base_url_makes_it_a_model(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert settings.backend(settings.load()) == "llm"
    assert settings.backend(settings.load(backend="rules")) == "rules"


@pytest.mark.parametrize("name", list(settings.providers()))
def test_every_provider_leads_to_an_endpoint(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    provider = settings.providers()[name]
    if provider.key:
        monkeypatch.setenv(provider.key, "secret-key")
    endpoint = chosen(
        provider=name, model="some-model", **({} if provider.base_url else {"base_url": "http://127.0.0.1:1/v1"})
    )
    assert endpoint.mode == provider.mode
    assert endpoint.parameters[provider.limit] == provider.max_output
    assert endpoint.key.get_secret_value() == ("secret-key" if provider.key else "none")
    assert "secret-key" not in repr(endpoint)


def test_options_win_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "extractor.toml").write_text(
        'provider = "ollama"\nmodel = "from-file"\nconcurrency = 3\n', encoding="utf-8"
    )
    assert chosen().model == "from-file"
    monkeypatch.setenv("EXTRACTOR_MODEL", "from-environment")
    assert chosen().model == "from-environment"
    assert chosen(model="from-option").model == "from-option"
    assert chosen().settings.concurrency == 3


def test_a_base_url_of_a_known_provider_brings_its_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "k")
    assert chosen(base_url="https://api.deepseek.com/").mode == "json"
    assert chosen(base_url="https://models.example.org/v1", model="m").provider == "custom"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, ["no model to ask", "OPENAI_API_KEY"]),
        ({"provider": "deepseek"}, ["DEEPSEEK_API_KEY"]),
        ({"provider": "ollama"}, ["--model"]),
        ({"provider": "custom", "model": "m"}, ["EXTRACTOR_BASE_URL"]),
        ({"provider": "nobody"}, ["nobody", "openai"]),
        ({"base_url": "ftp://x", "model": "m"}, ["ftp://x", "http"]),
    ],
)
def test_what_is_missing_is_told_in_one_line(options: dict[str, object], words: list[str]) -> None:
    with pytest.raises(SettingsError) as told:
        chosen(backend="llm", **options)
    assert all(word in str(told.value) for word in words)
    assert "\n" not in str(told.value)


def test_an_impossible_value_names_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_CONCURRENCY", "0")
    with pytest.raises(SettingsError, match="EXTRACTOR_CONCURRENCY"):
        settings.load()
    monkeypatch.delenv("EXTRACTOR_CONCURRENCY")
    (tmp_path / "extractor.toml").write_text("colour = 1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="colour"):
        settings.load()
    (tmp_path / "extractor.toml").write_text("not toml", encoding="utf-8")
    with pytest.raises(SettingsError, match="not TOML"):
        settings.load()


def test_an_impossible_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as told:
        settings.load(api_key=["sk-hidden"])
    assert "sk-hidden" not in str(told.value)
