"""`vyapari templates check|submit`: the texts that WhatsApp must approve before it lets us say something first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.cli.input import InputError
from infra.settings import settings

if TYPE_CHECKING:
    from twilio.rest import Client

app = typer.Typer(help="WhatsApp's templates, and DLT's.", no_args_is_help=True)


def register(main: typer.Typer) -> None:
    """Add `templates`."""
    main.add_typer(app, name="templates")


@app.command()
def check() -> None:
    """Say what breaks WhatsApp's rules, which reply has no DLT template, and what WhatsApp said of those handed in.

    Exit status 1 when something must be mended.
    """
    wrong = _check_texts() + _check_dlt()
    for line in wrong:
        print(line)
    rejected = _ask_for_approval()
    if wrong or rejected:
        raise typer.Exit(1)
    print("templates: nothing to mend")


@app.command()
def submit() -> None:
    """Hand every template that Twilio does not have yet to it, and to WhatsApp for approval."""
    from bot.channels.twilio import content, submitting

    wrong = _check_texts()
    if wrong:
        raise InputError(wrong[0])
    client = _client()
    if client is None:
        raise InputError("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are missing: nobody to hand templates to")
    rows = content.load_sids()
    for template in content.templates().values():
        for language in submitting.languages(template):
            row = rows.setdefault(template.name, {})
            if language in row:
                continue
            try:
                sid = submitting.create(client, template, language)
                waits = submitting.needs_approval(template)
                said = submitting.submit(client, template, language, sid) if waits else "approved"
            except submitting.ContentError as error:
                raise InputError(f"{template.name}, {language}: {error}") from None
            # Kept after each: a template that was created and forgotten would be created again.
            row[language] = {"sid": sid, "status": said}
            content.save_sids(rows)
            print(f"{template.name}  {language}  {sid}  {said}")
    print(f"kept in {content.sids_file()}")


def _check_texts() -> list[str]:
    from bot.channels.twilio import content

    return [line for template in content.templates().values() for line in content.problems(template)]


def _check_dlt() -> list[str]:
    """Reply keys without a DLT template, where DLT is used at all."""
    from bot.channels import dlt
    from bot.replies.texts import FALLBACK, languages

    path = settings().sms_dlt_templates
    if path is None:
        return []
    try:
        known = dlt.read(path)
    except dlt.DltError as error:
        return [str(error)]
    return [
        f"{path}: no template for {key} in {language.tag}"
        for language in languages().values()
        if language.script == "Latn" or language.tag == FALLBACK
        for key in language.texts
        if dlt.find(known, key, language.tag) is None
    ]


def _ask_for_approval() -> bool:
    """Bring the statuses up to date; whether WhatsApp rejected one."""
    from bot.channels.twilio import content, submitting

    client, rows, rejected = _client(), content.load_sids(), False
    if client is None or not rows:
        return False
    for name, languages in rows.items():
        template = content.templates().get(name)
        for language, row in languages.items():
            if template is not None and submitting.needs_approval(template):
                try:
                    row["status"], why = submitting.status(client, row["sid"])
                except submitting.ContentError as error:
                    raise InputError(str(error)) from None
                rejected = rejected or row["status"] == "rejected"
                print(f"{name}  {language}  {row['sid']}  {row['status']}  {why}".rstrip())
    content.save_sids(rows)
    return rejected


def _client() -> Client | None:
    from bot.channels.twilio.send import twilio_carrier

    return twilio_carrier().client if settings().twilio else None
