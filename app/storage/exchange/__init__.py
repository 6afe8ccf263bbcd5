"""Operations of others in, own ones out: by the line and by file."""
