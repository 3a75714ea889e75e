"""Sending within Gmail's quota, once whatever dies, in the name of who may, and given up when told.

Tried: a quota that runs out in one run and between two, every kind of limit, a death before each
statement and behind each call, one that falls between Gmail and the time line while somebody reads
the mail, a login that ends meanwhile, approvals that are not given, threads of other programs.
"""

import email
import email.policy
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import event

from crmctl.errors import NotAuthorisedError, NotFoundError, UsageError
from crmctl.gmail import hits, machines, outgoing, tracking
from crmctl.gmail.api import LimitError
from crmctl.gmail.copies import Request
from crmctl.gmail.hits import Hit, Policy
from crmctl.gmail.machines import Visit
from crmctl.platform.approval_completed import HANDLER
from crmctl.records import approval_links, approvals
from crmctl.storage import queries, tables
from jobs import cancel_mails, disconnect_mailbox, purge_approvals, run_queue, send_mail, sync_gmail
from jobs.send_mail import Pace
from jobs.sending.desk import Desk
from jobs.sync_gmail import Wanted
from tests.conftest import envelopes
from tests.gmail import connecting
from tests.gmail.syncing import KIM, open_scene
from tests.gmail.test_machines import CHROME
from tests.google_standin.running import ANN, BEN
from tests.platform.delivering import Post


@dataclass
class Watch:
    """A clock that waiting moves, here and at Google."""

    google: object
    at: float = 0.0
    told: list[tuple[float, int]] = field(default_factory=list)

    def pace(self):
        return Pace(
            lambda: self.at, self.wait, lambda seconds, left: self.told.append((seconds, left))
        )

    def wait(self, seconds):
        self.at += seconds
        self.google.advance(seconds)


@pytest.fixture
def kim(scene):
    return scene.add("contacts", f"email={KIM}", "first_name=Kim")


def plan(toolbox, *to, subject="Hi", **more):
    return send_mail.prepare(toolbox, Request(to, subject, "Hello\n", **more))


def statuses(scene):
    with scene.toolbox.transaction(write=False) as session:
        return [row["status"] for row in queries.find(session, tables.sends)]


def sent(google, person=ANN):
    """The mails that the person has sent, the oldest first."""
    return [
        email.message_from_bytes(each["raw"], policy=email.policy.default)
        for each in reversed(google.messages(person))
        if "SENT" in each["labelIds"]
    ]


def refusals(google):
    return [each["status"] for each in google.log() if each["status"] == 429]


class TestQuota:
    @pytest.fixture
    def scene(self, google, made_url, tmp_path):
        made = open_scene(google, tmp_path / "home", made_url, gmail_units_a_minute="500")
        google.rules(user_units_a_minute=500)
        yield made
        made.toolbox.close()

    def test_a_run_waits_for_it(self, scene, google):
        watch = Watch(google)
        to = [f"p{at}@buyer.example" for at in range(6)]
        report = send_mail.run(scene.toolbox, plan(scene.toolbox, *to), watch.pace())
        assert [row["status"] for row in report.mails] == ["sent"] * 6
        assert [left for _, left in watch.told] == [2]
        assert watch.told[0][0] == pytest.approx(61, abs=2)
        assert refusals(google) == []

    def test_a_run_knows_what_those_before_have_spent(self, scene, google):
        for at in range(4):
            send_mail.run(scene.toolbox, plan(scene.toolbox, f"p{at}@buyer.example"))
        watch = Watch(google)
        send_mail.run(scene.toolbox, plan(scene.toolbox, "q@buyer.example"), watch.pace())
        assert [left for _, left in watch.told] == [1]
        assert 30 < watch.told[0][0] < 61
        assert refusals(google) == []

    def test_a_send_knows_what_a_sync_has_looked_at(self, scene, google, kim):
        for at in range(22):
            scene.receive(f"mail {at}")
        assert scene.sync_one()["logged"] == 22
        watch = Watch(google)
        send_mail.run(scene.toolbox, plan(scene.toolbox, "q@buyer.example"), watch.pace())
        assert [left for _, left in watch.told][:1] == [1]
        assert refusals(google) == []

    def test_a_sync_knows_what_sends_have_spent(self, scene, google, kim):
        for at in range(4):
            send_mail.run(scene.toolbox, plan(scene.toolbox, f"p{at}@buyer.example"))
        scene.receive("Hello")
        google.clear_log()

        def stop(_seconds):
            raise RuntimeError("there would be a wait")

        (result,) = sync_gmail.run(scene.toolbox, Wanted(), stop).results
        assert "there would be a wait" in result.account.error
        assert (google.log("messages.get"), refusals(google)) == ([], [])

    def test_stopped_while_it_waits_no_mail_is_in_doubt(self, scene, google):
        def stop(_seconds):
            raise KeyboardInterrupt

        to = [f"p{at}@buyer.example" for at in range(6)]
        with suppress(KeyboardInterrupt):
            send_mail.run(scene.toolbox, plan(scene.toolbox, *to), Pace(wait=stop))
        assert sorted(statuses(scene)) == ["queued"] * 2 + ["sent"] * 4


