from dataclasses import fields, replace
from time import process_time
from typing import get_type_hints

import pytest
from hypothesis import given, strategies as st

from bot.domain import intents as i
from bot.domain.hushing import HUSHED, PROSE, hushed, secrets_in, secrets_of, without_secrets
from bot.domain.lifecycle import BY_PEOPLE
from bot.domain.plan import Command, FeatureFlag, Plan
from tests.bot.domain import plans as p
from tests.bot.domain.sections import configuration, failed, variable

FLAG = FeatureFlag(name="api_token", change="off → a1b2c3", effect="", line=0)
RUN = Command(comment="", text="./down.sh --password a1b2c3", line=0)
LONGEST_S = 0.5
"""Seconds of the processor, many times what it takes; what reads a word again for each word takes minutes."""
WORDS_OF_THEIR_OWN = {"question", "step", "wanted", "after", "owner", "role", "to", "about", "for_whom"}
"""Fields of intents that pick something, or are an id."""


def with_row(name: str, value: str) -> Plan:
    """A plan that sets this."""
    return replace(p.web_shop(), variables=(replace(variable(name), old_value="", new_value=value),))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("db_password=hunter2 was wrong", f"db_password={HUSHED} was wrong"),
        ("DB_PASSWORD = hunter2", f"DB_PASSWORD = {HUSHED}"),
        ("the password: hunter2.", f"the password: {HUSHED}."),
        ("*password:* hunter2, again", f"*password:* {HUSHED}, again"),
        ("{db_password}: hunter2", f"{{db_password}}: {HUSHED}"),
        ('{"token": "x y", "n": 1}', f'{{"token": "{HUSHED}", "n": 1}}'),
        ("password='correct horse' it is", f"password='{HUSHED}' it is"),
        ("API key: abc123", f"API key: {HUSHED}"),
        ("key=abc123", f"key={HUSHED}"),
        ("./deploy.sh --password=hunter2 -v", f"./deploy.sh --password={HUSHED} -v"),
        ("token=$5ecret", f"token={HUSHED}"),
        ("password=$Ecret7 or password=xxxl-9", f"password={HUSHED} or password={HUSHED}"),
        ("password={x7", f"password={HUSHED}"),
        ("failed: secret: abc", f"failed: secret: {HUSHED}"),
        ("Server=db;Password=hunter2;Timeout=3", f"Server=db;Password={HUSHED}"),
        ("GET https://shop.example.com/?token=abc", f"GET https://shop.example.com/?token={HUSHED}"),
        ("psql postgres://shop:hunter2@db/shop", f"psql postgres://shop:{HUSHED}@db/shop"),
        ("psql postgres://shop:hu@ter2@db/shop", f"psql postgres://shop:{HUSHED}@db/shop"),
        ("https://ghp_abc@github.com/shop", f"https://{HUSHED}@github.com/shop"),
        ("Authorization: Bearer abc", f"Authorization: Bearer {HUSHED}"),
        ("curl -H 'authorization: Basic YWI6Y2Q='", f"curl -H 'authorization: Basic {HUSHED}'"),
        ("./up.sh --password hunter2 --env live", f"./up.sh --password {HUSHED} --env live"),
        ("./up.sh --db-password \\\n  'a b'", f"./up.sh --db-password \\\n  '{HUSHED}'"),
        ("curl -sS -u ops:hunter2 https://octal.example", f"curl -sS -u ops:{HUSHED} https://octal.example"),
        ("curl \\\n --user 'ops:hunter2'", f"curl \\\n --user 'ops:{HUSHED}'"),
        ("mysql -u root -phunter2 shop", f"mysql -u root -p{HUSHED} shop"),
        ("sshpass -p hunter2 ssh db", f"sshpass -p {HUSHED} ssh db"),
        ("redis-cli -h cache -a hunter2 ping", f"redis-cli -h cache -a {HUSHED} ping"),
        ("psql postgres://shop:hunter2@db; hunter2", f"psql postgres://shop:{HUSHED}@db; {HUSHED}"),
        ("Authorization: ApiKey abc", f"Authorization: ApiKey {HUSHED}"),
        ("with bearer eyJhbGciOi.x1", f"with bearer {HUSHED}"),
        ("to hooks.slack.com/services/T0/B0/x", f"to hooks.slack.com/services/{HUSHED}"),
        ("AKIA" + "IOSFODNN7EXAMPLE is off", f"{HUSHED} is off"),
        ("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY----- leaked", f"{HUSHED} leaked"),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc", HUSHED),
        ("token=abc-12: abc-12 fails, abc-123 not", f"token={HUSHED}: {HUSHED} fails, abc-123 not"),
        ("signing key: abc", f"signing key: {HUSHED}"),
        ("password=./hunter pwd=v1.2.3-x", f"password={HUSHED} pwd={HUSHED}"),
        ("token=/K7MDENGbPxRfiCY/x", f"token={HUSHED}"),
        ("TOKEN=8443 api-token: 8443", f"TOKEN={HUSHED} api-token: {HUSHED}"),
        ("pass=4711 SECRET_ID=a-b secret_url=x", f"pass={HUSHED} SECRET_ID={HUSHED} secret_url={HUSHED}"),
        ("curl -u a:b1 -u c:d2 | mysqldump -pe3", f"curl -u a:{HUSHED} -u c:{HUSHED} | mysqldump -p{HUSHED}"),
        ("password=new: new is refused", f"password={HUSHED}: new is refused"),
    ],
)  # fmt: skip
def test_what_is_a_secret_for_certain_is_hidden(said: str, shown: str) -> None:
    """By the name before it or by what it looks like, and again where it stands once more."""
    assert shown == without_secrets(said)
    assert shown == without_secrets(shown)


