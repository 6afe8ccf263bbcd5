"""The local store: SQLAlchemy Core over SQLCipher, the operation log, keys and the attachment vault.

Entry points: ``keys.KeyRing`` unlocks, ``store.Store`` reads and commits, ``vault.Vault`` keeps files,
``backup.backup`` and ``backup.restore`` copy all three.
"""
