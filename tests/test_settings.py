"""Option, then environment, then config.toml, then default."""

import dataclasses
import getpass

import pytest

from crmctl import settings
from crmctl.errors import ConfigurationError
from crmctl.settings import SPECS, Settings

NAMES = [spec.name for spec in SPECS if spec.name != "home" and not spec.secret]
NUMBERS = {spec.name for spec in SPECS if type(spec.default) is int}


WORDS = {
    "gmail-api-url": ("https://a.example", "https://b.example/x", "http://127.0.0.1:1"),
    "google-revoke-url": ("https://a.example", "https://b.example/x", "http://127.0.0.1:1"),
    "retry-delays": ("1", "2, 30", "none"),
    "plain-prompts": ("yes", "no", "yes"),
    "tracking-own-networks": ("10.0.0.0/8", "192.0.2.0/24, 10.0.0.0/8", "2001:db8::/32"),
    "log-format": ("text", "json", "text"),
    "default-country": ("DE", "FR", "US"),
}


def words(name: str) -> tuple[str, str, str]:
    """Three texts that the setting takes."""
    return WORDS.get(name, ("1", "2", "3") if name in NUMBERS else ("a", "b", "c"))


def configure(home, **entries):
    home.joinpath("config.toml").write_text(
        "".join(f"{name} = {value!r}\n" for name, value in entries.items())
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_place_gives_way_to_the_one_before_it(name, tmp_path):
    option, environment, config = words(name)
    (spec,) = (spec for spec in SPECS if spec.name == name)
    configure(tmp_path, **{name.replace("-", "_"): config})
    home = {"CRMCTL_HOME": str(tmp_path)}

    def settled(options, extra):
        setting = Settings.load(options, home | extra).entries[name]
        several = isinstance(setting.value, tuple)
        if isinstance(setting.value, bool):
            return "yes" if setting.value else "no", setting.origin
        return str(settings.shown(setting) if several else setting.value), setting.origin

    both = {spec.variable: environment}
    assert settled({name: option}, both) == (option, "option")
    assert settled({name: None}, both) == (environment, "environment")
    assert settled({}, {}) == (config, "config.toml")
    configure(tmp_path)
    assert settled({}, {})[1] == "default"


def test_the_defaults_are_those_of_the_contract(tmp_path):
    loaded = Settings.load({"home": str(tmp_path)}, {})
    assert loaded.home == tmp_path
    assert loaded["database"] == f"sqlite:///{tmp_path}/crmctl.db"
    assert loaded["workspace"] == "default"
    assert loaded["user"] == getpass.getuser()
    assert loaded["import-max-bytes"] == 10 * 1024 * 1024
    assert loaded["import-max-rows"] == 50_000


def test_home_comes_from_the_option_the_environment_or_the_platform(tmp_path):
    environment = {"CRMCTL_HOME": str(tmp_path / "b")}
    assert Settings.load({"home": str(tmp_path / "a")}, environment).home == tmp_path / "a"
    assert Settings.load({}, environment).home == tmp_path / "b"
    assert Settings.load({}, {}).entries["home"].origin == "default"


def test_the_environment_calls_the_database_as_the_contract_does(tmp_path):
    loaded = Settings.load(
        {"home": str(tmp_path)}, {"CRMCTL_DATABASE_URL": "postgres://h/d", "CRMCTL_DATABASE": "x"}
    )
    assert loaded["database"] == "postgres://h/d"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 'red'", "colour"),
        ("home = '/elsewhere'", "home"),
        ("workspace = ", "config.toml cannot be read"),
    ],
)
def test_a_config_with_an_unknown_setting_or_no_sense_is_refused(text, said, tmp_path):
    tmp_path.joinpath("config.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        Settings.load({"home": str(tmp_path)}, {})


def test_a_secret_does_not_belong_into_a_file(tmp_path):
    for spec in SPECS:
        if spec.secret:
            configure(tmp_path, **{f"{spec.name}": "hush"})
            with pytest.raises(ConfigurationError, match=spec.variable) as caught:
                Settings.load({"home": str(tmp_path)}, {})
            assert "hush" not in str(caught.value)


def test_a_config_that_is_no_text_is_refused(tmp_path):
    tmp_path.joinpath("config.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Settings.load({"home": str(tmp_path)}, {})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("default-country", "Germany"),
        ("default-country", "ÄÖ"),
        ("import-max-rows", "0"),
        ("import-max-rows", "many"),
        ("workspace", "  "),
        ("gmail-api-url", "http://google.example"),
        ("gmail-api-url", "http://127.0.0.1.evil.example"),
        ("gmail-api-url", "http://127.0.0.1@evil.example"),
        ("gmail-api-url", "ftp://127.0.0.1"),
        ("google-revoke-url", "https://"),
        ("google-revoke-url", "127.0.0.1:80"),
    ],
)
def test_a_bad_value_is_named_with_where_it_stands(name, text, tmp_path):
    variable = "CRMCTL_" + name.upper().replace("-", "_")
    places = {
        f"--{name} ": ({name: text}, {}, {}),
        variable: ({}, {variable: text}, {}),
        f"{name} in config.toml": ({}, {}, {name: text}),
    }
    for where, (options, environment, config) in places.items():
        configure(tmp_path, **config)
        with pytest.raises(ConfigurationError, match=where):
            Settings.load({"home": str(tmp_path)} | options, environment)


def test_an_empty_variable_is_none(tmp_path):
    loaded = Settings.load({"home": str(tmp_path)}, {"CRMCTL_WORKSPACE": ""})
    assert loaded.entries["workspace"].origin == "default"


def test_settings_do_not_change(tmp_path):
    loaded = Settings.load({"home": str(tmp_path)}, {})
    with pytest.raises(dataclasses.FrozenInstanceError):
        loaded.entries = {}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:s3cret@db/crm", "postgresql://ann:***@db/crm"),
        ("postgresql://ann:s3@cret@db/crm", "postgresql://ann:***@db/crm"),
        ("postgresql://ann:s3/cret@db/crm", "postgresql://ann:***@db/crm"),
        ("redis://:s3cret@cache:6379/0", "redis://:***@cache:6379/0"),
        (
            "postgresql:///crm?user=ann&password=s3cret&a=b",
            "postgresql:///crm?user=ann&password=***&a=b",
        ),
        ("sqlite:////home/a:b@c/crm.db", "sqlite:////home/a:b@c/crm.db"),
        ("postgresql://ann@db/crm", "postgresql://ann@db/crm"),
    ],
)
def test_passwords_are_masked_and_nothing_else(url, shown):
    assert settings.masked(url) == shown


def test_what_is_no_text_is_shown_as_it_is():
    assert settings.masked(7) == 7