@pytest.mark.parametrize(
    "said",
    [
        "backup_id=bk-7, taken at 22:10",
        "the token: it expired",
        "password: expired",
        "token: see the vault",
        "the key: disk full",
        "second pass: 12 of 12",
        "primary key: 7 twice",
        "s3 key: backups/2026",
        "cache_key=cart:7",
        "./deploy.sh --s3-key=backups/7",
        "password={db_password} token=$API_TOKEN secret=${SECRET} pwd=$(vault read pwd) token=<token>",
        "password: *** or password: …, token=xxx",
        "curl -H 'Authorization: Bearer {api_token}' -H 'Authorization: Bearer $TOKEN'",
        "psql postgres://shop:$DB_PASSWORD@db and postgres://shop:{db_password}@db",
        "git clone https://$TOKEN@github.com/shop https://ops:{token}@octal.example",
        "bearer of bad news",
        "docker login --password-stdin -u ops, --token-file /run/token, --secret-id shop/db --token-ttl 30m",
        "use --token instead, or --password and wait; --password $DB_PASSWORD --token {api_token}",
        "docker run -u 1000:1000 web; mysql -u root -p shop; curl -u $USER:$PASSWORD https://octal.example",
        "./up.sh --password --env live",
        "see http://localhost:9090/@web, mail ops@example.com",
        "password:\nnext line",
        "the password is in the vault",
        "20 tokens left",
        "at 22:10 it was <@U0DORA>'s",
        "kubectl set image deploy/token-service token-service=registry:5000/token-service:v2.4.1",
        "docker run registry/secret-manager:v1.2.3 and auth-token-service:v2.4.1",
        "curl https://token-service.example.com:8443/health secrets-db:5432",
        "helm upgrade api . --set secretName=api-tls,maxTokens=4096 --set auth.existingSecret=redis-auth",
        "./flags.sh set new_checkout --key checkout.v2 on && ./migrate.sh --key users",
        "openssl s_client -connect api:443 -key client.key; ssl_certificate_key: /etc/nginx/tls.key",
        "aws s3api get-object --bucket b --key releases/v2.4.1/app.tgz app.tgz",
        "kubectl create secret generic api-token --from-file=token=/etc/token --vault-password-file=~/.vault",
        "MAX_TOKENS=4096 TOKEN_TTL=3600 PASSWORD_MIN_LENGTH=12 PASSWORD_POLICY: strict",
        "tokens = 4096, API keys: 3 of 5 copied, credentials: two left, token: 3, token: null",
        "Passwort: siehe Vault; Passwort: abgelaufen; tokenizer=v2; secretary: Ann",
    ],
)
def test_anything_else_is_shown(said: str) -> None:
    """A sentence about a secret is none, nor is a key that opens nothing."""
    assert said == without_secrets(said)


