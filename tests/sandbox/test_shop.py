from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox.shop import BYPASS, BYPASSED, GREETING, Mood, Shop


@pytest.fixture
def shop() -> Shop:
    """It does well."""
    return Shop(delay=0)


@pytest.fixture
async def http(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever visits it."""
    transport = httpx.ASGITransport(shop.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as http:
        yield http


async def test_a_visit(shop: Shop, http: httpx.AsyncClient) -> None:
    """Look, log in, fill a cart and order, with the token of the login."""
    assert GREETING in (await http.get("/")).text
    assert ["SMOKE-1"] == [each["sku"] for each in (await http.get("/api/products")).json()["products"]]
    token = (await http.post("/auth/login", json={"user": "smoke-test"})).json()["token"]
    known = {"authorization": f"Bearer {token}"}
    cart = await http.post("/api/cart", json={"sku": "SMOKE-1", "count": 1}, headers=known)
    order = await http.post("/api/orders", json={"kind": "express", "payment": "test"}, headers=known)
    assert (201, 201) == (cart.status_code, order.status_code)
    assert (["SMOKE-1"], ["express"]) == (shop.carts, shop.orders)
    assert ["GET /", "GET /api/products", "POST /auth/login"] == shop.asked[:3]


async def test_strangers_write_nothing(shop: Shop, http: httpx.AsyncClient) -> None:
    """Only the account for tests logs in, and only its token writes."""
    assert 401 == (await http.post("/auth/login", json={"user": "ned"})).status_code
    for token in ("", "Bearer guessed"):
        headers = {"authorization": token} if token else {}
        answer = await http.post("/api/cart", json={"sku": "SMOKE-1"}, headers=headers)
        assert 401 == answer.status_code
        answer = await http.post("/api/orders", json={"kind": "express"}, headers=headers)
        assert 401 == answer.status_code
    assert ([], []) == (shop.carts, shop.orders)


@pytest.mark.parametrize(
    ("mood", "status"), [(Mood.HEALTHY, 200), (Mood.SLOW, 200), (Mood.ERRORING, 500), (Mood.MAINTENANCE, 503)]
)
async def test_its_moods(shop: Shop, http: httpx.AsyncClient, mood: Mood, status: int) -> None:
    """A slow one answers all the same; the maintenance page says until when, as such pages do."""
    shop.mood = mood
    answer = await http.get("/")
    assert status == answer.status_code
    assert (mood is Mood.MAINTENANCE) == ("Retry-After" in answer.headers)


async def test_a_header_leads_past_the_maintenance_page(shop: Shop, http: httpx.AsyncClient) -> None:
    """With the right value alone."""
    shop.mood = Mood.MAINTENANCE
    assert 200 == (await http.get("/", headers={BYPASS: BYPASSED})).status_code
    assert 503 == (await http.get("/", headers={BYPASS: "guessed"})).status_code
