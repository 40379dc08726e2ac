"""Mail, by the SMTP server that the environment names; sent by jobs, after the transaction that wants it."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from flask import current_app

SECONDS = 30  # a server that says nothing for so long is down


def is_set_up() -> bool:
    """Whether mail can be sent: to a known server, with links to a known address."""
    return bool(current_app.config["KEHU_SMTP_HOST"] and current_app.config["KEHU_PUBLIC_URL"])


def public_url(path: str) -> str:
    """The address of a page for somebody who reads it elsewhere; never taken from what a request claims."""
    return str(current_app.config["KEHU_PUBLIC_URL"]).rstrip("/") + path


def send(to: str, subject: str, text: str, message_id: str) -> None:
    """Hand one mail to the server. A mail of the same `message_id` sent twice is one to the reader's program.

    OSError or smtplib.SMTPException where the server does not take it.
    """
    settings = current_app.config
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings["KEHU_MAIL_FROM"], to, subject
    message["Date"], message["Message-ID"] = (
        formatdate(),
        f"<{message_id}@{settings['KEHU_MAIL_FROM'].partition('@')[2]}>",
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    with _connected(settings) as server:
        server.send_message(message)


def _connected(settings: Any) -> smtplib.SMTP:
    host, port, encryption = settings["KEHU_SMTP_HOST"], settings["KEHU_SMTP_PORT"], settings["KEHU_SMTP_ENCRYPTION"]
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if encryption == "tls":
        server = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
        if encryption == "starttls":
            server.starttls(context=context)
    if settings["KEHU_SMTP_USER"]:
        server.login(settings["KEHU_SMTP_USER"], settings["KEHU_SMTP_PASSWORD"])
    return server