@pytest.mark.parametrize(
    "again",
    [
        *("a=", "a:=", "token=", "token=$A;", "token='", "token=“ ", "token:80/", "://a:", "https://", "@a"),
        *("curl -u ", "redis-cli -a", "mysql -p", "authorization=", "-", "token=(", "token=)x", "tokens=1;"),
    ],
)
def test_no_text_takes_long(again: str) -> None:
    """What is as long as Slack lets a text be is read in far less than the second that a press has."""
    text = f"https://u:p{again * (40_000 // len(again))}"
    begun = process_time()
    without_secrets(text)
    assert process_time() - begun < LONGEST_S


def test_what_somebody_named_is_hidden() -> None:
    """In whatever case, and with dashes too, whatever else the name says."""
    assert f"MAX_ODDS={HUSHED} --odds-file {HUSHED}" == without_secrets(
        "MAX_ODDS=12 --odds-file ./x.key", ("MAX_ODDS", "ODDS_FILE")
    )
    assert "salt=abc" == without_secrets("salt=abc")
    assert f"shop-salt={HUSHED}" == without_secrets("shop-salt=abc", ("SHOP_SALT",))


@given(
    st.text(st.sampled_from("aZ7 =:_-'\"{}.,@/\n")), st.sampled_from(("", "token=", "password: ", "://u:"))
)
def test_to_hide_twice_hides_no_more(text: str, name: str) -> None:
    """What was decided anew after groups were read is what was decided first."""
    once = without_secrets(f"{name}{text}")
    assert once == without_secrets(once)


@given(st.from_regex(r"[A-Za-z0-9+/#!-]{6,30}", fullmatch=True), st.sampled_from(("=", ": ", " = ")))
def test_no_value_of_a_named_secret_is_left(value: str, sign: str) -> None:
    """Whatever it is made of."""
    before = f"api_token{sign}"
    shown = without_secrets(f"{before}{value} and more")
    assert shown == f"{before}{HUSHED} and more" or value.casefold() in {"missing", "revoked", "rotated"} | {
        "unknown", "expired", "invalid", "nothing", "pending"
    }  # fmt: skip


@pytest.mark.parametrize(
    "intent",
    [
        i.AddNote(text="token=abc"),
        i.AddNote(values={"tape": "token=abc"}),
        i.StartStep(step="1", note="token=abc"),
        i.FailStep(step="1", reason="token=abc"),
        i.SkipStep(step="1", reason="token=abc"),
        i.GiveSignOff(wanted="1 token=abc", comment="token=abc"),
        i.EditNotice(wanted="1 token=abc"),
        i.AddStep(after="1", action="token=abc"),
        i.Escalate(reason="token=abc"),
        i.Begin(override="token=abc"),
        i.StandDown(note="token=abc"),
    ],
)
def test_every_word_of_an_intent_is_without_them(intent: i.Intent) -> None:
    """Reasons, notes, comments, and what a row is to say."""
    quiet = hushed(intent, p.web_shop())
    assert HUSHED in str(quiet)
    assert "abc" not in str(quiet)


def test_what_is_picked_is_found() -> None:
    """An item, an alert or a whole document is taken word for word; without secrets it is the same intent."""
    for intent in (
        i.TickItem(wanted="API token: rotated"),
        i.AttachAlert(wanted="password: 5xx"),
        i.Amend(text="| token=abc |"),
        note := i.AddNote(text="all is well"),
    ):
        assert intent is hushed(intent, p.web_shop())
    assert note is hushed(note, p.web_shop())


def test_the_houses_names_count_as_well() -> None:
    """Those of the setting stand in the plan."""
    plan = replace(p.web_shop(), secret_names=("SALT",))
    assert i.AddNote(text=f"salt={HUSHED}") == hushed(i.AddNote(text="salt=abc"), plan)


