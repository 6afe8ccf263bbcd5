"""Logins that read the reports of a bureau with any SQL tool: SELECT on the views of ``report``, nothing else."""

from __future__ import annotations

import re

import psycopg
from psycopg import sql

from app.centre.failures import refused
from app.centre.office.administration import Connection, administering, as_owner, limit_temporary_files, require_bureau
from app.centre.secrecy import new_code, scram_verifier
from app.centre.taking_turns import one_at_a_time
from app.errors import CentreRefused, InspectorError

_NAME = re.compile(r"[a-z][a-z0-9_]{2,40}")
_CONNECTIONS = 5
_SETTINGS = (("default_transaction_read_only", "on"), ("statement_timeout", "300s"), ("search_path", "report"))
_CREATE = sql.SQL(
    "create role {} login nosuperuser nocreatedb nocreaterole nobypassrls connection limit {} password {}"
)
_SET = sql.SQL("alter role {} set {} = {}")


def add_reader(connection: Connection, bureau: str, login: str) -> str:
    """Return the password of a new login that reads the reports of a bureau and of those below it.

    Raises:
        InspectorError: ``reader-name``.
        CentreRefused: the bureau is unknown, the login is taken, or the centre must be upgraded first.
    """
    if not _NAME.fullmatch(login):
        advice = "请用 3 至 41 个小写字母、数字和下划线，以字母开头，例如 report_baoding。"
        raise InspectorError("reader-name", f"登录名不能用：{login}", advice)
    secret = new_code()
    with one_at_a_time(connection), administering(connection) as centre:
        if centre.version < 2:
            raise refused("centre-older")
        require_bureau(connection, bureau)
        name = sql.Identifier(login)
        try:
            with connection.transaction():
                connection.execute(_CREATE.format(name, sql.Literal(_CONNECTIONS), sql.Literal(scram_verifier(secret))))
        except psycopg.errors.DuplicateObject as error:
            raise CentreRefused("reader-exists", f"登录名 {login} 已经有了。", "请换一个登录名。") from error
        connection.execute(sql.SQL("grant inspection_reader to {}").format(name))
        for setting, value in _SETTINGS:
            connection.execute(_SET.format(name, sql.Identifier(setting), sql.Literal(value)))
        limit_temporary_files(connection, login, "8GB")
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("grant connect on database {} to {}").format(database, name))
        as_owner(connection)
        connection.execute("insert into centre.reader (bureau, role) values (%s, %s)", (bureau, login))
    return secret


def remove_reader(connection: Connection, login: str) -> None:
    """Take a reader's login away.

    Raises:
        CentreRefused: there is none of this name.
    """
    with one_at_a_time(connection), administering(connection) as centre:
        if centre.version < 2:
            raise refused("centre-older")
        as_owner(connection)
        gone = connection.execute("delete from centre.reader where role = %s returning 1", (login,)).fetchone()
        if gone is None:
            raise CentreRefused("reader-unknown", f"没有报表登录 {login}。", "请用 centre status 核对登录名。")
        connection.execute("reset role")
        database, name = sql.Identifier(connection.info.dbname), sql.Identifier(login)
        connection.execute(sql.SQL("revoke connect on database {} from {}").format(database, name))
        connection.execute(sql.SQL("drop role {}").format(name))
