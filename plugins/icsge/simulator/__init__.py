"""A simulator of CSG: a process and a database of its own, which knows of Marelle only what it is sent over HTTP."""
