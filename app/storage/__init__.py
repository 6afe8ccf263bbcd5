"""The local store: SQLCipher, operation log, attachment vault, keys and backup."""
