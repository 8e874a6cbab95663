"""Mandate PDFs, opened by a second implementation: every scheme in every language says what its table of words has."""

import io
import re
import urllib.request
from pathlib import Path

from pypdf import PdfReader

WORDS = Path(__file__).resolve().parents[3] / "src" / "mandate_pdfs" / "words"

# What a blank form says; a key without a number may be a label that is set smaller to fit, so few of them are here.
TEXTS = re.compile(r"(title|subtitle|how|creditor|creditor_identifier|(authority|rights)\.\d+) = (.*)")

# Where the creditor is known by its name on bank statements.
SHORT_NAMES = {"ach", "bacs", "becs", "becs_nz", "pad"}


def tables():
    for table in sorted(WORDS.glob("*.txt")):
        scheme, language, _ = table.name.split(".")
        if scheme != "labels":
            yield scheme, language, [match[3] for match in map(TEXTS.match, table.read_text().splitlines()) if match]


def plain(text):
    """Without spaces: where lines break and how far boxes are apart is no matter."""
    return re.sub(r"\s+", "", text.removeprefix("* "))


def fetch(client, language=None, **params):
    headers = {"Accept-Language": language} if language else None
    answer = client.mandate_pdfs.create(params=params, headers=headers)
    with urllib.request.urlopen(answer.url) as reply:
        assert reply.headers["content-type"] == "application/pdf", reply.headers
        file = PdfReader(io.BytesIO(reply.read()), strict=True)
    assert len(file.pages) == 1
    return file


def printed(client, language=None, **params):
    return plain(fetch(client, language, **params).pages[0].extract_text())
