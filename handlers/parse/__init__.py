"""Words to values: what people type, as typed values or refusals. No Telegram, no database.

``readings`` reads bulk text for a sheet, ``sheets`` a captain's CSV of one, ``resolve`` lays
either over a batch; ``keys``, ``dates`` and ``times`` read single values; ``words`` holds the
vocabulary, ``typed`` the results and their errors.
"""