@pytest.mark.parametrize(
    ("fault", "calls", "minutes"),
    [
        ({"status": 429, "reason": "rateLimitExceeded"}, 5, 15),
        ({"status": 403, "reason": "userRateLimitExceeded"}, 5, 15),
        ({"status": 403, "reason": "dailyLimitExceeded"}, 1, 15),
        ({"status": 429, "retry_after": 3600}, 1, 60),
    ],
)
def test_a_limit_is_kept_and_the_rest_waits(scene, google, fault, calls, minutes):
    google.fault("messages.send", times=None, skip=1, **fault)
    many = plan(scene.toolbox, *(f"p{at}@buyer.example" for at in range(3)))
    report = send_mail.run(scene.toolbox, many, Watch(google).pace())
    assert [row["status"] for row in report.mails] == ["sent", "queued", "queued"]
    (error,) = report.stopped
    assert isinstance(error, LimitError)
    assert len(google.log("messages.send")) == 1 + calls
    ahead = scene.row()["blocked_until"] - scene.toolbox.clock.now()
    assert ahead == pytest.approx(timedelta(minutes=minutes), abs=timedelta(minutes=1))
    # Neither the next run nor the sync asks before that.
    (error,) = send_mail.resume(scene.toolbox).stopped
    assert "what is left goes with crmctl gmail send --resume" in str(error)
    assert [each.account.status for each in scene.sync().results] == ["waiting"]
    assert len(google.log("messages.send")) == 1 + calls


@pytest.mark.parametrize("fault", [{"retry_after": 2}, {"reason": "rateLimitExceeded"}])
def test_a_limit_that_is_soon_over_is_waited_for(scene, google, fault):
    google.fault("messages.send", status=429, times=2, **fault)
    report = send_mail.run(scene.toolbox, plan(scene.toolbox, KIM), Watch(google).pace())
    assert [row["status"] for row in report.mails] == ["sent"]
    assert scene.row()["blocked_until"] is None


def test_a_thread_that_is_gone_at_gmail_is_no_reason_not_to_send(scene, google, kim):
    scene.receive("Hello")
    scene.sync()
    (line,) = scene.mails()
    answer = plan(scene.toolbox, reply_to=line["id"], subject=None)
    google.fault("messages.send", status=404, reason="notFound", times=1)
    report = send_mail.run(scene.toolbox, answer)
    assert [row["status"] for row in report.mails] == ["sent"]
    assert sent(google)[0]["Subject"] == "Re: Hello"
    assert len(google.log("messages.send")) == 2


