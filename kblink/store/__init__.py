"""The catalogue on disk: SQLite rows, an FTS5 word index, and one FAISS file per generation."""
