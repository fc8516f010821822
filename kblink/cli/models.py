"""`kblink models`: the encoders of this machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from kblink.cli import options

if TYPE_CHECKING:
    from kblink.encode.model_cache import ModelCache
    from kblink.model import ModelInfo

ModelName: TypeAlias = Annotated[
    str | None,
    typer.Argument(metavar="NAME_OR_DIR", help="A model. Else the one that ships with kblink."),
]
Folder: TypeAlias = Annotated[
    str, typer.Argument(metavar="DIR", help="A folder that sentence-transformers has saved.")
]


def models_app() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(
        help="List, show, verify and import encoders.", no_args_is_help=False, rich_markup_mode=None
    )
    app.command("list")(list_)
    app.command("show")(show)
    app.command("verify")(verify)
    app.command("import")(import_)
    return app


@options.with_common
def list_(common: options.Common, *, output_format: options.TableFormat = "rich") -> int:
    """List the encoders of this machine."""
    from kblink.cli.output import write_json, write_rendered
    from kblink.encode.inventory import list_models

    models = list_models(_cache())
    if output_format == "json":
        from kblink.report.json_documents import models_document

        write_json(models_document(models))
    else:
        from kblink.report.models_terminal import model_list

        write_rendered([model_list(models)], common)
    return 0


@options.with_common
def show(
    common: options.Common, *, name: ModelName = None, output_format: options.TableFormat = "rich"
) -> int:
    """Show what is known of an encoder."""
    from kblink.cli.messages import Messages
    from kblink.encode.choose import find_model
    from kblink.encode.inventory import info_of

    with Messages(common) as messages:
        shown = info_of(find_model(name or "", _cache(), messages.notify))
    return _write(shown, shown.identity.name, common, output_format)


@options.with_common
def verify(
    common: options.Common, *, name: ModelName = None, output_format: options.TableFormat = "rich"
) -> int:
    """Read an encoder's files again and compare it with its original; a difference is code 4."""
    from kblink.cli.messages import Messages
    from kblink.encode.choose import find_model
    from kblink.encode.inventory import verify_model

    cache = _cache()
    with Messages(common) as messages:
        info = verify_model(find_model(name or "", cache, messages.notify))
    return _write(info, f"{info.identity.name} is what was imported", common, output_format)


@options.with_common
def import_(
    common: options.Common, *, folder: Folder, output_format: options.TableFormat = "rich"
) -> int:
    """Export an encoder, compare it with its original and keep it; one that is there is redone."""
    from kblink.cli.messages import Messages
    from kblink.encode.choose import find_source
    from kblink.encode.import_model import import_model
    from kblink.encode.inventory import info_of

    cache = _cache()
    with Messages(common) as messages:
        source = find_source(folder, cache)
        info = info_of(import_model(source, cache, messages.notify, anew=True))
    return _write(info, f"{info.identity.name} is imported", common, output_format)


def _cache() -> ModelCache:
    from kblink.encode.cache_folder import cache_folder
    from kblink.encode.model_cache import ModelCache

    return ModelCache(cache_folder(os.environ))


def _write(info: ModelInfo, headline: str, common: options.Common, output_format: str) -> int:
    from kblink.cli.output import write_json, write_rendered

    if output_format == "json":
        from kblink.report.json_documents import models_document

        write_json(models_document([info]))
    elif not common.quiet:
        from kblink.report.models_terminal import model_details

        write_rendered([model_details(info, headline)], common)
    return 0