class TestThreads:
    LONG = "AM0PR04MB1234567890ABCDEF1234567890ABCDEF@AM0PR04MB1234.eurprd04.prod.outlook.com"

    def answered(self, scene, google, **headers):
        raw = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        told = f"From: {KIM}\r\nTo: {ANN}\r\nSubject: Hello\r\n{raw}\r\nHello\r\n"
        google.add_message(ANN, raw=told.encode())
        scene.sync()
        (line,) = scene.mails()
        send_mail.run(scene.toolbox, plan(scene.toolbox, reply_to=line["id"], subject=None))
        return sent(google)[0]

    def test_the_parents_own_thread_goes_before_it(self, scene, google, kim):
        mail = self.answered(scene, google, Message_ID=f"<{self.LONG}>",
                             References=f"<First@x.example>\r\n <{self.LONG[1:]}>",
                             In_Reply_To="<other@x.example>")  # fmt: skip
        assert mail["In-Reply-To"].strip() == f"<{self.LONG}>"
        assert mail["References"].split() == [
            "<First@x.example>", f"<{self.LONG[1:]}>", f"<{self.LONG}>",
        ]  # fmt: skip
        (raw,) = [each["raw"] for each in google.messages(ANN) if "SENT" in each["labelIds"]]
        assert b"=?" not in raw

    def test_where_it_has_none_what_it_answers_does(self, scene, google, kim):
        mail = self.answered(scene, google, Message_ID="<B@X.example>", In_Reply_To="<a@x.example>")
        assert mail["References"].split() == ["<a@x.example>", "<B@X.example>"]

    def test_with_google_away_the_id_that_is_known_has_to_do(self, scene, google, kim):
        self.answered(scene, google, Message_ID="<B@x.example>", References="<a@x.example>")
        line = next(mail for mail in scene.mails() if mail["direction"] == "inbound")
        google.fault("messages.get", status=503)
        (copy,) = plan(scene.toolbox, reply_to=line["id"], subject=None).copies
        assert b"References: <B@x.example>\r\n" in copy.raw
        (copy,) = plan(scene.toolbox, reply_to=line["id"], subject=None).copies
        assert b"References: <a@x.example>\r\n <B@x.example>\r\n" in copy.raw


class TestDeaths:
    def dies(self, scene, at, work):
        """Do the work, and die before that statement; whether it came to it."""
        left = [at]

        def count(*_):
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt

        event.listen(scene.toolbox.engine, "before_cursor_execute", count)
        try:
            work()
        except KeyboardInterrupt:
            return True
        finally:
            event.remove(scene.toolbox.engine, "before_cursor_execute", count)
        return False

    def test_at_any_statement_it_is_sent_once_and_on_the_time_line_once(self, scene, google, kim):
        deaths = 0
        while self.one_more(scene, google, deaths):
            deaths += 1
        assert deaths > 20
        scene.sync(backfill=timedelta(days=1))
        assert len(scene.mails()) == deaths + 1

    def one_more(self, scene, google, at):
        """Send a mail and die at the statement, twice; then finish it."""
        made = plan(scene.toolbox, KIM, subject=f"number {at}")

        def work():
            send_mail.run(scene.toolbox, made, pace)

        pace = Watch(google).pace()
        died = self.dies(scene, at, work)
        self.dies(scene, at, lambda: send_mail.resume(scene.toolbox, pace))
        send_mail.run(scene.toolbox, made, pace) if not self.is_kept(scene, made) else None
        send_mail.resume(scene.toolbox, pace)
        subjects = [mail["Subject"] for mail in sent(google)]
        assert subjects.count(f"number {at}") == 1
        assert scene.subjects().count(f"number {at}") == 1
        return died

    def is_kept(self, scene, made):
        """Who died before anything was kept is told nothing, and asks again."""
        with scene.toolbox.transaction(write=False) as session:
            digests = {row["digest"] for row in queries.find(session, tables.sends)}
        return made.copies[0].digest in digests

    def test_whoever_reads_it_before_it_is_on_the_time_line_is_told_of_then(
        self, scene, google, kim
    ):
        made = plan(scene.toolbox, KIM, html="<a href='https://a.example'>x</a>", track=True)
        read = []

        def work():
            send_mail.run(scene.toolbox, made, pace)

        pace = Watch(google).pace()
        # Behind Gmail's answer, before the time line.
        at = next(at for at in range(200) if self.dies(scene, at, work) and google.messages(ANN))
        assert at
        (token,) = [each.token for each in made.copies[0].tokens if each.position == 0]
        later = scene.toolbox.clock.now() + timedelta(minutes=1)
        read.append(Hit("h1", token, later, Visit("GET", CHROME, "198.51.100.7", {})))
        policy = Policy(machines.load(scene.toolbox.settings.home, ()), timedelta(0), traces=False)
        with scene.toolbox.transaction() as session:
            hits.keep(session, read, (), policy)
        assert self.opened(scene) == []
        send_mail.resume(scene.toolbox)
        (line,) = scene.mails()
        assert [each["data"]["activityId"] for each in self.opened(scene)] == [line["id"]]
        send_mail.resume(scene.toolbox)
        assert len(self.opened(scene)) == 1

    def opened(self, scene):
        told = envelopes(scene.toolbox.engine)
        return [each for each in told if each["type"] == "crm.email.opened"]


