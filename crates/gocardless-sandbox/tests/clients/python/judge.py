"""Runs GoCardless's own Python client, as it is on PyPI, against a sandbox that has just started.

`python3 judge.py PACKAGES ADDRESS`: PACKAGES is where pip put requirements.txt, ADDRESS where the sandbox listens. Fails
with every finding; prints one line when there is none.
"""

import sys

PACKAGES, ADDRESS = sys.argv[1:3]
sys.path.insert(0, PACKAGES)

import gocardless_pro  # noqa: E402

import journeys  # noqa: E402
import operations  # noqa: E402


def client(**options):
    options.setdefault("access_token", "sandbox_demo")
    return gocardless_pro.Client(base_url=ADDRESS, **options)


count, findings = operations.walk(client())
done, more = journeys.run(client, ADDRESS)
findings += more
for finding in findings:
    print(f"python: {finding}", file=sys.stderr)
if findings:
    sys.exit(1)
print(f"gocardless-pro 3.22.0: {count} operations, {done} journeys")
