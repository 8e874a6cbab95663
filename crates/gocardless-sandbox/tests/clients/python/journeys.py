"""What a client does besides calling: pages, idempotency, errors of each class, retries."""

import json
import time
import urllib.request

from gocardless_pro import errors, webhooks

from receiver import PATIENCE, Receiver

import papers

HUT = {"company_name": "Hut Ltd"}
SECRET = "ED7D658C-D8EB-4941-948B-3973214F2D49"


class Journeys:
    def __init__(self, client, address):
        self.client, self.address = client, address

    def fault(self, **fault):
        self._control("faults", **fault)

    def _control(self, what, **body):
        body = json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(f"{self.address}/_sandbox/{what}", body, headers)).read()

    def _mandate(self):
        client = self.client()
        customer = client.customers.create(params=HUT).id
        account = {"account_holder_name": "Hut", "iban": "GB60BARC20000055779911", "links": {"customer": customer}}
        account = client.customer_bank_accounts.create(params=account).id
        creditor = client.creditors.list().records[-1].id
        return client.mandates.create(params={"links": {"customer_bank_account": account, "creditor": creditor}}).id

    def _until(self, done):
        for _ in range(PATIENCE * 100):
            if done():
                return
            time.sleep(0.01)
        raise AssertionError("it did not happen in time")

    def raises(self, kind, call, **expected):
        try:
            call()
        except kind as error:
            assert type(error) is kind, f"{type(error)} instead of {kind}"
            str(error)
            for name, value in expected.items():
                assert getattr(error, name) == value, f"{name}: {getattr(error, name)!r} instead of {value!r}"
            return error
        raise AssertionError(f"{kind.__name__} was not raised")

    def every_page_of_a_list(self):
        client = self.client()
        made = [client.customers.create(params={"company_name": f"Number {n}"}).id for n in range(7)]
        ids = [customer.id for customer in client.customers.all(params={"limit": 3})]
        assert len(ids) == len(set(ids)) and ids[:7] == made[::-1], ids
        page = client.customers.list(params={"limit": 3, "after": ids[2]})
        assert [it.id for it in page.records] == ids[3:6] and page.before and page.after
        assert [it.id for it in client.customers.list(params={"before": page.before}).records] == ids[:3]

    def a_list_of_every_resource_ends(self):
        client = self.client()
        for service in ("blocks", "billing_request_templates", "creditors", "creditor_bank_accounts", "customers",
                        "customer_bank_accounts", "exports", "mandates", "outbound_payments", "payouts",
                        "scheme_identifiers", "subscriptions", "instalment_schedules", "tax_rates", "webhooks"):
            list(getattr(client, service).all(params={"limit": 1}))

    def a_conflict_is_raised_or_fetched(self):
        headers = {"Idempotency-Key": "python-1"}
        first = self.client().customers.create(params=HUT, headers=dict(headers))
        again = self.client().customers.create(params=HUT, headers=dict(headers))
        assert again.id == first.id and again.attributes == first.attributes
        strict = self.client(raise_on_idempotency_conflict=True)
        error = self.raises(errors.IdempotentCreationConflictError,
                            lambda: strict.customers.create(params=HUT, headers=dict(headers)), code=409)
        assert error.conflicting_resource_id == first.id

    def conflicts_of_other_resources_are_fetched(self):
        client = self.client()
        creditor = client.creditors.list().records[-1].id
        for service, params in (
            ("blocks", {"block_type": "email", "reason_type": "other", "reason_description": "x",
                        "resource_reference": "twice@example.com"}),
            ("billing_request_templates", {"name": "Twice", "links": {"creditor": creditor}}),
            ("creditors", {"name": "Twice", "country_code": "GB", "creditor_type": "company"}),
            ("creditor_bank_accounts", {"account_holder_name": "N", "iban": "DE89370400440532013000",
                                        "links": {"creditor": creditor}}),
            ("mandate_imports", {"scheme": "bacs", "links": {"creditor": creditor}}),
            ("payer_authorisations", {"customer": {}, "bank_account": {}, "mandate": {}}),
            ("outbound_payment_imports", {"entry_items": []}),
        ):
            headers = {"Idempotency-Key": "python-2"}
            one, two = (getattr(client, service).create(params=params, headers=dict(headers)) for _ in range(2))
            assert one.attributes == two.attributes, f"{service}: {one.attributes} {two.attributes}"

    def a_subscriptions_payments_are_found_by_it(self):
        client = self.client()
        customer = client.customers.create(params=HUT).id
        account = client.customer_bank_accounts.create(params={
            "account_holder_name": "Hut", "iban": "GB60BARC20000055779911", "links": {"customer": customer}}).id
        creditor = client.creditors.list().records[-1].id
        links = {"customer_bank_account": account, "creditor": creditor}
        mandate = client.mandates.create(params={"links": links}).id
        plan = {"amount": 1000, "currency": "GBP", "interval_unit": "weekly", "count": 1, "links": {"mandate": mandate}}
        made = client.subscriptions.create(params=plan)
        assert [it["amount"] for it in made.upcoming_payments] == [1000], made.upcoming_payments
        payments = client.payments.list(params={"subscription": made.id}).records
        assert [it.links.subscription for it in payments] == [made.id]
        assert client.subscriptions.get(made.id).status == "finished"
        self.raises(errors.InvalidStateError, lambda: client.subscriptions.cancel(made.id), code=422)

    def a_validation_error_names_fields(self):
        error = self.raises(errors.ValidationFailedError, lambda: self.client().customers.create(params={}),
                            code=422, type="validation_failed", message="Validation failed")
        assert {item["request_pointer"] for item in error.errors} >= {"/customers/given_name"}, error.errors

    def an_account_that_exists_is_named(self):
        client = self.client()
        customer = client.customers.create(params=HUT).id
        account = {"account_holder_name": "Hut", "iban": "GB60BARC20000055779911", "links": {"customer": customer}}
        first = client.customer_bank_accounts.create(params=account)
        error = self.raises(errors.ValidationFailedError, lambda: client.customer_bank_accounts.create(params=account),
                            code=409)
        assert error.errors[0]["links"]["customer_bank_account"] == first.id

    def an_action_in_the_wrong_state_is_an_invalid_state(self):
        client = self.client()
        block = client.blocks.create(params={"block_type": "email", "reason_type": "identity_fraud",
                                             "resource_reference": "state@example.com"}).id
        client.blocks.disable(block)
        self.raises(errors.InvalidStateError, lambda: client.blocks.disable(block), code=422)

    def every_mandate_on_paper_says_its_words(self):
        client = self.client()
        creditor = client.creditors.list().records[-1].id
        for scheme, language, texts in papers.tables():
            file = papers.fetch(client, language, scheme=scheme, links={"creditor": creditor})
            page = papers.plain(file.pages[0].extract_text())
            name = "NORTHWIND MAGS" if scheme in papers.SHORT_NAMES else "Northwind Magazines Ltd"
            for text in texts:
                text = papers.plain(text.replace("{creditor}", name))
                assert text in page, f"{scheme} {language}: {text} is not in {page}"
            assert file.metadata.title.endswith(f" – {name}"), file.metadata
            assert file.trailer["/Root"]["/Lang"].startswith(language), file.trailer["/Root"]
        assert len(list(papers.tables())) == 18

    def a_mandate_on_paper_shows_the_end_of_its_account(self):
        client = self.client()
        creditor = client.creditors.list().records[-1].id
        customer = client.customers.create(params=HUT).id
        for account, number in (
            ({"iban": "GB60BARC20000055779911"}, "55779911"),
            ({"iban": "DE89370400440532013000"}, "0532013000"),
            ({"country_code": "US", "bank_code": "026073150", "account_number": "2715500356",
              "account_type": "checking"}, "2715500356"),
        ):
            links = {"customer": customer}
            whole = papers.printed(client, account_holder_name="Hut", links={"creditor": creditor}, **account)
            assert number in whole, whole
            params = {"account_holder_name": "Hut", "links": links, **account}
            account = client.customer_bank_accounts.create(params=params)
            links = {"customer_bank_account": account.id, "creditor": creditor}
            # ACH asks for it.
            mandate = client.mandates.create(params={"links": links, "payer_ip_address": "203.0.113.7"})
            page = papers.printed(client, links={"mandate": mandate.id})
            assert "•" + account.account_number_ending in page and mandate.reference in page, page
            assert number not in page and number[:6] not in page, page

    def a_name_on_paper_keeps_its_letters(self):
        client = self.client()
        creditor = client.creditors.list().records[-1].id
        for name, letters in (
            ("Åsa Ñuñez-Gonçalves ßøãæ €’“”", "ÅsaÑuñez-Gonçalvesßøãæ€’“”"),
            ("Łukasz Dvořák", "LukaszDvorák"),
            ("Νίκος Ü", "?????Ü"),
        ):
            page = papers.printed(client, scheme="sepa_core", company_name=name, links={"creditor": creditor})
            assert letters in page, page

    def an_unknown_id_is_an_invalid_use(self):
        error = self.raises(errors.InvalidApiUsageError, lambda: self.client().customers.get("CU123"), code=404)
        assert error.errors[0]["reason"] == "resource_not_found" and error.request_id

    def a_wrong_token_is_an_authentication_error(self):
        client = self.client(access_token="other")
        self.raises(errors.AuthenticationError, lambda: client.customers.list(), code=401)

    def a_forbidden_call_is_a_permissions_error(self):
        item = {"reason": "insufficient_permissions", "message": "Insufficient permissions"}
        error = {"error": {"type": "invalid_api_usage", "code": 403, "errors": [item], **item}}
        self.fault(path="/customers", status=403, body=error)
        self.raises(errors.PermissionsError, lambda: self.client().customers.list(), code=403)

    def the_rate_limit_is_told_and_its_end_is_an_error(self):
        client = self.client()
        client.customers.list()
        limit = client.rate_limit
        assert limit["ratelimit-limit"] == 1000 and limit["ratelimit-remaining"] < 1000 and limit["ratelimit-reset"]
        self.fault(path="/customers", status=429)
        self.raises(errors.RateLimitError, lambda: client.customers.list(), code=429)

    def a_failure_of_gocardless_is_an_internal_error(self):
        self.fault(path="/customers", status=500)
        self.raises(errors.GoCardlessInternalError, lambda: self.client().customers.list(), code=500)

    def an_answer_that_is_no_json_is_tried_again_and_then_told(self):
        self.fault(path="/customers", status=502, body="<html>Bad gateway</html>", times=2)
        self.client().customers.list()
        self.fault(path="/customers", status=502, body="<html>Bad gateway</html>", times=3)
        self.raises(errors.MalformedResponseError, lambda: self.client().customers.list())

    def a_creation_whose_answer_is_lost_makes_one_resource(self):
        client = self.client()
        before = len(list(client.customers.all()))
        self.fault(path="/customers", method="POST", drop="after")
        made = client.customers.create(params={"company_name": "Lost Ltd"})
        assert client.customers.get(made.id).company_name == "Lost Ltd"
        assert len(list(client.customers.all())) == before + 1


    def webhooks_are_what_the_clients_own_verifier_reads(self):
        client = self.client()
        with Receiver() as shop:
            self._control("webhooks", endpoint={"url": shop.url, "secret": SECRET})
            mandate = self._mandate()
            body, signature = shop.next()
            result = webhooks.parse_with_meta(body, SECRET, signature)
            [event] = webhooks.parse(body, SECRET, signature)
            assert (event.resource_type, event.action, event.links.mandate) == ("mandates", "created", mandate)
            assert [it.attributes for it in result.events] == [client.events.get(event.id).attributes]
            for wrong in ((body, "other", signature), (body + b" ", SECRET, signature), (body, SECRET, "00")):
                self.raises(errors.InvalidSignatureError, lambda: webhooks.parse(*wrong))

            self._until(lambda: client.webhooks.get(result.webhook_id).successful)
            listed = client.webhooks.list(params={"successful": True}).records
            assert result.webhook_id in [webhook.id for webhook in listed]
            webhook = client.webhooks.get(result.webhook_id)
            assert (webhook.url, webhook.response_code) == (shop.url, 204)
            assert webhook.request_body.encode() == body
            assert webhook.request_headers["Webhook-Signature"] == signature
            client.webhooks.retry(result.webhook_id)
            assert shop.next() == (body, signature)

            shop.statuses.put(500)
            self._mandate()
            failed = shop.next()
            failed_id = webhooks.parse_with_meta(failed[0], SECRET, failed[1]).webhook_id
            self._until(lambda: client.webhooks.get(failed_id).response_code == 500)
            self._control("clock", advance_seconds=60)
            assert shop.next() == failed
            self._control("webhooks", endpoint=None)


def run(client, address):
    journeys, findings = Journeys(client, address), []
    names = [name for name in vars(Journeys) if name[0] != "_" and name not in ("fault", "raises")]
    for name in names:
        try:
            getattr(journeys, name)()
        except Exception as error:  # noqa: BLE001: every finding is wanted, whatever it is
            findings.append(f"{name}: {type(error).__name__}: {error}")
    return len(names), findings
