"""What the pages of certification show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import segno
from babel.dates import format_date
from markupsafe import Markup

from app.assessment.rules.receipts import ReceiptLine
from app.certification.rules.codes import grouped
from app.certification.rules.cycles import Award, State
from app.certification.rules.ladder import Ladder, Why
from app.certification.rules.reasons import KeptReason
from app.identity.queries import PersonBrief
from app.kernel.bilingual import Bilingual
from app.web.forms import AppForm
from app.web.rendering import in_zone

# The wording of the paper itself, which always speaks both languages.
WORDS = {
    "heading": Bilingual("能力等级证书", "Certificate of competence"),
    "lead": Bilingual("兹证明", "This is to certify that"),
    "has": Bilingual(
        "完成规定的学习，通过全部考核与签核，达到", "has completed the training and met every requirement for"
    ),
    "reached": Bilingual("等级要求，特发此证。", ""),
    "awarded": Bilingual("颁发日期", "Awarded"),
    "until": Bilingual("有效期至", "Valid until"),
    "for_ever": Bilingual("长期有效", "No end date"),
    "verify": Bilingual("扫码或凭编号验证", "Scan or enter the code to verify"),
    "code": Bilingual("编号", "Code"),
    "mentor": Bilingual("导师签核", "Signed off by the mentor"),
    "manager": Bilingual("主管签核", "Signed off by the manager"),
    "waiver": Bilingual("主管免除部分条件", "Condition waived by the manager"),
    "issuer": Bilingual("售后学堂", "Aftercare"),
    "revoked": Bilingual("已吊销", "Revoked"),
    "expired": Bilingual("已过期", "Expired"),
}


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate in a list; titles as printed on it."""

    award: Award
    state: State

    @property
    def level(self) -> Bilingual:
        """The level's title on the day of award."""
        return Bilingual(**self.award.evidence["level"])

    @property
    def track(self) -> Bilingual:
        """The track's title on the day of award."""
        return Bilingual(**self.award.evidence["track"])


@dataclass(frozen=True, slots=True)
class CertificatesPage:
    """One's own ladders and certificates, the newest first."""

    ladders: tuple[Ladder, ...]
    certificates: tuple[CertificateLine, ...]


@dataclass(frozen=True, slots=True)
class Diploma:
    """The sheet of paper: everything printed on it, in both languages."""

    name: str
    level: Bilingual
    track: Bilingual
    about: Bilingual
    rung: int
    rungs: int
    awarded: Bilingual
    until: Bilingual
    signers: tuple[tuple[Bilingual, str], ...]
    code: str
    address: str
    qr: Markup
    state: State
    words: Mapping[str, Bilingual] = field(default_factory=lambda: WORDS)


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """The sheet, what it rests on, and for who may: the form that takes it back."""

    diploma: Diploma
    award: Award
    is_own: bool
    kept: KeptReason
    form: AppForm | None = None


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """Where somebody types the code of a certificate."""

    form: AppForm


@dataclass(frozen=True, slots=True)
class VerificationPage:
    """What anybody may know about a certificate; without a line the code is unknown."""

    code: str
    state: State
    line: CertificateLine | None = None


@dataclass(frozen=True, slots=True)
class ReceiptVerificationPage:
    """What anybody may know about a receipt: quiz and time; no person, no score. None: nobody was given it."""

    code: str
    receipt: ReceiptLine | None
    title: Bilingual | None = None

    @property
    def handed_in(self) -> str:
        """When, with its year and its distance from UTC: it is compared with a paper or a file."""
        return "" if self.receipt is None else f"{in_zone(self.receipt.submitted_at):%Y-%m-%d %H:%M:%S %z}"


@dataclass(frozen=True, slots=True)
class Signing:
    """One signature that the actor may give now, with its form."""

    why: Why
    kind: str
    role: str
    form: AppForm


@dataclass(frozen=True, slots=True)
class SigningPage:
    """A person's way to the next level and the signatures that the actor may give."""

    person: PersonBrief
    ladders: tuple[Ladder, ...]
    signings: tuple[Signing, ...]


def diploma_of(award: Award, state: State, *, public_url: str, zone: str) -> Diploma:
    """Lay out the sheet of an award; days are those of the zone."""
    kept = award.evidence
    address = f"{public_url}/verify/{award.code}"
    return Diploma(
        name=award.name,
        level=Bilingual(**kept["level"]),
        track=Bilingual(**kept["track"]),
        about=Bilingual(**kept["about"]),
        rung=kept["rung"],
        rungs=kept["rungs"],
        awarded=day_in_both(award.awarded_at, zone),
        until=day_in_both(award.expires_at, zone) if award.expires_at else WORDS["for_ever"],
        signers=tuple((WORDS[_signed_as(signer)], signer["name"]) for signer in kept["signers"]),
        code=grouped(award.code),
        address=address,
        qr=Markup(segno.make(address, error="m").svg_inline(scale=4, omitsize=True, svgclass="qr")),  # noqa: S704
        state=state,
    )


def day_in_both(at: datetime, zone: str) -> Bilingual:
    """Write the day of an instant in both languages."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return Bilingual(format_date(day, "y年M月d日", "zh_Hans"), format_date(day, "d MMMM y", "en"))


def _signed_as(signer: Mapping[str, str]) -> str:
    return "waiver" if signer["kind"] == "waiver" else signer["role"]
