"""The command ``bangvang``: each way in only translates what was typed into a command or a query."""
