"""The number that an employer types, and the surname on the paper."""

from flask_wtf import FlaskForm
from wtforms import StringField


class NumberForm(FlaskForm):
    """A certificate number."""

    number = StringField()


class SurnameForm(FlaskForm):
    """The surname printed on the certificate."""

    surname = StringField()
