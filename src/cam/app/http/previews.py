"""One mail of a campaign as it would be, and as a test to oneself."""

from typing import Annotated

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from cam.app.http.bodies import StrictJson
from cam.app.http.campaigns import known
from cam.app.http.documented import refusals
from cam.app.http.queries import boolean, query
from cam.app.http.runs import DryRun
from cam.app.operations import Cam
from cam.domain.model.preview import Preview, Sample
from cam.domain.services.trying import Tried


class MailToOneself(Sample, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which mail, whose, and to which address of one's own."""

    to: Annotated[str, Meta(min_length=3, max_length=254, examples=["me@agency.example"])]


@post(
    "/campaigns/{campaign_id:int}/preview",
    tags=["campaigns"],
    status_code=200,
    dto=StrictJson[Sample],
    return_dto=None,
    responses=refusals(400, 403, 404, 413, 415, 422),
)
async def preview_mail(
    campaign_id: FromPath[int],
    cam: NamedDependency[Cam],
    data: JSONBody[Sample | None] = None,
) -> Preview:
    """Shows one mail as a lead, a person of these values, or a sample person would get it.

    Nothing is sent and nothing is kept. `fields` tells what stands in each field's place.
    """
    return await cam.preview(known(campaign_id), data or Sample())


@post(
    "/campaigns/{campaign_id:int}/test-mail",
    tags=["campaigns"],
    status_code=200,
    dto=StrictJson[MailToOneself],
    return_dto=None,
    guards=[query(dry_run=boolean)],
    responses=refusals(400, 403, 404, 409, 413, 415, 422),
)
async def send_test_mail(
    campaign_id: FromPath[int],
    data: JSONBody[MailToOneself],
    cam: NamedDependency[Cam],
    dry_run: DryRun = True,  # noqa: FBT002
) -> Tried:
    """Sends one mail to an address of your own, marked as a test; dry unless told otherwise.

    It counts against the quotas of the mailbox and the deployment. No lead is touched.
    """
    sample = Sample(**{name: getattr(data, name) for name in Sample.__struct_fields__})
    return await cam.test_mail(known(campaign_id), sample, data.to, dry_run=dry_run)
