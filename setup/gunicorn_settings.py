"""How gunicorn serves: the program is loaded and the database migrated once, then the workers fork from it.

Loading takes most of a start's time, so it is not done a second time for `literacy db upgrade`. Forking after it is
safe: nothing that is open is passed on (the connections are dropped), and identifiers differ in each process.
"""

from gunicorn.arbiter import Arbiter

from literacy.core import installation
from literacy.core.config import load_settings
from literacy.core.db import db
from literacy.operations import schema

wsgi_app = "app:app"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True
graceful_timeout = 5
loglevel = "warning"
control_socket_disable = True

installation.use(load_settings())
schema.prepare_data_folder()  # the program does not load without its node's key


def on_starting(server: Arbiter) -> None:
    """Migrate before anybody is served."""
    with server.app.wsgi().app_context():
        schema.upgrade()
        db.engine.dispose()
