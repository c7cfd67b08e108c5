"""The timetable: what is due by the desk's clock happens, once, and one failure stops no other."""

from datetime import timedelta

from structlog.testing import capture_logs

from bot.delivery import Delivery
from bot.jobs import TIMETABLE, Job, schedule, tick
from models.tables import inbox as inbox_table
from models.terms import looks
from tests.bot.a_house import Words, a_house, until

MINUTE = timedelta(minutes=1)


class Post:
    """A delivery that counts, or breaks."""

    def __init__(self, error=None):
        self.rounds, self.error = 0, error

    async def deliver(self):
        self.rounds += 1
        if self.error:
            raise self.error


def counting(answers=()):
    """A verb that notes the moments at which it was asked, and its answers one by one."""
    asked, left = [], list(answers)

    def verb(tx, *, now):
        asked.append(now)
        return left.pop(0) if left else 0

    return verb, asked


def an_old_update(tx, *, now):
    tx.execute(inbox_table.insert().values(update_id=7, at=now))


async def test_rows_are_asked_at_their_times_by_the_desks_clock(tmp_path):
    often, asked_often = counting()
    seldom, asked_seldom = counting()
    rows = [Job("often", MINUTE, often), Job("seldom", 60 * MINUTE, seldom)]
    post = Post()
    async with a_house(tmp_path) as house:
        for _ in range(3):
            await tick(house.desk, post, rows, everything=False)
        assert (len(asked_often), len(asked_seldom), post.rounds) == (1, 1, 3)
        house.tg.move(2 * MINUTE)
        await tick(house.desk, post, rows, everything=False)
        assert (len(asked_often), len(asked_seldom)) == (2, 1)
        house.tg.move(timedelta(days=3))  # downtime: caught up once
        await tick(house.desk, post, rows, everything=False)
        await tick(house.desk, post, rows, everything=False)
        assert (len(asked_often), len(asked_seldom)) == (3, 2)
        assert asked_often[-1] == house.desk.now()


async def test_a_row_that_did_all_it_may_is_asked_again(tmp_path):
    verb, asked = counting([50, 50, 7])
    async with a_house(tmp_path) as house:
        await tick(house.desk, Post(), [Job("many", MINUTE, verb, at_most=50)])
    assert len(asked) == 3


async def test_a_row_that_breaks_is_logged_without_its_words_and_stops_no_other(tmp_path):
    def broken(tx, *, now):
        raise ValueError("words of somebody")

    verb, asked = counting()
    post = Post(RuntimeError("words of somebody"))
    async with a_house(tmp_path) as house:
        with capture_logs() as logs:
            await tick(house.desk, post, [Job("bad", MINUTE, broken), Job("good", MINUTE, verb)])
    assert len(asked) == 1
    assert [(log["job"], log["error"]) for log in logs] == [
        ("bad", "ValueError"),
        ("delivery", "RuntimeError"),
    ]
    assert "somebody" not in str(logs)
    assert "test_jobs.py" in logs[0]["where"]


async def test_the_job_queue_looks_again_and_again(tmp_path):
    verb, asked = counting()
    post = Post()
    async with a_house(tmp_path) as house:
        schedule(
            house.app,
            house.desk,
            post,
            [Job("often", MINUTE, verb)],
            every=timedelta(milliseconds=30),
        )
        (job,) = house.app.job_queue.jobs()
        assert job.job.misfire_grace_time == 3600
        assert (job.job.coalesce, job.job.max_instances) == (True, 1)
        await house.app.start()
        try:
            await until(lambda: post.rounds >= 3)
            assert len(asked) == 1
            house.tg.move(5 * MINUTE)
            await until(lambda: len(asked) == 2)
        finally:
            await house.app.stop()


async def test_the_real_timetable_forgets_old_updates_and_is_quiet_without_a_campaign(tmp_path):
    async with a_house(tmp_path) as house:
        await house.desk.database.ask(an_old_update, now=house.desk.now())
        house.tg.move(timedelta(days=3))
        verbs = {"unreachable": an_old_update, "migrated": an_old_update}
        post = Delivery(house.desk, house.app.bot, Words, **verbs)
        with capture_logs() as logs:
            await tick(house.desk, post)
        with house.desk.database.engine.connect() as connection:
            assert connection.execute(inbox_table.select()).all() == []
        assert [log for log in logs if log["log_level"] != "debug"] == []
    assert len({row.name for row in TIMETABLE}) == len(TIMETABLE)


async def test_what_a_look_finds_comes_into_the_verb_and_without_it_nothing_is_asked(tmp_path):
    found, given = [None, "seven", None], []

    @looks
    def look(tx, *, now):
        return found.pop(0)

    def verb(tx, *, now, found):
        given.append(found)
        return 1

    rows = [Job("seldom", MINUTE, verb, look=look)]
    async with a_house(tmp_path) as house:
        for _ in range(3):
            await tick(house.desk, Post(), rows)
    assert given == ["seven"]
