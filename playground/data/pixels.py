"""Pixels: a picture file of any usual format as bytes of one size, red, green and blue or grey.

Pillow reads them; only the formats named here, because some that it knows run other programs. Its
limits against pictures that unfold beyond all measure stay as they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
ENDINGS = (
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".gif"),
    *(".webp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm"),
)
"""How the names of pictures end, in small letters."""

WIDE = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
"""What Pillow calls grey of more than eight bits."""
GREY = ("1", "L", *WIDE)

LIMIT_MILLIONS = 89
"""Millions of pixels above which a picture is left out: where Pillow begins to warn."""
DRAFT = 2
"""A JPEG is unfolded at no less than so many times the size it is wanted in: large ones are read fast."""

Why = Literal["", "broken_pictures", "huge_pictures"]
"""Why a picture was left out (a code of NOTES); empty where it was read."""


@dataclass(frozen=True)
class Form:
    """What every picture is made: its size in pixels, channels (3 or 1), and how it is made to fit."""

    height: int
    width: int
    channels: int
    fit: str

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Form:
        """The form that the parameters of the kind `pictures` describe."""
        size = parameters["size"]
        height, width = (size[0], size[-1]) if isinstance(size, tuple) else (size, size)
        return cls(height, width, 3 if parameters["colour"] == "colour" else 1, parameters["fit"])


@dataclass(frozen=True)
class About:
    """What is known of a picture before its pixels are read."""

    side: int
    """Its shorter side, in pixels."""
    grey: bool


@contextmanager
def quiet() -> Iterator[None]:
    """Without Pillow's warnings of this and that: whether a picture was read is said in the report."""
    with warnings.catch_warnings(action="ignore"):
        yield


def look(file: str | BytesIO) -> About | None:
    """The size and sort of a picture (at a path, or its bytes); None where it cannot be read."""
    from PIL import Image

    try:
        with Image.open(file, formats=FORMATS) as image:
            return About(min(image.size), image.mode in GREY)
    except Exception:  # Pillow's readers raise whatever they stumble over: SyntaxError, struct.error, ...
        return None


def read_into(out: NDArray[np.uint8], file: str | BytesIO, form: Form) -> Why:
    """Fills `out` (C H W) with a picture (at a path, or its bytes), the right way up; says why where it
    cannot be.

    An animation gives its first picture; what is transparent becomes white.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > LIMIT_MILLIONS * 10**6:
                return "huge_pictures"
            enough = DRAFT * max(form.width, form.height)
            image.draft(None, (enough, enough))
            plain = _eight_bits(ImageOps.exif_transpose(image))
            made = _fitted(plain.convert("RGB" if form.channels == 3 else "L"), form)
    except Image.DecompressionBombError:
        return "huge_pictures"
    except Exception:  # as above
        return "broken_pictures"
    values = np.asarray(made, np.uint8)
    out[...] = np.moveaxis(values, -1, 0) if form.channels == 3 else values
    return ""


def _eight_bits(image: Image) -> Image:
    """A picture of eight bits a channel, without transparency."""
    from PIL import Image

    if image.mode in WIDE:
        values = np.asarray(image).astype(np.float64)
        largest = values.max()
        if image.mode not in ("I", "F"):
            unit = 65_535.0
        else:  # whatever a measuring program writes: told by its largest number
            unit = next((top for top in (1.0, 255.0, 65_535.0) if largest <= top), largest)
        return Image.fromarray((values.clip(0, unit) * (255.0 / unit) + 0.5).astype(np.uint8))
    if not image.has_transparency_data:
        return image
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper


def _fitted(image: Image, form: Form) -> Image:
    """The picture in the size that is wanted, smoothly."""
    from PIL import ImageOps
    from PIL.Image import Resampling

    size = (form.width, form.height)
    if image.size == size:
        return image
    if form.fit == "crop":
        return ImageOps.fit(image, size, Resampling.BICUBIC)
    if form.fit == "pad":
        return ImageOps.pad(image, size, Resampling.BICUBIC)
    return image.resize(size, Resampling.BICUBIC)
