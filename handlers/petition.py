"""The registrar's list in chat: a document from an admin, a dry run, then all or nothing."""

from __future__ import annotations

from pathlib import Path

from telegram import Update

from handlers import answer, keyboards
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.policy import read_policy
from handlers.parse.sections import parse_spans
from handlers.rows import Command, Rows
from handlers.texts import as_met
from handlers.texts import petition as texts
from models import choices, petition
from models.errors import Refusal
from models.petition import Asked
from models.terms import RANK, Role

_PRIVATE = frozenset({"intake.private-columns", "intake.private-in-needed"})
MOST_BYTES = 20 * 1024 * 1024  # what a bot may download from Telegram


async def document(update: Update, context: Context) -> None:
    """A file in private chat: an admin's is read as a list (dry run); anyone else's is removed."""
    message = update.effective_message
    person = context.person
    if message is None or message.document is None:
        return
    if person is None or RANK[person.role] < RANK[Role.ADMIN]:
        await answer.remove(update, context)
        await answer.say(update, context, context.words("guard.document"))
        return
    if (message.document.file_size or 0) > MOST_BYTES:
        raise Refusal("petition.file-too-large", most=MOST_BYTES // 1024 // 1024)
    asked, why = texts.read_caption(message.caption or "")
    path = await _download(context, message.document.file_id, message.document.file_name or "")
    try:
        waits = await _look(update, context, path, asked, why)
    except Refusal as refusal:
        path.unlink(missing_ok=True)
        if refusal.code in _PRIVATE:  # it holds what must not be here: not in the chat either
            await answer.remove(update, context)
        raise
    if not waits:
        path.unlink(missing_ok=True)


async def _look(
    update: Update, context: Context, path: Path, asked: Asked, why: str | None
) -> bool:
    """Say what the file holds; whether it may be imported by a tap and so is kept until then."""
    found = await context.desk.ask(
        petition.dry_run, now=context.desk.now(), path=path, asked=asked
    )
    if found.dropped:
        await answer.remove(update, context)
    words = context.words
    text = texts.dry_run(words, found, why)
    if found.known or not found.summary.clean or (found.existing and why is None):
        await answer.say(update, context, text)
        return False
    facts = {"path": path.name, "drop": asked.drop_columns, "close": asked.accept_close}
    choice = await context.desk.ask(
        choices.keep,
        person_id=context.me.id,
        kind="import",
        facts=facts | {"why": why, "columns": asked.columns},
    )
    label = words.plain("buttons.import", n=found.summary.lines)
    sure = keyboards.confirm(words, label, "import!", choice, no=("noimport", choice))
    await answer.say(update, context, text, sure)
    return True


async def import_sure(update: Update, context: Context, tap: Tap) -> None:
    """Keep what the dry run showed."""
    facts = await context.desk.ask(
        choices.look, now=context.desk.now(), person_id=context.me.id, choice_id=tap.number(0)
    )
    path = context.desk.out / "in" / Path(str(facts["path"])).name
    if not path.exists():
        raise Refusal("petition.file-gone")
    asked = Asked(
        columns=tuple((field, title) for field, title in facts["columns"]),
        drop_columns=facts["drop"],
        accept_close=facts["close"],
        accept_header=True,
    )
    done = await context.desk.ask(
        petition.import_list,
        by=context.me.pseudonym,
        path=path,
        asked=asked,
        why=facts["why"],
    )
    path.unlink(missing_ok=True)
    await answer.edit(update, context, texts.imported(context.words, done))


async def import_not(update: Update, context: Context, tap: Tap) -> None:
    """Do not keep it: the file goes as well."""
    facts = await context.desk.ask(choices.take, person_id=context.me.id, choice_id=tap.number(0))
    path = context.desk.out / "in" / Path(str(facts["path"])).name
    path.unlink(missing_ok=True)
    await answer.edit(update, context, context.words("common.never-mind"))


async def how(update: Update, context: Context) -> None:
    """How a list is sent."""
    await answer.say(update, context, context.words("petition.how"))


async def policy(update: Update, context: Context) -> None:
    """``/policy``: the rules as they stand; ``/policy batch_size 15``: change one, from now on."""
    book = await book_of(context.desk)
    args = context.args or []
    if not args:
        rows = [f"<code>{name}</code> {value}" for name, value in book.policy.as_dict().items()]
        await answer.say(update, context, "\n".join([context.words("petition.policy"), *rows]))
        return
    name, value = read_policy(book.policy, args[0], " ".join(args[1:]))
    old = book.policy.as_dict()[name]
    await context.desk.ask_once(
        petition.change_policy, by=context.me.pseudonym, changes={name: value}
    )
    await answer.say(
        update, context, context.words("petition.policy-changed", name=name, old=old, new=value)
    )


async def sections(update: Update, context: Context) -> None:
    """``/sections 12001-12500``: they may be dealt as met; ``/sections``: where they stand."""
    args = context.args or []
    if not args:
        now = await context.desk.ask(petition.look_sections)
        lines = [as_met.state(context.words, now), context.words("petition.sections.how")]
        await answer.say(update, context, "\n".join(lines))
        return
    offices = {office.code for office in (await book_of(context.desk)).offices}
    office = args[-1].lower() if args[-1].lower() in offices else None
    spans = parse_spans(" ".join(args[:-1] if office else args))
    opened = await context.desk.ask_once(
        petition.open_sections, by=context.me.pseudonym, sections=spans, office=office
    )
    now = await context.desk.ask(petition.look_sections)
    await answer.say(update, context, as_met.opened(context.words, opened, now))


def clear_away(out: Path) -> None:
    """Delete the files a former life left behind: lists never confirmed, somebody's own data.

    A list read without its private columns holds them still, and an export a legal name.
    """
    for left in (*(out / "in").glob("*"), *out.glob("countersign-*.json")):
        left.unlink(missing_ok=True)


async def _download(context: Context, file_id: str, name: str) -> Path:
    """The file under a name of our own: theirs may hold a person's.

    One file a person: what they sent before and never confirmed is deleted.
    """
    folder = context.desk.out / "in"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{context.me.id}-*"):
        old.unlink(missing_ok=True)
    ending = Path(name).suffix.lower()
    safe = ending if ending in {".csv", ".txt", ".xlsx", ".xls", ".tsv"} else ".bin"
    path = folder / f"{context.me.id}-{file_id[-24:]}{safe}"
    file = await context.bot.get_file(file_id)
    await file.download_to_drive(path)
    return path


ROWS = Rows(
    commands=(
        Command("import", Role.ADMIN, how, "/import"),
        Command(
            "sections", Role.COORDINATOR, sections, "/sections 12001-12500", also=("secciones",)
        ),
        Command("policy", Role.ADMIN, policy, "/policy batch_size 15", also=("reglas",)),
    ),
    taps={"import!": (Role.ADMIN, import_sure), "noimport": (Role.ADMIN, import_not)},
)
