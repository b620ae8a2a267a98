"""How people and programs come in: REST, pages, command line. Each only translates to commands and queries."""
