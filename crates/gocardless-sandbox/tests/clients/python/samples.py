"""Runs the code samples that GoCardless publishes with its Python client, unmodified, against a sandbox.

`python3 samples.py PACKAGES SOURCE ADDRESS CALLS`: PACKAGES is where pip put requirements.txt, SOURCE the folder with the
client's source distribution in it, ADDRESS where a sandbox listens that was started with `--lenient`, the clock in May
2014 and `--seed samples/seed.json`. The samples talk to `api.gocardless.com`, answered by the package `responses`: here
that package does nothing, and `gocardless_pro.Client` is one that calls the sandbox. What the samples call is written to
the file CALLS, for the other clients to call the same.

Each sample begins with the sandbox as it was at the start, and with the calls that `samples/before.json` has for it: one
id stands for one resource there, which the samples want in several states. Those that it names under `as_an_app` take
a fee as partners do: they run with an access token that the sandbox's app has been given. A sample works when every call
in it is answered with a 2xx.
"""

import json
import sys
import tarfile
import types
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PACKAGES, SOURCE, ADDRESS, CALLS = sys.argv[1:5]
sys.path.insert(0, PACKAGES)

import gocardless_pro  # noqa: E402
import requests  # noqa: E402
from gocardless_pro.errors import ApiError  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "samples"
HEADERS = {
    "Authorization": "Bearer sandbox_demo",
    "GoCardless-Version": "2015-07-06",
    # For the hosted pages.
    "Sec-Fetch-Site": "same-origin",
}

unanswered = types.ModuleType("responses")
unanswered.activate = lambda sample: sample
unanswered.add = lambda *_, **__: None
sys.modules["responses"] = unanswered

RealClient = gocardless_pro.Client
gocardless_pro.Client = lambda **_: Recorded(RealClient(access_token=Recorded.token, base_url=ADDRESS))

calls = {}


class Recorded:
    """A client, or one of its services under `service`, whose calls are noted under the running sample's name."""

    sample = None
    token = "sandbox_demo"

    def __init__(self, real, service=None):
        self.real, self.service = real, service

    def __getattr__(self, name):
        attribute = getattr(self.real, name)
        if self.service is None:
            return Recorded(attribute, name)

        def method(*identity, params=None, headers=None):
            call = {"service": self.service, "python": name, "id": identity, "params": params, "headers": headers}
            calls.setdefault(Recorded.sample, []).append(call)
            given = {"params": params, "headers": headers}
            return attribute(*identity, **{key: value for key, value in given.items() if value is not None})

        return method


def samples():
    """Every sample by its name, such as `payments_create`."""
    archive = next(Path(SOURCE).glob("*.tar.gz"))
    with tarfile.open(archive) as files:
        for member in sorted(files.getmembers(), key=lambda member: member.name):
            if not member.name.endswith("_code_samples_test.py"):
                continue
            module = types.ModuleType(Path(member.name).stem)
            exec(compile(files.extractfile(member).read(), member.name, "exec"), module.__dict__)
            for name, value in vars(module).items():
                if name.startswith("test_"):
                    yield name.removeprefix("test_").removesuffix("_code_sample"), value


def call(session, method, path, body=None):
    answer = session.request(method, ADDRESS + path, json=body, headers=HEADERS)
    if answer.status_code >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")


def app_token(session):
    """What the sandbox's app gets from its merchant."""
    app = {"client_id": "sandbox_demo_app", "redirect_uri": "http://localhost:8080/oauth/callback"}
    asked = {**app, "scope": "read_write", "response_type": "code"}
    allowed = {"view": "login", "email": "subscriptions@northwind.example", "decision": "allow"}
    own = {"Sec-Fetch-Site": "same-origin"}
    answer = session.post(
        f"{ADDRESS}/oauth/authorize", params=asked, data=allowed, headers=own, allow_redirects=False)
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    fields = {**app, "client_secret": "sandbox_demo_app_secret", "grant_type": "authorization_code", "code": code}
    return session.post(f"{ADDRESS}/oauth/access_token", data=fields).json()["access_token"]


def run(session, sample, before, is_app):
    """Why the sample does not work."""
    call(session, "POST", "/_sandbox/reset")
    Recorded.token = app_token(session) if is_app else "sandbox_demo"
    for step in before:
        call(session, *step)
    try:
        sample()
    except ApiError as error:
        return f"{error.code} {error.type}: {error}"
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"
    return None


def judge():
    before = json.loads((FOLDER / "before.json").read_text())
    as_an_app = set(before.pop("as_an_app"))
    session, findings, names = requests.Session(), [], set()
    for name, sample in samples():
        names.add(name)
        Recorded.sample = name
        problem = run(session, sample, before.get(name, []), name in as_an_app)
        if problem is not None:
            findings.append(f"{name}: {problem}")
    findings += (f"there is no sample {name}" for name in sorted((as_an_app | set(before)) - names))
    return len(names), findings


count, findings = judge()
Path(CALLS).write_text(json.dumps(calls))
for finding in findings:
    print(f"samples: {finding}", file=sys.stderr)
if findings or not count:
    sys.exit(1)
print(f"gocardless-pro 3.22.0: all {count} published samples work")
