"""Courses, sessions and attendance; people with several cards; what happens in a room; certificates of courses.

New columns are added empty, filled from what is there, and only then bound by their constraints. Rooms of old become
sessions open to whoever came; cohorts of old get one course that says no more than that they had one.
"""

import secrets
import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
import uuid_utils
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

CARD_ALPHABET = "ABEKMHPCTX245679"
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ACTOR = "migration"


def upgrade() -> None:
    _create_tables()
    _add_columns()
    _fill()
    _bind()


def downgrade() -> None:
    _unbind()
    _drop_columns()
    _drop_tables()


def _create_tables() -> None:
    op.create_table('course',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('title_uk', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('document_kind', sa.String(), nullable=False),
    sa.Column('hours', sa.Double(), nullable=False),
    sa.Column('ects', sa.Double(), nullable=False),
    sa.Column('outcomes', sa.JSON(), nullable=False),
    sa.Column('tests', sa.String(), nullable=False),
    sa.Column('test_rule', sa.String(), nullable=False),
    sa.Column('least_level', sa.String(), nullable=True),
    sa.Column('least_sessions', sa.Integer(), nullable=False),
    sa.Column('least_hours', sa.Double(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(test_rule = 'level') = (least_level IS NOT NULL)", name=op.f('ck_course_level_where_asked')),
    sa.CheckConstraint("document_kind IN ('course', 'teachers', 'doctors', 'officials')", name=op.f('ck_course_known_document')),
    sa.CheckConstraint("test_rule = 'none' OR tests <> 'none'", name=op.f('ck_course_rule_needs_a_test')),
    sa.CheckConstraint("test_rule IN ('none', 'taken', 'level')", name=op.f('ck_course_known_test_rule')),
    sa.CheckConstraint("tests IN ('none', 'after', 'before_and_after')", name=op.f('ck_course_known_tests')),
    sa.CheckConstraint('hours > 0 AND ects >= 0', name=op.f('ck_course_volume')),
    sa.CheckConstraint('least_sessions >= 0 AND least_hours >= 0 AND least_hours <= hours', name=op.f('ck_course_rule_within_volume')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('code', name=op.f('uq_course_code')),
    sa.UniqueConstraint('title_uk', name=op.f('uq_course_title'))
    )
    op.create_table('age_statement',
    sa.Column('learner_id', sa.Uuid(), nullable=False),
    sa.Column('under_14', sa.Boolean(), nullable=False),
    sa.Column('recorded_by', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_age_statement_learner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_age_statement'))
    )
    with op.batch_alter_table('age_statement', schema=None) as batch_op:
        batch_op.create_index('ix_age_statement_learner', ['learner_id'], unique=False)

    op.create_table('classroom',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('library_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('pcs', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('pcs >= 0', name=op.f('ck_classroom_pcs_not_negative')),
    sa.ForeignKeyConstraint(['library_id'], ['library.id'], name=op.f('fk_classroom_library_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_classroom')),
    sa.UniqueConstraint('library_id', 'name', name=op.f('uq_classroom_name_in_library'))
    )
    op.create_table('consultation',
    sa.Column('library_id', sa.Uuid(), nullable=False),
    sa.Column('helper_id', sa.Uuid(), nullable=False),
    sa.Column('learner_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('corrects_id', sa.Uuid(), nullable=True),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('consultation', 'e_service')", name=op.f('ck_consultation_known_kind')),
    sa.CheckConstraint("outcome IN ('done', 'to_continue', 'referred')", name=op.f('ck_consultation_known_outcome')),
    sa.CheckConstraint("topic IN ('device', 'account', 'documents', 'messages', 'safety', 'payments', 'state_portal', 'social_benefit', 'health', 'residence', 'other')", name=op.f('ck_consultation_known_topic')),
    sa.CheckConstraint('NOT withdrawn OR corrects_id IS NOT NULL', name=op.f('ck_consultation_withdrawn_names_a_record')),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_consultation_takes_time')),
    sa.ForeignKeyConstraint(['corrects_id'], ['consultation.id'], name=op.f('fk_consultation_corrects_id')),
    sa.ForeignKeyConstraint(['helper_id'], ['account.id'], name=op.f('fk_consultation_helper_id')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_consultation_learner_id')),
    sa.ForeignKeyConstraint(['library_id'], ['library.id'], name=op.f('fk_consultation_library_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation'))
    )
    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.create_index('ix_consultation_learner', ['learner_id'], unique=False)
        batch_op.create_index('ix_consultation_library', ['library_id', 'held_at'], unique=False)

    op.create_table('course_module',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title_uk', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('hours', sa.Double(), nullable=False),
    sa.CheckConstraint('hours > 0', name=op.f('ck_course_module_takes_time')),
    sa.CheckConstraint('number > 0', name=op.f('ck_course_module_number_from_one')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_module_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_module')),
    sa.UniqueConstraint('course_id', 'number', name=op.f('uq_course_module_number_in_course'))
    )
    op.create_table('erasure',
    sa.Column('learner_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("reason IN ('own_wish', 'retention')", name=op.f('ck_erasure_known_reason')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_erasure_learner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure')),
    sa.UniqueConstraint('learner_id', name=op.f('uq_erasure_erased_once'))
    )
    op.create_table('learner_merge',
    sa.Column('learner_id', sa.Uuid(), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('learner_id <> other_id', name=op.f('ck_learner_merge_two_cards')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_learner_merge_learner_id')),
    sa.ForeignKeyConstraint(['other_id'], ['learner.id'], name=op.f('fk_learner_merge_other_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learner_merge'))
    )
    with op.batch_alter_table('learner_merge', schema=None) as batch_op:
        batch_op.create_index('ix_learner_merge_learner', ['learner_id'], unique=False)
        batch_op.create_index('ix_learner_merge_other', ['other_id'], unique=False)

    op.create_table('person_card',
    sa.Column('learner_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_person_card_learner_id')),
    sa.ForeignKeyConstraint(['person_id'], ['learner.id'], name=op.f('fk_person_card_person_id')),
    sa.PrimaryKeyConstraint('learner_id', name=op.f('pk_person_card'))
    )
    with op.batch_alter_table('person_card', schema=None) as batch_op:
        batch_op.create_index('ix_person_card_person', ['person_id'], unique=False)

    op.create_table('cohort_trainer',
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_cohort_trainer_account_id')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_cohort_trainer_cohort_id')),
    sa.PrimaryKeyConstraint('cohort_id', 'account_id', name=op.f('pk_cohort_trainer'))
    )
    with op.batch_alter_table('cohort_trainer', schema=None) as batch_op:
        batch_op.create_index('ix_cohort_trainer_account', ['account_id'], unique=False)

    op.create_table('enrolment_change',
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('learner_id', sa.Uuid(), nullable=False),
    sa.Column('change', sa.String(), nullable=False),
    sa.Column('recorded_by', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("change IN ('enrolled', 'waiting', 'left')", name=op.f('ck_enrolment_change_known_change')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_enrolment_change_cohort_id')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_enrolment_change_learner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment_change'))
    )
    with op.batch_alter_table('enrolment_change', schema=None) as batch_op:
        batch_op.create_index('ix_enrolment_change_cohort', ['cohort_id', 'learner_id'], unique=False)

    op.create_table('merge_undoing',
    sa.Column('merge_id', sa.Uuid(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['merge_id'], ['learner_merge.id'], name=op.f('fk_merge_undoing_merge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge_undoing')),
    sa.UniqueConstraint('merge_id', name=op.f('uq_merge_undoing_undone_once'))
    )
    op.create_table('role_withdrawal',
    sa.Column('grant_id', sa.Uuid(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['grant_id'], ['role_grant.id'], name=op.f('fk_role_withdrawal_grant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_withdrawal')),
    sa.UniqueConstraint('grant_id', name=op.f('uq_role_withdrawal_withdrawn_once'))
    )
    op.create_table('training_session',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('library_id', sa.Uuid(), nullable=False),
    sa.Column('cohort_id', sa.Uuid(), nullable=True),
    sa.Column('classroom_id', sa.Uuid(), nullable=True),
    sa.Column('module_id', sa.Uuid(), nullable=True),
    sa.Column('led_by', sa.Uuid(), nullable=True),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('planned_start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('planned_end', sa.DateTime(timezone=True), nullable=False),
    sa.Column('continues_id', sa.Uuid(), nullable=True),
    sa.Column('unit_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("purpose IN ('lesson', 'test')", name=op.f('ck_training_session_known_purpose')),
    sa.CheckConstraint('(continues_id IS NULL) = (unit_id = id)', name=op.f('ck_training_session_first_part_names_the_unit')),
    sa.CheckConstraint('planned_end > planned_start', name=op.f('ck_training_session_end_after_start')),
    sa.ForeignKeyConstraint(['classroom_id'], ['classroom.id'], name=op.f('fk_training_session_classroom_id')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_training_session_cohort_id')),
    sa.ForeignKeyConstraint(['continues_id'], ['training_session.id'], name=op.f('fk_training_session_continues_id')),
    sa.ForeignKeyConstraint(['led_by'], ['account.id'], name=op.f('fk_training_session_led_by')),
    sa.ForeignKeyConstraint(['library_id'], ['library.id'], name=op.f('fk_training_session_library_id')),
    sa.ForeignKeyConstraint(['module_id'], ['course_module.id'], name=op.f('fk_training_session_module_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['training_session.id'], name=op.f('fk_training_session_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_session')),
    sa.UniqueConstraint('code', name=op.f('uq_training_session_code'))
    )
    with op.batch_alter_table('training_session', schema=None) as batch_op:
        batch_op.create_index('ix_training_session_cohort', ['cohort_id'], unique=False)
        batch_op.create_index('ix_training_session_library', ['library_id', 'planned_start'], unique=False)
        batch_op.create_index('ix_training_session_unit', ['unit_id'], unique=False)

    op.create_table('attendance_mark',
    sa.Column('training_session_id', sa.Uuid(), nullable=False),
    sa.Column('learner_id', sa.Uuid(), nullable=False),
    sa.Column('mark', sa.String(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('supersedes_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('recorded_by', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("arrived_at IS NULL OR mark IN ('present', 'late')", name=op.f('ck_attendance_mark_arrival_of_those_who_came')),
    sa.CheckConstraint("mark IS NULL OR mark IN ('present', 'late', 'excused', 'absent')", name=op.f('ck_attendance_mark_known_mark')),
    sa.CheckConstraint("minutes IS NULL OR mark IN ('present', 'late')", name=op.f('ck_attendance_mark_minutes_of_those_who_came')),
    sa.CheckConstraint("source IN ('list', 'self', 'paper', 'csv')", name=op.f('ck_attendance_mark_known_source')),
    sa.CheckConstraint('mark IS NOT NULL OR supersedes_id IS NOT NULL', name=op.f('ck_attendance_mark_taken_back_names_a_mark')),
    sa.CheckConstraint('minutes IS NULL OR minutes >= 0', name=op.f('ck_attendance_mark_minutes_not_negative')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_attendance_mark_learner_id')),
    sa.ForeignKeyConstraint(['supersedes_id'], ['attendance_mark.id'], name=op.f('fk_attendance_mark_supersedes_id')),
    sa.ForeignKeyConstraint(['training_session_id'], ['training_session.id'], name=op.f('fk_attendance_mark_training_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_mark'))
    )
    with op.batch_alter_table('attendance_mark', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_mark_learner', ['learner_id'], unique=False)
        batch_op.create_index('ix_attendance_mark_session', ['training_session_id', 'learner_id'], unique=False)

    op.create_table('session_event',
    sa.Column('training_session_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('planned_start', sa.DateTime(timezone=True), nullable=True),
    sa.Column('planned_end', sa.DateTime(timezone=True), nullable=True),
    sa.Column('corrects_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_by', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(kind = 'interrupted') = (reason IS NOT NULL)", name=op.f('ck_session_event_interruption_has_reason')),
    sa.CheckConstraint("(kind = 'rescheduled') = (planned_end IS NOT NULL)", name=op.f('ck_session_event_new_end_where_rescheduled')),
    sa.CheckConstraint("(kind = 'rescheduled') = (planned_start IS NOT NULL)", name=op.f('ck_session_event_new_start_where_rescheduled')),
    sa.CheckConstraint("kind <> 'withdrawn' OR corrects_id IS NOT NULL", name=op.f('ck_session_event_withdrawn_names_an_event')),
    sa.CheckConstraint("kind IN ('rescheduled', 'cancelled', 'started', 'interrupted', 'resumed', 'ended', 'withdrawn')", name=op.f('ck_session_event_known_kind')),
    sa.CheckConstraint("reason IS NULL OR reason IN ('alarm', 'power', 'internet', 'other')", name=op.f('ck_session_event_known_reason')),
    sa.ForeignKeyConstraint(['corrects_id'], ['session_event.id'], name=op.f('fk_session_event_corrects_id')),
    sa.ForeignKeyConstraint(['training_session_id'], ['training_session.id'], name=op.f('fk_session_event_training_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_event'))
    )
    with op.batch_alter_table('session_event', schema=None) as batch_op:
        batch_op.create_index('ix_session_event_session', ['training_session_id'], unique=False)

    op.create_table('training_session_state',
    sa.Column('training_session_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('planned_start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('planned_end', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('interrupted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('interruption', sa.String(), nullable=True),
    sa.Column('held_minutes', sa.Integer(), nullable=False),
    sa.Column('lost_alarm', sa.Integer(), nullable=False),
    sa.Column('lost_power', sa.Integer(), nullable=False),
    sa.Column('lost_internet', sa.Integer(), nullable=False),
    sa.Column('lost_other', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name=op.f('ck_training_session_state_ended_when')),
    sa.CheckConstraint("(status = 'interrupted') = (interrupted_at IS NOT NULL)", name=op.f('ck_training_session_state_interrupted_since')),
    sa.CheckConstraint("status IN ('planned', 'running', 'interrupted', 'ended', 'cancelled')", name=op.f('ck_training_session_state_known_status')),
    sa.CheckConstraint('(interrupted_at IS NULL) = (interruption IS NULL)', name=op.f('ck_training_session_state_interrupted_by')),
    sa.CheckConstraint('held_minutes >= 0', name=op.f('ck_training_session_state_held_not_negative')),
    sa.CheckConstraint('lost_alarm >= 0 AND lost_power >= 0 AND lost_internet >= 0 AND lost_other >= 0', name=op.f('ck_training_session_state_lost_not_negative')),
    sa.ForeignKeyConstraint(['training_session_id'], ['training_session.id'], name=op.f('fk_training_session_state_training_session_id')),
    sa.PrimaryKeyConstraint('training_session_id', name=op.f('pk_training_session_state'))
    )
    with op.batch_alter_table('training_session_state', schema=None) as batch_op:
        batch_op.create_index('ix_training_session_state_start', ['planned_start'], unique=False)
        batch_op.create_index('ix_training_session_state_status', ['status'], unique=False)

    op.create_table('attendance',
    sa.Column('training_session_id', sa.Uuid(), nullable=False),
    sa.Column('learner_id', sa.Uuid(), nullable=False),
    sa.Column('mark_id', sa.Uuid(), nullable=False),
    sa.Column('mark', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.CheckConstraint("mark IN ('present', 'late', 'excused', 'absent')", name=op.f('ck_attendance_known_mark')),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_attendance_minutes_not_negative')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_attendance_learner_id')),
    sa.ForeignKeyConstraint(['mark_id'], ['attendance_mark.id'], name=op.f('fk_attendance_mark_id')),
    sa.ForeignKeyConstraint(['training_session_id'], ['training_session.id'], name=op.f('fk_attendance_training_session_id')),
    sa.PrimaryKeyConstraint('training_session_id', 'learner_id', name=op.f('pk_attendance'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_learner', ['learner_id'], unique=False)

    op.create_table('seat_event',
    sa.Column('seat_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('recorded_by', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('help_called', 'help_answered', 'identity_checked', 'extra_time', 'computer_changed', 'card_renewed')", name=op.f('ck_seat_event_known_kind')),
    sa.ForeignKeyConstraint(['seat_id'], ['seat.id'], name=op.f('fk_seat_event_seat_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_event'))
    )
    with op.batch_alter_table('seat_event', schema=None) as batch_op:
        batch_op.create_index('ix_seat_event_seat', ['seat_id'], unique=False)

    op.create_table('item_report',
    sa.Column('presentation_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('sealed_text', sa.LargeBinary(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind IN ('unclear', 'no_answer', 'mistake', 'not_shown', 'other')", name=op.f('ck_item_report_known_kind')),
    sa.ForeignKeyConstraint(['presentation_id'], ['presentation.id'], name=op.f('fk_item_report_presentation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_report'))
    )
    with op.batch_alter_table('item_report', schema=None) as batch_op:
        batch_op.create_index('ix_item_report_presentation', ['presentation_id'], unique=False)

    op.create_table('presentation_drop',
    sa.Column('presentation_id', sa.Uuid(), nullable=False),
    sa.Column('recorded_by', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['presentation_id'], ['presentation.id'], name=op.f('fk_presentation_drop_presentation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_presentation_drop')),
    sa.UniqueConstraint('presentation_id', name=op.f('uq_presentation_drop_dropped_once'))
    )
    op.create_table('item_report_decision',
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('recorded_by', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("decision IN ('confirmed', 'unfounded')", name=op.f('ck_item_report_decision_known_decision')),
    sa.ForeignKeyConstraint(['report_id'], ['item_report.id'], name=op.f('fk_item_report_decision_report_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_report_decision')),
    sa.UniqueConstraint('report_id', name=op.f('uq_item_report_decision_decided_once'))
    )


NEW_COLUMNS = {
    "account": [sa.Column("pin_hash", sa.String())],
    "cohort": [
        sa.Column("code", sa.String()),
        sa.Column("course_id", sa.Uuid()),
        sa.Column("kind", sa.String()),
        sa.Column("institution", sa.String()),
        sa.Column("capacity", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
    ],
    "consent": [sa.Column("channel", sa.String()), sa.Column("recorded_by", sa.String())],
    "credential": [
        sa.Column("kind", sa.String()),
        sa.Column("cohort_id", sa.Uuid()),
        sa.Column("register_year", sa.Integer()),
        sa.Column("register_number", sa.Integer()),
    ],
    "learner": [sa.Column("card_number", sa.String())],
    "library": [
        sa.Column("code", sa.String()),
        sa.Column("kind", sa.String()),
        sa.Column("community", sa.String()),
        sa.Column("hours", sa.String()),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
    ],
    "room": [sa.Column("training_session_id", sa.Uuid()), sa.Column("code_draw", sa.Integer())],
    "seat": [
        sa.Column("code_draw", sa.Integer()),
        sa.Column("first_computer", sa.Integer()),
        sa.Column("computer", sa.Integer()),
        sa.Column("help_since", sa.DateTime(timezone=True)),
        sa.Column("help_kind", sa.String()),
        sa.Column("identity_check", sa.String()),
        sa.Column("document_kind", sa.String()),
        sa.Column("extra_minutes", sa.Integer()),
    ],
    "sitting": [sa.Column("avoided", sa.JSON())],
    "sitting_event": [sa.Column("recorded_by", sa.String())],
    "sitting_state": [sa.Column("seat_id", sa.Uuid()), sa.Column("voided_at", sa.DateTime(timezone=True))],
}
# What may stay empty.
NULLABLE = {
    "pin_hash", "closed_at", "cohort_id", "register_year", "register_number", "help_since", "help_kind",
    "document_kind", "voided_at",
}


def _add_columns() -> None:
    for table, columns in NEW_COLUMNS.items():
        for column in columns:
            op.add_column(table, sa.Column(column.name, column.type))
    op.create_index("ix_audit_entry_recorded_at", "audit_entry", ["recorded_at"])
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_kind", "subject_id"])


def _fill() -> None:
    now = datetime.now(UTC)
    run = op.get_bind().execute
    table = _tables(_FILLED)
    node_id = run(sa.select(table["node"].c.id)).scalar()
    run(sa.insert(table["person_card"]).from_select(
        ["learner_id", "person_id"], sa.select(table["learner"].c.id, table["learner"].c.id)
    ))
    for name, column, draw in (("learner", "card_number", _card_number), ("library", "code", _code), ("cohort", "code", _code)):
        for row in run(sa.select(table[name].c.id)).all():
            run(table[name].update().where(table[name].c.id == row.id).values({column: draw()}))
    run(table["library"].update().values(kind="library", community="", hours=""))
    run(table["consent"].update().values(channel="screen", recorded_by="learner"))
    run(table["credential"].update().values(kind="test"))
    run(table["seat"].update().values(
        code_draw=0, first_computer=table["seat"].c.number, computer=table["seat"].c.number,
        identity_check="not_checked", extra_minutes=0,
    ))
    run(table["sitting"].update().values(avoided=[]))
    run(table["sitting_event"].update().values(recorded_by="learner"))
    seat_of = sa.select(table["sitting"].c.seat_id).where(table["sitting"].c.id == table["sitting_state"].c.sitting_id)
    run(table["sitting_state"].update().values(seat_id=seat_of.scalar_subquery()))
    _fill_cohorts(run, table, now, node_id)
    _fill_sessions(run, table, now, node_id)


_FILLED = (
    "node", "person_card", "learner", "library", "cohort", "consent", "credential", "seat", "sitting", "sitting_event",
    "sitting_state", "course", "enrolment", "enrolment_change", "room", "training_session", "training_session_state",
    "session_event",
)


def _tables(names) -> dict[str, sa.Table]:
    """Return tables as they are now; SQLite keeps a UUID as 32 signs."""
    found = sa.MetaData()

    @sa.event.listens_for(found, "column_reflect")
    def name_uuids(_inspector, _table, column) -> None:
        if isinstance(column["type"], sa.CHAR) and column["type"].length == 32:
            column["type"] = sa.Uuid()

    found.reflect(op.get_bind(), only=list(names))
    return {name: found.tables[name] for name in names}


def _fill_cohorts(run, table, now, node_id) -> None:
    old = run(sa.select(table["enrolment"])).all()
    op.drop_table("enrolment")
    op.create_table(
        "enrolment",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('enrolled', 'waiting', 'left')", name=op.f("ck_enrolment_known_status")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_enrolment_learner_id")),
        sa.PrimaryKeyConstraint("cohort_id", "learner_id", name=op.f("pk_enrolment")),
    )
    op.create_index("ix_enrolment_learner", "enrolment", ["learner_id"])
    enrolment = _tables(["enrolment"])["enrolment"]
    for row in old:
        place = {"cohort_id": row.cohort_id, "learner_id": row.learner_id}
        run(enrolment.insert().values(**place, status="enrolled", since=row.recorded_at))
        run(table["enrolment_change"].insert().values(
            **place, id=row.id, recorded_at=row.recorded_at, node_id=row.node_id, change="enrolled", recorded_by=ACTOR
        ))
    if run(sa.select(table["cohort"].c.id).limit(1)).first() is None:
        return
    course_id = _new_id()
    run(table["course"].insert().values(
        id=course_id, code=_code(), title_uk="Курс", title_en="Course", role="citizen", document_kind="course", hours=1.0,
        ects=0.0, outcomes=[], tests="none", test_rule="none", least_sessions=0, least_hours=0.0,
    ))
    run(table["cohort"].update().values(
        course_id=course_id, kind="open", institution="", capacity=60, created_at=now
    ))


def _fill_sessions(run, table, now, node_id) -> None:
    """Give each room a session; rooms are closed, as the codes of old cannot be shown again."""
    room, planned = table["room"], table["training_session"]
    for row in run(sa.select(room)).all():
        session_id, opened = _new_id(), _utc(row.opened_at)
        ended = max(opened, _utc(row.closed_at) if row.closed_at else min(_utc(row.closes_at), now))
        run(planned.insert().values(
            id=session_id, recorded_at=row.recorded_at, node_id=row.node_id, code=_code(), library_id=row.library_id,
            cohort_id=row.cohort_id, purpose="test", planned_start=row.opened_at, planned_end=row.closes_at,
            unit_id=session_id,
        ))
        for kind, moment in (("started", row.opened_at), ("ended", ended)):
            run(table["session_event"].insert().values(
                id=_new_id(), recorded_at=moment, node_id=row.node_id, training_session_id=session_id, kind=kind,
                happened_at=moment, recorded_by=ACTOR,
            ))
        held = int((ended - opened).total_seconds() // 60)
        run(table["training_session_state"].insert().values(
            training_session_id=session_id, status="ended", planned_start=row.opened_at, planned_end=row.closes_at,
            started_at=row.opened_at, ended_at=ended, held_minutes=held, lost_alarm=0, lost_power=0, lost_internet=0,
            lost_other=0,
        ))
        run(room.update().where(room.c.id == row.id).values(
            training_session_id=session_id, code_draw=0, closed_at=ended
        ))


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _new_id() -> uuid.UUID:
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def _code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(12))


def _card_number() -> str:
    body = [secrets.choice(CARD_ALPHABET) for _ in range(7)]
    total = sum((place + 2) * CARD_ALPHABET.index(sign) for place, sign in enumerate(body))
    return "".join(body) + CARD_ALPHABET[total % 13]


# Check constraints of the tables that change.
BEFORE = {
    "account": {"ck_account_email_in_lower_case": "email = lower(email)"},
    "cohort": {},
    "consent": {"ck_consent_known_purpose": "purpose IN ('sitting', 'profile', 'certificate')"},
    "credential": {
        "ck_credential_edition_from_one": "edition > 0",
        "ck_credential_valid_after_issue": "valid_until > issued_at",
    },
    "learner": {},
    "library": {},
    "room": {
        "ck_room_closed_after_opening": "closed_at IS NULL OR closed_at >= opened_at",
        "ck_room_closes_after_opening": "closes_at > opened_at",
    },
    "seat": {"ck_seat_number_from_one": "number > 0"},
    "sitting": {
        "ck_sitting_known_identity_check": "identity_check IN ('document_seen', 'known_to_staff', 'not_checked')",
        "ck_sitting_has_items": "planned_items > 0",
    },
    "sitting_event": {
        "ck_sitting_event_known_kind": "kind IN ('started', 'paused', 'resumed', 'moved', 'finished', 'voided')"
    },
    "sitting_state": {
        "ck_sitting_state_open_until_finished": "(finished_at IS NULL) = (open_learner_id IS NOT NULL)",
        "ck_sitting_state_answered_not_negative": "answered >= 0",
    },
}
AFTER = {
    "account": BEFORE["account"],
    "cohort": {
        "ck_cohort_known_kind": "kind IN ('open', 'office', 'school', 'hospital', 'other')",
        "ck_cohort_institution_is_named": "(kind = 'open') = (institution = '')",
        "ck_cohort_has_places": "capacity > 0",
    },
    "consent": {
        "ck_consent_known_purpose": (
            "purpose IN ('sitting', 'profile', 'certificate', 'training', 'contact', 'guardian')"
        ),
        "ck_consent_known_channel": "channel IN ('screen', 'paper', 'spoken')",
    },
    "credential": BEFORE["credential"]
    | {
        "ck_credential_known_kind": "kind IN ('test', 'course')",
        "ck_credential_test_has_result": "(kind = 'test') = (result_id IS NOT NULL)",
        "ck_credential_course_has_cohort": "(kind = 'course') = (cohort_id IS NOT NULL)",
        "ck_credential_course_has_register_year": "(kind = 'course') = (register_year IS NOT NULL)",
        "ck_credential_course_has_register_number": "(kind = 'course') = (register_number IS NOT NULL)",
        "ck_credential_test_runs_out": "(kind = 'test') = (valid_until IS NOT NULL)",
    },
    "learner": {},
    "library": {"ck_library_known_kind": "kind IN ('library', 'training_centre')"},
    "room": BEFORE["room"],
    "seat": BEFORE["seat"]
    | {
        "ck_seat_computer_from_one": "first_computer > 0 AND computer > 0",
        "ck_seat_help_has_kind": "(help_since IS NULL) = (help_kind IS NULL)",
        "ck_seat_known_identity_check": "identity_check IN ('document_seen', 'known_to_staff', 'not_checked')",
        "ck_seat_document_kind_where_seen": "(identity_check = 'document_seen') = (document_kind IS NOT NULL)",
        "ck_seat_extra_not_negative": "extra_minutes >= 0",
    },
    "sitting": {"ck_sitting_has_items": "planned_items > 0"},
    "sitting_event": BEFORE["sitting_event"],
    "sitting_state": {
        "ck_sitting_state_open_until_ended": (
            "(finished_at IS NULL AND voided_at IS NULL) = (open_learner_id IS NOT NULL)"
        ),
        "ck_sitting_state_answered_not_negative": "answered >= 0",
    },
}


def _reshape(table, before, after, change) -> None:
    """Change a table and its check constraints, on both engines."""
    with op.batch_alter_table(table) as batch:
        for name in sorted(name for name, text in before.items() if after.get(name) != text):
            batch.drop_constraint(op.f(name), type_="check")
        change(batch)
        for name, text in after.items():
            if before.get(name) != text:
                batch.create_check_constraint(op.f(name), text)


def _bind() -> None:
    for table, columns in NEW_COLUMNS.items():

        def change(batch, table=table, columns=columns) -> None:
            for column in columns:
                if column.name not in NULLABLE:
                    batch.alter_column(column.name, existing_type=column.type, nullable=False)
            CHANGES.get(table, lambda _: None)(batch)

        _reshape(table, BEFORE[table], AFTER[table], change)


def _cohort(batch) -> None:
    batch.create_index("ix_cohort_course", ["course_id"])
    batch.create_unique_constraint(op.f("uq_cohort_code"), ["code"])
    batch.create_foreign_key(op.f("fk_cohort_course_id"), "course", ["course_id"], ["id"])


def _credential(batch) -> None:
    batch.alter_column("result_id", existing_type=sa.Uuid(), nullable=True)
    batch.alter_column("valid_until", existing_type=sa.DateTime(timezone=True), nullable=True)
    batch.create_unique_constraint(op.f("uq_credential_edition_of_course"), ["cohort_id", "learner_id", "edition"])
    batch.create_unique_constraint(op.f("uq_credential_place_in_register"), ["register_year", "register_number"])
    batch.create_foreign_key(op.f("fk_credential_cohort_id"), "cohort", ["cohort_id"], ["id"])


def _room(batch) -> None:
    batch.create_unique_constraint(op.f("uq_room_one_room_a_session"), ["training_session_id"])
    batch.drop_constraint(op.f("fk_room_library_id"), type_="foreignkey")
    batch.drop_constraint(op.f("fk_room_cohort_id"), type_="foreignkey")
    batch.create_foreign_key(
        op.f("fk_room_training_session_id"), "training_session", ["training_session_id"], ["id"]
    )
    batch.drop_column("library_id")
    batch.drop_column("cohort_id")


def _sitting(batch) -> None:
    batch.alter_column("seat_id", existing_type=sa.Uuid(), nullable=False)
    batch.drop_column("identity_check")


def _sitting_state(batch) -> None:
    batch.create_index("ix_sitting_state_seat", ["seat_id"])
    batch.create_foreign_key(op.f("fk_sitting_state_seat_id"), "seat", ["seat_id"], ["id"])


CHANGES = {
    "cohort": _cohort,
    "credential": _credential,
    "learner": lambda batch: batch.create_unique_constraint(op.f("uq_learner_card_number"), ["card_number"]),
    "library": lambda batch: batch.create_unique_constraint(op.f("uq_library_code"), ["code"]),
    "room": _room,
    "seat": lambda batch: batch.create_index("ix_seat_learner", ["learner_id"]),
    "sitting": _sitting,
    "sitting_state": _sitting_state,
}


def _unbind() -> None:
    """Bring back what the tables of old need, and leave out what they cannot hold."""
    run = op.get_bind().execute
    names = ("consent", "credential", "credential_state", "signed_credential", "status_change", "sitting_state", "room",
             "training_session", "sitting", "enrolment", "enrolment_change")
    op.add_column("room", sa.Column("library_id", sa.Uuid()))
    op.add_column("room", sa.Column("cohort_id", sa.Uuid()))
    op.add_column("sitting", sa.Column("identity_check", sa.String()))
    table = _tables(names)
    room, planned, state = table["room"], table["training_session"], table["sitting_state"]
    for column in ("library_id", "cohort_id"):
        of_session = sa.select(planned.c[column]).where(planned.c.id == room.c.training_session_id)
        run(room.update().values({column: of_session.scalar_subquery()}))
    run(table["sitting"].update().values(identity_check="not_checked"))
    run(state.update().where(state.c.finished_at.is_(None), state.c.voided_at.is_not(None)).values(
        finished_at=state.c.voided_at
    ))
    of_courses = sa.select(table["credential"].c.id).where(table["credential"].c.kind == "course")
    for name in ("credential_state", "signed_credential", "status_change"):
        run(table[name].delete().where(table[name].c.credential_id.in_(of_courses)))
    run(table["credential"].delete().where(table["credential"].c.kind == "course"))
    purposes = ("sitting", "profile", "certificate")
    run(table["consent"].delete().where(table["consent"].c.purpose.not_in(purposes)))
    _enrolments_of_old(run, table)


def _enrolments_of_old(run, table) -> None:
    standing = run(sa.select(table["enrolment"]).where(table["enrolment"].c.status == "enrolled")).all()
    facts = {
        (row.cohort_id, row.learner_id): row
        for row in run(sa.select(table["enrolment_change"]).order_by(table["enrolment_change"].c.recorded_at)).all()
    }
    op.drop_table("enrolment")
    op.create_table(
        "enrolment",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("node_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_enrolment_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("cohort_id", "learner_id", name=op.f("uq_enrolment_once")),
    )
    enrolment = _tables(["enrolment"])["enrolment"]
    for row in standing:
        fact = facts[row.cohort_id, row.learner_id]
        run(enrolment.insert().values(
            cohort_id=row.cohort_id, learner_id=row.learner_id, id=fact.id, recorded_at=fact.recorded_at,
            node_id=fact.node_id,
        ))


def _drop_columns() -> None:
    for table, columns in reversed(NEW_COLUMNS.items()):

        def change(batch, table=table, columns=columns) -> None:
            BACK.get(table, lambda _: None)(batch)
            for column in columns:
                batch.drop_column(column.name)

        _reshape(table, AFTER[table], BEFORE[table], change)
    op.drop_index("ix_audit_entry_subject", "audit_entry")
    op.drop_index("ix_audit_entry_recorded_at", "audit_entry")


def _cohort_back(batch) -> None:
    batch.drop_index("ix_cohort_course")
    batch.drop_constraint(op.f("uq_cohort_code"), type_="unique")
    batch.drop_constraint(op.f("fk_cohort_course_id"), type_="foreignkey")


def _credential_back(batch) -> None:
    batch.drop_constraint(op.f("uq_credential_edition_of_course"), type_="unique")
    batch.drop_constraint(op.f("uq_credential_place_in_register"), type_="unique")
    batch.drop_constraint(op.f("fk_credential_cohort_id"), type_="foreignkey")
    batch.alter_column("result_id", existing_type=sa.Uuid(), nullable=False)
    batch.alter_column("valid_until", existing_type=sa.DateTime(timezone=True), nullable=False)


def _room_back(batch) -> None:
    batch.drop_constraint(op.f("uq_room_one_room_a_session"), type_="unique")
    batch.drop_constraint(op.f("fk_room_training_session_id"), type_="foreignkey")
    batch.alter_column("library_id", existing_type=sa.Uuid(), nullable=False)
    batch.create_foreign_key(op.f("fk_room_library_id"), "library", ["library_id"], ["id"])
    batch.create_foreign_key(op.f("fk_room_cohort_id"), "cohort", ["cohort_id"], ["id"])


def _sitting_back(batch) -> None:
    batch.alter_column("seat_id", existing_type=sa.Uuid(), nullable=True)
    batch.alter_column("identity_check", existing_type=sa.String(), nullable=False)


def _sitting_state_back(batch) -> None:
    batch.drop_index("ix_sitting_state_seat")
    batch.drop_constraint(op.f("fk_sitting_state_seat_id"), type_="foreignkey")


BACK = {
    "cohort": _cohort_back,
    "credential": _credential_back,
    "learner": lambda batch: batch.drop_constraint(op.f("uq_learner_card_number"), type_="unique"),
    "library": lambda batch: batch.drop_constraint(op.f("uq_library_code"), type_="unique"),
    "room": _room_back,
    "seat": lambda batch: batch.drop_index("ix_seat_learner"),
    "sitting": _sitting_back,
    "sitting_state": _sitting_state_back,
}


def _drop_tables() -> None:
    op.drop_table('item_report_decision')
    op.drop_table('presentation_drop')
    op.drop_table('item_report')
    op.drop_table('seat_event')
    op.drop_table('attendance')
    op.drop_table('training_session_state')
    op.drop_table('session_event')
    op.drop_table('attendance_mark')
    op.drop_table('training_session')
    op.drop_table('role_withdrawal')
    op.drop_table('merge_undoing')
    op.drop_table('enrolment_change')
    op.drop_table('cohort_trainer')
    op.drop_table('person_card')
    op.drop_table('learner_merge')
    op.drop_table('erasure')
    op.drop_table('course_module')
    op.drop_table('consultation')
    op.drop_table('classroom')
    op.drop_table('age_statement')
    op.drop_table('course')
