"""Machines are told from people by the table, which admins can add to.

Tried: programs as they really call themselves, addresses of both kinds, tables that do not hold.
"""

from pathlib import Path

import pytest

from crmctl.errors import ConfigurationError
from crmctl.gmail import machines
from crmctl.gmail.machines import BOT, HUMAN, PREFETCH, PROXY, SELF, Visit

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/156.0.0.0 Safari/537.36"
PEOPLE = [
    CHROME,
    CHROME.replace("Chrome/", "HeadlessChrome/"),
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) {WEBKIT} Mobile/15E148",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Thunderbird/145.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0.17126)",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17126; Pro)",
    "Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18",
    "Lynx/2.9.0 libwww-FM/2.14",
]
MACHINES = {
    "": BOT,
    "Mozilla/5.0": PREFETCH,
    "Mozilla/5.0 (Windows NT 5.1) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)": PROXY,
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html": PROXY,
    "Mozilla/5.0 (compatible; OutlookImageProxy/1.0)": PROXY,
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)": BOT,
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": BOT,
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)": BOT,
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)": BOT,
    "WhatsApp/2.23.20.0": BOT,
    "curl/8.5.0": BOT,
    "python-requests/2.32.0": BOT,
    "Go-http-client/2.0": BOT,
    "Java/17.0.2": BOT,
    "okhttp/4.12.0": BOT,
    "Wget/1.21.3": BOT,
    "BarracudaCentral/1.0": BOT,
    "Mozilla/5.0 (compatible; Proofpoint URL Defense)": BOT,
    "Mozilla/5.0 (compatible; Mimecast-URL-Protect)": BOT,
    "something of my own": BOT,
}  # fmt: skip


@pytest.fixture
def rules(tmp_path: Path) -> machines.Rules:
    return machines.load(tmp_path, ("192.0.2.0/24", "2001:db8::/32"))


def visit(
    agent: str = CHROME, address: str = "198.51.100.7", method: str = "GET", **headers: str
) -> Visit:
    return Visit(method, agent, address, {k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize("agent", PEOPLE)
def test_people(rules: machines.Rules, agent: str) -> None:
    assert rules.judge(visit(agent)).name == HUMAN


@pytest.mark.parametrize("agent", MACHINES)
def test_machines_by_what_they_call_themselves(rules: machines.Rules, agent: str) -> None:
    verdict = rules.judge(visit(agent))
    assert (verdict.name, bool(verdict.reason)) == (MACHINES[agent], True)


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (visit(method="HEAD"), BOT),
        (visit(purpose="prefetch"), PREFETCH),
        (visit(sec_purpose="prefetch;prerender"), PREFETCH),
        (visit(purpose="preview"), PREFETCH),
        (visit(x_moz="prefetch"), PREFETCH),
        (visit(purpose="shopping"), HUMAN),
        (visit(address="17.58.100.1"), PREFETCH),
        (visit(address="192.0.2.9"), SELF),
        (visit("curl/8", "2001:db8::5"), SELF),
        (visit(address="not an address"), HUMAN),
        (visit(address=""), HUMAN),
    ],
)
def test_by_other_signs(rules: machines.Rules, made: Visit, name: str) -> None:
    assert rules.judge(made).name == name


def test_rules_of_the_house_come_first(tmp_path: Path) -> None:
    (tmp_path / "machines.toml").write_text(
        '[[rule]]\nclass = "human"\nagent = "curl"\nreason = "our own browser"\n'
    )
    assert machines.load(tmp_path, ()).judge(visit("curl/8")).reason == "our own browser"


@pytest.mark.parametrize(
    "text",
    ["x", "[[rule]]", '[[rule]]\nclass="robot"\nagent="x"\nreason="x"',
     '[[rule]]\nclass="bot"\nagent="("\nreason="x"', '[[rule]]\nclass="bot"\nreason="x"',
     '[[rule]]\nclass="bot"\nnetwork=["1.2.3.999"]\nreason="x"', "[rules]\nx=1",
     '[[rule]]\nclass="bot"\nheader="cookie: x"\nreason="x"',
     '[[rule]]\nclass="bot"\nagents="x"\nreason="x"', '[[rule]]\nclass="bot"\nagent=3\nreason="x"'],
)  # fmt: skip
def test_a_table_that_does_not_hold_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "machines.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=r"machines\.toml has a rule"):
        machines.load(tmp_path, ())