def left(scene, user, email, *to):
    """Mails of the user that nobody has sent yet."""
    made = plan(connecting.another(scene.toolbox, user=user), *to)
    with connecting.another(scene.toolbox, user=user).transaction() as session:
        outgoing.keep(session, made.mailbox, f"batch {user}", made.copies, outgoing.QUEUED)
    assert made.mailbox["email"] == email


def test_a_person_finishes_their_own_and_cron_finishes_all(scene, google):
    scene.connect("u-ben", BEN)
    left(scene, "u-test", ANN, "a@buyer.example")
    left(scene, "u-ben", BEN, "b@buyer.example", "c@buyer.example")
    other = connecting.another(scene.toolbox, workspace="w-other", user="u-ben")
    assert send_mail.resume(other).mails == []
    assert [row["address"] for row in send_mail.resume(scene.toolbox).mails] == ["a@buyer.example"]
    assert sorted(statuses(scene)) == ["queued", "queued", "sent"]
    cron = connecting.another(scene.toolbox, workspace="w-other", user=send_mail.CRON)
    assert len(send_mail.resume(cron).mails) == 2
    assert [each["To"] for each in sent(google, BEN)] == ["b@buyer.example", "c@buyer.example"]


def test_a_login_that_has_ended_holds_up_nobody_else(scene, google):
    scene.connect("u-ben", BEN)
    left(scene, "u-test", ANN, "a@buyer.example")
    left(scene, "u-ben", BEN, "b@buyer.example")
    google.revoke_person(ANN)
    report = send_mail.resume(connecting.another(scene.toolbox, user=send_mail.CRON))
    assert [type(each).__mro__[1] for each in report.stopped] == [NotAuthorisedError]
    assert (report.mailboxes, sorted(statuses(scene))) == (2, ["queued", "sent"])


def test_a_second_run_leaves_the_first_alone(scene, google):
    left(scene, "u-test", ANN, "a@buyer.example")
    with scene.toolbox.lock(send_mail.LOCK, scene.row()["id"]):
        report = send_mail.resume(scene.toolbox)
    assert (report.busy, report.mails, statuses(scene)) == (1, [], ["queued"])


