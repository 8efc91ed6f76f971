import stat

import pytest

from soundings.config.environment import Environment, read_environment


def given(monkeypatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"SOUNDINGS_{name.upper()}", value)


def test_wrong_values_are_refused_together_each_with_its_name(monkeypatch):
    given(monkeypatch, secret_key="short", database_url="mysql://x", idle_minutes="0")

    with pytest.raises(SystemExit) as refused:
        read_environment()

    told = str(refused.value)
    assert "SOUNDINGS_SECRET_KEY" in told
    assert "leave it empty to have one made" in told
    assert "SOUNDINGS_DATABASE_URL" in told
    assert "SOUNDINGS_IDLE_MINUTES" in told


def test_a_secret_is_made_once_and_kept_from_others(monkeypatch, tmp_path):
    monkeypatch.delenv("SOUNDINGS_SECRET_KEY", raising=False)
    given(monkeypatch, data_dir=str(tmp_path))

    first = Environment().kept_secret("secret_key")

    assert len(first) >= 50
    assert Environment().kept_secret("secret_key") == first
    assert stat.S_IMODE((tmp_path / "secrets" / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_a_secret_that_was_set_is_the_one_used(monkeypatch, tmp_path):
    given(monkeypatch, data_dir=str(tmp_path), trail_key="k" * 50)

    assert Environment().kept_secret("trail_key") == "k" * 50
    assert not (tmp_path / "secrets").exists()
