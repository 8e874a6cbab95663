"""What a client does besides calling: pages, idempotency, errors of each class, retries."""

import json
import urllib.request

from gocardless_pro import errors

HUT = {"company_name": "Hut Ltd"}


class Journeys:
    def __init__(self, client, address):
        self.client, self.address = client, address

    def fault(self, **fault):
        body = json.dumps(fault).encode()
        headers = {"content-type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(f"{self.address}/_sandbox/faults", body, headers)).read()

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
                        "scheme_identifiers", "tax_rates", "webhooks"):
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


def run(client, address):
    journeys, findings = Journeys(client, address), []
    names = [name for name in vars(Journeys) if name[0] != "_" and name not in ("fault", "raises")]
    for name in names:
        try:
            getattr(journeys, name)()
        except Exception as error:  # noqa: BLE001: every finding is wanted, whatever it is
            findings.append(f"{name}: {type(error).__name__}: {error}")
    return len(names), findings
