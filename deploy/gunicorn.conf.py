"""gunicorn for Marelle: threads for pages that wait on the database, a stop that lets requests end."""

from pathlib import Path

pythonpath = str(Path(__file__).parent)
wsgi_app = "wsgi:app"      # wsgi.py, beside this file
bind = "unix:/run/marelle/web.sock"
workers = 2                # processors of the machine, at least 2
threads = 4
worker_class = "gthread"
timeout = 60               # above the longest page; long work is a job
graceful_timeout = 20      # below TimeoutStopSec of the unit
keepalive = 5
max_requests = 5_000       # a fresh process now and then, at different moments
max_requests_jitter = 500
preload_app = False        # a database pool and a file store must not be shared by a fork
forwarded_allow_ips = "*"  # the socket is reached by the front server only
control_socket_disable = True  # signals are enough
accesslog = "-"
# Neither the query nor the referrer: both may hold what somebody searched for.
access_log_format = '%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms'
