"""Values of a long run kept in a temporary file instead of memory, behind the mapping or sequence that they were.

The values of a short run stay in memory. The file is a temporary database of SQLite's: nobody else can open it, it has
no name from the moment it is made, and it is gone with its last reader. It is no record of anything: what must not be
lost is in the journal.
"""
