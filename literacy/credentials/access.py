"""The only ways to a certificate: its holder, from the result's own browser or with the holder's key."""

from dataclasses import dataclass

from literacy.assessment.access import OwnResult, own_result
from literacy.core.db import db
from literacy.credentials import service
from literacy.credentials.models import Credential, CredentialState, SignedCredential


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """A result of one's own and, if there is one, its certificate."""

    result: OwnResult
    credential: Credential | None
    state: CredentialState | None
    signed: SignedCredential | None


def own_certificate() -> OwnCertificate:
    """Return the certificate that belongs to the result of this address, for whoever may see the result."""
    result = own_result()
    credential_id = service.credential_of_result(result.facts.result_id)
    if credential_id is None:
        return OwnCertificate(result, None, None, None)
    return OwnCertificate(
        result,
        db.session.get(Credential, credential_id),
        db.session.get(CredentialState, credential_id),
        db.session.get(SignedCredential, credential_id),
    )
