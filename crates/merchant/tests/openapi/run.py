"""Lets Schemathesis call the merchant backend by docs/openapi.json, with the sandbox as its GoCardless.

run.py PACKAGES DOCUMENT PROGRAMS CASES: the folder of its packages, the document, the folder of the built programs, and how many
cases there are to be for each operation and kind of data. The last line of its output is the outcome; so is its exit status.
"""

import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

PACKAGES, DOCUMENT, PROGRAMS, CASES = sys.argv[1:5]
HERE = pathlib.Path(__file__).parent
TOKEN, SECRET = secrets.token_hex(32), secrets.token_hex(16)

# Each is tested where its rule is written: who is refused (403, 498 beside 401), what cannot be sold (422 for a right shape),
# and what a parameter that nobody reads does (nothing).
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def call(url, body=None, **headers):
    """Status, headers and body of a call."""
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, {"Content-Type": "application/json", **headers})) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers, refusal.read()


def start_merchant(sandbox, folder):
    """The process and its address. What was a free port may be another's by the time that it listens: it is tried again."""
    for _ in range(3):
        started = try_to_start_merchant(sandbox, folder, free_port())
        if started:
            return started
    sys.exit(f"merchant has not started: {pathlib.Path(f'{folder}/merchant.log').read_text()}")


def try_to_start_merchant(sandbox, folder, port):
    environment = os.environ | {
        "GOCARDLESS_URL": sandbox,
        "GOCARDLESS_ACCESS_TOKEN": "sandbox_demo",
        "GOCARDLESS_WEBHOOK_SECRET": SECRET,
        "MERCHANT_API_TOKEN": TOKEN,
        "METRICS_TOKEN": TOKEN,
        "DATABASE_URL": f"sqlite:{folder}/merchant.sqlite3",
        "LISTEN_ADDR": f"127.0.0.1:{port}",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PAGES_DIR": f"{folder}/pages",
        # There is one client.
        "CLIENT_REQUESTS_PER_MINUTE": "0",
        "BROWSER_REQUESTS_PER_MINUTE": "0",
        "GOCARDLESS_REQUESTS_PER_MINUTE": "0",
        "RUST_LOG": "warn",
    }
    log = open(f"{folder}/merchant.log", "w")
    process = subprocess.Popen([f"{PROGRAMS}/merchant"], env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    while process.poll() is None:
        try:
            # Not whoever else may listen there.
            if b'"ready"' in call(f"{url}/readyz")[2]:
                return process, url
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.05)
    return None


def seed(url):
    """A browser with a signup of each flow, and events, so that there is something to find; what the hooks need to know."""
    cookie, signups = None, []
    for flow in ("redirect", "self-hosted"):
        headers = {"Cookie": cookie} if cookie else {}
        body = {"signups": {"flow": flow, "plan": "magazine"}}
        status, answered, text = call(f"{url}/api/signups", body, **headers)
        assert status == 201, text
        cookie = answered["Set-Cookie"].split(";")[0]
        signups.append(json.loads(text)["signups"])
    event = {"created_at": "2026-03-02T09:00:00Z", "details": {"origin": "gocardless"}, "metadata": {}}
    kinds = {"mandates": "active", "payments": "confirmed", "subscriptions": "created"}
    events = [
        event | {"id": f"EV-{kind}", "resource_type": kind, "action": action, "links": {kind[:-1]: f"ID-{kind}"}}
        for kind, action in kinds.items()
    ]
    body = json.dumps({"events": events}).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert call(f"{url}/webhooks", body, Webhook_Signature=signature)[0] == 204
    return {
        "cookie": cookie,
        "flow": signups[0]["redirect_url"].rsplit("/", 1)[1],
        "resources": [f"ID-{kind}" for kind in kinds],
        "secret": SECRET,
        "signups": [signup["id"] for signup in signups],
    }


def run_schemathesis(url, known, folder):
    environment = os.environ | {
        "KNOWN": json.dumps(known),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join([PACKAGES, str(HERE)]),
        "SCHEMATHESIS_HOOKS": "hooks",
    }
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run", DOCUMENT]
    command += ["--url", url, "--max-redirects", "0", "--no-color"]
    command += ["--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing", "--max-examples", CASES, "--workers", "1"]
    command += ["--generation-deterministic", "--continue-on-failure", "--no-shrink", "--suppress-health-check", "all"]
    command += ["--header", f"Authorization: Bearer {TOKEN}", "--header", f"Cookie: {known['cookie']}"]
    command += ["--request-timeout", "20", "--warnings", "off"]
    ran = subprocess.run(command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return ran.returncode, ran.stdout


def main():
    with tempfile.TemporaryDirectory() as folder:
        sandbox = subprocess.Popen(
            [f"{PROGRAMS}/gocardless-sandbox", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True
        )
        merchant = None
        try:
            ready = sandbox.stdout.readline().strip()
            merchant, url = start_merchant(ready.removeprefix("gocardless-sandbox ready on "), folder)
            began = time.monotonic()
            failed, said = run_schemathesis(url, seed(url), folder)
            took = time.monotonic() - began
            status, _, _ = call(f"{url}/readyz")
            log = pathlib.Path(f"{folder}/merchant.log").read_text()
        finally:
            for process in filter(None, (merchant, sandbox)):
                process.kill()
                process.wait()
    cases = re.search(r"(\d+) generated", said)
    told = f"{cases[1] if cases else 'no'} cases in {took:.0f} s"
    if failed or status != 200 or "panicked" in log or not cases:
        print(said, log[-4000:], sep="\n")
        sys.exit(f"Schemathesis: {told}; the answers are not as docs/openapi.json says (readyz {status})")
    print(f"Schemathesis: {told}, all answered as docs/openapi.json says")


main()
