"""The application behind one front server: the address and scheme of the visitor are those it passes on."""

from werkzeug.middleware.proxy_fix import ProxyFix

from core.app import create_app

app = create_app()
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
