"""Settings: the environment and `.env`, typed, with a clear line when one is wrong."""

from __future__ import annotations

import logging
import os
from datetime import time
from decimal import Decimal
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    Field,
    FilePath,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

NEEDED = ("database_url", "redis_url", "twilio_account_sid", "twilio_auth_token", "link_secret", "secrets_key")
"""Without these no production."""
SHORTEST_KEY = 32


class SettingsError(Exception):
    """A setting is missing or wrong. The message is one line that names it."""


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "vyapari"


def _address(*schemes: str) -> AfterValidator:
    """Let pass what begins with one of `schemes`, for a database with its driver or without."""

    def check(address: str) -> str:
        scheme, found, _ = address.partition("://")
        if not found or scheme.partition("+")[0] not in schemes:
            raise ValueError(f"must begin with {' or '.join(f'{one}://' for one in schemes)}")
        return address

    return AfterValidator(check)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone, as Asia/Kolkata is one") from None
    return name


def _level(name: str) -> str:
    if name.upper() not in logging.getLevelNamesMapping():
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return name.upper()


Port = Annotated[int, Field(ge=1, le=65535)]
Rupees = Annotated[Decimal, Field(ge=0)]
Web = Annotated[str, _address("http", "https")]
Postgres = Annotated[str, _address("postgresql", "postgres")]


