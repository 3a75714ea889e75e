"""The relay as a job: nothing lost, nothing twice, in order, whatever breaks."""
from jobs import relay_events
from tests.redis_server import assert_in_order_and_once

def test_it(toolbox, diary, redis_server):
    ids = diary.write(2500)
    report = relay_events.run(toolbox)
    assert report.published == 2500
    assert redis_server.ids() == ids
    assert assert_in_order_and_once(redis_server.events()) == 2500

def test_cut(open_box, redis_server, wire):
    from tests.conftest import Diary
    from crmctl.errors import ServiceUnavailableError
    import pytest
    box = open_box(wire.url)
    d = Diary(box)
    d.write(5)
    relay_events.run(box)
    d.write(2500)
    wire.cut = "after"
    with pytest.raises(ServiceUnavailableError):
        relay_events.run(box)
    wire.cut = None
    print(relay_events.run(box), wire.cuts)
    assert assert_in_order_and_once(redis_server.events()) == 2505
