"""Messages up the floors. A hearer only writes rows, in the sender's transaction.

| signal | sent by | heard by |
|---|---|---|
| result_released | assessment.service | credentials.hearers |
| sitting_voided | assessment.invigilation | credentials.hearers |
| training_session_closed | training.sessions | rooms.hearers |
| person_changed | accounts.people, accounts.learners | training.hearers, assessment.hearers, credentials.hearers |
| consent_withdrawn | accounts.consents | training.hearers, assessment.hearers |
| credential_status_changed | credentials.service | credentials.hearers (status lists) |
"""

from blinker import Signal

result_released = Signal("A result was frozen; keyword: result_id.")
sitting_voided = Signal("A sitting was declared void; keyword: sitting_id.")
training_session_closed = Signal("A training session was closed; keyword: training_session_id.")
person_changed = Signal("A person was renamed, merged or erased; keywords: learner_id, change.")
consent_withdrawn = Signal("A consent was taken back; keywords: learner_id, purpose, actor.")
credential_status_changed = Signal("A credential was revoked, suspended, resumed or replaced; keyword: credential_id.")
