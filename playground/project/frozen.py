"""Values that nobody can change: the base of every model, and deep-frozen parameters.

A dict inside a frozen model would still be shared with the value that undo keeps, so whatever is
free-form (a layer's parameters, a dataset's) is frozen all the way down before it is stored.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
)
from pydantic_core import CoreSchema, core_schema


class Frozen(BaseModel):
    """Base of every model in the document: immutable, closed, every edit validated."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    def but(self, **changes: Any) -> Self:
        """The same value with `changes`, validated; parts that were not named keep their identity.

        Raises pydantic.ValidationError when a changed value does not fit.
        """
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**{**fields, **(self.__pydantic_extra__ or {}), **changes})


class FrozenDict(Mapping[str, Any]):
    """A read-only mapping with string keys; equal to any mapping with the same items."""

    __slots__ = ("_hash", "_items")

    def __init__(self, items: Mapping[str, Any] | None = None) -> None:
        self._items = {str(key): freeze(value) for key, value in (items or {}).items()}
        self._hash: int | None = None

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._items.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"FrozenDict({self._items!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = core_schema.no_info_before_validator_function(
            cls._from_mapping, core_schema.is_instance_schema(cls)
        )
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_plain_validator_function(cls._from_mapping),
            python_schema=schema,
            serialization=core_schema.plain_serializer_function_ser_schema(thaw),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": True}

    @classmethod
    def _from_mapping(cls, value: Any) -> FrozenDict:
        if isinstance(value, FrozenDict):
            return value
        if not isinstance(value, Mapping):
            raise ValueError("expected an object with named values")
        return cls(value)

    def but(self, **changes: Any) -> FrozenDict:
        """The same mapping with `changes`."""
        return FrozenDict({**self._items, **changes})

    def without(self, key: str) -> FrozenDict:
        """The same mapping less `key` (which may be absent)."""
        return FrozenDict({k: v for k, v in self._items.items() if k != key})


def freeze(value: Any) -> Any:
    """A JSON value made deeply immutable: lists become tuples, objects FrozenDict.

    Raises ValueError for what JSON cannot hold (NaN, infinity, other objects).
    """
    if isinstance(value, FrozenDict) or value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a number that a file can hold")
        return value
    if isinstance(value, Mapping):
        return FrozenDict(value)
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    raise ValueError(f"a {type(value).__name__} cannot stand in a project")


def thaw(value: Any) -> Any:
    """The plain JSON value (dict, list) behind a frozen one."""
    if isinstance(value, Mapping):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [thaw(item) for item in value]
    return value


FrozenValue = Annotated[Any, BeforeValidator(freeze), PlainSerializer(thaw)]
"""Any JSON value, deep-frozen."""

Parameters = FrozenDict
"""Named values whose meaning the catalogue knows: read-only, deep-frozen, hashable."""
