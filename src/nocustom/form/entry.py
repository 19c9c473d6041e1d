"""How one field of a form is declared: once, with label, help, example and marks in both languages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo

__all__ = ["Count", "Form", "Id", "Text", "Yen", "entry"]

Mark = Literal["fact", "choice"]
"""`fact`: true of the world (legal basis, measured hours); `choice`: the department decides it (rung, term, owner)."""

ID_PATTERN = r"^[A-Za-z0-9._:-]+$"
LARGEST = 2**63 - 1

Text = str
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Yen = Count


class Form(BaseModel):
    """A table of one of our TOML files: unknown keys are errors, nothing is coerced, nothing can be changed later."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


def entry(
    ja: str, en: str, help_ja: str, help_en: str, *,
    example: Any = None, mark: Mark = "fact", required: bool = False, administrative: bool = False,
    alias: str | None = None, **rest: Any,
) -> Any:  # fmt: skip
    """A field with its label (`ja`, `en`), one help sentence in each language, an example, and its marks.

    `required` is what the schema itself demands (the **M** of the form); everything else may be missing.
    `administrative` fields may change without a new acceptance; all others are material.
    """
    about = {
        "label": (ja, en), "help": (help_ja, help_en), "example": example, "mark": mark,
        "administrative": administrative,
    }  # fmt: skip
    info: FieldInfo = Field(
        ... if required else None, title=en, description=help_en, alias=alias,
        examples=None if example is None else [example], json_schema_extra={"nocustom": about}, **rest,
    )  # fmt: skip
    return info
