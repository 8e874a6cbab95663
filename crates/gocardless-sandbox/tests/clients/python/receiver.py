"""A merchant's receiver of webhooks."""

import http.server
import queue
import threading

PATIENCE = 10


class Receiver:
    """Keeps what arrives; answers with the statuses it is given, and then with 204 for ever."""

    def __init__(self):
        self.requests, self.statuses = queue.Queue(), queue.Queue()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    self.send_response(receiver.statuses.get_nowait())
                except queue.Empty:
                    self.send_response(204)
                self.end_headers()
                receiver.requests.put((body, self.headers["Webhook-Signature"]))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self):
        """The body and the signature of the webhook that arrives next."""
        return self.requests.get(timeout=PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
