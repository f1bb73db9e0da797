"""Signing in over HTTP as a person of the small organisation, and reading tokens from pages."""

import re

from tests.factories.organisation import PASSWORD


def csrf_of(response) -> str:
    found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', response.get_data(as_text=True))
    assert found, "the page has no token"
    return found[1]


def sign_in(client, identifier: str, password: str = PASSWORD):
    """Sign in and return the token for later posts."""
    token = csrf_of(client.get("/sign-in"))
    data = {"identifier": identifier, "password": password, "csrf_token": token}
    response = client.post("/sign-in", data=data)
    assert response.status_code == 303, response.get_data(as_text=True)
    return csrf_of(client.get("/privacy"))


def post(client, url: str, token: str, **data):
    return client.post(url, data={"csrf_token": token, **data})