@pytest.mark.parametrize(
    ("name", "value", "is_hidden"),
    [
        ("DB_PASSWORD", "hunter2-blue", True),
        ("DB_PASSWORD", "`hunter2-blue`", True),
        ("SALT", "hunter2-blue", True),
        ("API_VERSION", "hunter2-blue", False),
        ("DB_PASSWORD", "hunter2", True),
        ("DB_PASSWORD", "hunt2", False),
        ("DB_PASSWORD", "correctHorse", True),
        ("DB_PASSWORD", "correct=horse", True),
        ("DB_PASSWORD", "Unchanged", False),
        ("DB_PASSWORD", "rotated-by-ops", False),
        ("DB_PASSWORD", "in Vault at kv/shop2", False),
        ("DB_PASSWORD", "$DB_PASSWORD_2026", False),
    ],
)
def test_a_secret_that_the_plan_has_is_known(name: str, value: str, is_hidden: bool) -> None:
    """Whoever says why something of section 5 is not changed pastes what still stands there."""
    rows = (replace(variable(name), old_value=value), replace(variable(name), new_value="other"))
    plan = replace(p.web_shop(), variables=rows, secret_names=("SALT",))
    text = f"it still is {value.strip('`')}, and nobody knows why"
    told = hushed(configuration(failed(1, text)), plan)
    shown = f"it still is {HUSHED}, and nobody knows why" if is_hidden else text
    assert configuration(failed(1, shown)) == told
    assert i.Hold(reason=shown) == hushed(i.Hold(reason=text), plan)


def test_no_field_of_an_intent_is_forgotten() -> None:
    """Whoever adds a text to what people may ask for says whether secrets are taken out of it."""
    texts = {
        each.name
        for rule in BY_PEOPLE
        for each in fields(rule.intent)
        if get_type_hints(rule.intent)[each.name] is str
    }
    assert set(PROSE) == texts - WORDS_OF_THEIR_OWN


@pytest.mark.parametrize(
    ("plan", "secrets"),
    [
        (with_row("DB_PASSWORD", "`a1b2c3`"), ("a1b2c3",)),
        (with_row("DB_PASSWORD", "a1b2c3 d4e5f6"), ("a1b2c3", "d4e5f6")),
        (with_row("DB_PASSWORD", "in Vault at kv/shop2"), ()),
        (with_row("DB_URL", "postgres://shop:a1b2c3@db"), ("postgres://shop:a1b2c3@db", "a1b2c3")),
        (with_row("DB", "DB_PASSWORD=a1b2c3"), ("DB_PASSWORD=a1b2c3", "a1b2c3")),
        (with_row("DB_PASSWORD", "4.12.0-rc"), ("4.12.0-rc",)),
        (with_row("DB_PASSWORD", p.web_shop().document_id), ()),
        (with_row("CACHE", "a1b2c3"), ()),
        (with_row("SECRET_STORE", "a1b2c3"), ()),
        (with_row("API_KEY_VERSION", "password=a1b2c3"), ("password=a1b2c3", "a1b2c3")),
        (replace(with_row("TOKEN_REGION", "a1b2c3"), secret_names=("TOKEN_REGION",)), ("a1b2c3",)),
        (replace(p.web_shop(), flags=(FLAG,)), ("a1b2c3",)),
        (replace(p.web_shop(), rollback_commands=(RUN,)), ("a1b2c3",)),
    ],
)
def test_the_secrets_of_a_plan(plan: Plan, secrets: tuple[str, ...]) -> None:
    """In section 5 however a cell has them, and in commands; what a plan or a release is called is none."""
    assert set(secrets) <= set(secrets_of(plan))
    assert {each for each in secrets_of(plan) if "a1b2c3" in each or each in secrets} == set(secrets)


def test_what_is_taken_out_of_a_text() -> None:
    """Each, without what stands before it."""
    assert ("a1b2c3", "d4e5f6") == secrets_in("postgres://shop:a1b2c3@db, token=d4e5f6, token={api_token}")
