"""The write gate and the two kinds of session."""

import threading

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select
from sqlalchemy.exc import DBAPIError

from app.kernel.errors import AppError
from app.storage.gate import refuse_network_file_system

COUNTER = Table("gate_counter", MetaData(), Column("n", Integer))


@pytest.fixture
def counter(database):
    with database.engines.write.begin() as connection:
        COUNTER.metadata.create_all(connection)
    yield COUNTER
    with database.engines.write.begin() as connection:
        COUNTER.metadata.drop_all(connection)


def test_a_block_that_ends_well_commits(database, counter):
    with database.write() as session:
        session.execute(insert(counter).values(n=1))

    with database.read() as session:
        assert session.execute(select(func.count()).select_from(counter)).scalar_one() == 1


def test_a_block_that_raises_changes_nothing(database, counter):
    with pytest.raises(RuntimeError), database.write() as session:
        session.execute(insert(counter).values(n=1))
        raise RuntimeError

    with database.read() as session:
        assert session.execute(select(func.count()).select_from(counter)).scalar_one() == 0


def test_a_reading_session_cannot_write(database, counter):
    with pytest.raises(DBAPIError), database.read() as session:
        session.execute(insert(counter).values(n=1))


def test_writers_from_many_threads_all_get_through(database, counter):
    errors = []

    def write_some():
        try:
            for n in range(20):
                with database.write() as session:
                    session.execute(insert(counter).values(n=n))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write_some) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    with database.read() as session:
        assert session.execute(select(func.count()).select_from(counter)).scalar_one() == 120


def test_a_network_file_system_is_refused(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"rootfs / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")

    with pytest.raises(AppError, match="nfs4"):
        refuse_network_file_system(tmp_path / "a.db", mounts)


def test_a_local_file_system_is_accepted(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("rootfs / ext4 rw 0 0\nserver:/x /elsewhere nfs4 rw 0 0\n")

    refuse_network_file_system(tmp_path / "a.db", mounts)

    assert mounts.exists()
