"""Updates pushed to a webhook: the secret, again until a 2xx, a method in the answer."""

from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.sandbox.refusals import Refused
from bot.sandbox.server import serve
from bot.sandbox.telegram import LocalTelegram
from bot.sandbox.webhook import SECRET, pushing

pytestmark = pytest.mark.slow


@asynccontextmanager
async def receiver(answer):
    """A bot's web server on a free port; `answer` takes the request."""
    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


async def test_updates_are_pushed_until_they_are_taken():
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")
    seen, statuses = [], [500, 503, 200, 200]

    async def answer(request):
        update = await request.json()
        seen.append((request.headers.get(SECRET), update["message"]["text"]))
        return web.Response(status=statuses.pop(0))

    async with receiver(answer) as url, serve(tg), pushing(tg):
        hook = {"url": url, "secret_token": "invented", "max_connections": 1}
        await tg.call("setWebhook", hook)
        maria.say("one")
        maria.say("two")
        await tg.settled()
    assert seen == [("invented", "one")] * 3 + [("invented", "two")]


async def test_an_answer_may_name_a_method():
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")

    async def answer(_):
        return web.json_response({"method": "sendMessage", "chat_id": maria.id, "text": "hi"})

    async with receiver(answer) as url, pushing(tg):
        await tg.call("setWebhook", {"url": url})
        maria.start()
        await tg.settled()
    assert [message.text for message in maria.messages] == ["/start", "hi"]


async def test_polling_and_webhook_exclude_each_other():
    tg = LocalTelegram()
    await tg.call("setWebhook", {"url": "http://127.0.0.1:1/hook"})
    with pytest.raises(Refused, match="while webhook is active"):
        await tg.call("getUpdates", {})
    await tg.call("deleteWebhook", {})
    assert await tg.call("getUpdates", {}) == []
