"""``bangvang migrate``: from an SQLite data folder to PostgreSQL, and proof that nothing was lost or changed."""

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from api.cli.exits import FAILED
from api.cli.output import Column, Row, print_json, print_table, print_text, table
from api.cli.projections import progress_bar
from api.cli.session import JSON, Session, Task
from application import postgres
from application.migration.comparison import Comparison, compare
from application.migration.copying import Migrated, migrate
from application.migration.refusals import NowhereToMigrate
from application.migration.stores import open_stores
from application.settings import Settings

COLUMNS = (
    Column("table", "Bảng", "Table"),
    Column("store", "Kho", "Store"),
    Column("rows", "Số dòng", "Rows", "right"),
    Column("digest", "Mã băm", "Digest"),
    Column("equal", "Trùng khớp", "Equal"),
)
TABLES = {
    "stored_events": ("nhật ký sự kiện", "log of events"),
    "idempotency_keys": ("kết quả các lệnh đã nhận", "outcomes of commands"),
    "people": ("tên người", "people's names"),
    "checkpoints": ("điểm kiểm và chữ ký", "checkpoints and signatures"),
}


@click.command("migrate", cls=Task)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="SOURCE_FOLDER")
@click.option("--verify-only", is_flag=True, help="Copy nothing, only hold both stores against each other.")
@click.pass_context
def migrate_command(context: click.Context, folder: Path, verify_only: bool) -> None:  # noqa: FBT001  # A flag of the command line.
    """Copy the log of an SQLite data folder into the PostgreSQL of DATABASE_URL, and prove both equal.

    Events keep their bytes and their positions; receipts, people's names and checkpoints come along. An interrupted run
    goes on where it stopped when it is given again. PostgreSQL takes no save until both stores were found equal.
    Exit code 1 if they are not.

    Chép nhật ký từ thư mục SQLite sang PostgreSQL của DATABASE_URL, giữ nguyên từng byte và vị trí, rồi đối chiếu mã
    băm của hai kho. Bị ngắt thì chạy lại: việc chép tiếp tục từ chỗ đã dừng. Chỉ chép một chiều.
    """
    session = context.ensure_object(Session)
    settings = session.settings_to_change()
    if settings.database_url is None:
        raise NowhereToMigrate
    with open_stores(folder, postgres.environment(settings.database_url)) as stores:
        if verify_only:
            done, found = None, compare(stores, progress_bar)
        else:
            done = migrate(stores, progress_bar)
            found = done.comparison
    if session.format == JSON:
        print_json(_document(done, found))
    else:
        _print(session, done, found)
        print_text(_advice(session, settings, folder, found))
    if not found.equal:
        context.exit(FAILED)


def _document(done: Migrated | None, found: Comparison) -> dict[str, object]:
    tables = [{**msgspec.structs.asdict(each), "equal": each.equal} for each in found.tables]
    copied = {"found": done.found, "copied": done.copied} if done else {}
    return {**copied, "tables": tables, "behind": found.behind, "equal": found.equal}


def _print(session: Session, done: Migrated | None, found: Comparison) -> None:
    if done:
        print_text(
            [
                session.say(
                    f"Đã chép {done.copied} sự kiện; {done.found} sự kiện đã có sẵn.",
                    f"Copied {done.copied} events; {done.found} were there already.",
                )
            ]
        )
    print_table(table(session, COLUMNS, _rows(session, found)))


def _rows(session: Session, found: Comparison) -> Iterator[Row]:
    for each in found.tables:
        name = session.say(*TABLES[each.table])
        yield {"table": name, "store": "SQLite", "rows": each.source_rows, "digest": each.source_digest}
        equal = "✓" if each.equal else "✗"
        yield {"store": "PostgreSQL", "rows": each.target_rows, "digest": each.target_digest, "equal": equal}


def _advice(session: Session, settings: Settings, folder: Path, found: Comparison) -> Iterator[str]:
    """What both stores come to, and what is left to do."""
    if found.equal:
        yield session.say(
            "✓ Hai kho trùng nhau từng byte. Từ nay chỉ dùng PostgreSQL: cất tệp SQLite đi, đừng ghi vào đó nữa.",
            "✓ Both stores are equal, byte for byte. From now on use PostgreSQL only: put the SQLite file away.",
        )
        yield session.say(
            "Mô hình đọc được dựng lại khi dùng lần đầu, hoặc ngay bây giờ: bangvang projections rebuild",
            "Read models are built when they are first used, or now: bangvang projections rebuild",
        )
        yield _about_keys(session, settings, folder)
    elif found.behind:
        yield session.say(
            f"✗ SQLite có thêm {found.behind} sự kiện. Dừng mọi chương trình ghi vào đó rồi chạy lại bangvang migrate.",
            f"✗ SQLite has {found.behind} more events. Stop whoever writes to it and run bangvang migrate again.",
        )
    else:
        yield session.say(
            "✗ Hai kho KHÁC nhau. Nếu PostgreSQL chưa từng được dùng: giữ cả hai kho và đừng dùng nó.",
            "✗ The stores DIFFER. If this PostgreSQL was never in use, keep both and do not use it.",
        )


def _about_keys(session: Session, settings: Settings, folder: Path) -> str:
    kept, used = (folder / "keys").absolute(), settings.keys.absolute()
    if kept == used or not kept.is_dir():
        return session.say(
            f"Khóa ký là tệp, không nằm trong cơ sở dữ liệu; thư mục được dùng: {used}.",
            f"Keys are files and not in the database; the folder in use: {used}.",
        )
    return session.say(
        f"Khóa ký là tệp, không nằm trong cơ sở dữ liệu: chép {kept} sang {used}, hoặc đặt BANGVANG_KEYS={kept}.",
        f"Keys are files and not in the database: copy {kept} to {used}, or set BANGVANG_KEYS={kept}.",
    )
