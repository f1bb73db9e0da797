"""Pictures as published: one object for both languages, or one a language when the drawing has labels."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePosixPath

from app.content.library import Media, Shown
from app.content.objects import ContentObject, make_object, read_object
from app.content.parse.pictures import TYPES, Picture
from app.content.source import Tree
from app.kernel.bilingual import LANGS, Lang

Pictures = Mapping[str, Mapping[Lang, Shown]]  # by `course/file`


def compile_media(tree: Tree) -> tuple[list[ContentObject], Pictures]:
    """Compile the pictures of all courses; returns the objects, and where each picture is shown."""
    objects: list[ContentObject] = []
    shown: dict[str, dict[Lang, Shown]] = {}
    for file, picture in tree.media.items():
        if picture is None:
            continue
        name = media_name(file)
        made = dict(_versions(name, picture))
        objects += made.values()
        shown[name] = {lang: _shown(made.get(lang) or made[""]) for lang in LANGS}
    return objects, shown


def media_name(file: str) -> str:
    """Return what a question calls a picture: `course/file` for courses/<course>/media/<file>."""
    path = PurePosixPath(file)
    return f"{path.parts[1]}/{path.name}"


def _versions(name: str, picture: Picture) -> Iterator[tuple[str, ContentObject]]:
    for lang, data in picture.versions.items():
        key = f"{name.removesuffix(f'.{picture.extension}')}.{lang}.{picture.extension}" if lang else name
        media = Media(
            key=key,
            type=TYPES[picture.extension],
            width=picture.width,
            height=picture.height,
            size=len(data),
            sha256=sha256(data).hexdigest(),
        )
        yield lang, replace(make_object("media", key, media, {"presentation": media.sha256}), data=data)


def _shown(item: ContentObject) -> Shown:
    media: Media = read_object("media", item.hash, item.body)
    return Shown(media.url, media.width, media.height)