class Settings(BaseSettings):
    """Every setting of VyapariAI. Names are the environment's, in lower case; README lists them with their defaults."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    vyapari_env: Literal["development", "production"] = "development"
    vyapari_data_dir: Path = Field(default_factory=_data_home)
    database_url: Postgres | None = None
    """The program's own login. Embedded PostgreSQL in `vyapari_data_dir` when not set."""
    database_admin_url: Postgres | None = None
    """The login of the tables' owner, by which `up`, `demo` and `migrate` bring them up to date; `database_url` when not set."""
    redis_url: Annotated[str, _address("redis", "rediss", "unix")] | None = None
    """Embedded Redis when not set."""
    nlu_url: Web | None = None
    """Where the Rasa server answers. One is started by `vyapari up` when not set."""
    public_url: Web = "http://localhost:8000"
    """The address the world sees, which Twilio signs."""
    link_secret: str | None = None
    """Signs the links to files. One that the data directory keeps when not set."""
    secrets_key: str | None = None
    """Seals what the database keeps secret. One that the data directory keeps when not set."""
    secrets_key_secondary: str | None = None
    """The key before it, which still opens what it sealed."""
    trusted_proxies: str = ""
    """Addresses and networks, by commas, of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed."""
    web_host: str = "127.0.0.1"
    web_port: Port = 8000
    nlu_port: Port = 5005
    nlu_workers: PositiveInt = 1
    """NLU server processes that `vyapari up` starts, on `nlu_port` and those after it."""
    workers: PositiveInt = 1
    """Worker processes that `vyapari up` starts."""
    demo_stores: NonNegativeInt = 1
    """Demo stores that `vyapari up` fills on an empty database; none in production."""

    twilio_account_sid: str | None = None
    twilio_auth_token: str | None = None
    twilio_auth_token_secondary: str | None = None
    """Accepted as well while a token is being rotated."""
    twilio_whatsapp_from: str | None = None
    twilio_sms_from: str | None = None
    twilio_messaging_service_sid: str | None = None
    twilio_api_url: Web | None = None
    """Another base address for Twilio's API: a stand-in, a proxy."""
    twilio_timeout_seconds: PositiveFloat = 10.0
    sms_provider: Literal["twilio", "exotel"] = "twilio"
    """Who carries an SMS conversation that the assistant opens; who answers stays with the provider that was written to."""
    exotel_account_sid: str | None = None
    exotel_api_key: str | None = None
    exotel_api_token: str | None = None
    exotel_webhook_key: str | None = None
    """A secret of your own in the address that Exotel calls, which signs nothing."""
    exotel_webhook_key_secondary: str | None = None
    """Accepted as well while the key is being changed."""
    exotel_api_url: Web = "https://api.in.exotel.com"
    """Exotel in Mumbai; `https://api.exotel.com` is Singapore."""
    exotel_timeout_seconds: PositiveFloat = 10.0
    sms_dlt_entity_id: str | None = None
    """The principal entity id that Indian networks (DLT) want on every SMS."""
    sms_dlt_header: str | None = None
    """The registered sender of six characters."""
    sms_dlt_templates: FilePath | None = None
    """A YAML file, reply key to DLT template id."""

    nlu_timeout_seconds: PositiveFloat = 5.0
    deadly_tries: PositiveInt = 3
    """A message whose worker died this often, and nobody knows of what, is given up with an honest reply."""
    excuse_after_seconds: PositiveFloat = 30.0
    """A message unanswered for this long gets one word that the answer takes longer."""
    send_attempts: PositiveInt = 3
    send_retry_seconds: PositiveFloat = 5.0
    """Wait before the second try; it doubles with each."""
    senders: PositiveInt = 4
    """Messages that a worker process hands to a provider at a time, beside answering."""
    send_lease_seconds: PositiveFloat = 30.0
    """A send that was claimed this long ago and never recorded is taken up again."""
    sweep_seconds: PositiveFloat = 5.0
    whatsapp_window_hours: PositiveFloat = 24.0
    whatsapp_window_margin_minutes: NonNegativeFloat = 5.0
    whatsapp_typing: bool = False
    """Show "typing" while an answer is made; it marks the message as read too."""
    template_rupees: Rupees = Decimal("0.115")
    """What a WhatsApp template costs."""
    sms_segment_rupees: Rupees = Decimal("0.20")
    sms_fallback_rupees: Rupees = Decimal("1.00")
    """What a message that is not critical may cost by SMS when WhatsApp does not take it."""
    send_slow_down_seconds: PositiveFloat = 30.0
    """Wait before the second try after a provider said that we are too fast; it doubles with each."""
    whatsapp_messages_a_second: NonNegativeFloat = 80.0
    """What WhatsApp takes of our number, to all people together. A fifth is kept free for answers. 0: no limit."""
    sms_messages_a_second: NonNegativeFloat = 10.0
    whatsapp_pair_seconds: NonNegativeFloat = 6.0
    """Between two messages to one person, in the long run (WhatsApp's error 131056). 0: no limit."""
    whatsapp_pair_burst: PositiveInt = 20
    """Messages that one person may get at once; WhatsApp is said to take 45."""
    whatsapp_people_a_day: NonNegativeInt = 250
    """People who have not written for a day and may be written to in 24 hours: WhatsApp's messaging limit. 0: no limit."""
    sender_messages_a_minute: NonNegativeInt = 60
    """Messages of one person that are answered in a minute; what is more is kept and left unanswered. 0: no limit."""

    support_opens: time = time(9)
    support_closes: time = time(21)
    """When support answers, every day. Equal times: always."""
    support_timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Kolkata"
    support_silence_minutes: PositiveFloat = 60.0
    """A chat that support has, in which nobody says a word for so long, is handed back to the assistant."""
    support_patience_hours: PositiveFloat = 12.0
    """As long a shop waits at most for the first word of support before its books go on."""

    aws_region: str = "ap-south-1"
    aws_endpoint_url: Web | None = None
    s3_bucket: str | None = None
    """Where files are kept. `vyapari_data_dir`/files when not set. Credentials come by AWS's own ways."""

    oidc_issuer: Web | None = None
    """Who signs support's agents in by OpenID Connect, such as a Cognito user pool; our own passwords when not set."""
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    oidc_name: str = "single sign-on"
    """What agents call it."""

    weather_url: Web | None = None
    """A service with Open-Meteo's interface (`https://api.open-meteo.com`), asked once per town and day; none when not set."""
    weather_timeout_seconds: PositiveFloat = 3.0

    api_requests_per_minute: PositiveInt = 600
    """Requests of one key in a minute; more are answered 429."""

    log_format: Literal["console", "json"] = "console"
    log_level: Annotated[str, AfterValidator(_level)] = "INFO"

    @property
    def production(self) -> bool:
        """True where real shops are served."""
        return self.vyapari_env == "production"

    @property
    def proxies(self) -> list[str]:
        """The proxies that are believed, an address or a network each."""
        return [proxy.strip() for proxy in self.trusted_proxies.split(",") if proxy.strip()]

    @property
    def twilio(self) -> bool:
        """True when Twilio's credentials are set; without them the outbound channel is the simulator."""
        return bool(self.twilio_account_sid and self.twilio_auth_token)

    @property
    def exotel(self) -> bool:
        """True when Exotel's credentials are set."""
        return bool(self.exotel_account_sid and self.exotel_api_key and self.exotel_api_token)

    @model_validator(mode="after")
    def _complete(self) -> Settings:
        if "public_url" not in self.model_fields_set:
            self.public_url = f"http://localhost:{self.web_port}"
        if bool(self.twilio_account_sid) != bool(self.twilio_auth_token):
            missing = "TWILIO_AUTH_TOKEN" if self.twilio_account_sid else "TWILIO_ACCOUNT_SID"
            raise ValueError(f"{missing} is missing: Twilio needs both TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
        for name in ("secrets_key", "secrets_key_secondary"):
            key = getattr(self, name)
            if key and len(key) < SHORTEST_KEY:
                raise ValueError(f"{name.upper()} must be random and have {SHORTEST_KEY} characters at least")
        for proxy in self.proxies:
            try:
                ip_network(proxy, strict=False)
            except ValueError:
                raise ValueError(f"TRUSTED_PROXIES: {proxy!r} is no address and no network") from None
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is missing: OIDC_ISSUER needs both")
        if self.production:
            for name in NEEDED:
                if not getattr(self, name):
                    raise ValueError(f"{name.upper()} is missing: it must be set when VYAPARI_ENV=production")
            self._demand_sms_secrets()
            if not self.public_url.startswith("https://"):
                raise ValueError("PUBLIC_URL must be the https address that Twilio calls when VYAPARI_ENV=production")
            if self.oidc_issuer and not self.oidc_issuer.startswith("https://"):
                raise ValueError("OIDC_ISSUER must be an https address when VYAPARI_ENV=production")
        return self

    def _demand_sms_secrets(self) -> None:
        if self.sms_provider != "exotel":
            return
        for name in (
            "exotel_account_sid",
            "exotel_api_key",
            "exotel_api_token",
            "exotel_webhook_key",
            "sms_dlt_entity_id",
            "sms_dlt_header",
            "sms_dlt_templates",
        ):
            if not getattr(self, name):
                raise ValueError(f"{name.upper()} is missing: SMS_PROVIDER=exotel needs it when VYAPARI_ENV=production")


def load() -> Settings:
    """Read the settings afresh.

    Raises SettingsError with one line that names what is missing or wrong.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        message = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {message}" if name else message) from None


@cache
def settings() -> Settings:
    """The settings of this process, read once. `settings.cache_clear()` reads them again."""
    return load()
