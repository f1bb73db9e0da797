"""Rules of corrections: what they would do, and the question with another key."""

from app.corrections.rules.effects import CertificateFlip, Changed, DryRun, dry_run
from app.corrections.rules.keys import KEYED, key_of, with_key

__all__ = ["KEYED", "CertificateFlip", "Changed", "DryRun", "dry_run", "key_of", "with_key"]
