"""Recordings in and out, by their SHA-256. Knowing a hash gives no right to the sound."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from central.blobs import BlobInvalid, media_of
from central.database import transaction
from central.desk import Caller, Central, Parts, answer, read_body
from central.policy import Account, Role, may_listen
from central.problems import Problem
from central.tables import BlobRow, RecordRow
from sync import wire

router = APIRouter(prefix="/v1/blob")

Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
STATUS_OF = {"too_large": 413, "wrong_offset": 409}


async def piece_of(request: Request) -> bytes:
    return await read_body(request, wire.MAX_BLOB_PUT_BYTES)


@router.put("/{sha256}")
def put_blob(
    sha256: Sha256,
    account: Caller,
    piece: Annotated[bytes, Depends(piece_of)],
    central: Parts,
    upload_offset: Annotated[int, Header(ge=0)] = 0,
    upload_length: Annotated[int | None, Header(ge=1)] = None,
) -> Response:
    """Take a file whole, or a piece of it at Upload-Offset; Upload-Length is the whole's size.

    Answers with how much is here; an empty piece only asks for that. After a lost answer
    the desk goes on from there.
    """
    if not account.roles & {Role.AGENT, Role.LEAD}:
        raise Problem(403, "role")
    length = len(piece) if upload_length is None else upload_length
    if length > central.settings.max_blob_bytes:
        raise Problem(413, "too_large")
    if length == 0:
        raise Problem(422, "not_audio")
    if central.blobs.has(sha256):
        return _verify(central, account, sha256, length)
    try:
        offset = central.blobs.offset(sha256)
        if piece and upload_offset == offset:
            offset = central.blobs.append(sha256, offset, piece)
        if offset < length:
            return answer(wire.BlobStored(sha256=sha256, offset=offset, verified=False))
        return _verify(central, account, sha256, length)
    except BlobInvalid as error:
        raise Problem(STATUS_OF.get(error.code, 422), error.code) from error


def _verify(central: Central, account: Account, sha256: str, length: int) -> Response:
    media = central.blobs.finish(sha256)
    row = {
        "sha256": sha256,
        "bytes": length,
        "media": media,
        "account": account.name,
        "team": account.team,
        "verified_at": central.settings.now(),
    }
    with transaction(central.engine) as session:
        session.execute(insert(BlobRow).values(row).on_conflict_do_nothing())
    return answer(wire.BlobStored(sha256=sha256, offset=length, verified=True))


@router.get("/{sha256}")
def get_blob(sha256: Sha256, account: Caller, central: Parts) -> Response:
    """The same 404 for what is not here and for what is not yours."""
    if not central.blobs.has(sha256) or not _may_listen(central, account, sha256):
        raise Problem(404, "not_found")
    path = central.blobs.path(sha256)
    with path.open("rb") as file:
        media = media_of(file.read(4))
    return FileResponse(path, media_type=media)


def _may_listen(central: Central, account: Account, sha256: str) -> bool:
    with transaction(central.engine) as session:
        rows = session.execute(
            select(RecordRow.owner, RecordRow.team).where(
                RecordRow.entity == wire.RECORDING, RecordRow.data["sha256"].astext == sha256
            )
        ).all()
    return any(may_listen(account, owner=owner, team=team) for owner, team in rows)
