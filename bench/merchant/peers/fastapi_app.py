"""A merchant's server as GoCardless's guides for Python show it, on FastAPI, with what it must not lose in SQLite.

`uvicorn fastapi_app:app`. Configured by environment: PORT, DATABASE, GC_URL, GC_ACCESS_TOKEN, GC_WEBHOOK_SECRET. The client
waits, so the handlers are plain functions, which FastAPI runs on its threads.
"""

import json
import os
import sqlite3
import threading
import uuid
from typing import Annotated

import gocardless_pro
from fastapi import Cookie, Depends, FastAPI, Header, Request, Response
from fastapi.responses import RedirectResponse
from gocardless_pro import webhooks
from gocardless_pro.errors import InvalidSignatureError
from pydantic import BaseModel

PORT = os.environ["PORT"]
SECRET = os.environ["GC_WEBHOOK_SECRET"]

client = gocardless_pro.Client(access_token=os.environ["GC_ACCESS_TOKEN"], base_url=os.environ["GC_URL"])

# One connection and a lock: threads that fight over the file's lock would sleep.
lock = threading.Lock()
database = sqlite3.connect(os.environ["DATABASE"], check_same_thread=False)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = FULL")
database.executescript(
    """
    CREATE TABLE signups (flow_id TEXT PRIMARY KEY, session_token TEXT NOT NULL, email TEXT, mandate_id TEXT,
                          customer_id TEXT, subscription_id TEXT, created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
    CREATE TABLE events (id TEXT PRIMARY KEY, resource_type TEXT NOT NULL, action TEXT NOT NULL, content TEXT NOT NULL);
    """
)

app = FastAPI()


class Payer(BaseModel):
    given_name: str
    family_name: str
    email: str


async def raw_body(request: Request) -> bytes:
    return await request.body()


@app.get("/healthz", status_code=204)
def healthz() -> None:
    pass


@app.post("/redirect-flows")
def create(payer: Payer) -> Response:
    session_token = str(uuid.uuid4())
    flow = client.redirect_flows.create(
        params={
            "description": "Magazine subscription",
            "session_token": session_token,
            "success_redirect_url": f"http://localhost:{PORT}/complete",
            "prefilled_customer": payer.model_dump(),
        }
    )
    with lock, database:
        database.execute(
            "INSERT INTO signups (flow_id, session_token, email) VALUES (?, ?, ?)",
            (flow.id, session_token, payer.email),
        )
    response = RedirectResponse(flow.redirect_url, status_code=303)
    response.set_cookie("session_token", session_token, httponly=True, samesite="lax")
    return response


@app.get("/complete")
def complete(redirect_flow_id: str, session_token: Annotated[str, Cookie()]) -> Response:
    flow = client.redirect_flows.complete(redirect_flow_id, params={"session_token": session_token})
    subscription = client.subscriptions.create(
        params={
            "amount": 1000,
            "currency": "GBP",
            "name": "Magazine subscription",
            "interval_unit": "monthly",
            "links": {"mandate": flow.links.mandate},
        }
    )
    with lock, database:
        database.execute(
            "UPDATE signups SET mandate_id = ?, customer_id = ?, subscription_id = ? WHERE flow_id = ? AND session_token = ?",
            (flow.links.mandate, flow.links.customer, subscription.id, flow.id, session_token),
        )
    return RedirectResponse(flow.confirmation_url, status_code=303)


@app.post("/webhooks")
def receive(body: Annotated[bytes, Depends(raw_body)], webhook_signature: Annotated[str, Header()]) -> Response:
    try:
        events = webhooks.parse(body, SECRET, webhook_signature)
    except InvalidSignatureError:
        return Response(status_code=498)
    rows = [(event.id, event.resource_type, event.action, json.dumps(event.attributes)) for event in events]
    with lock, database:
        database.executemany(
            "INSERT INTO events (id, resource_type, action, content) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            rows,
        )
    return Response(status_code=204)
