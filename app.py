"""The front door: `gunicorn app:app` serves the product."""

from literacy.web.factory import create_app

app = create_app()
