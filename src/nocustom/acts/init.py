"""Start a workspace: settings, shipped policy layers, two files to fill in, schemas for editors. What is there is kept.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from nocustom.acts.schema import KINDS, schema_text
from nocustom.errors import NotJudged, Usage
from nocustom.files import pack
from nocustom.files.atomic import write_atomically
from nocustom.files.schema_line import SCHEMAS
from nocustom.files.workspace import PEOPLE, POLICIES, REQUESTS, SETTINGS, SYSTEMS
from nocustom.form.reading import validate
from nocustom.ledger.whole_file import make_folder
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["Initialised", "init"]


@dataclass(frozen=True, slots=True)
class Initialised:
    """What a workspace consists of now: names below `folder`, those that were made and those that were there."""

    folder: Path
    origin: str
    made: tuple[str, ...]
    kept: tuple[str, ...]


def init(folder: Path, organisation: str | None = None, origin: str | None = None) -> Initialised:
    """Make `folder` a workspace; files that are there are kept, whatever stands in them.

    Raises Usage where the folder is a file or `origin` can't be a ledger's name, NotJudged where it can't be written.
    """
    whole = folder.resolve()
    if whole.exists() and not whole.is_dir():
        raise Usage(say("`{path}` is a file, and a workspace is a folder", path=str(folder)))
    name = organisation or whole.name or "workspace"
    chosen = origin or f"{_slug(whole.name)}.example/nocustom"
    _check(name, chosen)
    contents = dict(_contents(name, chosen))
    _make(whole / REQUESTS)
    # From the last to the first: whoever is interrupted has no settings yet, nor the layer that all others extend, so
    # nothing is judged and no ledger begun before it was run again.
    new = {path: _written(whole / path, contents[path].encode()) for path in reversed(contents)}
    made, kept = (tuple(path for path in contents if new[path] is one) for one in (True, False))
    return Initialised(folder, chosen, made, kept)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "office"


def _check(organisation: str, origin: str) -> None:
    document = {"schema": "workspace/1", "organisation": {"name": organisation}, "ledger": {"origin": origin}}
    if validate("workspace", document):
        raise Usage(
            say("`{origin}` can't be the name of a ledger", origin=origin),
            say("letters, digits and . _ : - / only, such as `aozora.example/nocustom`"))  # fmt: skip


def _written(path: Path, data: bytes) -> bool:
    """Whether the file was made; False where one was there.

    An empty one is none: where a disk knows no hard links, that is what somebody leaves who is killed.
    """
    _make(path.parent)
    try:
        write_atomically(path, data, exclusive=not _empty(path))
    except FileExistsError:
        return False
    except OSError as error:
        raise _unwritable(path, error) from None
    return True


def _make(folder: Path) -> None:
    try:
        make_folder(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None


def _empty(path: Path) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0


def _unwritable(path: Path, error: OSError) -> NotJudged:
    return NotJudged(
        say("`{path}` can't be written", path=path.as_posix()),
        say("the system says: {reason}", reason=refusal(error)))  # fmt: skip


def _contents(organisation: str, origin: str) -> Iterator[tuple[str, str]]:
    named = tomli_w.dumps({"name": organisation}).rstrip("\n")
    yield SETTINGS, _SETTINGS.format(name=named, origin=origin)
    for layer, data in pack.layers().items():
        yield f"{POLICIES}/{layer}", data.decode()
    yield f"{POLICIES}/{SYSTEMS}", _SYSTEMS
    yield f"{POLICIES}/{PEOPLE}", _PEOPLE
    yield ".gitattributes", _ATTRIBUTES
    for kind in KINDS:
        yield f"{SCHEMAS}/{kind}.json", schema_text(kind)


_SETTINGS = """\
#:schema .schema/workspace.json
# 作業フォルダーの設定。origin は台帳の名称で、全ての署名に入るため、台帳を始めた後は変えられません。
# Settings of the workspace. Every signature binds `origin`, so it can't change once the ledger has begun.
schema = "workspace/1"
# language = "ja"

[organisation]
{name}

[ledger]
origin = "{origin}"
location = "ledger/ledger.sqlite"
"""

_SYSTEMS = """\
#:schema ../.schema/systems.json
# 対象システムの一覧。下は記入例です。実際のシステムに書き換えてください。
# The systems. Below is an example: put your own in its place.
schema = "systems/1"

[[system]]
id = "child-allowance"
name = "児童手当システム"
vendor = "例示事業者"
package = "例示パッケージ"
version = "1.0"
contract_end = 2029-03-31
renewal_on = 2029-04-01
releases_per_year = 3
# shared_with = ["東村"]      # 共同利用する団体 / bodies that share it
# joint_consent = false       # 共同利用するとき必須 / needed where it is shared

# regime: standard 標準準拠 | transition 移行待ち | common_function 共通機能 | out_of_scope 標準化対象外
[[system.business]]
id = "child-rearing-allowance"
name = "児童育成手当"
regime = "standard"

# [[system.release]]
# version = "1.1"
# released_on = 2027-06-01
# verify_by = 2027-07-01
"""

_PEOPLE = """\
#:schema ../.schema/people.json
# 部署、職及び職員。職の符号は方針（city.toml の [roles]）が使うため、変えないでください。
# Departments, posts, people. The policy ([roles] in city.toml) uses the posts' ids, so leave those as they are.
schema = "people/1"

[[department]]
id = "kodomo"
name = "子育て支援課"

[[department]]
id = "joho"
name = "情報政策課（CIO室）"

[[department]]
id = "rijisha"
name = "理事者"

# 順位は大きいほど上位
# rank: the higher, the more senior
[[post]]
id = "clerk"
name = "担当者"
rank = 1

[[post]]
id = "personnel"
name = "人事担当"
rank = 1

[[post]]
id = "auditor"
name = "監査担当"
rank = 1

[[post]]
id = "cio_office"
name = "CIO室員"
rank = 2

[[post]]
id = "section_chief"
name = "課長"
rank = 3

[[post]]
id = "department_head"
name = "部長"
rank = 4

[[post]]
id = "committee_member"
name = "情報化推進委員会委員"
rank = 4

[[post]]
id = "cio"
name = "CIO"
rank = 5

# 下の職員は記入例です。実際の職員に書き換えてください。異動した人は、職ごとに from と until を付けて一つずつ載せます。
# The people below are examples: put your own in their place. Who moved has one entry per post, with from and until.
[[person]]
id = "tantosha"
name = "担当 花子"
department = "kodomo"
section = "手当係"
post = "clerk"

[[person]]
id = "kacho"
name = "課長 太郎"
department = "kodomo"
post = "section_chief"

[[person]]
id = "johoin"
name = "情報 次郎"
department = "joho"
post = "cio_office"

[[person]]
id = "fukushicho"
name = "副市長 三枝"
department = "rijisha"
post = "cio"
"""

_ATTRIBUTES = """\
# The bytes of these files are bound by digests: git must not change their line ends.
*.toml -text
ledger/** -text
"""
