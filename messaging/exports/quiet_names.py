"""Names of files in an export.

What is opened from a disk is judged by the end of its name alone: there is no content security policy, and no server
that says "a download". So what somebody sent as a page or a program must not be called so.
"""

from __future__ import annotations

_PICTURES = "png jpg jpeg gif webp avif heic heif bmp ico tif tiff psd"
_SOUND_AND_FILMS = "mp3 m4a aac ogg oga opus wav flac weba mid midi mp4 m4v mov webm ogv mkv avi mpg mpeg 3gp"
# What opens them asks before a macro runs.
_DOCUMENTS = "pdf doc docx xls xlsx ppt pptx odt ods odp odg rtf epub pages numbers key"
_OTHERS = "zip gz bz2 xz zst 7z rar tar tgz ttf otf woff woff2 stl obj step stp dxf dwg blend fig sketch ggb"
_TEXT = "txt md csv tsv json jsonl log tex bib srt vtt ics vcf yml yaml toml ini sql c h cpp hpp cs go rs java css"
QUIET = frozenset(f"{_PICTURES} {_SOUND_AND_FILMS} {_DOCUMENTS} {_OTHERS} {_TEXT}".split())
"""Endings that neither a browser nor a system runs. A list of the others would never be whole: there are dozens of
kinds of XML in which a browser finds a script."""


def quiet_name(name: str) -> str:
    """The name, with `.txt` behind it unless it ends in something that cannot run."""
    stem, _, ending = name.rpartition(".")
    return name if stem and ending.lower() in QUIET else f"{name}.txt"
