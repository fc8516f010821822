"""The command line: one module a command; `main` alone turns errors into exit codes."""
