"""`cam serve`."""

import rich_click as click

from cam.app.cli import answers


@click.command()
@click.option("--host", help="Where to listen; CAM_HOST by default.")
@click.option("--port", type=click.IntRange(0, 65535), help="CAM_PORT by default.")
@answers.json_option
def serve(*, host: str | None, port: int | None, as_json: bool) -> int:
    """Serve the HTTP API until SIGTERM or Ctrl-C.

    \b
    Examples:
      cam serve
      cam serve --host 127.0.0.1 --port 8080
    """
    from msgspec import structs

    from cam.app.http.server import run
    from cam.app.settings import Settings

    chosen = {"host": host, "port": port}
    told = {name: value for name, value in chosen.items() if value is not None}
    settings = structs.replace(Settings.read(), **told)
    code = run(settings)
    if as_json and code:
        answers.document({"error": {"code": "could_not_serve", "detail": "stderr says why"}})
    elif as_json:
        answers.document({"stopped": True})
    return code