class TestGivenUp:
    def asked(self, scene):
        row = send_mail.ask(
            scene.toolbox, plan(scene.toolbox, "a@buyer.example", "b@buyer.example")
        )
        with scene.toolbox.transaction(write=False) as session:
            return row["id"], approval_links.ids_of(session, row["id"])[0]

    def decide(self, scene, approval, what):
        data = {"approvalId": approval, "decidedById": "u-boss"}
        Post(scene.toolbox.engine).deliver(HANDLER, f"approval.item.{what}", data)

    def sends(self, scene):
        with scene.toolbox.transaction(write=False) as session:
            return queries.find(session, tables.sends)

    def look(self, scene, action):
        with scene.toolbox.transaction(write=False) as session:
            return approvals.get(session, action)

    def test_approved_they_go_once(self, scene, google):
        action, approval = self.asked(scene)
        for _ in range(2):
            self.decide(scene, approval, "approved")
            assert run_queue.run(scene.toolbox).failed == 0
            send_mail.resume(scene.toolbox)
        assert statuses(scene) == ["sent", "sent"]
        assert len(sent(google)) == 2
        assert self.look(scene, action)["status"] == "done"

    @pytest.mark.parametrize("what", ["rejected", "expired", "cancelled"])
    def test_without_a_yes_they_are_cancelled_and_that_is_said(self, scene, google, what):
        action, approval = self.asked(scene)
        self.decide(scene, approval, what)
        row = self.look(scene, action)
        assert (row["status"], row["reason"]) == (what, f"{what} by u-boss: 2 mails are not sent")
        assert statuses(scene) == ["cancelled", "cancelled"]
        assert {(each["raw"], each["error"]) for each in self.sends(scene)} == {
            (None, f"the approval was not given: {what} by u-boss")
        }
        self.decide(scene, approval, "approved")
        run_queue.run(scene.toolbox)
        send_mail.resume(scene.toolbox)
        assert google.log("messages.send") == []

    def test_taken_back_and_run_out_of_time_they_are_too(self, scene, google):
        action, _ = self.asked(scene)
        with scene.toolbox.transaction() as session:
            approvals.cancel(session, action)
        assert statuses(scene) == ["cancelled"] * 2
        self.asked(scene)
        with scene.toolbox.transaction() as session:
            queries.change(session, tables.approvals, [], {"expires_at": session.now()})
        assert purge_approvals.run(scene.toolbox).expired == 1
        assert statuses(scene) == ["cancelled"] * 4

    def test_cancelled_one_by_one_there_is_nothing_to_approve(self, scene, google):
        action, approval = self.asked(scene)
        rows = cancel_mails.unsent(scene.toolbox)
        assert [row["status"] for row in cancel_mails.run(scene.toolbox, rows)] == ["cancelled"] * 2
        self.decide(scene, approval, "approved")
        run_queue.run(scene.toolbox)
        row = self.look(scene, action)
        assert (row["status"], row["reason"]) == ("refused", "Its mails were cancelled meanwhile")

    def test_only_ones_own_that_have_not_gone(self, scene, google):
        send_mail.run(scene.toolbox, plan(scene.toolbox, "a@buyer.example"))
        (row,) = self.sends(scene)
        with pytest.raises(UsageError, match="is sent"):
            cancel_mails.choose(scene.toolbox, [row["id"]])
        eve = connecting.another(scene.toolbox, user="eve")
        with pytest.raises(NotFoundError):
            cancel_mails.choose(eve, [row["id"]])
        assert cancel_mails.listed(eve, (), 10) == []

    def test_one_that_may_have_gone_out_says_so(self, scene, google):
        left(scene, "u-test", ANN, "a@buyer.example")
        (row,) = self.sends(scene)
        with scene.toolbox.transaction() as session:
            outgoing.mark(session, row["id"], outgoing.SENDING)
        (row,) = cancel_mails.run(scene.toolbox, [row])
        assert row["error"] == "cancelled by u-test; it may have gone out before"

    def test_a_mailbox_that_is_disconnected_sends_no_more(self, scene, google):
        self.asked(scene)
        left(scene, "u-test", ANN, "c@buyer.example")
        report = disconnect_mailbox.run(scene.toolbox, scene.row(), forget=False)
        assert report.cancelled == 3
        assert statuses(scene) == ["cancelled"] * 3
        assert (send_mail.resume(scene.toolbox).stopped, sent(google)) == ([], [])

    def test_disconnected_in_the_middle_of_it(self, scene, google):
        """What the sender would put back into the queue stays given up."""
        from jobs.sending import mailing

        left(scene, "u-test", ANN, "a@buyer.example")
        (row,) = self.sends(scene)
        desk = Desk(scene.toolbox, scene.row(), lambda: 0.0, lambda _: None)
        google.fault("messages.send", status=429, retry_after=900)
        held = desk.ask

        def disconnect_then_ask(method, request):
            disconnect_mailbox.run(scene.toolbox, scene.row(), forget=False)
            return held(method, request)

        desk.ask = disconnect_then_ask
        with pytest.raises((LimitError, NotAuthorisedError)):
            mailing.send(desk, row["id"])
        assert statuses(scene) == ["cancelled"]

    def test_forgotten_with_all_that_came_of_it_but_the_ways_to_leave(self, scene, google, kim):
        many = plan(scene.toolbox, KIM, "b@buyer.example", html="<p>x</p>", track=True)
        send_mail.run(scene.toolbox, many)
        (pixel,) = [each for copy in many.copies for each in copy.tokens if each.position == 0]
        later = scene.toolbox.clock.now() + timedelta(minutes=1)
        hit = Hit("h1", pixel.token, later, Visit("GET", CHROME, "198.51.100.7", {}))
        policy = Policy(machines.load(scene.toolbox.settings.home, ()), timedelta(0), traces=True)
        with scene.toolbox.transaction() as session:
            hits.keep(session, [hit], (), policy)
        disconnect_mailbox.run(scene.toolbox, scene.row(), forget=True)
        with scene.toolbox.transaction(write=False) as session:
            assert queries.find(session, tables.sends) == []
            assert queries.find(session, tables.hits) == []
            rows = queries.find(session, tables.tracked)
            assert {row["url"] for row in rows} == {KIM, "b@buyer.example"}
            assert {(row["contact_id"], row["activity_id"]) for row in rows} == {(None, None)}
            assert {tracking.leaving(session, row["token"]) for row in rows} == {
                KIM, "b@buyer.example",
            }  # fmt: skip
