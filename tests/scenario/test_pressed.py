"""What was typed alone before and is pressed where people look for it: handing a role over, adding a step."""

from bot.domain.state import Lifecycle, StepStatus
from sandbox.model import Json
from tests.scenario.as_planned import all_back
from tests.scenario.in_vain import refused, refused_form, refused_press, repeated
from tests.scenario.night import Night, user
from tests.scenario.test_run import approved, before_go, completed, deploying, state

HAND, ADD = "Hand over a role", "Add a step"
MENU = "production: deploying"
FLUSH: Json = {"action": "Restart the order queue", "minutes": "7", "reason": "it stands still"}


def offered(outcome: Json, block: str) -> dict[str, str]:
    """What can be chosen in a form's select: the values by what people read."""
    element = next(each["element"] for each in outcome["view"]["blocks"] if each.get("block_id") == block)
    return {option["text"]["text"]: option["value"] for option in element["options"]}


async def test_a_role_is_handed_over_in_a_form(night: Night) -> None:
    """The lead chooses the DBA and Ned; a form that another had open says who stands for it meanwhile."""
    await deploying(night)
    form = await night.presses("ana", HAND, MENU)
    roles = offered(form, "role")
    assert {"DBA: Dora Nagy", "Deployment Lead: Ana Castillo", "CAB: Carla Reyes"} < set(roles)
    behind = await night.presses("sam", HAND, MENU)
    again = {"role": roles["DBA: Dora Nagy"], "person": user("ned"), "reason": "Dora lost her network"}
    await night.fills("ana", form, again)
    await repeated(night)
    told = await night.sees("ned", "DBA is handed")
    assert "from Dora Nagy to @ned, who answers what waits for it: “Dora lost her network”" in told
    assert "Meanwhile Ned Holm stands for DBA" in await refused_form(night, "sam", behind, again)
    assert "only they" in await refused(night, "dba", "step 5 done")
    await night.presses("ned", "Start", "Run database migrations")
    await night.presses("ned", "Done", "Run database migrations")
    assert StepStatus.DONE is (await state(night)).steps["5"].status


async def test_a_form_that_hands_over_stays_open_with_what_was_chosen(night: Night) -> None:
    """Whoever is no member of the workspace, or stands for it already, is refused in the form."""
    await deploying(night)
    form = await night.presses("ana", HAND, MENU)
    role = offered(form, "role")["DBA: Dora Nagy"]
    already = {"role": role, "person": user("dba")}
    assert "Dora Nagy stands for DBA already" in await refused_form(night, "ana", form, already)
    await night.fills("ana", form, {"person": user("ned")})
    assert ["Ned Holm"] == [person.name for person in (await state(night)).holders("DBA").people]


async def test_only_those_roles_are_offered_that_one_may_hand_over(night: Night) -> None:
    """Nobody else's form opens; a lead who is silent is the Dev Lead's to replace, and nothing else is."""
    await before_go(night)
    for who, words in (("dba", "Only the Deployment Lead"), ("lee", "can be replaced from 23:02 CET on")):
        assert words in await refuses(night, who, HAND)
    await night.at("23:03")
    form = await chosen(night, "lee", HAND)
    roles = offered(form, "role")
    assert ["Deployment Lead: Ana Castillo"] == list(roles)
    await night.fills("lee", form, {"role": roles["Deployment Lead: Ana Castillo"], "person": user("lee")})
    assert ["Lee Park"] == [person.name for person in (await state(night)).lead.people]


async def test_before_begin_no_role_that_signs_is_offered(night: Night) -> None:
    """CAB and the others who approve are handed over by nobody; the DBA can be."""
    await approved(night)
    more = await night.presses("ana", "More…", "production: approved")
    roles = offered(await night.chooses("ana", more, "hand", ""), "role")
    assert ("DBA: Dora Nagy" in roles, "CAB: Carla Reyes" in roles) == (True, False)


async def test_a_step_is_added_in_a_form(night: Night) -> None:
    """Behind the step that runs comes 5a; whoever is called reads that it is ad hoc, whose and why."""
    await deploying(night)
    form = await night.presses("ana", ADD, MENU)
    chosen_first = next(each for each in form["view"]["blocks"] if each.get("block_id") == "after")["element"]
    assert "5 Run database migrations" == chosen_first["initial_option"]["text"]["text"]
    assert "Who does it?" in await refused_form(night, "ana", form, FLUSH)
    both = {"person": user("lee"), "role": "DBA"}
    assert "which of the two" in await refused_form(night, "ana", form, both)
    assert "from 1 to 1440" in await refused_form(night, "ana", form, {"role": None, "minutes": "soon"})
    behind = await night.presses("sam", ADD, MENU)
    await night.fills("ana", form, {"minutes": "7"})
    again = {**FLUSH, "person": user("lee"), "role": None}
    already = await refused_form(night, "sam", behind, again)
    assert "Step 5a, Restart the order queue, is added already, by Ana Castillo at 22:00 CET" in already
    await night.types("dba", "step 5 done")
    call = await night.sees("lee", "your turn: step 5a")
    assert "Ad hoc, not in the document: added 22:00 by Ana Castillo: “it stands still”" in call
    await night.presses("lee", "Start", "Restart the order queue")


async def test_a_role_does_the_added_step(night: Night) -> None:
    """A step that a role does goes with the role: whoever takes it over is called for it."""
    await deploying(night)
    form = await night.presses("ana", ADD, MENU)
    await night.fills("ana", form, {**FLUSH, "role": "DBA"})
    await night.types("ana", "hand DBA @ned his shift begins")
    await night.types("ned", "step 5 done")
    assert "@ned, your turn: step 5a" in await night.sees("ned", "your turn: step 5a")


async def test_a_step_is_added_from_more(night: Night) -> None:
    """In pre-deployment the menu is full: what is wanted rarely stands behind its last entry."""
    await before_go(night)
    assert "Only the Deployment Lead" in await refuses(night, "dba", ADD)
    form = await chosen(night, "ana", ADD)
    await night.fills("ana", form, {**FLUSH, "after": "4", "person": user("lee")})
    assert "your turn: step 4a" in await night.sees("lee", "your turn: step 4a")


async def test_what_has_ended_has_no_form(night: Night) -> None:
    """A form that was open over the end is told, and an old menu's entry opens none."""
    await deploying(night)
    add = await night.finds("ana", ADD, MENU)
    assert add
    form = await night.uses("ana", add)
    await night.types("ana", "step 5 start")
    await night.types("ana", "rollback critical it is broken")
    for step in range(1, 7):
        await night.types("ana", f"step R{step} done")
    await all_back(night)
    late = await refused_form(night, "ana", form, {**FLUSH, "person": user("lee")})
    assert "the deployment is rolled back" in late
    assert "is rolled back: to add a step is possible while" in await refused_press(night, "ana", add)


async def test_a_completed_deployment_takes_no_more_steps(night: Night) -> None:
    """Once it is completed no menu offers one."""
    await completed(night)
    assert await night.finds("ana", ADD) is None
    assert Lifecycle.COMPLETED is (await state(night)).state


async def chosen(night: Night, who: str, label: str) -> Json:
    """Somebody presses what stands behind "More…" in pre-deployment; the modal as it is then."""
    more = await night.presses(who, "More…", "production: pre-deployment")
    return await night.chooses(who, more, {HAND: "hand", ADD: "add_step"}[label], "")


async def refuses(night: Night, who: str, label: str) -> str:
    """The same in vain; what the modal says."""
    outcome = await chosen(night, who, label)
    assert "Not possible" == outcome["view"]["title"]["text"]
    return str(outcome["view"]["blocks"])
