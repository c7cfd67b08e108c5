"""Reading a registrar's list: bytes in, lines and problems out.

Pure computation over an opened binary file: no database session, no clock, no sentence. What a
file says wrong is a ``Problem`` with its row number; what makes the file unreadable is a
``Refusal``. Neither ever carries the content of a cell, since any cell may hold the name of a
signer.

    formats   the bytes: CSV, XLSX or old XLS -> rows of text, streamed     (delimited, sheets)
    headers   which column is the section, the page, the line, the reason   (vocabulary)
    private   which columns look like names, addresses, contacts: the file is stopped
    rows      rows of text -> blocks of lines, and problems by row          (cells, book)
    summary   the dry run in numbers, against the certificate

A pass is ``open_rows`` -> ``match`` -> ``check`` -> ``read_blocks`` -> ``Summary.add``; a second
pass (dry run first, then commit) opens the file again.
"""
