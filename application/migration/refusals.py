"""Why a log is not taken over into PostgreSQL."""

from domain.refusal import Refusal, RefusalKind


class NothingToMigrate(Refusal):
    """The folder that was named has no log."""

    code = "nothing-to-migrate"
    kind = RefusalKind.NOT_FOUND
    vi = "Thư mục «{folder}» không có nhật ký SQLite (events.db)."
    en = "The folder '{folder}' has no SQLite log (events.db)."
    advice_vi = "Nêu thư mục dữ liệu của bản đang chạy trên SQLite (giá trị của BANGVANG_DATA hoặc --data)."
    advice_en = "Name the data folder of the platform that runs on SQLite (the value of BANGVANG_DATA or --data)."


class NowhereToMigrate(Refusal):
    """No PostgreSQL is configured."""

    code = "nowhere-to-migrate"
    kind = RefusalKind.INVALID
    vi = "Chưa nêu PostgreSQL để chuyển đến: biến DATABASE_URL còn trống."
    en = "There is no PostgreSQL to migrate to: DATABASE_URL is not set."
    advice_vi = "Đặt DATABASE_URL, ví dụ postgresql://bangvang@db/bangvang, rồi chạy lại."
    advice_en = "Set DATABASE_URL, to postgresql://bangvang@db/bangvang for example, and run it again."


class MigrationRunning(Refusal):
    """Another process migrates into the same PostgreSQL."""

    code = "migration-running"
    vi = "Một tiến trình khác đang chuyển dữ liệu vào PostgreSQL này."
    en = "Another process is migrating into this PostgreSQL."
    advice_vi = "Chờ tiến trình đó xong. Nếu nó bị ngắt, chạy lại: việc sao chép tiếp tục từ chỗ đã dừng."
    advice_en = "Wait for it to end. If it was interrupted, run it again: copying goes on where it stopped."


class AnotherLog(Refusal):
    """PostgreSQL holds a log that is not the beginning of the one to be migrated."""

    code = "migration-target-has-another-log"
    vi = "PostgreSQL đã có nhật ký khác: từ vị trí {position}, nó không trùng từng byte với nhật ký SQLite."
    en = "PostgreSQL holds another log: from position {position} on it is not, byte for byte, the log in SQLite."
    advice_vi = (
        "Nêu cơ sở dữ liệu trống trong DATABASE_URL. Nếu ở đây đã có lượt ghi mới sau khi chuyển, đừng chuyển lại."
    )
    advice_en = (
        "Name an empty database in DATABASE_URL. If it was written to since it was migrated, don't migrate again."
    )


class NotExactlyStorable(Refusal):
    """Something in the SQLite file is not what the platform writes there, and PostgreSQL can't hold it as it is."""

    code = "not-exactly-storable"
    vi = "Dừng ở bảng {table}, dòng {row}: PostgreSQL không giữ được đúng như trong SQLite ({problem})."
    en = "Stopped in table {table} at row {row}: PostgreSQL can't hold it as it is in SQLite ({problem})."
    advice_vi = (
        "Chương trình không ghi dữ liệu như vậy: chạy bangvang audit verify trên SQLite và giữ tệp làm chứng cứ."
    )
    advice_en = (
        "The program does not write such data: run bangvang audit verify on SQLite and keep the file as evidence."
    )
