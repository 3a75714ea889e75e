"""Each rule by itself: what it keeps out, what it lets through, and how it is switched off."""

from dataclasses import replace

import pytest

from crmctl.gmail import classifying
from crmctl.gmail.classifying import direction, excluded
from crmctl.gmail.parsing import Address
from crmctl.gmail.policy import Policy, stricter
from crmctl.records.workspace_settings import MAIL_LEFT_OUT
from tests.gmail.test_parsing import NOW, parsing, resource

POLICY = Policy(
    own=frozenset({"ann@acme.example", "sales@acme.example"}),
    internal_domains=frozenset({"acme.example"}),
    left_out=frozenset(MAIL_LEFT_OUT),
    blocked_addresses=frozenset({"boss@law.example"}),
    blocked_domains=frozenset({"secret.example"}),
    blocked_labels=frozenset({"Label_7"}),
    only_labels=None,
    level="snippet",
    accounts_by_domain=False,
    creates_contacts=False,
)


def mail(*labels, **headers):
    given = {"From": "kim@buyer.example", "To": "ann@acme.example", **headers}
    told = {**resource(**given), "labelIds": list(labels or ("INBOX",))}
    return parsing.read(told, NOW)


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (mail("CHAT"), "chat"),
        (mail("DRAFT"), "draft"),
        (mail("SPAM"), "spam"),
        (mail("INBOX", "TRASH"), "trash"),
        (mail(Cc="boss@LAW.example"), "blocked"),
        (mail(Cc="x@deep.secret.example"), "blocked"),
        (mail(Reply_To="x@secret.example"), "blocked"),
        (mail("INBOX", "Label_7"), "blocked"),
        (mail(Content_Type="text/calendar; charset=utf-8"), "calendar"),
        (mail(Sender="Google Calendar <calendar-notification@google.com>"), "calendar"),
        (mail(List_Id="<l.x.example>"), "bulk"),
        (mail(List_Unsubscribe="<https://x.example>"), "bulk"),
        (mail(Precedence="LIST"), "bulk"),
        (mail(Precedence="junk"), "bulk"),
        (mail(Auto_Submitted="auto-generated; owner-email=x"), "bulk"),
        (mail(From="ben@acme.example"), "internal"),
        (mail(From="ben@mail.acme.example", Cc="sales@acme.example"), "internal"),
    ],
)
def test_a_rule_keeps_it_out_and_says_which(made, word):
    assert excluded(made, POLICY).startswith(f"{word}:")


@pytest.mark.parametrize(
    "made",
    [
        mail(),
        mail(Auto_Submitted="no"),
        mail(Precedence="first-class"),
        mail(List_Id=" "),
        mail(From="ben@acme.example", To="kim@buyer.example"),
        mail(From="kim@notacme.example"),
        mail(From="kim@notsecret.example"),
        mail(From="", To=""),
        mail("STARRED", "Label_8"),
    ],
)
def test_what_no_rule_names_is_let_through(made):
    assert excluded(made, POLICY) is None


def test_a_word_that_is_taken_away_switches_its_rule_off():
    for made, word in ((mail("SPAM"), "spam"), (mail(Precedence="bulk"), "bulk")):
        assert excluded(made, replace(POLICY, left_out=POLICY.left_out - {word})) is None


def test_labels_opt_in():
    policy = replace(POLICY, only_labels=frozenset({"Label_1"}))
    assert excluded(mail("INBOX", "Label_1"), policy) is None
    assert excluded(mail("INBOX"), policy).startswith("label:")
    assert excluded(mail("INBOX"), replace(POLICY, only_labels=frozenset())).startswith("label:")


def test_direction_is_told_by_whose_address_sends():
    assert direction(mail(), POLICY) == classifying.INBOUND
    assert direction(mail(From="Sales <SALES@acme.example>"), POLICY) == classifying.OUTBOUND
    assert direction(mail("SENT", From="unknown@alias.example"), POLICY) == classifying.OUTBOUND
    assert direction(mail("SENT", "INBOX"), POLICY) == classifying.INBOUND


def test_the_stricter_level_holds():
    assert stricter("body", "headers") == "headers"
    assert stricter("snippet", "subject", "body") == "subject"
    assert POLICY.is_own(Address("ann@acme.example"))
