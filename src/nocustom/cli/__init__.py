"""The command line: thin. Options, prompts, and the boundary from errors to exit codes."""
